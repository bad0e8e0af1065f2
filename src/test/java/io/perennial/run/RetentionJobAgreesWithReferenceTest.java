package io.perennial.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.config.ConfigurationReader;
import io.perennial.metric.Metric;
import io.perennial.reference.Comparison;
import io.perennial.reference.Event;
import io.perennial.reference.Histories;
import io.perennial.reference.History;
import io.perennial.reference.Money;
import io.perennial.reference.ReferenceSettings;
import io.perennial.reference.ReferenceTables;
import io.perennial.reference.Slice;
import io.perennial.table.Granularity;
import io.perennial.table.Types;
import io.perennial.table.output.RateColumns;
import io.perennial.table.output.RevenueReconciliationTable;
import io.perennial.testing.SharedSpark;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The whole job, from files to published tables, on generated histories that go on after the as-of
 * date: it publishes what the reference says, and the same as a run on data that end there.
 */
class RetentionJobAgreesWithReferenceTest {
  private static final String REGION = "region";
  private static final int SECONDS_OF_A_DAY = 86_400;
  private static final ReferenceSettings SETTINGS =
      new ReferenceSettings(
          LocalDate.of(2024, 2, 29),
          DayOfWeek.SUNDAY,
          List.of(Granularity.WEEK, Granularity.MONTH),
          OptionalInt.of(30),
          OptionalInt.of(45),
          1.5,
          2);
  private static final String CONFIGURATION =
      """
      as_of_date: 2024-02-29
      currency: EUR
      week_start: sunday
      orders:
        return_statuses: [returned]
        negative_amounts: order
      cohorts:
        granularities: [week, month]
      retention:
        granularities: [week, month]
        activity_window_days: 30
      churn:
        window_days: 45
        at_risk_after_typical_gaps: 1.5
      lifetime_value:
        horizons_days: [365]
        model: none
      segments:
        - {name: channel, table: orders, attribute: channel}
        - {name: region, table: customers, attribute: region}
      quality:
        minimum_group_size: 2
      inputs:
        orders:
          path: '%1$s/orders'
          format: parquet
          mapping:
            customer_id: customer
            ordered_at: at
            amount: amount
            status: state
            cost_amount: cost
            channel: channel
        customers:
          path: '%1$s/customers'
          format: parquet
          mapping:
            customer_id: customer
          attributes:
            region: region
      output:
        path: '%1$s/tables'
        format: parquet
      """;

  @Provide
  Arbitrary<List<History>> histories() {
    return Histories.batch(120, SETTINGS.asOf(), 30, 400);
  }

  @Property(tries = 1, shrinking = ShrinkingMode.OFF, seed = "20260115")
  void aRunAsOfAnEarlierDatePublishesTheReferenceAndWhatARunOnDataCutTherePublishes(
      @ForAll("histories") List<History> histories) {
    List<Event> events = new ArrayList<>();
    Map<String, String> regions = new HashMap<>();
    for (int i = 0; i < histories.size(); i++) {
      String number = "h" + i + "/";
      histories.get(i).events().forEach(event -> events.add(renamed(event, number)));
      histories
          .get(i)
          .regionByCustomer()
          .forEach((customer, region) -> regions.put(number + customer, region));
    }
    List<Event> cut =
        events.stream().filter(event -> !event.day().isAfter(SETTINGS.asOf())).toList();
    assertThat(cut).hasSizeLessThan(events.size());

    Map<String, List<Row>> published = published(events, regions);
    Map<String, List<Row>> ofCut = published(cut, regions);
    ReferenceTables reference = new ReferenceTables(events, slices(events, regions), SETTINGS);
    for (Metric metric : ReferenceTables.metrics()) {
      String table = metric.contract().name();
      assertThat(Comparison.differences(metric.contract(), ofCut.get(table), published.get(table)))
          .isEmpty();
      assertThat(
              Comparison.differences(
                  metric.contract(),
                  reference.rows(table),
                  customerLines(table, published.get(table)),
                  ReferenceTables.undefinedColumns(table)))
          .isEmpty();
    }
  }

