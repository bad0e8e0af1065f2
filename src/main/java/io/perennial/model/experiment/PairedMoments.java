package io.perennial.model.experiment;

import java.io.Serializable;

/**
 * How many customers an arm has, and the means and moments of their outcome and of a covariate
 * known before they were assigned; those of parts of the customers combine to those of the whole.
 *
 * @param customers how many there are, at least 0
 * @param outcomeMean the mean outcome; 0 of nobody
 * @param covariateMean the mean of the covariate; 0 of nobody
 * @param outcomeSquares the sum of squared deviations of the outcome from its mean
 * @param covariateSquares the sum of squared deviations of the covariate
 * @param products the sum of products of both deviations
 */
public record PairedMoments(
    long customers,
    double outcomeMean,
    double covariateMean,
    double outcomeSquares,
    double covariateSquares,
    double products)
    implements Serializable {
  /** The moments of nobody. */
  public static final PairedMoments NONE = new PairedMoments(0, 0, 0, 0, 0, 0);

  /**
   * Checks the moments.
   *
   * @throws IllegalArgumentException if the count or squares are negative, a number is not finite,
   *     or fewer than two customers are said to differ
   */
  public PairedMoments {
    Moments.check(customers, outcomeMean, outcomeSquares);
    Moments.check(customers, covariateMean, covariateSquares);
    if (!Double.isFinite(products) || (customers < 2 && products != 0)) {
      throw new IllegalArgumentException(
          "No moments: " + customers + " customers, products " + products);
    }
  }

  /** The moments of one customer. */
  public static PairedMoments of(double outcome, double covariate) {
    return new PairedMoments(1, outcome, covariate, 0, 0, 0);
  }

  /**
   * The moments from plain sums over customers. Digits of the spread are lost where it is small
   * beside the mean; a spread below what the sums can carry counts as none.
   *
   * @param customers how many there are
   * @param outcomes the sum of outcomes
   * @param covariates the sum of covariates
   * @param outcomeSquares the sum of squared outcomes
   * @param covariateSquares the sum of squared covariates
   * @param products the sum of outcome times covariate
   */
  public static PairedMoments ofSums(
      long customers,
      double outcomes,
      double covariates,
      double outcomeSquares,
      double covariateSquares,
      double products) {
    if (customers == 0) {
      return NONE;
    }
    double outcomeDeviations = Moments.squaredDeviations(customers, outcomes, outcomeSquares);
    double covariateDeviations = Moments.squaredDeviations(customers, covariates, covariateSquares);
    boolean bothVary = outcomeDeviations > 0 && covariateDeviations > 0;
    return new PairedMoments(
        customers,
        outcomes / customers,
        covariates / customers,
        outcomeDeviations,
        covariateDeviations,
        bothVary ? products - outcomes * (covariates / customers) : 0);
  }

  /** The moments of these customers and others, without loss of digits (Chan et al. 1983). */
  public PairedMoments plus(PairedMoments other) {
    if (customers == 0) {
      return other;
    }
    if (other.customers == 0) {
      return this;
    }
    long both = Math.addExact(customers, other.customers);
    double share = (double) other.customers / both;
    double outcomes = other.outcomeMean - outcomeMean;
    double covariates = other.covariateMean - covariateMean;
    double weight = customers * share;
    return new PairedMoments(
        both,
        outcomeMean + share * outcomes,
        covariateMean + share * covariates,
        outcomeSquares + other.outcomeSquares + weight * outcomes * outcomes,
        covariateSquares + other.covariateSquares + weight * covariates * covariates,
        products + other.products + weight * outcomes * covariates);
  }

  /** The moments of the outcome alone. */
  public SampleMoments outcome() {
    return new SampleMoments(customers, outcomeMean, outcomeSquares);
  }
}
