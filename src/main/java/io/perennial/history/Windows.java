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
 * @param churnLearnt whether the churn window is that learnt number
 * @param gaps on how many gaps between purchase days of one customer a learnt window stands
 * @param medianGapDays the median over all gaps of all customers, if there is one
 */
public record Windows(
    int activityDays,
    boolean activityLearnt,
    int churnDays,
    boolean churnLearnt,
    long gaps,
    Optional<Double> medianGapDays) {
  /** The quantile of the gaps that a learnt window is. */
  public static final double LEARNT_QUANTILE = 0.95;

  /** The window where nothing can be learnt because no customer ever came back. */
  public static final int WITHOUT_GAPS = 365;

  /**
   * From how many gaps on a learnt window is taken for settled: of fewer than 100, fewer than five
   * lie beyond the 0.95 quantile, and one customer more may move it by months.
   */
  public static final long SETTLED_GAPS = 100;

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
        configuredActivity.isEmpty() && configuredChurn.isEmpty(),
        gaps.total(),
        gaps.quantile(0.5).map(BigDecimal::doubleValue));
  }
}
