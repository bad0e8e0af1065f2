package io.perennial.history;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The windows of days in force in a run.
 *
 * @param activityDays how many days after an order a customer stays in the base, the order's day
 *     included
 * @param activityLearnt whether that number was learnt from the data
 * @param churnDays days without an order after which a customer has churned
 * @param medianGapDays the median over all gaps of all customers, if there is one
 */
public record Windows(
    int activityDays, boolean activityLearnt, int churnDays, Optional<Double> medianGapDays) {
  /** The quantile of the gaps that a learnt window is. */
  public static final double LEARNT_QUANTILE = 0.95;

  /** The window where nothing can be learnt because no customer ever came back. */
  public static final int WITHOUT_GAPS = 365;

  /**
   * The windows in force: a configured one wins; a learnt one is the 0.95 quantile of the gaps,
   * rounded up to whole days.
   */
  public static Windows of(
      OptionalInt configuredActivity, OptionalInt configuredChurn, GapHistogram gaps) {
    int learnt =
        gaps.quantile(LEARNT_QUANTILE)
            .map(days -> Math.max(1, days.setScale(0, RoundingMode.CEILING).intValueExact()))
            .orElse(WITHOUT_GAPS);
    int activity = configuredActivity.orElse(learnt);
    return new Windows(
        activity,
        configuredActivity.isEmpty(),
        configuredChurn.orElse(activity),
        gaps.quantile(0.5).map(BigDecimal::doubleValue));
  }
}
