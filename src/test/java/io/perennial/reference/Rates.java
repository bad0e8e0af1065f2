package io.perennial.reference;

import java.util.OptionalDouble;

/** Divisions as the definitions want them. */
final class Rates {
  private static final double WILSON_Z = 1.959964;

  private Rates() {}

  /** A ratio; none over zero. */
  static OptionalDouble ratio(long numerator, long denominator) {
    return denominator == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of((double) numerator / (double) denominator);
  }

  /** A ratio over a total that must be positive, and whose group must be large enough. */
  static OptionalDouble overPositive(
      long numerator, long total, long groupSize, ReferenceSettings settings) {
    return total > 0 ? ratio(numerator, total, groupSize, settings) : OptionalDouble.empty();
  }

  /** A ratio that is published only where its group is large enough. */
  static OptionalDouble ratio(
      long numerator, long denominator, long groupSize, ReferenceSettings settings) {
    return groupSize < settings.minimumGroupSize()
        ? OptionalDouble.empty()
        : ratio(numerator, denominator);
  }

  /** The lower end of the 95 % Wilson score interval; none without trials. */
  static OptionalDouble wilsonLow(long successes, long trials) {
    return wilson(successes, trials, -1);
  }

  /** The upper end of the 95 % Wilson score interval; none without trials. */
  static OptionalDouble wilsonHigh(long successes, long trials) {
    return wilson(successes, trials, 1);
  }

  private static OptionalDouble wilson(long successes, long trials, int side) {
    if (trials == 0) {
      return OptionalDouble.empty();
    }
    double n = trials;
    double p = successes / n;
    double square = WILSON_Z * WILSON_Z;
    double half = WILSON_Z * Math.sqrt(p * (1 - p) / n + square / (4 * n * n));
    double bound = (p + square / (2 * n) + side * half) / (1 + square / n);
    return OptionalDouble.of(Math.max(0, Math.min(1, bound)));
  }
}
