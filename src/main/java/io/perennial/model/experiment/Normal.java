package io.perennial.model.experiment;

import org.hipparchus.special.Erf;

/** The standard normal distribution. */
final class Normal {
  private static final double ROOT_OF_TWO = Math.sqrt(2);

  private Normal() {}

  /** The probability of more than z, without loss of digits far above zero. */
  static double above(double z) {
    return Erf.erfc(z / ROOT_OF_TWO) / 2;
  }

  /** The probability of being at least as far from zero as z. */
  static double beyond(double z) {
    return Erf.erfc(Math.abs(z) / ROOT_OF_TWO);
  }

  /** How far from zero the middle of the distribution with that probability reaches. */
  static double reach(Confidence confidence) {
    return ROOT_OF_TWO * Erf.erfInv(confidence.level());
  }
}
