package io.perennial.run;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.error.PerennialException;
import io.perennial.table.output.CohortRetentionTable;
import io.perennial.table.output.PurchaseSummaryTable;
import io.perennial.testing.SharedSpark;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrderBenchmarkTest {
  @TempDir private Path folder;

  private final SparkSession spark = SharedSpark.session().newSession();

  @Test
  void aPlantedDifferenceIsFoundWhereverItIs() throws Exception {
    OrderBenchmark benchmark =
        new OrderBenchmark(
            spark, RunListener.SILENT, new OrderBenchmark.Size(4_000, 300, 0.05, 9, true), folder);
    benchmark.prepare();
    OrderBenchmark.Round round = benchmark.round(0, false);
    assertThat(round.ours().stages()).containsKeys("read orders", "count the model input");
    assertThat(round.jobs()).isPositive();
    try (DuckDb database = DuckDb.open(2, 1L << 30, folder.resolve("spill"))) {
      benchmark.makeTables(database);
      benchmark.requireEqual(database, round.published());

      String oneDayMore =
          planted(
              benchmark,
              database,
              round,
              PurchaseSummaryTable.NAME,
              rows ->
                  rows.withColumn(
                      PurchaseSummaryTable.RECENCY_DAYS,
                      when(
                              col(PurchaseSummaryTable.CUSTOMER_ID).equalTo("C000000000"),
                              col(PurchaseSummaryTable.RECENCY_DAYS).plus(1))
                          .otherwise(col(PurchaseSummaryTable.RECENCY_DAYS))));
      assertThat(oneDayMore)
          .contains("purchase_summary.recency_days: 1 rows unlike DuckDB's")
          .doesNotContain("cohort_retention");

      String rateWithinRounding =
          planted(
              benchmark,
              database,
              round,
              CohortRetentionTable.NAME,
              rows ->
                  rows.withColumn(
                          CohortRetentionTable.RETENTION_RATE,
                          col(CohortRetentionTable.RETENTION_RATE).multiply(1 + 1e-12))
                      .withColumn(
                          CohortRetentionTable.RETENTION_RATE_LOW, lit(null).cast("double")));
      assertThat(rateWithinRounding)
          .contains("cohort_retention.retention_rate_low: ")
          .doesNotContain("retention_rate: ");

      String rowsMissing =
          planted(
              benchmark,
              database,
              round,
              CohortRetentionTable.NAME,
              rows -> rows.filter(col(CohortRetentionTable.PERIODS_SINCE_FIRST_ORDER).gt(0)));
      assertThat(rowsMissing).contains("rows that only DuckDB has").doesNotContain("does not have");
    }
  }

  @Test
  void theSameSeedGivesTheSameOrdersHoweverTheyAreSpread() {
    Dataset<Row> orders = new GeneratedOrders(3_000, 200, 5, 0).of(spark);
    Dataset<Row> again = new GeneratedOrders(3_000, 200, 5, 0).of(spark).repartition(3);
    assertThat(orders.exceptAll(again).count()).isZero();
    assertThat(orders.exceptAll(new GeneratedOrders(3_000, 200, 6, 0).of(spark)).count())
        .isGreaterThan(2_500);
    Row sums =
        orders
            .selectExpr(
                "count(distinct order_id)",
                "count(distinct customer_id)",
                "min(ordered_at) >= timestamp'2021-01-01' and max(ordered_at) < timestamp'2026-01-01'",
                "min(amount) > 0")
            .head();
    assertThat(sums.getLong(0)).isEqualTo(3_000);
    assertThat(sums.getLong(1)).isBetween(150L, 200L);
    assertThat(sums.getBoolean(2)).isTrue();
    assertThat(sums.getBoolean(3)).isTrue();
  }

  /** The error that tables bring with one of them changed. */
  private String planted(
      OrderBenchmark benchmark,
      DuckDb database,
      OrderBenchmark.Round round,
      String table,
      UnaryOperator<Dataset<Row>> change) {
    Path changed = folder.resolve("changed-" + System.nanoTime());
    change
        .apply(spark.read().parquet(round.published().get(table).toString()))
        .write()
        .parquet(changed.toString());
    Map<String, Path> published = new HashMap<>(round.published());
    published.put(table, changed);
    StringBuilder message = new StringBuilder();
    assertThatThrownBy(() -> benchmark.requireEqual(database, published))
        .isInstanceOfSatisfying(
            PerennialException.class,
            error -> error.problems().forEach(problem -> message.append(problem.text())));
    return message.toString();
  }
}
