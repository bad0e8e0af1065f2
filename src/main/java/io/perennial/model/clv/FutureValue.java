package io.perennial.model.clv;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.hipparchus.special.Beta;

/**
 * What an unknown number of future purchases will bring under the Gamma-Gamma model, over the scale
 * of a customer's spend: with x earlier purchases of mean spend m the scale is gamma + x m, and n
 * purchases together bring the scale times a beta prime variable with the shapes p n and q + p x
 * (the sum of n gamma variables over a gamma variable). So the quantiles depend on the customer's
 * spend through the scale alone, and one object serves all customers with the same x. Not for use
 * by several threads: it keeps what it has computed.
 */
public final class FutureValue {
  /** The grid of logarithms of the variable on which its distribution is kept. */
  private static final double STEP = 0.05;

  private static final double LEAST = -12;
  private static final int POINTS = 481;

  private final double p;
  private final double shape;

  /** By the number of purchases, from 1: the distribution function at the grid's points. */
  private final List<double[]> distributions = new ArrayList<>();

  /**
   * The value of future purchases.
   *
   * @param spend the spend model
   * @param purchases how many earlier purchases tell of the customer's spend, x; 0 for one of whom
   *     nothing is known
   */
  public FutureValue(GammaGamma spend, int purchases) {
    if (purchases < 0) {
      throw new IllegalArgumentException("there are no " + purchases + " earlier purchases");
    }
    this.p = spend.p();
    this.shape = spend.q() + spend.p() * purchases;
  }

  /**
   * A quantile of the value over the scale, to a relative accuracy of about a thousandth.
   *
   * @param purchases the probabilities of 0, 1, 2, ... future purchases
   * @param probability of the quantile, in (0, 1)
   */
  public double quantile(double[] purchases, double probability) {
    double sum = 0;
    for (double one : purchases) {
      sum += one;
    }
    double wanted = probability * sum;
    if (wanted <= purchases[0]) {
      return 0;
    }
    for (int n = distributions.size() + 1; n < purchases.length; n++) {
      distributions.add(distribution(n));
    }
    int low = 0;
    int high = POINTS - 1;
    if (at(purchases, low) >= wanted) {
      return Math.exp(LEAST);
    }
    if (at(purchases, high) < wanted) {
      return Math.exp(LEAST + STEP * high);
    }
    while (high - low > 1) {
      int middle = (low + high) >>> 1;
      if (at(purchases, middle) < wanted) {
        low = middle;
      } else {
        high = middle;
      }
    }
    double below = at(purchases, low);
    double above = at(purchases, high);
    double part = above > below ? (wanted - below) / (above - below) : 0;
    return Math.exp(LEAST + STEP * (low + part));
  }

  /**
   * The variance of the value over the square of the scale; empty where it is infinite, which is
   * for shapes q + p x of at most 2.
   *
   * @param purchases the probabilities of 0, 1, 2, ... future purchases
   */
  public OptionalDouble variance(double[] purchases) {
    if (shape <= 2) {
      return OptionalDouble.empty();
    }
    double mean = 0;
    double square = 0;
    for (int n = 1; n < purchases.length; n++) {
      mean += purchases[n] * n;
      square += purchases[n] * n * n;
    }
    double first = p * mean / (shape - 1);
    double second = (p * p * square + p * mean) / ((shape - 1) * (shape - 2));
    return OptionalDouble.of(Math.max(0, second - first * first));
  }

  private double at(double[] purchases, int point) {
    double sum = purchases[0];
    for (int n = 1; n < purchases.length; n++) {
      sum += purchases[n] * distributions.get(n - 1)[point];
    }
    return sum;
  }

  private double[] distribution(int purchases) {
    double[] values = new double[POINTS];
    for (int point = 0; point < POINTS; point++) {
      double odds = Math.exp(LEAST + STEP * point);
      values[point] = Beta.regularizedBeta(odds / (1 + odds), p * purchases, shape);
    }
    return values;
  }
}
