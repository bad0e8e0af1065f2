package io.perennial.history;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * A shared intermediate: one row per segment and customer. Cost: one aggregation without a shuffle.
 */
public final class CustomerTotals {
  public static final String SEGMENT_NAME = PurchaseDays.SEGMENT_NAME;
  public static final String SEGMENT_VALUE = PurchaseDays.SEGMENT_VALUE;
  public static final String CUSTOMER_ID = PurchaseDays.CUSTOMER_ID;
  public static final String ORDERS = PurchaseDays.ORDERS;

  /** Days with an order. */
  public static final String OCCASIONS = "occasions";

  public static final String FIRST_ORDERED_AT = PurchaseDays.FIRST_ORDERED_AT;
  public static final String LAST_ORDERED_AT = PurchaseDays.LAST_ORDERED_AT;

  /** Null for a customer with returns only. */
  public static final String FIRST_ORDER_DATE = PurchaseDays.FIRST_ORDER_DATE;

  /** Null for a customer with returns only. */
  public static final String LAST_ORDER_DATE = "last_order_date";

  /** Null for a customer with returns only. */
  public static final String COHORT_DATE = PurchaseDays.COHORT_DATE;

  public static final String NET_UNITS = PurchaseDays.NET_UNITS;

  /** Net revenue from the first order day on; null for a customer with returns only. */
  public static final String NET_UNITS_SINCE_FIRST_ORDER = "net_units_since_first_order";

  /** Net revenue of the purchase occasions after the first. */
  public static final String REPEAT_OCCASION_UNITS = "repeat_occasion_units";

  /** Costs of all orders; null where one has none, or where there is no order. */
  public static final String COST_UNITS = PurchaseDays.COST_UNITS;

  /** The median of the days between occasions; null with fewer than two. */
  public static final String MEDIAN_GAP_DAYS = "median_gap_days";

  private CustomerTotals() {}

  /** The totals of purchase days. */
  public static Dataset<Row> of(Dataset<Row> days) {
    Column isOccasion = col(PurchaseDays.ORDERS).gt(0);
    Column sinceFirst = col(PurchaseDays.ORDER_DATE).geq(col(PurchaseDays.FIRST_ORDER_DATE));
    Column afterFirst = col(PurchaseDays.ORDER_DATE).gt(col(PurchaseDays.FIRST_ORDER_DATE));
    Column costUnknown = isOccasion.and(col(PurchaseDays.COST_UNITS).isNull());
    return days.groupBy(SEGMENT_NAME, SEGMENT_VALUE, CUSTOMER_ID)
        .agg(
            sum(PurchaseDays.ORDERS).as(ORDERS),
            count(when(isOccasion, true)).as(OCCASIONS),
            min(PurchaseDays.FIRST_ORDERED_AT).as(FIRST_ORDERED_AT),
            max(PurchaseDays.LAST_ORDERED_AT).as(LAST_ORDERED_AT),
            min(PurchaseDays.FIRST_ORDER_DATE).as(FIRST_ORDER_DATE),
            max(when(isOccasion, col(PurchaseDays.ORDER_DATE))).as(LAST_ORDER_DATE),
            min(PurchaseDays.COHORT_DATE).as(COHORT_DATE),
            sum(PurchaseDays.NET_UNITS).as(NET_UNITS),
            sum(when(sinceFirst, col(PurchaseDays.NET_UNITS))).as(NET_UNITS_SINCE_FIRST_ORDER),
            coalesce(sum(when(isOccasion.and(afterFirst), col(PurchaseDays.NET_UNITS))), lit(0L))
                .as(REPEAT_OCCASION_UNITS),
            when(
                    count(when(costUnknown, true))
                        .equalTo(0)
                        .and(count(when(isOccasion, true)).gt(0)),
                    sum(coalesce(col(PurchaseDays.COST_UNITS), lit(0L))))
                .as(COST_UNITS),
            functions.median(col(PurchaseDays.GAP_DAYS)).as(MEDIAN_GAP_DAYS));
  }
}
