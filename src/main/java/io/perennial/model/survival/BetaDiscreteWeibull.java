package io.perennial.model.survival;

import io.perennial.model.optimize.Evaluation;
import io.perennial.model.optimize.Family;
import io.perennial.model.optimize.Fit;
import io.perennial.model.special.Polygamma;
import java.util.ArrayList;
import java.util.List;
import org.hipparchus.analysis.integration.gauss.GaussIntegrator;
import org.hipparchus.analysis.integration.gauss.GaussIntegratorFactory;
import org.hipparchus.random.RandomGenerator;
import org.hipparchus.special.Beta;

/**
 * The beta-discrete-Weibull model of contracts (Fader, Hardie, Liu, Davin and Steenburgh, Journal
 * of Interactive Marketing 43, 2018): as the shifted beta-geometric model, but a customer's own
 * probability to leave may fall (c below 1) or rise (c above 1) with each renewal. S(t) = B(alpha,
 * beta + t^c) / B(alpha, beta).
 *
 * @param alpha the first shape of the probabilities to leave at the first renewal, above 0
 * @param beta the second, above 0
 * @param c the exponent of time, above 0; with 1 it is the shifted beta-geometric model
 */
public record BetaDiscreteWeibull(double alpha, double beta, double c) implements ContractModel {
  private static final Family<RenewalTable, BetaDiscreteWeibull> FAMILY = new Likelihood();

  /** Beyond it, powers of time are cut: nothing that a double tells apart lies there. */
  private static final double LARGEST = 1e300;

  /**
   * Up to this length of the step in transformed time, relative to its beginning, a ratio is
   * integrated.
   */
  private static final double SHORT_STEP = .1;

  private static final GaussIntegrator UNIT = new GaussIntegratorFactory().legendre(10, 0, 1);

  public BetaDiscreteWeibull {
    Parameters.require("alpha", alpha);
    Parameters.require("beta", beta);
    Parameters.require("c", c);
  }

  /**
   * The model most likely to give a table, with the reason where there is none. The search starts,
   * among others, at the shifted beta-geometric model of the table.
   */
  public static Fit<BetaDiscreteWeibull> fit(RenewalTable table) {
    List<double[]> starts = new ArrayList<>();
    ShiftedBetaGeometric.fit(table)
        .model()
        .ifPresent(
            simpler -> {
              for (double c : new double[] {1, .6, 1.6}) {
                starts.add(new double[] {simpler.alpha(), simpler.beta(), c});
              }
            });
    return ContractFit.of(FAMILY, table, starts);
  }

  /** The log-likelihood of a table. */
  public double logLikelihood(RenewalTable table) {
    return FAMILY
        .logLikelihood(new double[] {Math.log(alpha), Math.log(beta), Math.log(c)}, table)
        .value();
  }

  @Override
  public double survival(int renewals) {
    return Math.exp(logRatio(alpha, beta, 0, power(renewals, c)));
  }

  @Override
  public double retentionRate(int period) {
    return Math.exp(logRatio(alpha, beta, power(period - 1, c), power(period, c)));
  }

  @Override
  public RenewalTable simulate(long contracts, int periods, RandomGenerator random) {
    return SimulatedContracts.of(alpha, beta, c, contracts, periods, random);
  }

  private static double power(int time, double c) {
    return Math.min(LARGEST, Math.pow(time, c));
  }

  /**
   * The logarithm of B(alpha, beta + to) / B(alpha, beta + from), at most 0. Over a short step the
   * two logarithms are all but equal, and their difference is integrated instead.
   */
  private static double logRatio(double alpha, double beta, double from, double to) {
    double start = beta + from;
    double step = to - from;
    if (step == 0) {
      return 0;
    }
    double ratio =
        step < SHORT_STEP * start
            ? -step
                * UNIT.integrate(share -> Polygamma.digammaDifference(start + share * step, alpha))
            : Beta.logBeta(alpha, beta + to) - Beta.logBeta(alpha, start);
    return Math.min(0, ratio);
  }

  /** The likelihood, with a gradient in closed form. */
  private static final class Likelihood implements Family<RenewalTable, BetaDiscreteWeibull> {
    private static final long serialVersionUID = 1L;

    @Override
    public String familyName() {
      return "BdW";
    }

    @Override
    public List<String> parameterNames() {
      return List.of("alpha", "beta", "c");
    }

    @Override
    public Evaluation logLikelihood(double[] logParameters, RenewalTable table) {
      double alpha = Math.exp(logParameters[0]);
      double beta = Math.exp(logParameters[1]);
      double c = Math.exp(logParameters[2]);
      double value = 0;
      double[] gradient = new double[3];
      for (RenewalTable.Row row : table.rows()) {
        double from = power(row.period() - 1, c);
        double to = power(row.period(), c);
        double logStays = logRatio(alpha, beta, from, to);
        double renewed = (double) row.atRisk() - row.lost();
        double lost = row.lost();
        // Zero times an infinite logarithm is nothing here: nobody did what cannot be.
        value += renewed == 0 ? 0 : renewed * logStays;
        value += lost == 0 ? 0 : lost * Math.log(-Math.expm1(logStays));
        double slope = renewed - (lost == 0 ? 0 : lost / Math.expm1(-logStays));
        gradient[0] +=
            slope * alpha * -(Polygamma.digammaDifference(alpha + beta + from, to - from));
        double gapFrom = Polygamma.digammaDifference(beta + from, alpha);
        double gapTo = Polygamma.digammaDifference(beta + to, alpha);
        gradient[1] += slope * beta * (gapFrom - gapTo);
        gradient[2] +=
            slope
                * c
                * (timesLog(from, row.period() - 1) * gapFrom - timesLog(to, row.period()) * gapTo);
      }
      return new Evaluation(value, gradient);
    }

    /** The derivative of time^c by c, which is 0 at time 0. */
    private static double timesLog(double power, int time) {
      return time == 0 ? 0 : power * Math.log(time);
    }

    @Override
    public BetaDiscreteWeibull model(double[] parameters) {
      return new BetaDiscreteWeibull(parameters[0], parameters[1], parameters[2]);
    }
  }
}