  /** Of the account of revenue, the lines of customers' net revenue. */
  private static List<Row> customerLines(String table, List<Row> rows) {
    if (!table.equals(RevenueReconciliationTable.NAME)) {
      return rows;
    }
    return rows.stream()
        .filter(row -> row.<Integer>getAs(RevenueReconciliationTable.LINE_NUMBER) >= 4)
        .filter(row -> row.<Integer>getAs(RevenueReconciliationTable.LINE_NUMBER) <= 7)
        .toList();
  }

  private static List<Slice> slices(List<Event> events, Map<String, String> regions) {
    Optional<String> unknown = Optional.of(RateColumns.UNKNOWN);
    List<Slice> slices = new ArrayList<>();
    slices.add(Slice.total(events));
    slices.addAll(Slice.byOrderAttribute("channel", Histories.CHANNEL, events, unknown));
    slices.addAll(Slice.byCustomerAttribute(REGION, regions, events, unknown));
    return slices;
  }

  private static Event renamed(Event event, String prefix) {
    return new Event(
        prefix + event.customerId(),
        event.day(),
        event.netUnits(),
        event.order(),
        event.orderAttributes(),
        event.costUnits());
  }

  /** What a run over files of these events publishes, by table. */
  private static Map<String, List<Row>> published(List<Event> events, Map<String, String> regions) {
    Path directory = temporaryDirectory();
    try {
      orders(events).repartition(3).write().parquet(directory.resolve("orders").toString());
      customers(regions).write().parquet(directory.resolve("customers").toString());
      Path file = directory.resolve("configuration.yaml");
      Files.writeString(file, CONFIGURATION.formatted(directory));
      new RetentionJob(
              SharedSpark.session(),
              new RunRequest(
                  ConfigurationReader.read(file, List.of(), Optional.empty(), Map.of()), List.of()),
              RunListener.SILENT)
          .run();
      Map<String, List<Row>> tables = new HashMap<>();
      for (Metric metric : ReferenceTables.metrics()) {
        String table = metric.contract().name();
        Path location = directory.resolve("tables").resolve(table);
        tables.put(
            table, SharedSpark.session().read().parquet(location.toString()).collectAsList());
      }
      return tables;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      delete(directory);
    }
  }

  private static Dataset<Row> orders(List<Event> events) {
    StructType schema =
        new StructType()
            .add("customer", DataTypes.StringType)
            .add("at", DataTypes.TimestampType)
            .add("amount", Types.AMOUNT)
            .add("state", DataTypes.StringType)
            .add("cost", Types.AMOUNT)
            .add("channel", DataTypes.StringType);
    List<Row> rows = new ArrayList<>();
    for (Event event : events) {
      // Every day has a first, a last and other seconds.
      int second =
          switch (rows.size() % 3) {
            case 0 -> 0;
            case 1 -> SECONDS_OF_A_DAY - 1;
            default -> rows.size() * 7_919 % SECONDS_OF_A_DAY;
          };
      rows.add(
          RowFactory.create(
              event.customerId(),
              Timestamp.from(
                  event.day().atStartOfDay().plusSeconds(second).toInstant(ZoneOffset.UTC)),
              Money.of(event.netUnits()),
              event.order() ? "shipped" : "returned",
              event.costUnits().isPresent() ? Money.of(event.costUnits().getAsLong()) : null,
              event.orderAttributes().get(Histories.CHANNEL)));
    }
    return SharedSpark.session().createDataFrame(rows, schema);
  }

  private static Dataset<Row> customers(Map<String, String> regions) {
    StructType schema =
        new StructType().add("customer", DataTypes.StringType).add(REGION, DataTypes.StringType);
    List<Row> rows = new ArrayList<>();
    regions.forEach((customer, region) -> rows.add(RowFactory.create(customer, region)));
    return SharedSpark.session().createDataFrame(rows, schema);
  }

  private static Path temporaryDirectory() {
    try {
      return Files.createTempDirectory("perennial-run");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
