package io.perennial.model.experiment;

/**
 * The range of what is compatible with the data at a level of confidence.
 *
 * @param low the lower bound
 * @param high the upper bound, not below the lower
 */
public record Interval(double low, double high) {
  public Interval {
    if (!(low <= high)) {
      throw new IllegalArgumentException("No interval: " + low + " to " + high);
    }
  }

  /** The interval that reaches equally far to both sides of a value. */
  static Interval around(double value, double reach) {
    return new Interval(value - reach, value + reach);
  }

  /** Whether a value lies within the bounds or on one of them. */
  public boolean contains(double value) {
    return value >= low && value <= high;
  }
}
