package io.perennial.history;

import static org.apache.spark.sql.functions.col;

import io.perennial.table.PeriodsInTurn;
import io.perennial.table.SqlFunctions;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A shared intermediate: one row per segment, customer, granularity and calendar period with an
 * order or a return. Cost: one pass over the days, which are ordered already; it is cheaper to make
 * these rows anew than to keep them.
 */
public final class CustomerPeriods {
  public static final String SEGMENT_NAME = PurchaseDays.SEGMENT_NAME;
  public static final String SEGMENT_VALUE = PurchaseDays.SEGMENT_VALUE;
  public static final String CUSTOMER_ID = PurchaseDays.CUSTOMER_ID;
  public static final String GRANULARITY = PeriodsInTurn.GRANULARITY;

  /** The period's index in its granularity. */
  public static final String PERIOD_INDEX = PeriodsInTurn.INDEX;

  public static final String ORDERS = PurchaseDays.ORDERS;
  public static final String NET_UNITS = PurchaseDays.NET_UNITS;

  /** Net revenue from the day of the customer's first order on. */
  public static final String NET_UNITS_SINCE_FIRST_ORDER = "net_units_since_first_order";

  /** Net revenue after the day of the customer's first order. */
  public static final String NET_UNITS_AFTER_FIRST_ORDER = "net_units_after_first_order";

  /** Orders of the period just before; null where the customer has no row for it. */
  public static final String EARLIER_ORDERS = PeriodsInTurn.EARLIER_ORDERS;

  /** Net revenue of the period just before; null where the customer has no row for it. */
  public static final String EARLIER_UNITS = PeriodsInTurn.EARLIER_UNITS;

  public static final String FIRST_ORDER_DATE = PurchaseDays.FIRST_ORDER_DATE;
  public static final String COHORT_DATE = PurchaseDays.COHORT_DATE;

  private CustomerPeriods() {}

  /** The customer periods of purchase days in every granularity the rules name. */
  public static Dataset<Row> of(Dataset<Row> days, HistoryRules rules) {
    return days.select(
            col(SEGMENT_NAME),
            col(SEGMENT_VALUE),
            col(CUSTOMER_ID),
            col(FIRST_ORDER_DATE),
            col(COHORT_DATE),
            SqlFunctions.periodsInTurn(
                rules.granularities(),
                rules.weekStart(),
                col(CUSTOMER_ID),
                col(PurchaseDays.ORDER_DATE),
                col(PurchaseDays.NEXT_DATE),
                col(PurchaseDays.ORDERS),
                col(PurchaseDays.NET_UNITS),
                col(FIRST_ORDER_DATE)))
        .withColumnRenamed(PeriodsInTurn.ORDERS, ORDERS)
        .withColumnRenamed(PeriodsInTurn.UNITS, NET_UNITS)
        .withColumnRenamed(PeriodsInTurn.UNITS_SINCE_FIRST, NET_UNITS_SINCE_FIRST_ORDER)
        .withColumnRenamed(PeriodsInTurn.UNITS_AFTER_FIRST, NET_UNITS_AFTER_FIRST_ORDER);
  }
}
