package io.perennial.model.experiment;

/** What sums of floating-point numbers can tell of the spread of what was summed. */
final class Moments {
  /** Squares of greater numbers leave the range of doubles. */
  private static final double GREATEST = 1e150;

  private Moments() {}

  /**
   * Checks that there can be values with that mean and sum of squared deviations.
   *
   * @throws IllegalArgumentException if there cannot
   */
  static void check(long count, double mean, double squares) {
    if (count < 0
        || !(Math.abs(mean) <= GREATEST)
        || !(squares >= 0)
        || Double.isInfinite(squares)
        || (count == 0 && mean != 0)
        || (count < 2 && squares != 0)) {
      throw new IllegalArgumentException(
          "No moments: " + count + " values, mean " + mean + ", squares " + squares);
    }
  }

  /** The sum of squared deviations from the mean; 0 where it is lost in the sums' rounding. */
  static double squaredDeviations(long count, double sum, double sumOfSquares) {
    if (count < 2) {
      return 0;
    }
    double squares = sumOfSquares - sum * (sum / count);
    // A sum of n numbers may be off by n units in the last place.
    double lost = count * Math.ulp(1.0) * sumOfSquares;
    return squares <= lost ? 0 : squares;
  }
}
