package io.perennial.model.clv;

import org.hipparchus.special.Gamma;

/**
 * Logarithms of the rising factorials of one number, base (base + 1) ... (base + n - 1) =
 * Gamma(base + n) / Gamma(base), and their derivatives by the base. As sums they keep their digits
 * where the difference of two logarithms of the gamma function would lose them.
 */
final class RisingFactorials {
  private static final int LARGEST_TABLE = 1 << 16;

  private final double base;
  private final double[] logarithms;
  private final double[] derivatives;

  RisingFactorials(double base, int greatest) {
    this.base = base;
    int size = Math.min(greatest, LARGEST_TABLE) + 1;
    logarithms = new double[size];
    derivatives = new double[size];
    for (int n = 1; n < size; n++) {
      logarithms[n] = logarithms[n - 1] + Math.log(base + n - 1);
      derivatives[n] = derivatives[n - 1] + 1 / (base + n - 1);
    }
  }

  double logarithm(int n) {
    return n < logarithms.length ? logarithms[n] : Gamma.logGamma(base + n) - Gamma.logGamma(base);
  }

  double derivative(int n) {
    return n < derivatives.length ? derivatives[n] : Gamma.digamma(base + n) - Gamma.digamma(base);
  }
}
