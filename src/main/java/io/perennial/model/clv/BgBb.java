package io.perennial.model.clv;

import io.perennial.model.optimize.Evaluation;
import io.perennial.model.optimize.Family;
import io.perennial.model.optimize.Fit;
import io.perennial.model.optimize.Maximiser;
import java.util.List;
import java.util.Optional;
import org.hipparchus.random.RandomDataGenerator;
import org.hipparchus.random.RandomGenerator;

/**
 * The beta-geometric/beta-Bernoulli model of purchases at discrete opportunities (Fader, Hardie and
 * Shang, Marketing Science 29, 2010). While alive, a customer buys at each opportunity with a
 * probability of their own; before each opportunity the customer goes for good with another
 * probability of their own. The first is spread over the customers as a beta distribution of alpha
 * and beta, the second as one of gamma and delta.
 *
 * <p>Given that a customer is alive at the last opportunity, the future is this model with the
 * parameters alpha + x, beta + n - x, gamma and delta + n; so whatever is conditional on a record
 * is the probability alive times what that model says.
 *
 * @param alpha the first shape of the probability to buy, above 0
 * @param beta the second
 * @param gamma the first shape of the probability to go, above 0
 * @param delta the second
 */
public record BgBb(double alpha, double beta, double gamma, double delta) {
  private static final Family<OpportunityCounts, BgBb> FAMILY = new Likelihood();

  /** What is left out of a discounted sum, relative to the sum. */
  private static final double SUMMATION_ERROR = 1e-13;

  /** The lowest rate of discount for which a sum without end is taken. */
  private static final double LOWEST_RATE = 1e-5;

  public BgBb {
    PositiveParameters.check(alpha, beta, gamma, delta);
  }

  /** The model most likely to give the counts, with the reason where there is none. */
  public static Fit<BgBb> fit(OpportunityCounts counts) {
    Optional<String> reason = unfittable(counts);
    if (reason.isPresent()) {
      return Fit.unfittable(FAMILY.familyName(), counts.customers(), reason.get());
    }
    double buys = (double) counts.purchases() / counts.opportunities();
    double lasts = counts.longest();
    List<double[]> starts =
        List.of(
            logarithms(1, 1, 1, lasts),
            logarithms(2 * buys, 2 * (1 - buys), .5, lasts / 3),
            logarithms(.5, .5, .2, 1),
            logarithms(10 * buys, 10 * (1 - buys), 2, 4 * lasts));
    return Maximiser.plain()
        .fit(
            FAMILY,
            counts.customers(),
            logParameters -> FAMILY.logLikelihood(logParameters, counts),
            starts);
  }

  private static double[] logarithms(double... parameters) {
    double[] logarithms = new double[parameters.length];
    for (int i = 0; i < parameters.length; i++) {
      logarithms[i] = Math.log(parameters[i]);
    }
    return logarithms;
  }

  private static Optional<String> unfittable(OpportunityCounts counts) {
    if (counts.customers() == 0) {
      return Optional.of("There are no customers.");
    }
    if (counts.customers() == 1) {
      return Optional.of("One customer alone does not say how customers differ.");
    }
    if (counts.longest() < 2) {
      return Optional.of("Fewer than two opportunities do not tell the gone from the silent.");
    }
    if (counts.purchases() == 0) {
      return Optional.of("No customer bought at any opportunity.");
    }
    if (counts.purchases() == counts.opportunities()) {
      return Optional.of("Every customer bought at every opportunity.");
    }
    return Optional.empty();
  }

  /** The log-likelihood of counts. */
  public double logLikelihood(OpportunityCounts counts) {
    return FAMILY.logLikelihood(logarithms(alpha, beta, gamma, delta), counts).value();
  }

  /** The log-likelihood of one customer. */
  public double logLikelihood(OpportunityRecord record) {
    return logLikelihood(OpportunityCounts.builder().add(record, 1).build());
  }

  /**
   * The probability that a customer is alive some opportunities after the last observed one.
   *
   * @param ahead 0 for the last observed opportunity itself, 1 for the next one
   */
  public double probabilityAlive(OpportunityRecord record, int ahead) {
    return aliveAtLast(record) * alive(record).stillAlive(ahead);
  }

  /** The expected purchases of a new customer at so many opportunities. */
  public double expectedPurchases(int opportunities) {
    double stays = 1;
    double sum = 0;
    for (int i = 0; i < opportunities; i++) {
      stays *= (delta + i) / (gamma + delta + i);
      sum += stays;
    }
    return alpha / (alpha + beta) * sum;
  }

