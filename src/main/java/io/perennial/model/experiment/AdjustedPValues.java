package io.perennial.model.experiment;

import java.util.Comparator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * P-values of many tests read together, adjusted so that one at or below a level means as much as
 * it would alone. No adjusted value is below the raw one, and their order is kept.
 */
public final class AdjustedPValues {
  private AdjustedPValues() {}

  /**
   * Holm's step-down values (Scandinavian Journal of Statistics 6, 1979): rejecting those at or
   * below a level makes any false rejection at most so probable, however the tests depend on each
   * other. The i-th smallest of m is the greatest of (m - j + 1) p_j for j up to i, at most 1.
   *
   * @return the adjusted values in the order of the raw ones
   * @throws IllegalArgumentException if a value is not in [0, 1]
   */
  public static double[] holm(double... pValues) {
    int[] order = order(pValues);
    double[] adjusted = new double[pValues.length];
    double greatest = 0;
    for (int rank = 0; rank < order.length; rank++) {
      greatest = Math.max(greatest, (order.length - rank) * pValues[order[rank]]);
      adjusted[order[rank]] = Math.min(1, greatest);
    }
    return adjusted;
  }

  /**
   * Benjamini and Hochberg's step-up values (Journal of the Royal Statistical Society B 57, 1995):
   * among those at or below a level, the expected share of false rejections is at most that level,
   * for tests that are independent or depend positively on each other. The i-th smallest of m is
   * the least of m p_j / j for j from i on, at most 1.
   *
   * @return the adjusted values in the order of the raw ones
   * @throws IllegalArgumentException if a value is not in [0, 1]
   */
  public static double[] benjaminiHochberg(double... pValues) {
    int[] order = order(pValues);
    double[] adjusted = new double[pValues.length];
    double least = 1;
    for (int rank = order.length; rank > 0; rank--) {
      double raw = pValues[order[rank - 1]];
      // Rounding must not take the last factor, m / m, below one.
      least = Math.min(least, Math.max(raw, raw * order.length / rank));
      adjusted[order[rank - 1]] = least;
    }
    return adjusted;
  }

  /** Where the values stand, the smallest first. */
  private static int[] order(double[] pValues) {
    if (!DoubleStream.of(pValues).allMatch(value -> value >= 0 && value <= 1)) {
      throw new IllegalArgumentException("A p-value lies in [0, 1].");
    }
    return IntStream.range(0, pValues.length)
        .boxed()
        .sorted(Comparator.comparingDouble(index -> pValues[index]))
        .mapToInt(Integer::intValue)
        .toArray();
  }
}
