package io.perennial.metric;

import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sqrt;
import static org.apache.spark.sql.functions.when;

import org.apache.spark.sql.Column;

/**
 * Rates as columns. A rate with a zero denominator is null, and so is the rate of a group that is
 * too small to be published.
 *
 * @param minimumGroupSize the fewest customers whose rate is published
 */
record Rates(int minimumGroupSize) {
  /** The quantile of the standard normal distribution at .975. */
  private static final double Z = 1.959964;

  /** numerator / denominator as a double; null where the denominator is zero. */
  static Column ratio(Column numerator, Column denominator) {
    return when(
        denominator.notEqual(0), numerator.cast("double").divide(denominator.cast("double")));
  }

  /** A figure, where its group of customers is large enough to be published. */
  Column published(Column group, Column figure) {
    return when(group.geq(minimumGroupSize), figure);
  }

  /** successes / trials of a group of customers, null for a group that is too small. */
  Column share(Column successes, Column trials) {
    return published(trials, ratio(successes, trials));
  }

  /**
   * The lower end of the 95 % interval of Wilson (1927) for successes / trials; it never leaves [0,
   * 1] and never collapses at 0 or 1.
   */
  Column wilsonLow(Column successes, Column trials) {
    return published(trials, wilson(successes, trials, -1));
  }

  /** The upper end of the same interval. */
  Column wilsonHigh(Column successes, Column trials) {
    return published(trials, wilson(successes, trials, 1));
  }

  private static Column wilson(Column successes, Column trials, int side) {
    Column n = trials.cast("double");
    Column rate = successes.cast("double").divide(n);
    Column centre = rate.plus(lit(Z * Z).divide(n.multiply(2)));
    Column spread =
        sqrt(rate.multiply(lit(1.0).minus(rate))
                .divide(n)
                .plus(lit(Z * Z).divide(n.multiply(n).multiply(4))))
            .multiply(Z * side);
    Column end = centre.plus(spread).divide(lit(1.0).plus(lit(Z * Z).divide(n)));
    // At no success the exact lower end is 0, and at no failure the upper end is 1; rounding may
    // miss them.
    Column bounded = greatest(lit(0.0), least(lit(1.0), end));
    return when(
        trials.notEqual(0),
        side < 0
            ? when(successes.equalTo(0), lit(0.0)).otherwise(bounded)
            : when(successes.equalTo(trials), lit(1.0)).otherwise(bounded));
  }
}