  /** The expected purchases of a customer at so many opportunities after the observed ones. */
  public double expectedPurchases(OpportunityRecord record, int further) {
    return aliveAtLast(record) * alive(record).expectedPurchases(further);
  }

  /**
   * The probability that a new customer buys at a number of opportunities out of so many.
   *
   * @param purchases from 0 to the opportunities
   */
  public double purchaseProbability(int purchases, int opportunities) {
    return purchases < 0 || purchases > opportunities
        ? 0
        : purchaseProbabilities(opportunities)[purchases];
  }

  /** The same for a customer's opportunities after the observed ones. */
  public double purchaseProbability(OpportunityRecord record, int purchases, int further) {
    double alive = aliveAtLast(record);
    double whenAlive = alive(record).purchaseProbability(purchases, further);
    return purchases == 0 ? alive * whenAlive + (1 - alive) : alive * whenAlive;
  }

  /**
   * The interval that holds a customer's purchases at further opportunities with at least the given
   * probability, leaving at most half of the rest on either side.
   *
   * @param level the probability, above 0 and below 1
   */
  public PurchaseInterval predictionInterval(OpportunityRecord record, int further, double level) {
    if (!(level > 0 && level < 1)) {
      throw new IllegalArgumentException("no level of an interval: " + level);
    }
    double alive = aliveAtLast(record);
    double[] whenAlive = alive(record).purchaseProbabilities(further);
    double sum = 1 - alive;
    int low = -1;
    for (int purchases = 0; purchases <= further; purchases++) {
      sum += alive * whenAlive[purchases];
      if (low < 0 && sum > (1 - level) / 2) {
        low = purchases;
      }
      if (sum >= (1 + level) / 2) {
        return new PurchaseInterval(low, purchases);
      }
    }
    return new PurchaseInterval(Math.max(low, 0), further);
  }

  /**
   * The expected purchases of a customer at all opportunities to come, each discounted to the last
   * observed one: the discounted expected residual transactions of the paper.
   *
   * @param ratePerOpportunity the rate of discount from one opportunity to the next, at least 1e-5:
   *     below it, and where few go, the sum may have no end
   */
  public double discountedExpectedResidualTransactions(
      OpportunityRecord record, double ratePerOpportunity) {
    if (!(ratePerOpportunity >= LOWEST_RATE) || Double.isInfinite(ratePerOpportunity)) {
      throw new IllegalArgumentException("no rate of discount: " + ratePerOpportunity);
    }
    BgBb future = alive(record);
    double factor = 1 / (1 + ratePerOpportunity);
    double term = 1;
    double sum = 0;
    int ahead = 0;
    do {
      term *= factor * (future.delta + ahead) / (future.gamma + future.delta + ahead);
      sum += term;
      ahead++;
    } while (term * factor / (1 - factor) > SUMMATION_ERROR * sum);
    return aliveAtLast(record) * future.alpha / (future.alpha + future.beta) * sum;
  }

  /**
   * Draws customers with the same opportunities.
   *
   * @param random where chance comes from; the same state gives the same customers
   */
  public OpportunityCounts simulate(long customers, int opportunities, RandomGenerator random) {
    RandomDataGenerator draws = RandomDataGenerator.of(random);
    OpportunityCounts.Builder builder = OpportunityCounts.builder();
    for (long customer = 0; customer < customers; customer++) {
      double buys = draws.nextBeta(alpha, beta);
      double goes = draws.nextBeta(gamma, delta);
      int frequency = 0;
      int recency = 0;
      for (int i = 1; i <= opportunities && random.nextDouble() >= goes; i++) {
        if (random.nextDouble() < buys) {
          frequency++;
          recency = i;
        }
      }
      builder.add(new OpportunityRecord(frequency, recency, opportunities), 1);
    }
    return builder.build();
  }

  /** The model of a customer's future, given that the customer is alive at the last opportunity. */
  private BgBb alive(OpportunityRecord record) {
    return new BgBb(
        alpha + record.frequency(),
        beta + record.opportunities() - record.frequency(),
        gamma,
        delta + record.opportunities());
  }

  private double aliveAtLast(OpportunityRecord record) {
    int n = record.opportunities();
    return Math.exp(new Tables(this, n).logTerm(record.frequency(), n, n) - logLikelihood(record));
  }

  /** The probability that somebody alive now is alive some opportunities later. */
  private double stillAlive(int ahead) {
    double stays = 1;
    for (int i = 0; i < ahead; i++) {
      stays *= (delta + i) / (gamma + delta + i);
    }
    return stays;
  }

