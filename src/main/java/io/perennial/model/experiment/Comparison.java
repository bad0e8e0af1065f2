package io.perennial.model.experiment;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What the treated customers of a trial did against those of its control.
 *
 * @param verdict how far the arms could be compared
 * @param control the share or the mean of the control; none where nobody is in it
 * @param treatment the share or the mean of the treatment; none where nobody is in it
 * @param difference treatment less control; none where nobody is in an arm
 * @param standardError the standard error of the difference, without assuming the arms alike
 * @param interval the interval of the difference
 * @param statistic z or t, of the sign of the difference
 * @param degreesOfFreedom of t; none of z
 * @param pValue the probability of a statistic at least as far from zero where both arms have the
 *     same share or mean
 * @param lift the difference relative to the control
 */
public record Comparison(
    Verdict verdict,
    OptionalDouble control,
    OptionalDouble treatment,
    OptionalDouble difference,
    OptionalDouble standardError,
    Optional<Interval> interval,
    OptionalDouble statistic,
    OptionalDouble degreesOfFreedom,
    OptionalDouble pValue,
    Lift lift) {
  /** How far two arms could be compared. */
  public enum Verdict {
    /** Difference, standard error, interval, statistic and p-value are there. */
    COMPARED,
    /**
     * All customers of both arms did the same, or of each arm for means: there is a difference,
     * which may be zero, but no statistic and no p-value. Shares still have an interval.
     */
    NO_VARIATION,
    /** An arm has too few customers: one is needed for a share, two for a mean with its spread. */
    TOO_FEW
  }

  /** What little can be said of arms that cannot be tested. */
  static Comparison untested(Verdict verdict, OptionalDouble control, OptionalDouble treatment) {
    boolean both = control.isPresent() && treatment.isPresent();
    return new Comparison(
        verdict,
        control,
        treatment,
        both
            ? OptionalDouble.of(treatment.getAsDouble() - control.getAsDouble())
            : OptionalDouble.empty(),
        OptionalDouble.empty(),
        Optional.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        both ? Lift.ofValues(control.getAsDouble(), treatment.getAsDouble()) : Lift.NONE);
  }
}
