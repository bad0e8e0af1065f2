package io.perennial.history;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.datediff;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.perennial.table.output.PurchaseSummaryTable;
import java.time.LocalDate;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What lifetime value models know of customers: repeat purchase occasions x, days t_x from the
 * first to the last occasion and days T from the first to the end of the observation. Customers
 * with equal records are one to a model.
 */
public final class PurchaseRecords {
  /** Repeat purchase occasions, x. */
  public static final String FREQUENCY = PurchaseSummaryTable.FREQUENCY;

  /** Days from the first to the last occasion, t_x. */
  public static final String RECENCY_DAYS = PurchaseSummaryTable.RECENCY_DAYS;

  /** Days from the first occasion to the end of the observation, T. */
  public static final String CUSTOMER_AGE_DAYS = PurchaseSummaryTable.CUSTOMER_AGE_DAYS;

  /** Whether the repeat occasions together brought a positive amount. */
  public static final String HAS_REPEAT_SPEND = "has_repeat_spend";

  /** Net revenue of the repeat occasions. */
  public static final String REPEAT_UNITS = CustomerTotals.REPEAT_OCCASION_UNITS;

  /** Purchase occasions of the 365 days that end with the calibration. */
  public static final String LAST_YEAR_OCCASIONS = "last_year_occasions";

  /** Net revenue of the 365 days that end with the calibration. */
  public static final String LAST_YEAR_UNITS = "last_year_units";

  /** Purchase occasions held out. */
  public static final String HELD_OUT_OCCASIONS = "held_out_occasions";

  /** Net revenue held out. */
  public static final String HELD_OUT_UNITS = "held_out_units";

  /** The columns by which a model tells customers apart. */
  public static final List<String> KEY =
      List.of(FREQUENCY, RECENCY_DAYS, CUSTOMER_AGE_DAYS, HAS_REPEAT_SPEND);

  private static final int YEAR_DAYS = 365;

  private PurchaseRecords() {}

  /**
   * Customer totals with {@link #KEY}, null for customers with returns only.
   *
   * @param totals rows as {@link CustomerTotals} says
   */
  public static Dataset<Row> of(Dataset<Row> totals, LocalDate asOf) {
    Column frequency = col(CustomerTotals.OCCASIONS).minus(1).cast("int");
    return totals
        .withColumn(FREQUENCY, when(col(CustomerTotals.ORDERS).gt(0), frequency))
        .withColumn(
            RECENCY_DAYS,
            datediff(col(CustomerTotals.LAST_ORDER_DATE), col(CustomerTotals.FIRST_ORDER_DATE)))
        .withColumn(CUSTOMER_AGE_DAYS, datediff(lit(asOf), col(CustomerTotals.FIRST_ORDER_DATE)))
        .withColumn(HAS_REPEAT_SPEND, hasRepeatSpend());
  }

  /**
   * The customers acquired by the end of a calibration: the day of the first order, {@link #KEY}
   * and {@link #REPEAT_UNITS} as of that end, what they did in the year before it, and what they
   * did after it. Cost: one aggregation without a shuffle.
   *
   * @param days rows as {@link PurchaseDays} says, of one segment
   */
  public static Dataset<Row> heldOut(Dataset<Row> days, LocalDate calibrationEnd) {
    Column end = lit(calibrationEnd);
    Column day = col(PurchaseDays.ORDER_DATE);
    Column first = col(PurchaseDays.FIRST_ORDER_DATE);
    Column isOccasion = col(PurchaseDays.ORDERS).gt(0);
    Column known = day.leq(end);
    Column lastYear = known.and(day.gt(lit(calibrationEnd.minusDays(YEAR_DAYS))));
    Column units = col(PurchaseDays.NET_UNITS);
    return days.filter(first.leq(end))
        .groupBy(
            col(PurchaseDays.SEGMENT_NAME),
            col(PurchaseDays.SEGMENT_VALUE),
            col(PurchaseDays.CUSTOMER_ID),
            first)
        .agg(
            count(when(isOccasion.and(known), true)).minus(1).cast("int").as(FREQUENCY),
            datediff(max(when(isOccasion.and(known), day)), first).as(RECENCY_DAYS),
            sumOf(isOccasion.and(known).and(day.gt(first)), units).as(REPEAT_UNITS),
            count(when(isOccasion.and(lastYear), true)).as(LAST_YEAR_OCCASIONS),
            sumOf(lastYear, units).as(LAST_YEAR_UNITS),
            count(when(isOccasion.and(day.gt(end)), true)).as(HELD_OUT_OCCASIONS),
            sumOf(day.gt(end), units).as(HELD_OUT_UNITS))
        .withColumn(CUSTOMER_AGE_DAYS, datediff(end, first))
        .withColumn(HAS_REPEAT_SPEND, hasRepeatSpend());
  }

  private static Column sumOf(Column condition, Column units) {
    return coalesce(sum(when(condition, units)), lit(0L));
  }

  /** Whether the repeat occasions of a row together brought a positive amount. */
  public static Column hasRepeatSpend() {
    return col(FREQUENCY).gt(0).and(col(REPEAT_UNITS).gt(0));
  }
}
