package io.perennial.model.clv;

import java.io.Serializable;
import java.util.OptionalDouble;
import org.hipparchus.analysis.UnivariateFunction;
import org.hipparchus.analysis.solvers.BrentSolver;
import org.hipparchus.special.Beta;

/**
 * The gamma-gamma model of spend per purchase (Fader &amp; Hardie 2013, "The Gamma-Gamma model of
 * monetary value"): a customer's purchases have gamma(p, nu) spends, nu is gamma(q, gamma)
 * distributed over customers, and spend and frequency are independent.
 *
 * @param p shape of the spends of one customer
 * @param q shape of the distribution of nu; spend has a mean over customers only for q &gt; 1
 * @param gamma rate of the distribution of nu, in money
 */
public record GammaGamma(double p, double q, double gamma) implements Serializable {
  /** The relative exactness of a quantile. */
  private static final double EXACTNESS = 1e-9;

  private static final int STEPS = 500;

  /** The logarithm of a scaled value beyond which doubles end. */
  private static final double FARTHEST = 690;

  public GammaGamma {
    PositiveParameters.check(p, q, gamma);
  }

  /** The logarithm of the density of a mean spend over so many repeat purchases. */
  public double logLikelihood(int frequency, double meanSpend) {
    return new GammaGammaFamily()
        .logLikelihood(
            new double[] {Math.log(p), Math.log(q), Math.log(gamma)},
            SpendCounts.builder().add(frequency, meanSpend, 1).build())
        .value();
  }

  /** The expected spend per purchase of a customer of whom none is known; none if q &lt;= 1. */
  public OptionalDouble expectedSpend() {
    return expectedSpend(0, 0);
  }

  /**
   * The expected spend per future purchase of a customer: p (gamma + m x) / (p x + q - 1), between
   * the customer's own mean and that of all.
   *
   * @param frequency repeat purchases x with known spend; for none, all customers' mean
   * @param meanSpend their mean m
   * @return none where the expectation is infinite, which is where p x + q &lt;= 1
   */
  public OptionalDouble expectedSpend(int frequency, double meanSpend) {
    double denominator = p * frequency + q - 1;
    return denominator > 0
        ? OptionalDouble.of(p * valueScale(frequency, meanSpend) / denominator)
        : OptionalDouble.empty();
  }

  /**
   * The factor by which a customer's own spend scales all quantiles of the value of the future:
   * gamma + x m. All else in them depends on x and on the record of purchases alone.
   */
  public double valueScale(int frequency, double meanSpend) {
    if (frequency < 0 || !(meanSpend >= 0) || Double.isInfinite(meanSpend)) {
      throw new IllegalArgumentException(frequency + " purchases of a mean of " + meanSpend);
    }
    return gamma + frequency * meanSpend;
  }

  /**
   * The quantile of the total spend of all purchases within a horizon, divided by {@link
   * #valueScale}: that many times the scale is the customer's quantile. Given N purchases, the
   * total divided by the scale is beta prime distributed with parameters p N and q + p x, since the
   * total is gamma(p N, nu) and nu is gamma(q + p x, scale) distributed; N is as the prospect says.
   *
   * @param prospect the future of the customers of this frequency
   * @param frequency repeat purchases x with known spend
   * @param horizon the time from now
   * @param probability of the total to stay at or below the quantile, in (0, 1)
   */
  public double scaledValueQuantile(
      Prospect prospect, int frequency, TimeSpan horizon, double probability) {
    if (!(probability > 0 && probability < 1)) {
      throw new IllegalArgumentException("a quantile's probability is in (0, 1): " + probability);
    }
    return scaledValueQuantile(
        prospect.purchaseDistribution(horizon, (1 - probability) * 1e-6), frequency, probability);
  }

  /**
   * The same for given probabilities of 0, 1, 2, ... purchases, so that several quantiles can share
   * them.
   */
  public double scaledValueQuantile(
      double[] purchaseProbabilities, int frequency, double probability) {
    if (purchaseProbabilities[0] >= probability) {
      return 0;
    }
    // The share s = c / (1 + c) of the total in total + 1 is beta distributed; its log-odds are
    // log c, which may lie anywhere.
    UnivariateFunction excess =
        logValue -> below(logValue, purchaseProbabilities, frequency) - probability;
    double low = 0;
    double high = 0;
    double step = 1;
    while (low > -FARTHEST && excess.value(low) >= 0) {
      high = low;
      low = Math.max(-FARTHEST, low - step);
      step *= 2;
    }
    step = 1;
    while (high < FARTHEST && excess.value(high) < 0) {
      low = high;
      high = Math.min(FARTHEST, high + step);
      step *= 2;
    }
    if (excess.value(low) >= 0 || excess.value(high) < 0) {
      return excess.value(low) >= 0 ? Math.exp(low) : Math.exp(high);
    }
    return Math.exp(new BrentSolver(EXACTNESS).solve(STEPS, excess, low, high));
  }

  private double below(double logValue, double[] purchaseProbabilities, int frequency) {
    double share = Hypergeometric.logistic(logValue);
    double rest = Hypergeometric.logistic(-logValue);
    double tail = q + p * frequency;
    double sum = purchaseProbabilities[0];
    for (int n = 1; n < purchaseProbabilities.length; n++) {
      double probability = purchaseProbabilities[n];
      if (probability > 0) {
        sum +=
            probability
                * (share < 0.5
                    ? Beta.regularizedBeta(share, p * n, tail, EXACTNESS / 100)
                    : 1 - Beta.regularizedBeta(rest, tail, p * n, EXACTNESS / 100));
      }
    }
    return sum;
  }
}
