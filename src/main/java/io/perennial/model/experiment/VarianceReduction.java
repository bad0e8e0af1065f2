package io.perennial.model.experiment;

import java.util.OptionalDouble;

/**
 * A comparison of means after taking from each customer's outcome what a covariate known before the
 * assignment, such as earlier spend, says of it (Deng, Xu, Kohavi and Walker, Improving the
 * Sensitivity of Online Controlled Experiments by Utilizing Pre-Experiment Data, WSDM 2013). With
 * theta the covariance of outcome and covariate within the arms over the covariate's variance
 * within the arms, both pooled, y - theta (x - mean x of all) is compared by {@link WelchTest}; its
 * variance is that of the residuals, one of whose degrees of freedom theta takes. The difference is
 * unbiased up to the estimation of theta, which is of no account from some dozens of customers on.
 *
 * @param theta by how much the outcome rises with one unit of the covariate; none where the
 *     covariate does not vary within the arms or fewer than four customers are there: then the
 *     comparison is that of the plain means
 * @param varianceRemoved the share of the variance of the plain difference that the covariate
 *     removed, at most 1, below zero where theta costs more than it explains; none without theta or
 *     where the plain outcome does not vary
 * @param comparison the adjusted arms compared
 */
public record VarianceReduction(
    OptionalDouble theta, OptionalDouble varianceRemoved, Comparison comparison) {
  /** Below this many customers nothing is left of the residuals' degrees of freedom. */
  private static final long FEWEST = 4;

  /** The treatment against the control, with intervals of that confidence. */
  public static VarianceReduction compare(
      PairedMoments control, PairedMoments treatment, Confidence confidence) {
    Comparison plain = WelchTest.compare(control.outcome(), treatment.outcome(), confidence);
    double covariateSquares = control.covariateSquares() + treatment.covariateSquares();
    double theta = (control.products() + treatment.products()) / covariateSquares;
    long customers = Math.addExact(control.customers(), treatment.customers());
    if (customers < FEWEST
        || plain.verdict() == Comparison.Verdict.TOO_FEW
        || !(covariateSquares > 0)
        || !Double.isFinite(theta)) {
      return new VarianceReduction(OptionalDouble.empty(), OptionalDouble.empty(), plain);
    }
    double middle = control.plus(treatment).covariateMean();
    double scale = (customers - 2.0) / (customers - 3.0);
    Comparison adjusted =
        WelchTest.compare(
            residual(control, theta, middle, scale),
            residual(treatment, theta, middle, scale),
            confidence);
    return new VarianceReduction(OptionalDouble.of(theta), removed(plain, adjusted), adjusted);
  }

  /** The moments of what the covariate leaves of an arm's outcome. */
  private static SampleMoments residual(
      PairedMoments arm, double theta, double middle, double scale) {
    double squares =
        arm.outcomeSquares() - theta * (2 * arm.products() - theta * arm.covariateSquares());
    // Where the covariate explains all of the outcome, only rounding is left.
    double lost = Math.ulp(1.0) * arm.customers() * arm.outcomeSquares();
    return new SampleMoments(
        arm.customers(),
        arm.outcomeMean() - theta * (arm.covariateMean() - middle),
        squares <= lost ? 0 : squares * scale);
  }

  private static OptionalDouble removed(Comparison plain, Comparison adjusted) {
    if (plain.standardError().isEmpty()) {
      return OptionalDouble.empty();
    }
    double left = adjusted.standardError().orElse(0) / plain.standardError().getAsDouble();
    return OptionalDouble.of(1 - left * left);
  }
}
