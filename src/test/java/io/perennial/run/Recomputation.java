package io.perennial.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.history.EngagementRules;
import io.perennial.history.PurchaseHistory;
import io.perennial.history.Windows;
import io.perennial.metric.Metric;
import io.perennial.metric.MetricCatalog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.DynamicTest;

/**
 * Published tables against plain SQL that another engine runs over a run's intermediates, and that
 * knows nothing of how the tables were made: {@code src/test/resources/recomputation/TABLE.sql}.
 * Each query gives the table's rows from
 *
 * <ul>
 *   <li>{@code settings}: one row with as_of_date, time_zone, minimum_group_size,
 *       activity_window_days, churn_window_days, at_risk_after_typical_gaps, median_gap_days,
 *       engagement_window_days, engagement_wavering_drop, engagement_weights, a map, and
 *       handling_cost_per_hour;
 *   <li>{@code purchase_days}, {@code customer_totals}, {@code subscription_spans}, {@code orders}
 *       ({@code OrderFacts}) and {@code lines} ({@code LineFacts});
 *   <li>the accepted rows of each input beside the orders, by its name;
 *   <li>the other published tables, in the schema {@code published};
 *   <li>the macros {@code money} and {@code mean_money} of ten-thousandths, {@code wilson_low} and
 *       {@code wilson_high}, and {@code band_from}, the bound of the band of an amount.
 * </ul>
 */
final class Recomputation {
  private static final Path QUERIES = Path.of("src", "test", "resources", "recomputation");
  private static final long MEMORY = 512L << 20;

  /** What queries would otherwise repeat; rounding is half up, in whole numbers. */
  private static final List<String> MACROS =
      List.of(
          """
          create macro money(units) as
            cast(cast(sign(units) * ((abs(units) + 50) // 100) as decimal(18,0)) * 0.01 as decimal(20,2))\
          """,
          """
          create macro mean_money(units, number) as
            case when number <> 0 then cast(cast(sign(units) * ((2 * abs(units) + number) // (2 * number))
              as decimal(18,0)) * 0.0001 as decimal(20,4)) end\
          """,
          """
          create macro wilson_low(k, n) as case when n = 0 then null when k = 0 then 0.0 else
            (k / n + 1.959964 ** 2 / (2 * n)
              - 1.959964 * sqrt(k / n * (1 - k / n) / n + 1.959964 ** 2 / (4.0 * n * n)))
            / (1 + 1.959964 ** 2 / n) end\
          """,
          """
          create macro wilson_high(k, n) as case when n = 0 then null when k = n then 1.0 else
            (k / n + 1.959964 ** 2 / (2 * n)
              + 1.959964 * sqrt(k / n * (1 - k / n) / n + 1.959964 ** 2 / (4.0 * n * n)))
            / (1 + 1.959964 ** 2 / n) end\
          """,
          """
          create macro band_from(units) as case when units < 0 then -1 when units < 10000 then 0 else
            list_max(list_filter(flatten(list_transform(range(0, 14),
                lambda k: [cast(10 ** k as bigint), cast(2 * 10 ** k as bigint), cast(5 * 10 ** k as bigint)])),
              lambda bound: bound * 10000 <= units)) end\
          """);

  private Recomputation() {}

  /** Writes the intermediates of a run, a folder of Parquet files each. */
  static void write(PurchaseHistory history, Path folder) {
    Map<String, Dataset<Row>> all = new LinkedHashMap<>();
    all.put("purchase_days", history.days());
    all.put("customer_totals", history.totals());
    history.subscriptions().ifPresent(rows -> all.put("subscription_spans", rows));
    history.orders().ifPresent(rows -> all.put("orders", rows));
    history.lines().ifPresent(rows -> all.put("lines", rows));
    all.putAll(history.inputs());
    Windows windows = history.windows();
    all.put(
        "settings",
        history
            .days()
            .sparkSession()
            .sql(
                """
                select date '%s' as_of_date, current_timezone() time_zone, %d minimum_group_size, %d activity_window_days,
                  %d churn_window_days, cast(%s as double) at_risk_after_typical_gaps,
                  cast(%s as double) median_gap_days, %d engagement_window_days,
                  cast(%s as double) engagement_wavering_drop,
                  cast(map(%s) as map<string, double>) engagement_weights,
                  cast(%s as decimal(18,4)) handling_cost_per_hour\
                """
                    .formatted(
                        history.rules().asOf(),
                        history.rules().minimumGroupSize(),
                        windows.activityDays(),
                        windows.churnDays(),
                        history.rules().atRiskAfterTypicalGaps(),
                        windows.medianGapDays().map(String::valueOf).orElse("null"),
                        history.rules().engagement().windowDays(),
                        history.rules().engagement().waveringDrop(),
                        weights(history.rules().engagement()),
                        history
                            .rules()
                            .handlingCostPerHour()
                            .map(BigDecimal::toPlainString)
                            .orElse("null"))));
    all.forEach((name, rows) -> rows.coalesce(1).write().parquet(folder.resolve(name).toString()));
  }

  private static String weights(EngagementRules rules) {
    return rules.weights().entrySet().stream()
        .map(weight -> "'" + weight.getKey() + "', double('" + weight.getValue() + "')")
        .collect(Collectors.joining(", "));
  }

  /**
   * A test for each table that has a query.
   *
   * @param intermediates where {@link #write} wrote
   * @param output where the run published, as Parquet
   */
  static Stream<DynamicTest> tests(Path intermediates, Path output) {
    return MetricCatalog.ALL.stream()
        .filter(metric -> Files.exists(query(metric)))
        .map(
            metric ->
                DynamicTest.dynamicTest(
                    metric.contract().name(),
                    () -> assertThat(differences(metric, intermediates, output)).isEmpty()));
  }

  private static Path query(Metric metric) {
    return QUERIES.resolve(metric.contract().name() + ".sql");
  }

  private static List<String> differences(Metric metric, Path intermediates, Path output)
      throws SQLException, IOException {
    String table = metric.contract().name();
    try (DuckDb database = DuckDb.open(1, MEMORY, intermediates.resolve("spill"))) {
      database.run("set timezone = 'UTC'");
      views(database, "main", intermediates, "");
      for (String macro : MACROS) {
        database.run(macro);
      }
      database.run("create schema published");
      views(database, "published", output, table);
      String query = Files.readString(query(metric)).strip().replaceAll(";$", "");
      database.run("create table recomputed as " + query);
      return database.differences(metric.contract(), output.resolve(table), "recomputed");
    }
  }

  /** A view of each folder with Parquet files but that of the table in question. */
  private static void views(DuckDb database, String schema, Path folder, String but)
      throws SQLException {
    try (Stream<Path> folders = Files.list(folder)) {
      for (Path each : folders.sorted().toList()) {
        String name = each.getFileName().toString();
        if (!name.equals(but) && Files.isDirectory(each) && holdsParquet(each)) {
          database.run(
              "create view %s.%s as select * from %s"
                  .formatted(schema, name, DuckDb.file(each.resolve("*.parquet"))));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean holdsParquet(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.anyMatch(file -> file.toString().endsWith(".parquet"));
    }
  }
}
