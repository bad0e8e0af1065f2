package io.perennial.model.clv;

import io.perennial.model.optimize.Evaluation;
import io.perennial.model.optimize.Family;
import io.perennial.model.optimize.Fit;
import io.perennial.model.optimize.Maximiser;
import java.util.List;
import java.util.Optional;
import org.hipparchus.special.Beta;
import org.hipparchus.special.Gamma;

/** The gamma-gamma models and their likelihood (Fader &amp; Hardie 2013, equation 1a). */
public record GammaGammaFamily() implements Family<SpendCounts, GammaGamma> {
  /** Below this share of the mean, differences of spend are rounding. */
  private static final double CONSTANT = 1e-9;

  @Override
  public String familyName() {
    return "Gamma-Gamma";
  }

  @Override
  public List<String> parameterNames() {
    return List.of("p", "q", "gamma");
  }

  @Override
  public Evaluation logLikelihood(double[] logParameters, SpendCounts chunk) {
    double p = Math.exp(logParameters[0]);
    double q = Math.exp(logParameters[1]);
    double gamma = Math.exp(logParameters[2]);
    double digammaOfQ = Gamma.digamma(q);
    double value = 0;
    double byP = 0;
    double byQ = 0;
    double byGamma = 0;
    for (int cell = 0; cell < chunk.cells(); cell++) {
      double spend = chunk.frequency(cell) * chunk.meanSpend(cell);
      long customers = chunk.customers(cell);
      double shape = p * chunk.frequency(cell);
      double ownShare = Math.log1p(gamma / spend);
      double priorShare = Math.log1p(spend / gamma);
      double digammaOfBoth = Gamma.digamma(shape + q);
      value +=
          customers
              * (-Beta.logBeta(shape, q)
                  - shape * ownShare
                  - q * priorShare
                  - Math.log(chunk.meanSpend(cell)));
      byP += customers * chunk.frequency(cell) * (digammaOfBoth - Gamma.digamma(shape) - ownShare);
      byQ += customers * (digammaOfBoth - digammaOfQ - priorShare);
      byGamma += customers * (q * spend / gamma - shape) / (gamma + spend);
    }
    return new Evaluation(value, new double[] {byP * p, byQ * q, byGamma * gamma});
  }

  @Override
  public GammaGamma model(double[] parameters) {
    return new GammaGamma(parameters[0], parameters[1], parameters[2]);
  }

  /** Why customers with these totals cannot carry the model, in one sentence; empty if they can. */
  public Optional<String> unfittable(SpendTotals totals) {
    if (totals.customers() == 0) {
      return Optional.of("There is no customer with repeat purchases of positive spend.");
    }
    if (totals.customers() == 1) {
      return Optional.of("One customer says nothing of how customers' spends differ.");
    }
    double deviation = Math.sqrt(totals.spendSquares() / totals.customers());
    if (!(deviation > CONSTANT * totals.meanSpend())) {
      return Optional.of(
          "All customers spend the same on average, which makes the likelihood infinite.");
    }
    return Optional.empty();
  }

  /** Points to start from, as logarithms: spends of a customer from alike to very different. */
  public List<double[]> starts(SpendTotals totals) {
    double mean = totals.meanSpend();
    return List.of(start(6, 4, mean), start(2, 2, mean), start(20, 8, mean), start(1, 20, mean));
  }

  /** The start with that shape of spends and tail whose mean spend is the customers' own. */
  private static double[] start(double p, double q, double mean) {
    return new double[] {Math.log(p), Math.log(q), Math.log(mean * (q - 1) / p)};
  }

  /** Fits the model to customers in memory. */
  public Fit<GammaGamma> fit(SpendCounts counts, Maximiser maximiser) {
    SpendTotals totals = counts.totals();
    return unfittable(totals)
        .map(reason -> Fit.<GammaGamma>unfittable(familyName(), totals.customers(), reason))
        .orElseGet(
            () ->
                maximiser.fit(
                    this,
                    totals.customers(),
                    logParameters -> logLikelihood(logParameters, counts),
                    starts(totals)));
  }
}
