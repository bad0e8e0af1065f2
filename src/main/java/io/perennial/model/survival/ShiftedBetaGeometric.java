package io.perennial.model.survival;

import io.perennial.model.optimize.Evaluation;
import io.perennial.model.optimize.Family;
import io.perennial.model.optimize.Fit;
import java.util.List;
import org.hipparchus.random.RandomGenerator;
import org.hipparchus.special.Beta;

/**
 * The shifted beta-geometric model of contracts (Fader and Hardie, Journal of Interactive Marketing
 * 21, 2007): a customer leaves at each renewal with a probability of their own, the same each time,
 * and these probabilities are spread over the customers as a beta distribution. Retention rises
 * with a cohort's age because those who leave easily have left.
 *
 * @param alpha the first shape of the probabilities to leave, above 0
 * @param beta the second, above 0
 */
public record ShiftedBetaGeometric(double alpha, double beta) implements ContractModel {
  private static final Family<RenewalTable, ShiftedBetaGeometric> FAMILY = new Likelihood();

  public ShiftedBetaGeometric {
    Parameters.require("alpha", alpha);
    Parameters.require("beta", beta);
  }

  /** The model most likely to give a table, with the reason where there is none. */
  public static Fit<ShiftedBetaGeometric> fit(RenewalTable table) {
    return ContractFit.of(FAMILY, table, List.of());
  }

  /** The log-likelihood of a table. */
  public double logLikelihood(RenewalTable table) {
    return FAMILY.logLikelihood(new double[] {Math.log(alpha), Math.log(beta)}, table).value();
  }

  @Override
  public double survival(int renewals) {
    return Math.min(1, Math.exp(Beta.logBeta(alpha, beta + renewals) - Beta.logBeta(alpha, beta)));
  }

  @Override
  public double retentionRate(int period) {
    return (beta + period - 1) / (alpha + beta + period - 1);
  }

  @Override
  public RenewalTable simulate(long contracts, int periods, RandomGenerator random) {
    return SimulatedContracts.of(alpha, beta, 1, contracts, periods, random);
  }

  /** The likelihood, with a gradient in closed form. */
  private static final class Likelihood implements Family<RenewalTable, ShiftedBetaGeometric> {
    private static final long serialVersionUID = 1L;

    @Override
    public String familyName() {
      return "sBG";
    }

    @Override
    public List<String> parameterNames() {
      return List.of("alpha", "beta");
    }

    @Override
    public Evaluation logLikelihood(double[] logParameters, RenewalTable table) {
      double alpha = Math.exp(logParameters[0]);
      double beta = Math.exp(logParameters[1]);
      double value = 0;
      double byAlpha = 0;
      double byBeta = 0;
      for (RenewalTable.Row row : table.rows()) {
        double stays = beta + row.period() - 1;
        double all = alpha + stays;
        double atRisk = row.atRisk();
        double lost = row.lost();
        double renewed = atRisk - lost;
        value += -lost * Math.log1p(stays / alpha) - renewed * Math.log1p(alpha / stays);
        byAlpha += lost / alpha - atRisk / all;
        byBeta += renewed / stays - atRisk / all;
      }
      return new Evaluation(value, new double[] {alpha * byAlpha, beta * byBeta});
    }

    @Override
    public ShiftedBetaGeometric model(double[] parameters) {
      return new ShiftedBetaGeometric(parameters[0], parameters[1]);
    }
  }
}
