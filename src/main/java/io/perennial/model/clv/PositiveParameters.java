package io.perennial.model.clv;

/** What every parameter of these models has to be. */
final class PositiveParameters {
  private PositiveParameters() {}

  static void check(double... parameters) {
    for (double parameter : parameters) {
      if (!(parameter > 0) || Double.isInfinite(parameter)) {
        throw new IllegalArgumentException("a parameter is finite and positive: " + parameter);
      }
    }
  }
}
