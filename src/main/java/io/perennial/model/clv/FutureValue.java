package io.perennial.model.clv;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.hipparchus.special.Beta;
import org.hipparchus.special.Erf;
import org.hipparchus.special.Gamma;

/**
 * What an unknown number of future purchases will bring under the Gamma-Gamma model, over the scale
 * of a customer's spend: with x earlier purchases of mean spend m the scale is gamma + x m, and n
 * purchases together bring the scale times a beta prime variable with the shapes p n and q + p x
 * (the sum of n gamma variables over a gamma variable). So the quantiles depend on the customer's
 * spend through the scale alone, and one object serves all customers with the same x. Not for use
 * by several threads: it keeps what it has computed.
 */
public final class FutureValue {
  /** The distribution function is taken where the logarithm of the value is a multiple of this. */
  private static final double STEP = 1.0 / 512;

  /** How many steps the search for a quantile goes out at first; a power of two. */
  private static final int STRIDE = 512;

  /** The number of steps at which doubles end. */
  private static final int FARTHEST = 690 * 512;

  /** Up to this many purchases each number of them has its own distribution. */
  private static final int SINGLE = 64;

  /** A number of purchases this improbable moves no quantile. */
  private static final double NEGLIGIBLE = 1e-9;

  /** Beyond such shapes the incomplete beta function is slow, and its limits are exact enough. */
  private static final double HUGE = 1e5;

  /** From such shapes on, a cube root of the value is as good as normal. */
  private static final double LARGE = 1e3;

  private final double p;
  private final double shape;

  /** The numbers of purchases whose distributions are kept, ascending from 1. */
  private final List<Integer> nodes = new ArrayList<>();

  /** By the step: the distribution functions there of the nodes, as far as they were needed. */
  private final Map<Integer, double[]> distributions = new HashMap<>();

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
    double mean = 0;
    for (int n = 0; n < purchases.length; n++) {
      sum += purchases[n];
      mean += purchases[n] * n;
    }
    double wanted = probability * sum;
    if (wanted <= purchases[0]) {
      return 0;
    }
    double[] weights = weights(purchases);
    // Points of the whole stride and its halves, which other customers' searches meet again.
    int low = stride(Math.log(p) + Math.log(mean / sum) - Math.log(shape));
    while (low > -FARTHEST && below(weights, low) >= wanted) {
      low -= STRIDE;
    }
    int high = low + STRIDE;
    while (high < FARTHEST && below(weights, high) < wanted) {
      low = high;
      high += STRIDE;
    }
    while (high - low > 1) {
      int middle = Math.floorDiv(low + high, 2);
      if (below(weights, middle) < wanted) {
        low = middle;
      } else {
        high = middle;
      }
    }
    double under = below(weights, low);
    double over = below(weights, high);
    double part = over > under ? (wanted - under) / (over - under) : 0;
    return Math.exp(STEP * (low + Math.max(0, Math.min(1, part))));
  }

  /** The last whole stride before a logarithm, among those at which doubles are finite. */
  private static int stride(double logValue) {
    int strides = (int) Math.floor(logValue / STEP / STRIDE);
    int last = FARTHEST / STRIDE;
    return Math.max(-last, Math.min(last, strides)) * STRIDE;
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

  /**
   * The probability of no purchase, and then of each node: that of a number between two nodes is
   * shared so that the mean stays. The nodes are at most a 64th apart, little against the spread of
   * a number of purchases, so what distributions are kept grows with the logarithm of that number.
   */
  private double[] weights(double[] purchases) {
    while (nodes.isEmpty() || nodes.get(nodes.size() - 1) < purchases.length - 1) {
      int last = nodes.isEmpty() ? 0 : nodes.get(nodes.size() - 1);
      nodes.add(last + Math.max(1, last / SINGLE));
    }
    double[] weights = new double[nodes.size() + 1];
    weights[0] = purchases[0];
    int node = 0;
    for (int n = 1; n < purchases.length; n++) {
      while (nodes.get(node) < n) {
        node++;
      }
      int above = nodes.get(node);
      int below = node == 0 ? 0 : nodes.get(node - 1);
      double toAbove = (double) (n - below) / (above - below);
      weights[node + 1] += purchases[n] * toAbove;
      weights[node] += purchases[n] * (1 - toAbove);
    }
    return weights;
  }

  private double below(double[] weights, int step) {
    double[] known = distributions.computeIfAbsent(step, any -> new double[0]);
    if (known.length < nodes.size()) {
      int before = known.length;
      known = Arrays.copyOf(known, nodes.size());
      Arrays.fill(known, before, known.length, Double.NaN);
      distributions.put(step, known);
    }
    double sum = weights[0];
    for (int node = 0; node < weights.length - 1; node++) {
      if (weights[node + 1] > NEGLIGIBLE) {
        if (Double.isNaN(known[node])) {
          known[node] = distribution(p * nodes.get(node), STEP * step);
        }
        sum += weights[node + 1] * known[node];
      }
    }
    return sum;
  }

  /**
   * The probability that a gamma variable of a shape, over the customer's, stays below a value
   * given by its logarithm.
   */
  private double distribution(double purchasesShape, double logValue) {
    if (Math.max(purchasesShape, shape) <= HUGE) {
      double share = Hypergeometric.logistic(logValue);
      return share < 0.5
          ? Beta.regularizedBeta(share, purchasesShape, shape)
          : 1 - Beta.regularizedBeta(Hypergeometric.logistic(-logValue), shape, purchasesShape);
    }
    if (Math.min(purchasesShape, shape) >= LARGE) {
      return normal(purchasesShape, logValue);
    }
    // Of two gamma variables the one with the huge shape is as good as its mean.
    return purchasesShape > shape
        ? Gamma.regularizedGammaQ(shape, finite(Math.log(purchasesShape) - logValue))
        : Gamma.regularizedGammaP(purchasesShape, finite(Math.log(shape) + logValue));
  }

  private static double finite(double logValue) {
    return Math.exp(Math.min(STEP * FARTHEST, logValue));
  }

  /** By the normal approximation to cube roots (Abramowitz &amp; Stegun 1964, 26.6.15). */
  private double normal(double purchasesShape, double logValue) {
    double root = Math.exp((logValue + Math.log(shape) - Math.log(purchasesShape)) / 3);
    double ninthOfPurchases = 1 / (9 * purchasesShape);
    double ninthOfCustomer = 1 / (9 * shape);
    double z =
        (root * (1 - ninthOfCustomer) - (1 - ninthOfPurchases))
            / Math.sqrt(root * root * ninthOfCustomer + ninthOfPurchases);
    return Erf.erfc(-z / Math.sqrt(2)) / 2;
  }
}
