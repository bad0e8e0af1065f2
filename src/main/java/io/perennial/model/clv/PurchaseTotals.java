package io.perennial.model.clv;

import java.io.Serializable;

/**
 * Sums over customers that tell whether a model can be fitted and where to start; those of parts of
 * the customers add up.
 *
 * @param customers how many there are
 * @param repeatCustomers those with at least one repeat purchase
 * @param repeatPurchases repeat purchases of all of them, the sum of x
 * @param squaredPurchases the sum of x squared
 * @param ageDays the sum of T
 * @param greatestAgeDays the greatest T
 */
public record PurchaseTotals(
    long customers,
    long repeatCustomers,
    double repeatPurchases,
    double squaredPurchases,
    double ageDays,
    double greatestAgeDays)
    implements Serializable {
  /** The totals of nobody. */
  public static final PurchaseTotals NONE = new PurchaseTotals(0, 0, 0, 0, 0, 0);

  /** The totals of these customers and others. */
  public PurchaseTotals plus(PurchaseTotals other) {
    return new PurchaseTotals(
        customers + other.customers,
        repeatCustomers + other.repeatCustomers,
        repeatPurchases + other.repeatPurchases,
        squaredPurchases + other.squaredPurchases,
        ageDays + other.ageDays,
        Math.max(greatestAgeDays, other.greatestAgeDays));
  }
}
