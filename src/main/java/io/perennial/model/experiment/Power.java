package io.perennial.model.experiment;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.DoubleUnaryOperator;
import org.hipparchus.analysis.solvers.BrentSolver;

/**
 * How likely trials of a size are to show a true effect by a two-sided test, and how large an
 * effect must be for that.
 *
 * @param confidence that of the test
 */
public record Power(Confidence confidence) {
  private static final double ACCURACY = 1e-12;
  private static final int EVALUATIONS = 1000;

  /**
   * The probability that {@link ProportionTest} finds two shares to differ, by the normal
   * approximation with the pooled variance where the shares are taken for equal and the unpooled
   * where they are not (Fleiss, Levin and Paik, Statistical Methods for Rates and Proportions, 3rd
   * ed., chapter 4), either sign of z counted.
   *
   * @param control the true share in the control, in [0, 1]
   * @param treatment the true share in the treatment, in [0, 1]
   * @param controls how many customers the control has
   * @param treated how many the treatment has
   * @return a probability; none where an arm is empty
   */
  public OptionalDouble ofShares(double control, double treatment, long controls, long treated) {
    check(control >= 0 && control <= 1 && treatment >= 0 && treatment <= 1, "No shares");
    check(controls >= 0 && treated >= 0, "No counts");
    return controls == 0 || treated == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(shares(control, treatment, controls, treated));
  }

  /**
   * The least rise of the control's share that is found with that power.
   *
   * @param control the true share in the control, in [0, 1]
   * @param power the probability of finding it, above the significance and below 1, such as .8
   * @return the rise, in (0, 1 - control]; none where not even a share of 1 is found so often
   */
  public OptionalDouble detectableRiseOfShare(
      double control, long controls, long treated, double power) {
    checkPower(power);
    OptionalDouble best = ofShares(control, 1, controls, treated);
    if (best.isEmpty() || !(best.getAsDouble() >= power)) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(
        solved(
            rise -> shares(control, Math.min(1, control + rise), controls, treated),
            power,
            1 - control));
  }

  /**
   * The probability that {@link WelchTest} finds two means to differ: the noncentral t distribution
   * on Satterthwaite's degrees of freedom of the true deviations (exact where those and the arms
   * are alike; Moser, Stevens and Watts, Communications in Statistics 18, 1989).
   *
   * @param difference the true difference of the means
   * @param controlDeviation the true standard deviation in the control, at least 0
   * @param treatmentDeviation that in the treatment
   * @param controls how many customers the control has
   * @param treated how many the treatment has
   * @return a probability; none where there is no test, because an arm has fewer than two customers
   *     or nothing varies
   */
  public OptionalDouble ofMeans(
      double difference,
      double controlDeviation,
      double treatmentDeviation,
      long controls,
      long treated) {
    check(Double.isFinite(difference), "No difference");
    return means(controlDeviation, treatmentDeviation, controls, treated)
        .map(power -> OptionalDouble.of(power.applyAsDouble(difference)))
        .orElseGet(OptionalDouble::empty);
  }

  /**
   * The least difference of means, of either sign, that is found with that power.
   *
   * @param power the probability of finding it, above the significance and below 1, such as .8
   * @return the difference, above 0; none where there is no test, as for the power
   */
  public OptionalDouble detectableDifferenceOfMeans(
      double controlDeviation,
      double treatmentDeviation,
      long controls,
      long treated,
      double power) {
    checkPower(power);
    return means(controlDeviation, treatmentDeviation, controls, treated)
        .map(
            ofDifference -> {
              double high =
                  Math.hypot(
                      controlDeviation / Math.sqrt(controls),
                      treatmentDeviation / Math.sqrt(treated));
              while (ofDifference.applyAsDouble(high) < power) {
                high *= 2;
              }
              return OptionalDouble.of(solved(ofDifference, power, high));
            })
        .orElseGet(OptionalDouble::empty);
  }

  private double shares(double control, double treatment, long controls, long treated) {
    double all = (double) controls + treated;
    double pooled = control * (controls / all) + treatment * (treated / all);
    double each = 1.0 / controls + 1.0 / treated;
    double bound = Normal.reach(confidence) * Math.sqrt(pooled * (1 - pooled) * each);
    double error =
        Math.sqrt(control * (1 - control) / controls + treatment * (1 - treatment) / treated);
    double apart = Math.abs(treatment - control);
    if (error == 0) {
      return apart > bound ? 1 : 0;
    }
    return Math.min(
        1, Normal.above((bound - apart) / error) + Normal.above((bound + apart) / error));
  }

  /** The power by the difference; none where there is no test. */
  private Optional<DoubleUnaryOperator> means(
      double controlDeviation, double treatmentDeviation, long controls, long treated) {
    check(
        controlDeviation >= 0
            && treatmentDeviation >= 0
            && Double.isFinite(controlDeviation + treatmentDeviation),
        "No deviations");
    check(controls >= 0 && treated >= 0, "No counts");
    if (controls < 2 || treated < 2) {
      return Optional.empty();
    }
    double controlError = controlDeviation / Math.sqrt(controls);
    double treatmentError = treatmentDeviation / Math.sqrt(treated);
    double error = Math.hypot(controlError, treatmentError);
    if (!(error > 0)) {
      return Optional.empty();
    }
    Student student =
        new Student(WelchTest.degreesOfFreedom(controlError, controls, treatmentError, treated));
    double bound = student.reach(confidence);
    return Optional.of(difference -> student.beyond(bound, Math.abs(difference) / error));
  }

  private static double solved(DoubleUnaryOperator power, double target, double high) {
    return new BrentSolver(ACCURACY, ACCURACY * high, ACCURACY)
        .solve(EVALUATIONS, effect -> power.applyAsDouble(effect) - target, 0, high);
  }

  private void checkPower(double power) {
    check(power > confidence.significance() && power < 1, "No power");
  }

  private static void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
