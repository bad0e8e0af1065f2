package io.perennial.metric;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.sequence;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.perennial.history.CustomerTotals;
import io.perennial.history.HistoryRules;
import io.perennial.history.PeriodCells;
import io.perennial.history.Periods;
import io.perennial.history.PurchaseHistory;
import io.perennial.table.Granularity;
import io.perennial.table.PeriodCellsInTurn.Sum;
import io.perennial.table.output.CohortRetentionTable;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * The counts behind the cohort tables: one row per segment, granularity, cohort and period since
 * its start, dense from 0 to the period of the as-of date. Cost: an aggregation of the customers'
 * totals; everything else is as small as the result.
 */
final class CohortCells {
  static final String SEGMENT_NAME = PeriodCells.SEGMENT_NAME;
  static final String SEGMENT_VALUE = PeriodCells.SEGMENT_VALUE;
  static final String GRANULARITY = PeriodCells.GRANULARITY;
  static final String COHORT_INDEX = PeriodCells.COHORT_INDEX;
  static final String AGE = CohortRetentionTable.PERIODS_SINCE_FIRST_ORDER;
  static final String COHORT_SIZE = CohortRetentionTable.COHORT_SIZE;
  static final String COHORT_START = CohortRetentionTable.COHORT_START;
  static final String PERIOD_START = CohortRetentionTable.PERIOD_START;
  static final String IS_COMPLETE = CohortRetentionTable.IS_COMPLETE;
  static final String ACTIVE_CUSTOMERS = CohortRetentionTable.ACTIVE_CUSTOMERS;
  static final String UNBOUNDED_ACTIVE_CUSTOMERS = CohortRetentionTable.UNBOUNDED_ACTIVE_CUSTOMERS;
  static final String ORDERS = CohortRetentionTable.ORDERS;
  static final String NET_UNITS = CustomerTotals.NET_UNITS;

  /** The cohort's net revenue in its own period. */
  static final String FIRST_PERIOD_UNITS = "first_period_units";

  /** The cohort's net revenue to the end of the period. */
  static final String CUMULATIVE_UNITS = "cumulative_units";

  private static final String LAST_ACTIVE_HERE = "last_active_here";

  private CohortCells() {}

  static Dataset<Row> of(PurchaseHistory history) {
    HistoryRules rules = history.rules();
    List<Granularity> granularities = rules.cohortGranularities();
    Column asOfIndex = index(lit(rules.asOf()), rules);
    Dataset<Row> members =
        history
            .cohortMembers()
            .withColumn(GRANULARITY, Periods.each(granularities))
            .withColumn(COHORT_INDEX, index(col(CustomerTotals.COHORT_DATE), rules))
            .withColumn(
                AGE, index(col(CustomerTotals.LAST_ORDER_DATE), rules).minus(col(COHORT_INDEX)))
            .groupBy(SEGMENT_NAME, SEGMENT_VALUE, GRANULARITY, COHORT_INDEX, AGE)
            .agg(count(lit(1)).as(LAST_ACTIVE_HERE));
    Dataset<Row> dense =
        members
            .groupBy(SEGMENT_NAME, SEGMENT_VALUE, GRANULARITY, COHORT_INDEX)
            .agg(sum(LAST_ACTIVE_HERE).as(COHORT_SIZE))
            .withColumn(AGE, explode(sequence(lit(0), asOfIndex.minus(col(COHORT_INDEX)))));
    WindowSpec byAge =
        Window.partitionBy(SEGMENT_NAME, SEGMENT_VALUE, GRANULARITY, COHORT_INDEX).orderBy(AGE);
    Column periodIndex = col(COHORT_INDEX).plus(col(AGE));
    return dense
        .join(activity(history), key(), "left")
        .join(members, key(), "left")
        .na()
        .fill(0, new String[] {ACTIVE_CUSTOMERS, ORDERS, NET_UNITS, LAST_ACTIVE_HERE})
        .withColumn(
            UNBOUNDED_ACTIVE_CUSTOMERS,
            sum(LAST_ACTIVE_HERE)
                .over(byAge.rowsBetween(Window.currentRow(), Window.unboundedFollowing())))
        .withColumn(
            FIRST_PERIOD_UNITS,
            max(when(col(AGE).equalTo(0), col(NET_UNITS)))
                .over(byAge.rowsBetween(Window.unboundedPreceding(), Window.unboundedFollowing())))
        .withColumn(
            CUMULATIVE_UNITS,
            sum(NET_UNITS).over(byAge.rowsBetween(Window.unboundedPreceding(), 0)))
        .withColumn(COHORT_START, start(col(COHORT_INDEX), rules))
        .withColumn(PERIOD_START, start(periodIndex, rules))
        .withColumn(
            IS_COMPLETE,
            Periods.end(col(GRANULARITY), periodIndex, granularities, rules.weekStart())
                .leq(lit(rules.asOf())));
  }

  private static Dataset<Row> activity(PurchaseHistory history) {
    Object[] labels =
        history.rules().cohortGranularities().stream().map(Granularity::label).toArray();
    return history
        .cells()
        .filter(col(GRANULARITY).isin(labels).and(col(COHORT_INDEX).isNotNull()))
        .withColumn(AGE, col(PeriodCells.PERIOD_INDEX).minus(col(COHORT_INDEX)))
        .filter(col(AGE).geq(0))
        .select(
            col(SEGMENT_NAME),
            col(SEGMENT_VALUE),
            col(GRANULARITY),
            col(COHORT_INDEX),
            col(AGE),
            col(Sum.ACTIVE_CUSTOMERS.column()).as(ACTIVE_CUSTOMERS),
            col(Sum.ORDERS.column()).as(ORDERS),
            col(Sum.UNITS_SINCE_FIRST.column()).as(NET_UNITS));
  }

  private static Column index(Column date, HistoryRules rules) {
    return Periods.index(col(GRANULARITY), date, rules.cohortGranularities(), rules.weekStart());
  }

  private static Column start(Column index, HistoryRules rules) {
    return Periods.start(col(GRANULARITY), index, rules.cohortGranularities(), rules.weekStart());
  }

  private static String[] key() {
    return new String[] {SEGMENT_NAME, SEGMENT_VALUE, GRANULARITY, COHORT_INDEX, AGE};
  }
}
