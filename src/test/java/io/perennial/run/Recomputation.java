package io.perennial.run;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
 *       engagement_window_days, engagement_wavering_drop, engagement_weights, a map,
 *       handling_cost_per_hour, experiment_control, experiment_outcome_days,
 *       experiment_pre_period_days and experiment_planned_sizes, a map, price_reasons and
 *       service_reasons, lists, and recover_within_days;
 *   <li>{@code purchase_days}, {@code customer_totals}, {@code subscription_spans}, {@code orders}
 *       ({@code OrderFacts}) and {@code lines} ({@code LineFacts});
 *   <li>the accepted rows of each input beside the orders, by its name;
 *   <li>the other published tables, in the schema {@code published};
 *   <li>the macros of {@code macros.sql}: rounding, intervals, bands and distributions.
 * </ul>
 *
 * <p>A line {@code -- within: COLUMN NUMBER, ...} names columns that may differ by so much; rates
 * otherwise may by 1e-9 of themselves, or by 1e-9 below 1, and everything else by nothing.
 */
final class Recomputation {
  static final Path QUERIES = Path.of("src", "test", "resources", "recomputation");
  static final Path MACROS = QUERIES.resolve("macros.sql");
  private static final long MEMORY = 512L << 20;
  private static final Pattern WITHIN = Pattern.compile("(?m)^-- within: (.*)$");

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
                  cast(%s as decimal(18,4)) handling_cost_per_hour, '%s' experiment_control,
                  %d experiment_outcome_days, %d experiment_pre_period_days,
                  cast(map(%s) as map<string, double>) experiment_planned_sizes,
                  cast(array(%s) as array<string>) price_reasons,
                  cast(array(%s) as array<string>) service_reasons, %d recover_within_days\
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
                        map(history.rules().engagement().weights()),
                        history
                            .rules()
                            .handlingCostPerHour()
                            .map(BigDecimal::toPlainString)
                            .orElse("null"),
                        history.rules().trials().control(),
                        history.rules().trials().outcomeDays(),
                        history.rules().trials().prePeriodDays(),
                        map(history.rules().trials().plannedSizes()),
                        words(history.rules().departures().priceReasons()),
                        words(history.rules().departures().serviceReasons()),
                        history.rules().actions().recoverWithinDays())));
    all.forEach((name, rows) -> rows.coalesce(1).write().parquet(folder.resolve(name).toString()));
  }

  private static String words(List<String> words) {
    return words.stream().map(word -> "'" + word + "'").collect(Collectors.joining(", "));
  }

  private static String map(Map<String, ? extends Number> numbers) {
    return numbers.entrySet().stream()
        .map(number -> "'" + number.getKey() + "', double('" + number.getValue() + "')")
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

  /** The tables that have a query. */
  static Set<String> tables() {
    return MetricCatalog.ALL.stream()
        .filter(metric -> Files.exists(query(metric)))
        .map(metric -> metric.contract().name())
        .collect(Collectors.toUnmodifiableSet());
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
      for (String macro : Files.readString(MACROS).split(";\\s*\\n")) {
        database.run(macro);
      }
      database.run("create schema published");
      views(database, "published", output, table);
      String query = Files.readString(query(metric)).strip().replaceAll(";$", "");
      database.run("create table recomputed as " + query);
      return database.differences(
          metric.contract(), output.resolve(table), "recomputed", within(query));
    }
  }

  /** What a query says of numbers that it cannot find to the last digit. */
  private static Map<String, Double> within(String query) {
    Map<String, Double> within = new LinkedHashMap<>();
    Matcher stated = WITHIN.matcher(query);
    if (stated.find()) {
      for (String column : stated.group(1).split(",\\s*")) {
        String[] words = column.strip().split(" ");
        within.put(words[0], Double.valueOf(words[1]));
      }
    }
    return within;
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
