package io.perennial.model.clv;

import org.hipparchus.special.Beta;
import org.hipparchus.special.Gamma;

/**
 * Purchases at a gamma(r, alpha) rate, each followed by the end with a beta(a, b) probability: the
 * future of BG/NBD and MBG/NBD customers (Fader, Hardie &amp; Lee 2005). Were there no end, the
 * number of purchases N within a time would be negative binomial; the end leaves min(N, J) with J
 * beta-geometric. All that follows is this, so every sum has positive terms only and there is
 * nothing special about a = 1 or a + b &lt; 1, where the published closed form of the expectation
 * fails.
 */
record GeometricDropout(double r, double alpha, double a, double b) implements Future {
  private static final double LONGEST_SERIES = 3_000;

  @Override
  public double expected(double time) {
    double horizons = time / alpha;
    double z = horizons / (1 + horizons);
    if (z == 0) {
      return 0;
    }
    double mean = r * horizons;
    double terms = mean + 40 / -Math.log(z) + 10 * Math.sqrt(mean * (1 + horizons));
    return terms < LONGEST_SERIES ? series(horizons, z) : integral(horizons);
  }

  /**
   * The sum over k of P(N = k) times the expected purchases of somebody with k chances, which is
   * the sum over j &lt; k of the probability of surviving j purchases.
   */
  private double series(double horizons, double z) {
    double log = -r * Math.log1p(horizons);
    double probability = Math.exp(log);
    double surviving = 1;
    double purchases = 0;
    double sum = 0;
    for (int k = 0; ; k++) {
      double ratio = (r + k) / (k + 1) * z;
      if (log < -600) {
        log += Math.log(ratio);
        probability = Math.exp(log);
      } else {
        probability *= ratio;
      }
      purchases += surviving;
      surviving *= (b + k) / (a + b + k);
      double term = probability * purchases;
      sum += term;
      // What is left: the probabilities fall at least like the bound, the purchases grow at most
      // linearly.
      double bound = Math.max(ratio, z);
      if (bound < 1 && log > -600 && term * (k + 2) * bound < sum * 1e-17 * (1 - bound) * k) {
        return sum;
      }
      if (bound < 1 && log > -600 && probability == 0) {
        return sum;
      }
    }
  }

  /** The mean over the dropout probability p of (1 - (1 + p t / alpha)^-r) / p. */
  private double integral(double horizons) {
    double centre = Math.log(a / b);
    double width = Math.sqrt(1 / a + 1 / b);
    double log =
        Quadrature.logOverLine(
            u -> {
              double logP = Hypergeometric.logLogistic(u);
              double p = Math.exp(logP);
              double chances = -Math.expm1(-r * Math.log1p(p * horizons));
              // Where p has underflowed the quotient has reached its limit.
              double logQuotient =
                  p > 1e-290 && chances > 0
                      ? Math.log(chances) - logP
                      : Math.log(r) + Math.log(horizons);
              return a * logP + b * Hypergeometric.logLogistic(-u) + logQuotient;
            },
            centre,
            Math.min(1, width),
            45 / a + 45 / b + 12 * width + Math.log1p(horizons));
    return Math.exp(log - Beta.logBeta(a, b));
  }

  /** Purchases per unit of time after that time, the derivative of the expected purchases. */
  private double rate(double time) {
    double horizons = time / alpha;
    return Math.exp(
        Math.log(r / alpha)
            - (r + 1) * Math.log1p(horizons)
            + Hypergeometric.ofPositive(
                r + 1, b, a + b, horizons / (1 + horizons), 1 / (1 + horizons)));
  }

  @Override
  public double discounted(double rate) {
    // u = scale (e^q - 1): the rate falls from the start on a scale of no less than this, then
    // like a power; the discount ends all at 45 / rate.
    double scale = Math.min(1 / rate, alpha / (r + 1));
    double end = Math.log1p(45 / rate / scale);
    int panels = (int) Math.ceil(end / 1.5);
    return Quadrature.integral(
        q -> {
          double time = scale * Math.expm1(q);
          return rate(time) * Math.exp(-rate * time + q) * scale;
        },
        0,
        end,
        panels);
  }

  @Override
  public double probability(int n, double time) {
    double z = time / (alpha + time);
    double exactly = Math.exp(logNegativeBinomial(r, n, time / alpha) + logSurviving(n));
    if (n == 0) {
      return exactly;
    }
    // The end comes with the n-th purchase, and there were n or more chances.
    double ended = Math.exp(logSurviving(n - 1)) * a / (a + b + n - 1);
    double chances = z == 0 ? 0 : Beta.regularizedBeta(z, n, r);
    return Math.min(1, exactly + ended * chances);
  }

  @Override
  public double[] probabilities(int greatest, double time) {
    double horizons = time / alpha;
    double[] probabilities = new double[greatest + 1];
    double logZ = Math.log(horizons) - Math.log1p(horizons);
    double log = -r * Math.log1p(horizons);
    double surviving = 1;
    double ending = 0;
    double below = 0;
    for (int n = 0; n <= greatest; n++) {
      double exactly = Math.exp(log);
      probabilities[n] = surviving * exactly + ending * Math.max(0, 1 - below);
      below += exactly;
      log += Math.log((r + n) / (n + 1)) + logZ;
      ending = surviving * a / (a + b + n);
      surviving *= (b + n) / (a + b + n);
    }
    return probabilities;
  }

  /** The logarithm of the probability of surviving n purchases. */
  private double logSurviving(int n) {
    return new RisingFactorials(b, n).logarithm(n) - new RisingFactorials(a + b, n).logarithm(n);
  }

  /** The logarithm of P(N = n) for purchases at a gamma(r, alpha) rate, the time in alphas. */
  static double logNegativeBinomial(double r, int n, double horizons) {
    double log = -r * Math.log1p(horizons);
    if (n == 0) {
      return log;
    }
    return log
        + new RisingFactorials(r, n).logarithm(n)
        - Gamma.logGamma(n + 1.0)
        - n * Math.log1p(1 / horizons);
  }
}
