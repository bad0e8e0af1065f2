package io.perennial.metric;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.datediff;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.perennial.history.PurchaseHistory;
import io.perennial.history.Windows;
import io.perennial.table.output.LifecycleFlowTable;
import org.apache.spark.sql.Column;

/**
 * The days of silence at which a customer's state changes, as {@link LifecycleFlowTable} defines
 * the states.
 *
 * @param atRiskAfterDays the longest silence that is usual; less than the churn window
 * @param churnDays from how many days of silence on a customer has lapsed
 */
record LifecycleWindows(int atRiskAfterDays, int churnDays) {
  /** The windows in force for a history. */
  static LifecycleWindows of(PurchaseHistory history) {
    Windows windows = history.windows();
    int longest = windows.churnDays() - 1;
    double patience =
        windows
            .medianGapDays()
            .map(gap -> Math.floor(gap * history.rules().atRiskAfterTypicalGaps()))
            .orElse((double) longest);
    return new LifecycleWindows((int) Math.min(patience, longest), windows.churnDays());
  }

  /** From how many days of silence on a customer is lost. */
  int lostDays() {
    return 2 * churnDays;
  }

  /**
   * The state of a customer who ordered lately.
   *
   * @param gapDays the days between the last occasion and the one before; null at the first
   */
  Column stateOnOrder(Column gapDays) {
    return when(gapDays.isNull(), LifecycleFlowTable.NEW)
        .when(gapDays.gt(churnDays), LifecycleFlowTable.WON_BACK)
        .otherwise(LifecycleFlowTable.ACTIVE);
  }

  /**
   * The state at the end of a day.
   *
   * @param stateOnOrder the state that the last occasion put the customer into
   * @param occasion the day of that occasion; null before the first
   * @param day the day
   */
  Column stateAt(Column stateOnOrder, Column occasion, Column day) {
    Column silence = datediff(day, occasion);
    return coalesce(
        when(silence.geq(lostDays()), LifecycleFlowTable.LOST)
            .when(silence.geq(churnDays), LifecycleFlowTable.LAPSED)
            .when(silence.gt(atRiskAfterDays), LifecycleFlowTable.AT_RISK)
            .otherwise(stateOnOrder),
        lit(LifecycleFlowTable.NOT_YET_CUSTOMER));
  }
}
