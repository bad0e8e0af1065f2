package io.perennial.history;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A shared intermediate: one row per segment, customer, granularity and calendar period with an
 * order or a return. Cost: one aggregation without a shuffle, over as many copies of the days as
 * there are granularities.
 */
public final class CustomerPeriods {
  public static final String SEGMENT_NAME = PurchaseDays.SEGMENT_NAME;
  public static final String SEGMENT_VALUE = PurchaseDays.SEGMENT_VALUE;
  public static final String CUSTOMER_ID = PurchaseDays.CUSTOMER_ID;
  public static final String GRANULARITY = "granularity";

  /** The period's index in its granularity. */
  public static final String PERIOD_INDEX = "period_index";

  public static final String ORDERS = PurchaseDays.ORDERS;
  public static final String NET_UNITS = PurchaseDays.NET_UNITS;

  /** Net revenue from the day of the customer's first order on. */
  public static final String NET_UNITS_SINCE_FIRST_ORDER = "net_units_since_first_order";

  /** Net revenue after the day of the customer's first order. */
  public static final String NET_UNITS_AFTER_FIRST_ORDER = "net_units_after_first_order";

  public static final String FIRST_ORDER_DATE = PurchaseDays.FIRST_ORDER_DATE;
  public static final String COHORT_DATE = PurchaseDays.COHORT_DATE;

  private CustomerPeriods() {}

  /** The customer periods of purchase days in every granularity the rules name. */
  public static Dataset<Row> of(Dataset<Row> days, HistoryRules rules) {
    Column since = col(PurchaseDays.ORDER_DATE).geq(col(FIRST_ORDER_DATE));
    Column after = col(PurchaseDays.ORDER_DATE).gt(col(FIRST_ORDER_DATE));
    return days.withColumn(GRANULARITY, Periods.each(rules.granularities()))
        .withColumn(
            PERIOD_INDEX,
            Periods.index(
                col(GRANULARITY),
                col(PurchaseDays.ORDER_DATE),
                rules.granularities(),
                rules.weekStart()))
        .groupBy(SEGMENT_NAME, SEGMENT_VALUE, CUSTOMER_ID, GRANULARITY, PERIOD_INDEX)
        .agg(
            sum(ORDERS).as(ORDERS),
            sum(NET_UNITS).as(NET_UNITS),
            coalesce(sum(when(since, col(NET_UNITS))), lit(0L)).as(NET_UNITS_SINCE_FIRST_ORDER),
            coalesce(sum(when(after, col(NET_UNITS))), lit(0L)).as(NET_UNITS_AFTER_FIRST_ORDER),
            min(FIRST_ORDER_DATE).as(FIRST_ORDER_DATE),
            min(COHORT_DATE).as(COHORT_DATE));
  }
}
