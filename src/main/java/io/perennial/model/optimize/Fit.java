package io.perennial.model.optimize;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What came of fitting a family to data. There is never a figure that is not a number: where there
 * is none, it is empty.
 *
 * @param familyName the family fitted
 * @param model the fitted model, present exactly when the verdict {@link Verdict#hasModel()}
 * @param parameters the parameters where the fit ended; none when it was not begun
 * @param logLikelihood the log-likelihood there, without the penalty; empty when not begun
 * @param customers how many customers the likelihood is summed over
 * @param covariance of the parameters, row by row; no rows where there are no standard errors
 * @param verdict how the fit ended
 * @param reason the verdict's reason in one sentence
 * @param evaluations how often the likelihood was evaluated
 * @param <M> the model
 */
public record Fit<M>(
    String familyName,
    Optional<M> model,
    List<Parameter> parameters,
    OptionalDouble logLikelihood,
    long customers,
    List<List<Double>> covariance,
    Verdict verdict,
    String reason,
    int evaluations) {
  public Fit {
    parameters = List.copyOf(parameters);
    covariance = covariance.stream().map(List::copyOf).toList();
    if (model.isPresent() != verdict.hasModel()) {
      throw new IllegalArgumentException("a fit that is " + verdict + " and its model disagree");
    }
  }

  /** The fit that data refuse, with the reason in one sentence. */
  public static <M> Fit<M> unfittable(String familyName, long customers, String reason) {
    return new Fit<>(
        familyName,
        Optional.empty(),
        List.of(),
        OptionalDouble.empty(),
        customers,
        List.of(),
        Verdict.UNFITTABLE,
        reason,
        0);
  }

  /**
   * The fit that a search ended with.
   *
   * @param customers how many customers the likelihood is summed over
   */
  public static <M> Fit<M> of(Family<?, M> family, long customers, Maximum maximum) {
    double[] estimates = maximum.parameters();
    double[][] covariance = maximum.covariance();
    List<Parameter> parameters = new ArrayList<>();
    List<List<Double>> rows = new ArrayList<>();
    for (int i = 0; i < estimates.length && maximum.logLikelihood().isPresent(); i++) {
      OptionalDouble error = OptionalDouble.empty();
      if (covariance.length > 0) {
        error = OptionalDouble.of(Math.sqrt(covariance[i][i]));
        List<Double> row = new ArrayList<>();
        for (double cell : covariance[i]) {
          row.add(cell);
        }
        rows.add(row);
      }
      parameters.add(new Parameter(family.parameterNames().get(i), estimates[i], error));
    }
    Optional<M> model =
        maximum.verdict().hasModel() ? Optional.of(family.model(estimates)) : Optional.empty();
    return new Fit<>(
        family.familyName(),
        model,
        parameters,
        maximum.logLikelihood(),
        customers,
        rows,
        maximum.verdict(),
        maximum.reason(),
        maximum.evaluations());
  }

  /** Akaike's criterion, 2 k - 2 log L with k parameters; smaller is better (Akaike 1974). */
  public OptionalDouble akaikeInformationCriterion() {
    return criterion(2.0);
  }

  /** The Bayesian criterion, k ln n - 2 log L with n customers (Schwarz 1978). */
  public OptionalDouble bayesianInformationCriterion() {
    return criterion(Math.log((double) customers));
  }

  private OptionalDouble criterion(double perParameter) {
    return logLikelihood.isPresent()
        ? OptionalDouble.of(perParameter * parameters.size() - 2 * logLikelihood.getAsDouble())
        : OptionalDouble.empty();
  }
}
