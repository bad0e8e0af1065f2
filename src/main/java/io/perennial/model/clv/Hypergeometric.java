package io.perennial.model.clv;

import org.hipparchus.special.Beta;

/**
 * Gauss's hypergeometric function 2F1(a, b; c; z) for positive a, b, c with c &gt; b and z &lt; 1,
 * where it is positive; as its logarithm, since it overflows easily. Formulas: Abramowitz &amp;
 * Stegun 1964, chapter 15.
 */
public final class Hypergeometric {
  /** The longest series that is summed; beyond, the integral is quicker and as exact. */
  private static final double LONGEST_SERIES = 2_000;

  private static final double LARGE = 1e250;

  private Hypergeometric() {}

  /**
   * The logarithm of 2F1(a, b; c; z), to a relative error of the function of about 1e-12.
   *
   * @throws IllegalArgumentException if not a &gt; 0, c &gt; b &gt; 0 and z &lt; 1
   */
  public static double logarithm(double a, double b, double c, double z) {
    if (!(a > 0 && b > 0 && c > b && z < 1) || Double.isInfinite(a + c) || z < -1e300) {
      throw new IllegalArgumentException(
          "2F1(" + a + ", " + b + "; " + c + "; " + z + ") is not of the positive kind");
    }
    if (z < 0) {
      // Pfaff's transformation, 15.3.4: all terms become positive.
      return -a * Math.log1p(-z) + ofPositive(a, c - b, c, z / (z - 1), 1 / (1 - z));
    }
    return ofPositive(a, b, c, z, 1 - z);
  }

  /**
   * The logarithm for z in [0, 1) where 1 - z is known better than from z.
   *
   * @param complement 1 - z
   */
  static double ofPositive(double a, double b, double c, double z, double complement) {
    if (z == 0) {
      return 0;
    }
    double falling = z < 0.5 ? -Math.log(z) : -Math.log1p(-complement);
    // The terms grow until about the first, and then fall like z^k times a power of k.
    double peak = Math.max(0, (a + b - c) * z / complement);
    double terms = peak + (40 + 8 * Math.sqrt(peak * falling)) / falling;
    return terms < LONGEST_SERIES ? series(a, b, c, z) : integral(a, b, c, complement);
  }

  private static double series(double a, double b, double c, double z) {
    double term = 1;
    double sum = 1;
    double scaled = 0;
    for (int k = 0; ; k++) {
      double ratio = (a + k) / (c + k) * ((b + k) / (k + 1)) * z;
      term *= ratio;
      sum += term;
      double bound = Math.max(ratio, z);
      if (bound < 1 && term * bound / (1 - bound) < sum * 1e-17) {
        return Math.log(sum) + scaled;
      }
      if (sum > LARGE) {
        term /= LARGE;
        sum /= LARGE;
        scaled += Math.log(LARGE);
      }
    }
  }

  /** Euler's integral, 15.3.1, over the log-odds of its variable. */
  private static double integral(double a, double b, double c, double complement) {
    double z = 1 - complement;
    double rest = c - b;
    double low = -Math.log(1 + (rest + a) / b) - 40;
    double high = Math.log(1 + (b + a) / rest) + 40;
    for (int halving = 0; halving < 80; halving++) {
      double middle = (low + high) / 2;
      double t = logistic(middle);
      double slope = b * logistic(-middle) - rest * t + a * z * t * bend(middle, complement);
      if (slope > 0) {
        low = middle;
      } else {
        high = middle;
      }
    }
    double centre = (low + high) / 2;
    double t = logistic(centre);
    double scale = Math.min(1, 1 / Math.sqrt((b + rest) * t * logistic(-centre)));
    double reach = 45 / b + 45 / rest + 12 / Math.sqrt(b) + 12 / Math.sqrt(rest) + Math.abs(centre);
    return Quadrature.logOverLine(
            u ->
                b * logLogistic(u)
                    + rest * logLogistic(-u)
                    - a * Math.log(logistic(-u) + complement * logistic(u)),
            centre,
            scale,
            reach)
        - Beta.logBeta(b, rest);
  }

  /** (1 - t) / (1 - z t) at log-odds u of t. */
  private static double bend(double u, double complement) {
    double rest = logistic(-u);
    return rest / (rest + complement * logistic(u));
  }

  /** The probability of log-odds. */
  static double logistic(double logOdds) {
    return 1 / (1 + Math.exp(-logOdds));
  }

  /** The logarithm of the probability of log-odds. */
  static double logLogistic(double logOdds) {
    return logOdds > 0 ? -Math.log1p(Math.exp(-logOdds)) : logOdds - Math.log1p(Math.exp(logOdds));
  }
}
