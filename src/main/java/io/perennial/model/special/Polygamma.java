package io.perennial.model.special;

/**
 * The first two derivatives of the logarithm of the gamma function, for arguments above 0, to about
 * fifteen digits: by recurrence up to where the asymptotic series holds (Abramowitz and Stegun
 * 1964, 6.3.5, 6.3.18, 6.4.6 and 6.4.12). Hipparchus's own digamma is off by 3e-9, which a gradient
 * shows.
 */
public final class Polygamma {
  /** From here on eight terms of the series leave out less than a double can hold. */
  private static final double ASYMPTOTIC = 12;

  /** Below this part of the argument, a difference in the series is taken as its derivative. */
  private static final double SMALL = 1e-4;

  private Polygamma() {}

  /** The digamma function, the derivative of log gamma. */
  public static double digamma(double x) {
    double shifted = x;
    double sum = 0;
    while (shifted < ASYMPTOTIC) {
      sum -= 1 / shifted;
      shifted++;
    }
    return sum + Math.log(shifted) - .5 / shifted - tail(shifted);
  }

  /** The trigamma function, the derivative of digamma. */
  public static double trigamma(double x) {
    double shifted = x;
    double sum = 0;
    while (shifted < ASYMPTOTIC) {
      sum += 1 / (shifted * shifted);
      shifted++;
    }
    return sum + (1 + .5 / shifted) / shifted + descent(shifted);
  }

  /**
   * digamma(x + step) - digamma(x) without cancellation, however small the step is.
   *
   * @param x above 0
   * @param step at least 0
   */
  public static double digammaDifference(double x, double step) {
    double shifted = x;
    double sum = 0;
    while (shifted < ASYMPTOTIC) {
      sum += step / (shifted + step) / shifted;
      shifted++;
    }
    double ofTails =
        step < SMALL * shifted
            ? step * descent(shifted + step / 2)
            : tail(shifted) - tail(shifted + step);
    return sum + Math.log1p(step / shifted) + .5 * (step / (shifted + step)) / shifted + ofTails;
  }

  /** What the asymptotic series of digamma takes off log x - 1 / (2 x). */
  private static double tail(double x) {
    double square = 1 / x / x;
    return square
        * (1.0 / 12
            - square
                * (1.0 / 120
                    - square
                        * (1.0 / 252
                            - square
                                * (1.0 / 240
                                    - square
                                        * (1.0 / 132 - square * (691.0 / 32760 - square / 12))))));
  }

  /** How fast {@link #tail} falls. */
  private static double descent(double x) {
    double square = 1 / x / x;
    return square
        / x
        * (1.0 / 6
            - square
                * (1.0 / 30
                    - square
                        * (1.0 / 42
                            - square
                                * (1.0 / 30
                                    - square
                                        * (5.0 / 66 - square * (691.0 / 2730 - square * 7 / 6))))));
  }
}
