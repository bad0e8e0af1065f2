package io.perennial.model.experiment;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Two means compared without assuming the arms to vary alike: t = (m2 - m1) / sqrt(v1/n1 + v2/n2)
 * with v the unbiased variances (Welch, Biometrika 34, 1947), on (v1/n1 + v2/n2)^2 / ((v1/n1)^2 /
 * (n1 - 1) + (v2/n2)^2 / (n2 - 1)) degrees of freedom (Satterthwaite, Biometrics Bulletin 2, 1946).
 * The interval of the difference and that of the lift take the quantile of the same t distribution.
 */
public final class WelchTest {
  private WelchTest() {}

  /** The treatment against the control, with intervals of that confidence. */
  public static Comparison compare(
      SampleMoments control, SampleMoments treatment, Confidence confidence) {
    OptionalDouble first = mean(control);
    OptionalDouble second = mean(treatment);
    if (control.count() < 2 || treatment.count() < 2) {
      return Comparison.untested(Comparison.Verdict.TOO_FEW, first, second);
    }
    double controlError = error(control);
    double treatmentError = error(treatment);
    double error = Math.hypot(controlError, treatmentError);
    if (!(error > 0)) {
      return Comparison.untested(Comparison.Verdict.NO_VARIATION, first, second);
    }
    double difference = treatment.mean() - control.mean();
    double degrees =
        degreesOfFreedom(controlError, control.count(), treatmentError, treatment.count());
    Student student = new Student(degrees);
    double reach = student.reach(confidence);
    double t = difference / error;
    return new Comparison(
        Comparison.Verdict.COMPARED,
        first,
        second,
        OptionalDouble.of(difference),
        OptionalDouble.of(error),
        Optional.of(Interval.around(difference, reach * error)),
        OptionalDouble.of(t),
        OptionalDouble.of(degrees),
        OptionalDouble.of(student.beyond(t)),
        Lift.of(control.mean(), controlError, treatment.mean(), treatmentError, reach));
  }

  /**
   * Satterthwaite's degrees of freedom of a difference of means with those standard errors, at
   * least one of them above zero: between those of the smaller arm and those of both together.
   */
  static double degreesOfFreedom(
      double controlError, long controls, double treatmentError, long treated) {
    // As shares of the variance: fourth powers of small errors would vanish.
    double whole = Math.hypot(controlError, treatmentError);
    double ofControl = Math.pow(controlError / whole, 2);
    double ofTreatment = Math.pow(treatmentError / whole, 2);
    double degrees =
        Math.pow(ofControl + ofTreatment, 2)
            / (ofControl * ofControl / (controls - 1) + ofTreatment * ofTreatment / (treated - 1));
    return Math.max(Math.min(controls, treated) - 1.0, degrees);
  }

  private static OptionalDouble mean(SampleMoments moments) {
    return moments.count() == 0 ? OptionalDouble.empty() : OptionalDouble.of(moments.mean());
  }

  /** The standard error of a mean. */
  private static double error(SampleMoments moments) {
    return Math.sqrt(moments.variance().getAsDouble() / moments.count());
  }
}
