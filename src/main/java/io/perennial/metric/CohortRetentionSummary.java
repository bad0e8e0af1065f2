package io.perennial.metric;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.perennial.table.Units;
import io.perennial.table.output.CohortRetentionSummaryTable;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Computes {@link CohortRetentionSummaryTable}. */
final class CohortRetentionSummary {
  private CohortRetentionSummary() {}

  static Dataset<Row> of(Intermediates shared) {
    Rates rates = new Rates(shared.history().rules().minimumGroupSize());
    Column customers = col(CohortRetentionSummaryTable.CUSTOMERS);
    Column active = col(CohortCells.ACTIVE_CUSTOMERS);
    Column firstPeriod = col(CohortCells.FIRST_PERIOD_UNITS);
    return shared
        .cohortCells()
        .filter(col(CohortCells.IS_COMPLETE))
        .groupBy(
            CohortCells.SEGMENT_NAME,
            CohortCells.SEGMENT_VALUE,
            CohortCells.GRANULARITY,
            CohortCells.AGE)
        .agg(
            count(lit(1)).as(CohortRetentionSummaryTable.COHORTS),
            sum(CohortCells.COHORT_SIZE).as(CohortRetentionSummaryTable.CUSTOMERS),
            sum(CohortCells.ACTIVE_CUSTOMERS).as(CohortCells.ACTIVE_CUSTOMERS),
            sum(CohortCells.UNBOUNDED_ACTIVE_CUSTOMERS).as(CohortCells.UNBOUNDED_ACTIVE_CUSTOMERS),
            sum(CohortCells.ORDERS).as(CohortCells.ORDERS),
            sum(CohortCells.NET_UNITS).as(CohortCells.NET_UNITS),
            sum(CohortCells.FIRST_PERIOD_UNITS).as(CohortCells.FIRST_PERIOD_UNITS))
        .withColumn(CohortRetentionSummaryTable.RETENTION_RATE, rates.share(active, customers))
        .withColumn(
            CohortRetentionSummaryTable.RETENTION_RATE_LOW, rates.wilsonLow(active, customers))
        .withColumn(
            CohortRetentionSummaryTable.RETENTION_RATE_HIGH, rates.wilsonHigh(active, customers))
        .withColumn(
            CohortRetentionSummaryTable.UNBOUNDED_RETENTION_RATE,
            rates.share(col(CohortCells.UNBOUNDED_ACTIVE_CUSTOMERS), customers))
        .withColumn(
            CohortRetentionSummaryTable.NET_REVENUE, Units.money(col(CohortCells.NET_UNITS)))
        .withColumn(
            CohortRetentionSummaryTable.REVENUE_RETENTION_RATE,
            rates.published(
                customers,
                when(firstPeriod.gt(0), Rates.ratio(col(CohortCells.NET_UNITS), firstPeriod))));
  }
}
