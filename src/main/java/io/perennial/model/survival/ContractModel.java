package io.perennial.model.survival;

import io.perennial.model.clv.DiscountRate;
import io.perennial.model.clv.TimeSpan;
import org.hipparchus.random.RandomGenerator;

/**
 * How long contracts last that can end only at their renewals. A period is the time from one
 * renewal to the next; rates of discount are those of a period.
 */
public sealed interface ContractModel permits ShiftedBetaGeometric, BetaDiscreteWeibull {
  /** The lowest rate of discount for which the sums below are taken. */
  double LOWEST_RATE = 1e-5;

  /** How small what is left out of a sum of discounted periods is, relative to the sum. */
  double SUMMATION_ERROR = 1e-13;

  /**
   * The share of contracts that are still running after so many renewals, in [0, 1].
   *
   * @param renewals at least 0
   */
  double survival(int renewals);

  /**
   * The share of the contracts that come to a renewal and are renewed, in [0, 1].
   *
   * @param period which renewal, from 1
   */
  double retentionRate(int period);

  /**
   * How many periods a new contract is expected to last, each discounted to the contract's start:
   * the sum over t from 0 of S(t) / (1 + rate)^t (Fader and Hardie, Marketing Science 29, 2010).
   *
   * @param ratePerPeriod the rate of discount of one period, at least {@link #LOWEST_RATE}: below
   *     it, and where few leave, the sum may have no end
   */
  default double discountedExpectedLifetime(double ratePerPeriod) {
    return 1 + discountedExpectedResidualLifetime(0, ratePerPeriod) / (1 + ratePerPeriod);
  }

  /**
   * The same at a yearly rate of discount, converted exactly.
   *
   * @param period how long a contract runs from one renewal to the next
   */
  default double discountedExpectedLifetime(DiscountRate rate, TimeSpan period) {
    return discountedExpectedLifetime(perPeriod(rate, period));
  }

  /**
   * How many more periods a running contract is expected to last, seen from just before its next
   * renewal and discounted to it: the sum over t from n of S(t) / S(n - 1) / (1 + rate)^(t - n),
   * where the next renewal is the n-th (Fader and Hardie, Marketing Science 29, 2010).
   *
   * @param renewals how many renewals the contract has behind it, n - 1
   * @param ratePerPeriod as for {@link #discountedExpectedLifetime}
   */
  default double discountedExpectedResidualLifetime(int renewals, double ratePerPeriod) {
    if (!(ratePerPeriod >= LOWEST_RATE) || Double.isInfinite(ratePerPeriod)) {
      throw new IllegalArgumentException("No rate of discount of a period: " + ratePerPeriod);
    }
    double factor = 1 / (1 + ratePerPeriod);
    int period = renewals + 1;
    double term = retentionRate(period);
    double sum = term;
    // No retention rate is above 1, so that what is left out is at most a geometric series.
    while (term * factor / (1 - factor) > SUMMATION_ERROR * sum) {
      period++;
      term *= factor * retentionRate(period);
      sum += term;
    }
    return sum;
  }

  /**
   * The same at a yearly rate of discount, converted exactly.
   *
   * @param renewals how many renewals the contract has behind it
   * @param period how long a contract runs from one renewal to the next
   */
  default double discountedExpectedResidualLifetime(
      int renewals, DiscountRate rate, TimeSpan period) {
    return discountedExpectedResidualLifetime(renewals, perPeriod(rate, period));
  }

  private static double perPeriod(DiscountRate rate, TimeSpan period) {
    return 1 / rate.factor(period) - 1;
  }

  /**
   * Draws contracts that all start together and are followed for some renewals.
   *
   * @param contracts how many contracts
   * @param periods for how many renewals they are followed; those left then are still running
   * @param random where chance comes from; the same state gives the same contracts
   */
  RenewalTable simulate(long contracts, int periods, RandomGenerator random);
}