  /** The probabilities of 0, 1, ... purchases, over where the customer may have gone. */
  private double[] purchaseProbabilities(int opportunities) {
    Tables tables = new Tables(this, opportunities);
    RisingFactorials ones = new RisingFactorials(1, opportunities);
    double[] probabilities = new double[opportunities + 1];
    for (int last = 0; last <= opportunities; last++) {
      for (int purchases = 0; purchases <= last; purchases++) {
        double logChoices =
            ones.logarithm(last) - ones.logarithm(purchases) - ones.logarithm(last - purchases);
        probabilities[purchases] +=
            Math.exp(logChoices + tables.logTerm(purchases, last, opportunities));
      }
    }
    return probabilities;
  }

  /** The factors of the likelihood for histories up to a length. */
  private static final class Tables {
    private final double gamma;
    private final RisingFactorials ofAlpha;
    private final RisingFactorials ofBeta;
    private final RisingFactorials ofBuying;
    private final RisingFactorials ofDelta;
    private final RisingFactorials ofGoing;

    Tables(BgBb model, int longest) {
      gamma = model.gamma;
      ofAlpha = new RisingFactorials(model.alpha, longest);
      ofBeta = new RisingFactorials(model.beta, longest);
      ofBuying = new RisingFactorials(model.alpha + model.beta, longest);
      ofDelta = new RisingFactorials(model.delta, longest);
      ofGoing = new RisingFactorials(model.gamma + model.delta, longest + 1);
    }

    /**
     * The logarithm of the probability of one particular sequence of purchases whose customer is
     * alive at one opportunity last: the end of the history, or any before it.
     */
    double logTerm(int purchases, int last, int opportunities) {
      double buying =
          ofAlpha.logarithm(purchases)
              + ofBeta.logarithm(last - purchases)
              - ofBuying.logarithm(last);
      return last == opportunities
          ? buying + ofDelta.logarithm(last) - ofGoing.logarithm(last)
          : buying + Math.log(gamma) + ofDelta.logarithm(last) - ofGoing.logarithm(last + 1);
    }

    /** Adds the derivatives of {@link #logTerm} by the parameters, weighted. */
    void addDerivatives(
        int purchases, int last, int opportunities, double weight, double[] gradient) {
      boolean toTheEnd = last == opportunities;
      double buying = ofBuying.derivative(last);
      double going = ofGoing.derivative(toTheEnd ? last : last + 1);
      gradient[0] += weight * (ofAlpha.derivative(purchases) - buying);
      gradient[1] += weight * (ofBeta.derivative(last - purchases) - buying);
      gradient[2] += weight * ((toTheEnd ? 0 : 1 / gamma) - going);
      gradient[3] += weight * (ofDelta.derivative(last) - going);
    }
  }

  /** The likelihood, with a gradient in closed form. */
  private static final class Likelihood implements Family<OpportunityCounts, BgBb> {
    private static final long serialVersionUID = 1L;

    @Override
    public String familyName() {
      return "BG/BB";
    }

    @Override
    public List<String> parameterNames() {
      return List.of("alpha", "beta", "gamma", "delta");
    }

    @Override
    public Evaluation logLikelihood(double[] logParameters, OpportunityCounts counts) {
      BgBb model =
          new BgBb(
              Math.exp(logParameters[0]),
              Math.exp(logParameters[1]),
              Math.exp(logParameters[2]),
              Math.exp(logParameters[3]));
      Tables tables = new Tables(model, counts.longest());
      double value = 0;
      double[] gradient = new double[4];
      for (OpportunityCounts.Cell cell : counts.cells()) {
        int purchases = cell.record().frequency();
        int recency = cell.record().recency();
        int opportunities = cell.record().opportunities();
        double[] logTerms = new double[opportunities - recency + 1];
        double greatest = Double.NEGATIVE_INFINITY;
        for (int last = recency; last <= opportunities; last++) {
          logTerms[last - recency] = tables.logTerm(purchases, last, opportunities);
          greatest = Math.max(greatest, logTerms[last - recency]);
        }
        double sum = 0;
        for (double logTerm : logTerms) {
          sum += Math.exp(logTerm - greatest);
        }
        value += cell.customers() * (greatest + Math.log(sum));
        for (int last = recency; last <= opportunities; last++) {
          double share = Math.exp(logTerms[last - recency] - greatest) / sum;
          tables.addDerivatives(purchases, last, opportunities, cell.customers() * share, gradient);
        }
      }
      gradient[0] *= model.alpha;
      gradient[1] *= model.beta;
      gradient[2] *= model.gamma;
      gradient[3] *= model.delta;
      return new Evaluation(value, gradient);
    }

    @Override
    public BgBb model(double[] parameters) {
      return new BgBb(parameters[0], parameters[1], parameters[2], parameters[3]);
    }
  }
}
