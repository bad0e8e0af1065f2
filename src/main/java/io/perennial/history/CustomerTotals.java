package io.perennial.history;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.perennial.table.SqlFunctions;
import io.perennial.table.TotalsInTurn;
import java.time.LocalDate;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A shared intermediate: one row per segment and customer. Cost: one pass over the days, which are
 * in turn already.
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

  /** Net revenue of the 365 days that end on the as-of date; null without a day among them. */
  public static final String NET_UNITS_OF_LAST_YEAR = "net_units_of_last_year";

  /** Costs of all orders; null where one has none, or where there is no order. */
  public static final String COST_UNITS = PurchaseDays.COST_UNITS;

  /** The median of the days between occasions; null with fewer than two. */
  public static final String MEDIAN_GAP_DAYS = "median_gap_days";

  private static final int YEAR_DAYS = 365;

  private CustomerTotals() {}

  /**
   * The totals of purchase days.
   *
   * @param days rows as {@link PurchaseDays} says, all of them, in the order in which they were
   *     made or kept
   * @param asOf the as-of date
   */
  public static Dataset<Row> of(Dataset<Row> days, LocalDate asOf) {
    return days.select(
            col(SEGMENT_NAME),
            col(SEGMENT_VALUE),
            col(CUSTOMER_ID),
            SqlFunctions.totalsInTurn(
                col(CUSTOMER_ID),
                col(PurchaseDays.ORDER_DATE),
                col(PurchaseDays.NEXT_DATE),
                col(PurchaseDays.ORDERS),
                col(PurchaseDays.NET_UNITS),
                col(PurchaseDays.COST_UNITS),
                col(PurchaseDays.FIRST_ORDERED_AT),
                col(PurchaseDays.LAST_ORDERED_AT),
                col(PurchaseDays.GAP_DAYS),
                col(PurchaseDays.FIRST_ORDER_DATE),
                col(PurchaseDays.COHORT_DATE),
                lit(asOf.minusDays(YEAR_DAYS - 1))))
        .withColumnRenamed(TotalsInTurn.ORDERS, ORDERS)
        .withColumnRenamed(TotalsInTurn.OCCASIONS, OCCASIONS)
        .withColumnRenamed(TotalsInTurn.FIRST_ORDERED_AT, FIRST_ORDERED_AT)
        .withColumnRenamed(TotalsInTurn.LAST_ORDERED_AT, LAST_ORDERED_AT)
        .withColumnRenamed(TotalsInTurn.FIRST_ORDER_DATE, FIRST_ORDER_DATE)
        .withColumnRenamed(TotalsInTurn.LAST_ORDER_DATE, LAST_ORDER_DATE)
        .withColumnRenamed(TotalsInTurn.COHORT_DATE, COHORT_DATE)
        .withColumnRenamed(TotalsInTurn.UNITS, NET_UNITS)
        .withColumnRenamed(TotalsInTurn.UNITS_SINCE_FIRST, NET_UNITS_SINCE_FIRST_ORDER)
        .withColumnRenamed(TotalsInTurn.REPEAT_UNITS, REPEAT_OCCASION_UNITS)
        .withColumnRenamed(TotalsInTurn.RECENT_UNITS, NET_UNITS_OF_LAST_YEAR)
        .withColumnRenamed(TotalsInTurn.COST_UNITS, COST_UNITS)
        .withColumnRenamed(TotalsInTurn.MEDIAN_GAP_DAYS, MEDIAN_GAP_DAYS);
  }
}
