package io.perennial.history;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.sum;

import io.perennial.table.PeriodCellsInTurn;
import io.perennial.table.PeriodCellsInTurn.Sum;
import io.perennial.table.SqlFunctions;
import java.util.Arrays;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A shared intermediate: one row per segment, granularity, calendar period with an order or a
 * return, and cohort, with the sums over its customers that are named as {@link
 * PeriodCellsInTurn.Sum#column} says. Cohorts are told apart in the granularities of the cohort
 * tables. Cost: one pass over the days, which are in turn, and a shuffle of as many rows as there
 * are cells, times the partitions.
 */
public final class PeriodCells {
  public static final String SEGMENT_NAME = PurchaseDays.SEGMENT_NAME;
  public static final String SEGMENT_VALUE = PurchaseDays.SEGMENT_VALUE;
  public static final String GRANULARITY = "granularity";

  /** The period's index in its granularity. */
  public static final String PERIOD_INDEX = "period_index";

  /**
   * The index of the period of the day that decides the cohort; null for customers without one, and
   * in the granularities in which cohorts are not told apart.
   */
  public static final String COHORT_INDEX = "cohort_index";

  private PeriodCells() {}

  /** The cells of purchase days in every granularity that the rules name. */
  public static Dataset<Row> of(Dataset<Row> days, HistoryRules rules) {
    return days.select(
            SqlFunctions.periodCellsInTurn(
                rules.granularities(),
                rules.weekStart(),
                rules.cohortGranularities(),
                col(PurchaseDays.CUSTOMER_ID),
                col(PurchaseDays.ORDER_DATE),
                col(PurchaseDays.NEXT_DATE),
                col(PurchaseDays.ORDERS),
                col(PurchaseDays.NET_UNITS),
                col(PurchaseDays.FIRST_ORDER_DATE),
                col(PurchaseDays.COHORT_DATE),
                col(PurchaseDays.SEGMENT_NAME),
                col(PurchaseDays.SEGMENT_VALUE)))
        .groupBy(
            col(PeriodCellsInTurn.SEGMENT_NAME).as(SEGMENT_NAME),
            col(PeriodCellsInTurn.SEGMENT_VALUE).as(SEGMENT_VALUE),
            col(PeriodCellsInTurn.GRANULARITY).as(GRANULARITY),
            col(PeriodCellsInTurn.PERIOD_INDEX).as(PERIOD_INDEX),
            col(PeriodCellsInTurn.COHORT_INDEX).as(COHORT_INDEX))
        .agg(
            sumOf(Sum.values()[0]),
            Arrays.stream(Sum.values()).skip(1).map(PeriodCells::sumOf).toArray(Column[]::new));
  }

  /** The sum over cells, under its own name. */
  public static Column sumOf(Sum sum) {
    return sum(sum.column()).as(sum.column());
  }
}
