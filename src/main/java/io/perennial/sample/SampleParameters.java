package io.perennial.sample;

import java.time.LocalDate;

/**
 * Everything a made-up company is made from. Equal parameters give equal files, byte for byte; a
 * customer's history depends on the seed and the customer's number alone, so that a larger company
 * begins with the customers of a smaller one.
 *
 * @param customers how many customers the company has won, at least 1
 * @param seed where the random streams start
 * @param firstDay the first day on which a customer can be won
 * @param asOfDate the day at whose end the observation ends
 * @param yearlyGrowth by how much more customers are won a year later; 0.2 is 20 % of the first
 *     year's pace
 * @param shareWithoutOrders the share of customers who sign up and never order, in [0, 1)
 * @param purchases how customers come back
 * @param spend what they spend
 * @param dealings what else they and the company have to do with each other
 */
public record SampleParameters(
    int customers,
    long seed,
    LocalDate firstDay,
    LocalDate asOfDate,
    double yearlyGrowth,
    double shareWithoutOrders,
    Purchases purchases,
    Spend spend,
    DealingsParameters dealings) {

  /** How many customers a company has unless told otherwise. */
  public static final int DEFAULT_CUSTOMERS = 5_000;

  /** The seed unless told otherwise. */
  public static final long DEFAULT_SEED = 1L;

  public SampleParameters {
    if (customers < 1) {
      throw new IllegalArgumentException("A company needs at least one customer.");
    }
    if (asOfDate.isBefore(firstDay)) {
      throw new IllegalArgumentException("The as-of date lies before the first day.");
    }
    if (shareWithoutOrders < 0 || shareWithoutOrders >= 1) {
      throw new IllegalArgumentException("The share without orders must lie in [0, 1).");
    }
  }

  /**
   * The repeat purchases by the BG/NBD model: a customer buys at a rate drawn from a gamma
   * distribution and, after each repeat purchase, stays away for good with a probability drawn from
   * a beta distribution.
   *
   * @param r the gamma distribution's shape
   * @param alpha its rate parameter, in weeks: the mean rate is r / alpha purchases a week
   * @param a the beta distribution's first shape
   * @param b its second shape: the mean probability is a / (a + b)
   */
  public record Purchases(double r, double alpha, double a, double b) {}

  /**
   * The net value of a purchase occasion by the Gamma-Gamma model, in the reporting currency: it is
   * gamma distributed with shape p and a rate that is, over the customers, gamma distributed with
   * shape q and rate gamma. Its mean is p gamma / (q - 1).
   *
   * @param p the shape of one customer's occasions
   * @param q the shape over the customers
   * @param gamma the rate over the customers
   */
  public record Spend(double p, double q, double gamma) {}

  /** A company of that size over the five years 2021 to 2025. */
  public static SampleParameters of(int customers, long seed) {
    return new SampleParameters(
        customers,
        seed,
        LocalDate.of(2021, 1, 1),
        LocalDate.of(2025, 12, 31),
        0.20,
        0.03,
        new Purchases(0.6, 3.2, 0.7, 8.0),
        new Spend(5.0, 2.4, 18.0),
        DealingsParameters.usual());
  }
}
