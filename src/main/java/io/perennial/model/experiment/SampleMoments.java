package io.perennial.model.experiment;

import java.io.Serializable;
import java.util.OptionalDouble;

/**
 * How many values an arm has, their mean and their spread; those of parts of the values combine to
 * those of the whole.
 *
 * @param count how many values there are, at least 0
 * @param mean their mean, in the unit of the values; 0 of none
 * @param squares the sum of squared deviations from the mean, at least 0; 0 of fewer than two
 */
public record SampleMoments(long count, double mean, double squares) implements Serializable {
  /** The moments of no values. */
  public static final SampleMoments NONE = new SampleMoments(0, 0, 0);

  /**
   * Checks the moments.
   *
   * @throws IllegalArgumentException if the count or the squares are negative, a number is not
   *     finite, or fewer than two values are said to vary
   */
  public SampleMoments {
    Moments.check(count, mean, squares);
  }

  /** The moments of one value. */
  public static SampleMoments of(double value) {
    return new SampleMoments(1, value, 0);
  }

  /**
   * The moments from plain sums. Digits of the spread are lost where it is small beside the mean; a
   * spread below what the sums can carry counts as none, so prefer the variance where there is one.
   *
   * @param count how many values there are
   * @param sum their sum
   * @param sumOfSquares the sum of their squares
   */
  public static SampleMoments ofSums(long count, double sum, double sumOfSquares) {
    if (count == 0) {
      return NONE;
    }
    return new SampleMoments(
        count, sum / count, Moments.squaredDeviations(count, sum, sumOfSquares));
  }

  /**
   * The moments from mean and variance.
   *
   * @param count how many values there are
   * @param mean their mean
   * @param variance the unbiased variance (divisor count - 1); of fewer than two values it is 0
   */
  public static SampleMoments ofVariance(long count, double mean, double variance) {
    return new SampleMoments(count, mean, count < 2 ? variance : variance * (count - 1));
  }

  /** The moments of these values and others, without loss of digits (Chan et al. 1983). */
  public SampleMoments plus(SampleMoments other) {
    if (count == 0) {
      return other;
    }
    if (other.count == 0) {
      return this;
    }
    long both = Math.addExact(count, other.count);
    double share = (double) other.count / both;
    double apart = other.mean - mean;
    return new SampleMoments(
        both, mean + share * apart, squares + other.squares + count * share * apart * apart);
  }

  /** The unbiased variance of the values, squared unit; none of fewer than two values. */
  public OptionalDouble variance() {
    return count < 2 ? OptionalDouble.empty() : OptionalDouble.of(squares / (count - 1));
  }
}
