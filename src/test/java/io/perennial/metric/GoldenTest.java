package io.perennial.metric;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.history.HistoryRules;
import io.perennial.history.PurchaseHistory;
import io.perennial.history.SegmentRule;
import io.perennial.history.SubscriptionSpans;
import io.perennial.reference.Event;
import io.perennial.reference.Ledgers;
import io.perennial.table.CohortStart;
import io.perennial.table.Granularity;
import io.perennial.table.LedgerTable;
import io.perennial.table.Units;
import io.perennial.table.input.CustomersInput;
import io.perennial.table.input.ExchangeRatesInput;
import io.perennial.table.input.InputCatalog;
import io.perennial.table.input.InputContract;
import io.perennial.table.input.OrderLinesInput;
import io.perennial.table.input.OrdersInput;
import io.perennial.table.input.SubscriptionsInput;
import io.perennial.testing.Datasets;
import io.perennial.testing.Histories;
import io.perennial.testing.SharedSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every catalogued metric over one small company, sliced by an attribute of orders and one of
 * customers, against committed figures. Run with {@code -Dperennial.documents.write=true} to write
 * the figures anew, and then read the difference.
 */
class GoldenTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden");
  private static final String CHANNEL = "channel";
  private static final String ORDER_FACTS =
      "order_id string, customer_id string, ordered_at timestamp, order_date date, gross_units"
          + " bigint, discount_units bigint, returned_units bigint, net_units bigint, cost_units"
          + " bigint, deviation_units bigint, handling_minutes decimal(18,4), promised_at timestamp,"
          + " delivered_at timestamp, channel string, attribute_channel string";
  private static final String LINE_FACTS =
      "order_id string, product_id string, category string, quantity decimal(18,4), amount"
          + " decimal(18,4)";

  /** Files in a form of their own. */
  private static final Set<String> APART =
      Set.of(
          OrdersInput.NAME,
          OrderLinesInput.NAME,
          CustomersInput.NAME,
          ExchangeRatesInput.NAME,
          SubscriptionsInput.NAME);

  private static Intermediates shared;

  @BeforeAll
  static void readTheCompany() {
    Dataset<Row> customers =
        Datasets.golden(
                GOLDEN.resolve("customers.csv"),
                "customer_id string, country string, acquisition_cost decimal(18,4)")
            .withColumnRenamed("country", LedgerTable.attribute("country"))
            .selectExpr("*", "cast(null as timestamp) signed_up_at");
    HistoryRules rules =
        new HistoryRules(
            LocalDate.parse("2021-04-15"),
            DayOfWeek.MONDAY,
            List.of(Granularity.QUARTER, Granularity.YEAR),
            CohortStart.FIRST_ORDER,
            List.of(Granularity.QUARTER, Granularity.YEAR),
            List.of(
                new SegmentRule(CHANNEL, false, LedgerTable.attribute(CHANNEL)),
                new SegmentRule("country", true, LedgerTable.attribute("country"))),
            2,
            2.0);
    PurchaseHistory history =
        Histories.history(
            Ledgers.of(SharedSpark.session(), events(), rules.asOf(), List.of(CHANNEL)),
            rules,
            OptionalInt.of(91),
            OptionalInt.empty(),
            Optional.of(customers));
    history = Histories.withSubscriptions(history, spans(customers, rules.asOf()));
    history =
        Histories.beside(
            history, inputs(), file("order_facts", ORDER_FACTS), file("order_lines", LINE_FACTS));
    shared = SharedSteps.of(history);
  }

  /** The accepted rows of each optional input that has a file. */
  private static Map<String, Dataset<Row>> inputs() {
    Map<String, Dataset<Row>> inputs = new TreeMap<>();
    for (InputContract contract : InputCatalog.ALL) {
      if (!APART.contains(contract.name())) {
        String schema =
            contract.columns().stream()
                .map(column -> column.name() + " " + column.type().sql())
                .collect(Collectors.joining(", "));
        file(contract.name(), schema).ifPresent(rows -> inputs.put(contract.name(), rows));
      }
    }
    return inputs;
  }

  private static Optional<Dataset<Row>> file(String name, String schema) {
    Path file = GOLDEN.resolve(name + ".csv");
    return Files.exists(file) ? Optional.of(Datasets.golden(file, schema)) : Optional.empty();
  }

  static Stream<String> tables() {
    return MetricCatalog.ALL.stream().map(metric -> metric.contract().name());
  }

  @ParameterizedTest
  @MethodSource("tables")
  void theFiguresAreTheCommittedOnes(String table) throws IOException {
    Metric metric = MetricCatalog.find(table).orElseThrow();
    Dataset<Row> rows = metric.of(shared);
    Path file = GOLDEN.resolve(table + ".csv");
    if (Boolean.getBoolean("perennial.documents.write")) {
      write(metric, rows, file);
    }
    assertThat(file).exists();
    Dataset<Row> committed = Datasets.golden(file, rows.schema().toDDL());
    Datasets.assertNearlySameRows(committed, rows, 1e-9);
  }

  private static void write(Metric metric, Dataset<Row> rows, Path file) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add(String.join(",", metric.contract().columnNames()));
    Column[] key = metric.contract().key().stream().map(name -> col(name)).toArray(Column[]::new);
    Column[] text =
        Arrays.stream(rows.columns()).map(name -> col(name).cast("string")).toArray(Column[]::new);
    for (Row row : rows.orderBy(key).select(text).collectAsList()) {
      List<String> values = new ArrayList<>();
      for (int i = 0; i < row.size(); i++) {
        String value = row.isNullAt(i) ? "" : row.getString(i);
        values.add(value.contains(",") ? '"' + value + '"' : value);
      }
      lines.add(String.join(",", values));
    }
    Files.writeString(file, String.join("\n", lines) + "\n");
  }

  private static Dataset<Row> spans(Dataset<Row> customers, LocalDate asOf) {
    Dataset<Row> subscriptions =
        Datasets.golden(
                GOLDEN.resolve("subscriptions.csv"),
                "subscription_id string, customer_id string, started_at date, ended_at date,"
                    + " monthly_amount decimal(18,4), plan string")
            .withColumnRenamed("plan", LedgerTable.attribute("plan"));
    return SubscriptionSpans.of(
        subscriptions,
        Optional.of(customers),
        List.of(
            new SegmentRule("country", true, LedgerTable.attribute("country")),
            new SegmentRule("plan", false, LedgerTable.attribute("plan"))),
        asOf);
  }

  private static List<Event> events() {
    List<Event> events = new ArrayList<>();
    for (Row row :
        Datasets.golden(
                GOLDEN.resolve("orders.csv"),
                "customer_id string, day date, amount decimal(18,4), kind string, channel string")
            .withColumn("units", Units.of(col("amount")))
            .collectAsList()) {
      Optional<String> channel = Optional.ofNullable(row.getAs(CHANNEL));
      events.add(
          new Event(
              row.getAs("customer_id"),
              row.<java.sql.Date>getAs("day").toLocalDate(),
              row.<Long>getAs("units"),
              row.getAs("kind").equals("order"),
              channel.map(name -> Map.of(CHANNEL, name)).orElse(Map.of()),
              OptionalLong.empty()));
    }
    return events;
  }
}
