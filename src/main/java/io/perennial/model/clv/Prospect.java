package io.perennial.model.clv;

import java.util.Arrays;

/**
 * The future of one customer, or of all customers with the same history: alive with some
 * probability, and if alive buying as a model of the same kind with updated parameters says.
 * Immutable.
 */
public final class Prospect {
  private static final int FIRST_TABLE = 32;
  private static final int LARGEST_TABLE = 1 << 20;

  private final double probabilityAlive;
  private final Future future;
  private final TimeUnit unit;

  Prospect(double probabilityAlive, Future future, TimeUnit unit) {
    this.probabilityAlive = probabilityAlive;
    this.future = future;
    this.unit = unit;
  }

  /** The probability that there is a future at all, in [0, 1]. */
  public double probabilityAlive() {
    return probabilityAlive;
  }

  /** Expected purchases within a time from now. */
  public double expectedPurchases(TimeSpan time) {
    return probabilityAlive * future.expected(time.in(unit));
  }

  /** The probability of exactly n purchases within a time from now. */
  public double purchaseProbability(int n, TimeSpan time) {
    if (n < 0) {
      throw new IllegalArgumentException("there are no " + n + " purchases");
    }
    double probability = probabilityAlive * future.probability(n, time.in(unit));
    return n == 0 ? Math.min(1, 1 - probabilityAlive + probability) : probability;
  }

  /** The probabilities of 0, 1, ..., greatest purchases within a time from now. */
  public double[] purchaseProbabilities(int greatest, TimeSpan time) {
    double[] probabilities = future.probabilities(greatest, time.in(unit));
    for (int n = 0; n <= greatest; n++) {
      probabilities[n] *= probabilityAlive;
    }
    probabilities[0] += 1 - probabilityAlive;
    return probabilities;
  }

  /**
   * The probabilities of 0, 1, 2, ... purchases within a time from now, until no more than this
   * probability is left, or until a table four times as long has hardly more of it.
   *
   * @param remainder what may be left out at the end, in (0, 1)
   */
  public double[] purchaseDistribution(TimeSpan time, double remainder) {
    int greatest = FIRST_TABLE;
    double before = 0;
    while (true) {
      double[] probabilities = purchaseProbabilities(greatest, time);
      double sum = 0;
      for (int n = 0; n <= greatest; n++) {
        sum += probabilities[n];
        if (sum >= 1 - remainder) {
          return Arrays.copyOf(probabilities, n + 1);
        }
      }
      // What a quadrature has lost never comes, however long the table.
      if (greatest >= LARGEST_TABLE || (sum > 0.5 && sum - before < remainder / 100)) {
        return probabilities;
      }
      before = sum;
      greatest *= 4;
    }
  }

  /**
   * The interval of the numbers of purchases within a time from now that has at most (1 - level) /
   * 2 of the probability on either side.
   *
   * @param level the probability that the interval is to have at least, in (0, 1)
   */
  public PurchaseInterval purchaseInterval(double level, TimeSpan time) {
    if (!(level > 0 && level < 1)) {
      throw new IllegalArgumentException("the level of an interval is in (0, 1): " + level);
    }
    double outside = (1 - level) / 2;
    double[] probabilities = purchaseDistribution(time, outside);
    int low = 0;
    double sum = probabilities[0];
    while (sum < outside && low < probabilities.length - 1) {
      low++;
      sum += probabilities[low];
    }
    return new PurchaseInterval(low, probabilities.length - 1);
  }

  /**
   * Discounted expected residual transactions: expected purchases from now on for ever, each
   * discounted continuously from its own moment (Fader, Hardie &amp; Lee 2005, "RFM and CLV: using
   * iso-value curves"). For Pareto/NBD that is the published closed form. For BG/NBD and MBG/NBD it
   * is the discounted integral of the purchase rate; it is finite for every positive rate.
   *
   * @throws IllegalArgumentException for a rate of zero, at which it may be infinite
   */
  public double discountedResidualPurchases(DiscountRate rate) {
    if (!(rate.yearly() > 0)) {
      throw new IllegalArgumentException("without a discount the sum may be infinite");
    }
    return probabilityAlive * future.discounted(rate.continuous(unit));
  }

  /**
   * Expected purchases within a horizon, those of each month discounted at the month's end, a month
   * being a twelfth of 365.25 days.
   */
  public double discountedPurchases(DiscountRate rate, TimeSpan horizon) {
    return discountedPurchases(rate, horizon, TimeSpan.of(1, TimeUnit.MONTH));
  }

  /**
   * Expected purchases within a horizon, those of each period discounted at the period's end; what
   * the last whole period leaves over is a shorter period of its own.
   */
  public double discountedPurchases(DiscountRate rate, TimeSpan horizon, TimeSpan period) {
    if (!(period.days() > 0)) {
      throw new IllegalArgumentException("a period to discount by has a length");
    }
    // A horizon of whole periods must not gain an empty one by rounding.
    long periods = (long) Math.ceil(horizon.days() / period.days() - 1e-9);
    double before = 0;
    double sum = 0;
    for (long number = 1; number <= periods; number++) {
      TimeSpan end = TimeSpan.ofDays(Math.min(horizon.days(), number * period.days()));
      double expected = expectedPurchases(end);
      sum += (expected - before) * rate.factor(end);
      before = expected;
    }
    return sum;
  }
}
