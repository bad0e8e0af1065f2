package io.perennial.metric;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.perennial.table.Units;
import io.perennial.table.output.CohortRetentionTable;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Computes {@link CohortRetentionTable}. */
final class CohortRetention {
  private CohortRetention() {}

  static Dataset<Row> of(Intermediates shared) {
    Rates rates = new Rates(shared.history().rules().minimumGroupSize());
    Column size = col(CohortCells.COHORT_SIZE);
    Column active = col(CohortCells.ACTIVE_CUSTOMERS);
    Column firstPeriod = col(CohortCells.FIRST_PERIOD_UNITS);
    return shared
        .cohortCells()
        .withColumn(CohortRetentionTable.RETENTION_RATE, rates.share(active, size))
        .withColumn(CohortRetentionTable.RETENTION_RATE_LOW, rates.wilsonLow(active, size))
        .withColumn(CohortRetentionTable.RETENTION_RATE_HIGH, rates.wilsonHigh(active, size))
        .withColumn(
            CohortRetentionTable.UNBOUNDED_RETENTION_RATE,
            rates.share(col(CohortCells.UNBOUNDED_ACTIVE_CUSTOMERS), size))
        .withColumn(CohortRetentionTable.UNBOUNDED_IS_CENSORED, lit(true))
        .withColumn(CohortRetentionTable.NET_REVENUE, Units.money(col(CohortCells.NET_UNITS)))
        .withColumn(
            CohortRetentionTable.REVENUE_RETENTION_RATE,
            rates.published(
                size,
                when(firstPeriod.gt(0), Rates.ratio(col(CohortCells.NET_UNITS), firstPeriod))))
        .withColumn(
            CohortRetentionTable.CUMULATIVE_REVENUE_PER_CUSTOMER,
            Units.mean(col(CohortCells.CUMULATIVE_UNITS), size));
  }
}
