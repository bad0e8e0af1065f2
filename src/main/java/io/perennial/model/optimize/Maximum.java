package io.perennial.model.optimize;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Where a search for a maximum ended.
 *
 * @param logParameters the logarithms of the parameters
 * @param logLikelihood the value there without the penalty; empty when no start had a finite one
 * @param logCovariance covariance of the logarithms of the parameters, the inverse of the negative
 *     Hessian; no rows where the search did not end at a proper maximum
 * @param verdict how the search ended
 * @param reason the verdict's reason in one sentence
 * @param evaluations how often the objective was evaluated
 */
public record Maximum(
    List<Double> logParameters,
    OptionalDouble logLikelihood,
    List<List<Double>> logCovariance,
    Verdict verdict,
    String reason,
    int evaluations) {
  public Maximum {
    logParameters = List.copyOf(logParameters);
    logCovariance = logCovariance.stream().map(List::copyOf).toList();
  }

  /** The parameters themselves. */
  public double[] parameters() {
    return logParameters.stream().mapToDouble(Math::exp).toArray();
  }

  /**
   * Covariance of the parameters themselves, by the delta method: that of the logarithms times both
   * parameters. No rows where there is none.
   */
  public double[][] covariance() {
    double[] parameters = parameters();
    double[][] covariance = new double[logCovariance.size()][];
    for (int i = 0; i < covariance.length; i++) {
      covariance[i] = new double[parameters.length];
      for (int j = 0; j < parameters.length; j++) {
        covariance[i][j] = logCovariance.get(i).get(j) * parameters[i] * parameters[j];
      }
    }
    return covariance;
  }

  static Maximum none(String reason, int evaluations) {
    return new Maximum(
        List.of(), OptionalDouble.empty(), List.of(), Verdict.UNFITTABLE, reason, evaluations);
  }

  static Maximum at(
      double[] logParameters,
      double logLikelihood,
      double[][] logCovariance,
      Verdict verdict,
      String reason,
      int evaluations) {
    return new Maximum(
        boxed(logParameters),
        OptionalDouble.of(logLikelihood),
        Arrays.stream(logCovariance).map(Maximum::boxed).toList(),
        verdict,
        reason,
        evaluations);
  }

  private static List<Double> boxed(double[] values) {
    return Arrays.stream(values).boxed().toList();
  }
}
