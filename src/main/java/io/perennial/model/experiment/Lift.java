package io.perennial.model.experiment;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The difference relative to the control, T / C - 1, with the standard error of a ratio of
 * independent estimates by the delta method: sqrt(var T / C^2 + T^2 var C / C^4) (Casella and
 * Berger, Statistical Inference, 2nd ed., section 5.5.4).
 *
 * @param verdict how far the lift could be told
 * @param value the lift, .1 for 10 % more than the control
 * @param standardError its standard error
 * @param interval its interval, symmetric about the value
 */
public record Lift(
    Verdict verdict,
    OptionalDouble value,
    OptionalDouble standardError,
    Optional<Interval> interval) {
  /** How far a lift could be told. */
  public enum Verdict {
    /** Value, standard error and interval are there. */
    ESTIMATED,
    /**
     * The control is not told from zero at the level asked for, so that no bounded interval of a
     * ratio to it can be right (Fieller, Journal of the Royal Statistical Society B 16, 1954): the
     * value alone is there.
     */
    UNCERTAIN_BASELINE,
    /** Too little varies for a standard error: the value alone is there. */
    NO_VARIATION,
    /** The control is zero or negative, or nobody is in an arm: there is no lift. */
    NO_BASELINE
  }

  /** No lift can be told. */
  static final Lift NONE =
      new Lift(
          Verdict.NO_BASELINE, OptionalDouble.empty(), OptionalDouble.empty(), Optional.empty());

  /** The lift without a standard error. */
  static Lift ofValues(double control, double treatment) {
    return valueOnly(Verdict.NO_VARIATION, control, treatment);
  }

  /**
   * The lift of a treatment over a control.
   *
   * @param reach how many standard errors the interval reaches to each side
   */
  static Lift of(
      double control, double controlError, double treatment, double treatmentError, double reach) {
    if (!(control > reach * controlError)) {
      return valueOnly(Verdict.UNCERTAIN_BASELINE, control, treatment);
    }
    double ratio = treatment / control;
    double error = Math.hypot(treatmentError / control, ratio * (controlError / control));
    if (!(error > 0) || !Double.isFinite(ratio - reach * error)) {
      return valueOnly(Verdict.NO_VARIATION, control, treatment);
    }
    return new Lift(
        Verdict.ESTIMATED,
        OptionalDouble.of(ratio - 1),
        OptionalDouble.of(error),
        Optional.of(Interval.around(ratio - 1, reach * error)));
  }

  private static Lift valueOnly(Verdict verdict, double control, double treatment) {
    double ratio = treatment / control;
    return control > 0 && Double.isFinite(ratio)
        ? new Lift(verdict, OptionalDouble.of(ratio - 1), OptionalDouble.empty(), Optional.empty())
        : NONE;
  }
}
