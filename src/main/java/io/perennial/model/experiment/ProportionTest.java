package io.perennial.model.experiment;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Two shares compared.
 *
 * <ul>
 *   <li>p-value: two-sided, of z = (p2 - p1) / sqrt(p (1 - p) (1/n1 + 1/n2)) with p the share of
 *       both arms together, without correction for continuity (Fleiss, Levin and Paik, Statistical
 *       Methods for Rates and Proportions, 3rd ed., chapter 3). It is Pearson's chi-square test, an
 *       approximation that asks for some five successes and as many failures expected in each arm.
 *   <li>Standard error: sqrt(p1 (1 - p1) / n1 + p2 (1 - p2) / n2).
 *   <li>Interval of the difference: Newcombe's hybrid of Wilson's score intervals (method 10 of
 *       Statistics in Medicine 17, 1998, 873-890), which stays in [-1, 1] and keeps its level where
 *       few or nearly all succeed. So it may, at the margin, disagree with the p-value.
 *   <li>Lift: {@link Lift}, with the unpooled variances.
 * </ul>
 */
public final class ProportionTest {
  private ProportionTest() {}

  /** The treatment against the control, with intervals of that confidence. */
  public static Comparison compare(
      SuccessCounts control, SuccessCounts treatment, Confidence confidence) {
    if (control.customers() == 0 || treatment.customers() == 0) {
      return Comparison.untested(Comparison.Verdict.TOO_FEW, control.share(), treatment.share());
    }
    double first = control.share().getAsDouble();
    double second = treatment.share().getAsDouble();
    double difference = second - first;
    double reach = Normal.reach(confidence);
    Interval interval = newcombe(control, treatment, reach);
    double pooled = control.plus(treatment).share().getAsDouble();
    if (pooled == 0 || pooled == 1) {
      return new Comparison(
          Comparison.Verdict.NO_VARIATION,
          control.share(),
          treatment.share(),
          OptionalDouble.of(0),
          OptionalDouble.empty(),
          Optional.of(interval),
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          Lift.ofValues(first, second));
    }
    double each = 1.0 / control.customers() + 1.0 / treatment.customers();
    double z = difference / Math.sqrt(pooled * (1 - pooled) * each);
    double controlError = error(control);
    double treatmentError = error(treatment);
    return new Comparison(
        Comparison.Verdict.COMPARED,
        control.share(),
        treatment.share(),
        OptionalDouble.of(difference),
        OptionalDouble.of(Math.hypot(controlError, treatmentError)),
        Optional.of(interval),
        OptionalDouble.of(z),
        OptionalDouble.empty(),
        OptionalDouble.of(Normal.beyond(z)),
        Lift.of(first, controlError, second, treatmentError, reach));
  }

  /** The standard error of a share. */
  private static double error(SuccessCounts counts) {
    double share = counts.share().getAsDouble();
    return Math.sqrt(share * (1 - share) / counts.customers());
  }

  private static Interval newcombe(SuccessCounts control, SuccessCounts treatment, double reach) {
    double first = control.share().getAsDouble();
    double second = treatment.share().getAsDouble();
    Interval ofFirst = wilson(control, reach);
    Interval ofSecond = wilson(treatment, reach);
    double difference = second - first;
    return new Interval(
        Math.max(-1, difference - Math.hypot(second - ofSecond.low(), ofFirst.high() - first)),
        Math.min(1, difference + Math.hypot(ofSecond.high() - second, first - ofFirst.low())));
  }

  /**
   * Wilson's score interval of a share (Journal of the American Statistical Association 22, 1927).
   */
  static Interval wilson(SuccessCounts counts, double reach) {
    double customers = counts.customers();
    double share = counts.successes() / customers;
    double squared = reach * reach;
    double middle = share + squared / (2 * customers);
    double half = reach * Math.sqrt((share * (1 - share) + squared / (4 * customers)) / customers);
    double scale = 1 + squared / customers;
    // The share itself is always inside; rounding must not put it outside where it is 0 or 1.
    return new Interval(
        Math.min(share, Math.max(0, (middle - half) / scale)),
        Math.max(share, Math.min(1, (middle + half) / scale)));
  }
}
