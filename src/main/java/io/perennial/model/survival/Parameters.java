package io.perennial.model.survival;

/** What every parameter of a contract model must be. */
final class Parameters {
  private Parameters() {}

  static void require(String name, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(name + " must be above 0 and finite, not " + value);
    }
  }
}
