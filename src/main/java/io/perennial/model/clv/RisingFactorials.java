package io.perennial.model.clv;

/**
 * Gamma(a + k) / Gamma(a) for whole k, as logarithms, and the derivatives of these by a. As sums
 * over the factors they need no gamma function and lose nothing to cancellation.
 */
final class RisingFactorials {
  private final double[] logarithms;
  private final double[] derivatives;

  /** For k from 0 to a greatest. */
  RisingFactorials(double a, int greatest) {
    logarithms = new double[greatest + 1];
    derivatives = new double[greatest + 1];
    for (int k = 0; k < greatest; k++) {
      logarithms[k + 1] = logarithms[k] + Math.log(a + k);
      derivatives[k + 1] = derivatives[k] + 1 / (a + k);
    }
  }

  double log(int k) {
    return logarithms[k];
  }

  double derivative(int k) {
    return derivatives[k];
  }
}
