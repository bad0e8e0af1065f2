package io.perennial.model.clv;

import java.io.Serializable;
import java.util.OptionalDouble;

/**
 * How many customers there are with repeat spend, and the means and moments of their frequency and
 * mean spend; those of parts of the customers combine to those of the whole.
 *
 * @param customers how many there are
 * @param meanFrequency the mean number x of repeat purchases
 * @param meanSpend the mean over customers of their mean spend m
 * @param frequencySquares the sum of squared deviations of x from its mean
 * @param spendSquares the sum of squared deviations of m
 * @param products the sum of products of both deviations
 */
public record SpendTotals(
    long customers,
    double meanFrequency,
    double meanSpend,
    double frequencySquares,
    double spendSquares,
    double products)
    implements Serializable {
  /** The totals of nobody. */
  public static final SpendTotals NONE = new SpendTotals(0, 0, 0, 0, 0, 0);

  /** The totals of customers who are all alike. */
  static SpendTotals of(int frequency, double meanSpend, long customers) {
    return new SpendTotals(customers, frequency, meanSpend, 0, 0, 0);
  }

  /** The totals of these customers and others, without loss of digits (Chan et al. 1983). */
  public SpendTotals plus(SpendTotals other) {
    if (customers == 0) {
      return other;
    }
    if (other.customers == 0) {
      return this;
    }
    double both = (double) customers + other.customers;
    double share = other.customers / both;
    double frequencies = other.meanFrequency - meanFrequency;
    double spends = other.meanSpend - meanSpend;
    double weight = customers * share;
    return new SpendTotals(
        customers + other.customers,
        meanFrequency + share * frequencies,
        meanSpend + share * spends,
        frequencySquares + other.frequencySquares + weight * frequencies * frequencies,
        spendSquares + other.spendSquares + weight * spends * spends,
        products + other.products + weight * frequencies * spends);
  }

  /**
   * Pearson's correlation of frequency and mean spend over customers, in [-1, 1]; the spend model
   * takes it for zero. None where either does not vary.
   */
  public OptionalDouble correlation() {
    double scale = Math.sqrt(frequencySquares) * Math.sqrt(spendSquares);
    return scale > 0
        ? OptionalDouble.of(Math.max(-1, Math.min(1, products / scale)))
        : OptionalDouble.empty();
  }
}
