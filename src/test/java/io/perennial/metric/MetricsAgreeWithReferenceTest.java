package io.perennial.metric;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.history.HistoryRules;
import io.perennial.history.PurchaseHistory;
import io.perennial.history.SegmentRule;
import io.perennial.reference.Comparison;
import io.perennial.reference.Event;
import io.perennial.reference.Histories;
import io.perennial.reference.History;
import io.perennial.reference.Ledgers;
import io.perennial.reference.ReferenceSettings;
import io.perennial.reference.ReferenceTables;
import io.perennial.reference.Slice;
import io.perennial.table.CohortStart;
import io.perennial.table.Granularity;
import io.perennial.table.LedgerTable;
import io.perennial.table.Types;
import io.perennial.table.input.CustomersInput;
import io.perennial.table.output.CohortRetentionTable;
import io.perennial.table.output.PurchaseSummaryTable;
import io.perennial.table.output.RateColumns;
import io.perennial.table.output.RetentionByPeriodTable;
import io.perennial.table.output.RevenueConcentrationSummaryTable;
import io.perennial.table.output.RevenueConcentrationTable;
import io.perennial.table.output.RevenueReconciliationTable;
import io.perennial.testing.SharedSpark;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
 * Every metric against the reference, column by column, on generated histories. Each history is a
 * segment of its own, so that one evaluation by Spark answers for all of a batch.
 */
class MetricsAgreeWithReferenceTest {
  private static final String HISTORY = "history";
  private static final String HISTORY_CHANNEL = "history_channel";
  private static final String HISTORY_REGION = "history_region";
  private static final List<String> ORDER_ATTRIBUTES = List.of(HISTORY, HISTORY_CHANNEL);

  /** A curve has 101 rows; those of the finer segments are left to their summaries. */
  private static final Set<String> CURVE_SEGMENTS = Set.of(RateColumns.ALL, HISTORY);

  private static final int SHOWN = 12;

  /** A month and a half by days and weeks from Sunday, up to a Monday after a leap day. */
  private static final ReferenceSettings SHORT =
      new ReferenceSettings(
          LocalDate.of(2024, 3, 4),
          DayOfWeek.SUNDAY,
          List.of(Granularity.DAY, Granularity.WEEK, Granularity.MONTH),
          OptionalInt.of(7),
          OptionalInt.empty(),
          2.0,
          1);

  /** A year by weeks, months and quarters, where groups under two have no rates. */
  private static final ReferenceSettings MIDDLE =
      new ReferenceSettings(
          LocalDate.of(2024, 2, 29),
          DayOfWeek.MONDAY,
          List.of(Granularity.WEEK, Granularity.MONTH, Granularity.QUARTER),
          OptionalInt.of(30),
          OptionalInt.of(45),
          1.5,
          2);

  /** Years by months, quarters and years up to a year's last day, with a learnt window. */
  private static final ReferenceSettings LONG =
      new ReferenceSettings(
          LocalDate.of(2024, 12, 31),
          DayOfWeek.WEDNESDAY,
          List.of(Granularity.MONTH, Granularity.QUARTER, Granularity.YEAR),
          OptionalInt.empty(),
          OptionalInt.empty(),
          2.0,
          3);

  @Provide
  Arbitrary<List<History>> shortHistories() {
    return Histories.batch(250, SHORT.asOf(), 7, 45);
  }

  @Provide
  Arbitrary<List<History>> middleHistories() {
    return Histories.batch(200, MIDDLE.asOf(), 30, 400);
  }

  @Provide
  Arbitrary<List<History>> longHistories() {
    return Histories.batch(200, LONG.asOf(), 120, 1500);
  }

  @Provide
  Arbitrary<List<History>> shuffledHistories() {
    return Histories.batch(40, MIDDLE.asOf(), 30, 400);
  }

  @Property(tries = 1, shrinking = ShrinkingMode.OFF, seed = "20260105")
  void shortHistoriesAgreeByDayAndWeek(@ForAll("shortHistories") List<History> histories) {
    assertAgreement(histories, SHORT);
  }

  @Property(tries = 1, shrinking = ShrinkingMode.OFF, seed = "20260106")
  void historiesOfAYearAgreeByWeekMonthAndQuarter(
      @ForAll("middleHistories") List<History> histories) {
    assertAgreement(histories, MIDDLE);
  }

  @Property(tries = 1, shrinking = ShrinkingMode.OFF, seed = "20260107")
  void historiesOfYearsAgreeByMonthQuarterAndYear(
      @ForAll("longHistories") List<History> histories) {
    assertAgreement(histories, LONG);
  }

  @Property(tries = 1, shrinking = ShrinkingMode.OFF, seed = "20260108")
  void neitherTheOrderNorThePartitionsOfTheInputChangeAnything(
      @ForAll("shuffledHistories") List<History> generated, @ForAll Random random) {
    List<History> histories = named(generated);
    List<Event> events = new ArrayList<>();
    Map<String, String> regions = new HashMap<>();
    histories.forEach(history -> events.addAll(history.events()));
    histories.forEach(history -> regions.putAll(history.regionByCustomer()));
    Dataset<Row> ledger =
        Ledgers.of(SharedSpark.session(), events, MIDDLE.asOf(), ORDER_ATTRIBUTES);
    Map<String, List<Row>> tables = evaluated(ledger, regions, MIDDLE);
    Collections.shuffle(events, random);
    Dataset<Row> shuffled =
        Ledgers.of(SharedSpark.session(), events, MIDDLE.asOf(), ORDER_ATTRIBUTES).repartition(5);
    Map<String, List<Row>> again = evaluated(shuffled, regions, MIDDLE);
    for (Metric metric : ReferenceTables.metrics()) {
      String table = metric.contract().name();
      assertThat(tables.get(table)).as(table).isNotEmpty();
      assertThat(Comparison.differences(metric.contract(), tables.get(table), again.get(table)))
          .isEmpty();
    }
  }

  private static void assertAgreement(List<History> generated, ReferenceSettings settings) {
    List<History> histories = named(generated);
    List<Event> events = histories.stream().flatMap(h -> h.events().stream()).toList();
    Map<String, String> regions = new HashMap<>();
    histories.forEach(history -> regions.putAll(history.regionByCustomer()));
    ReferenceTables reference = new ReferenceTables(events, slices(events, regions), settings);
    Map<String, List<Row>> tables =
        evaluated(
            Ledgers.of(SharedSpark.session(), events, settings.asOf(), ORDER_ATTRIBUTES),
            regions,
            settings);
    List<String> differences = new ArrayList<>();
    for (Metric metric : ReferenceTables.metrics()) {
      String table = metric.contract().name();
      differences.addAll(
          Comparison.differences(
              metric.contract(),
              compared(table, reference),
              tables.get(table),
              ReferenceTables.undefinedColumns(table)));
    }
    assertThat(differences).as(() -> explained(differences, histories)).isEmpty();
    assertInvariants(tables);
  }

  /** What the named table should hold of the rows that are compared. */
  private static List<? extends Record> compared(String table, ReferenceTables reference) {
    return switch (table) {
      case RevenueConcentrationTable.NAME ->
          new ReferenceTables(
                  reference.events(),
                  reference.slices().stream()
                      .filter(slice -> CURVE_SEGMENTS.contains(slice.segmentName()))
                      .toList(),
                  reference.settings())
              .rows(table);
      default -> reference.rows(table);
    };
  }

  /** The rows of every table; of the curve and of the account those that are compared. */
  private static Map<String, List<Row>> evaluated(
      Dataset<Row> ledger, Map<String, String> regions, ReferenceSettings settings) {
    PurchaseHistory history =
        io.perennial.testing.Histories.history(
            ledger,
            rules(settings),
            settings.activityWindowDays(),
            settings.churnWindowDays(),
            Optional.of(customers(regions)));
    try {
      Map<String, List<Row>> tables = new HashMap<>();
      for (Metric metric : ReferenceTables.metrics()) {
        String table = metric.contract().name();
        Dataset<Row> rows = metric.of(history);
        Dataset<Row> compared =
            switch (table) {
              case RevenueConcentrationTable.NAME ->
                  rows.filter(col(RateColumns.SEGMENT_NAME).isin(CURVE_SEGMENTS.toArray()));
              case RevenueReconciliationTable.NAME ->
                  rows.filter(col(RevenueReconciliationTable.LINE_NUMBER).between(4, 7));
              default -> rows;
            };
        tables.put(table, compared.collectAsList());
      }
      return tables;
    } finally {
      history.days().unpersist(true);
      history.totals().unpersist(true);
      history.cells().unpersist(true);
    }
  }

  /** The invariants that hold whatever the reference says. */
  private static void assertInvariants(Map<String, List<Row>> tables) {
    for (Row row : tables.get(RetentionByPeriodTable.NAME)) {
      assertThat(row.<Long>getAs(RetentionByPeriodTable.CUSTOMERS_AT_END))
          .as(() -> "customers at the end of " + row)
          .isEqualTo(
              row.<Long>getAs(RetentionByPeriodTable.RETAINED_CUSTOMERS)
                  + row.<Long>getAs(RetentionByPeriodTable.NEW_CUSTOMERS)
                  + row.<Long>getAs(RetentionByPeriodTable.REACTIVATED_CUSTOMERS));
    }
    long customers =
        tables.get(PurchaseSummaryTable.NAME).stream()
            .filter(row -> row.<Long>getAs(PurchaseSummaryTable.ORDERS) > 0)
            .count();
    Map<String, Long> sizes =
        tables.get(CohortRetentionTable.NAME).stream()
            .filter(row -> row.<String>getAs(RateColumns.SEGMENT_NAME).equals(RateColumns.ALL))
            .filter(row -> row.<Integer>getAs(CohortRetentionTable.PERIODS_SINCE_FIRST_ORDER) == 0)
            .collect(
                Collectors.groupingBy(
                    row -> row.getAs(CohortRetentionTable.GRANULARITY),
                    Collectors.summingLong(row -> row.getAs(CohortRetentionTable.COHORT_SIZE))));
    assertThat(sizes.values()).isNotEmpty().allMatch(size -> size == customers);
    assertCurves(tables);
  }

  private static void assertCurves(Map<String, List<Row>> tables) {
    Map<List<String>, List<Row>> curves =
        tables.get(RevenueConcentrationTable.NAME).stream()
            .sorted(
                Comparator.comparing(
                    row -> row.<Integer>getAs(RevenueConcentrationTable.PERCENTILE)))
            .collect(Collectors.groupingBy(MetricsAgreeWithReferenceTest::curve));
    for (Row summary : tables.get(RevenueConcentrationSummaryTable.NAME)) {
      if (summary.getAs(RevenueConcentrationSummaryTable.GINI_COEFFICIENT) == null
          || !CURVE_SEGMENTS.contains(summary.<String>getAs(RateColumns.SEGMENT_NAME))) {
        continue;
      }
      List<Double> shares =
          curves.get(curve(summary)).stream()
              .map(row -> row.<Double>getAs(RevenueConcentrationTable.CUMULATIVE_REVENUE_SHARE))
              .toList();
      assertThat(shares).hasSize(101);
      assertThat(shares.get(100)).isEqualTo(1.0);
      long negative =
          summary.getAs(RevenueConcentrationSummaryTable.CUSTOMERS_WITH_NEGATIVE_REVENUE);
      if (negative == 0) {
        assertThat(shares).isSorted();
      }
    }
  }

  private static List<String> curve(Row row) {
    return List.of(
        row.getAs(RateColumns.SEGMENT_NAME),
        row.getAs(RateColumns.SEGMENT_VALUE),
        row.getAs(RevenueConcentrationTable.SCOPE));
  }

  /** Histories whose customers and attributes begin with the history's number. */
  private static List<History> named(List<History> generated) {
    List<History> named = new ArrayList<>();
    for (int i = 0; i < generated.size(); i++) {
      String number = "h" + i;
      List<Event> events =
          generated.get(i).events().stream().map(event -> withAttributes(event, number)).toList();
      Map<String, String> regions =
          generated.get(i).regionByCustomer().entrySet().stream()
              .collect(
                  Collectors.toMap(
                      entry -> number + "/" + entry.getKey(),
                      entry -> number + "/" + entry.getValue()));
      named.add(new History(events, regions));
    }
    return named;
  }

  private static Event withAttributes(Event event, String number) {
    Map<String, String> attributes = new HashMap<>();
    attributes.put(HISTORY, number);
    Optional.ofNullable(event.orderAttributes().get(Histories.CHANNEL))
        .ifPresent(channel -> attributes.put(HISTORY_CHANNEL, number + "/" + channel));
    return new Event(
        number + "/" + event.customerId(),
        event.day(),
        event.netUnits(),
        event.order(),
        attributes,
        event.costUnits());
  }

  private static List<Slice> slices(List<Event> events, Map<String, String> regions) {
    Optional<String> unknown = Optional.of(RateColumns.UNKNOWN);
    List<Slice> slices = new ArrayList<>();
    slices.add(Slice.total(events));
    slices.addAll(Slice.byOrderAttribute(HISTORY, HISTORY, events, unknown));
    slices.addAll(Slice.byOrderAttribute(HISTORY_CHANNEL, HISTORY_CHANNEL, events, unknown));
    slices.addAll(Slice.byCustomerAttribute(HISTORY_REGION, regions, events, unknown));
    return slices;
  }

  /** The first differences, and the shortest history that one of them names. */
  private static String explained(List<String> differences, List<History> histories) {
    String first =
        differences.stream().limit(SHOWN).collect(Collectors.joining(System.lineSeparator()));
    String shortest =
        IntStream.range(0, histories.size())
            .filter(
                i -> differences.stream().anyMatch(line -> line.contains("[history, h" + i + ",")))
            .mapToObj(i -> histories.get(i).toString())
            .min(Comparator.comparingInt(String::length))
            .orElse("(no single history differs)");
    return "%d differences:%n%s%nThe shortest history that differs:%n%s"
        .formatted(differences.size(), first, shortest);
  }

  private static HistoryRules rules(ReferenceSettings settings) {
    return new HistoryRules(
        settings.asOf(),
        settings.weekStart(),
        settings.granularities(),
        CohortStart.FIRST_ORDER,
        settings.granularities(),
        List.of(
            new SegmentRule(HISTORY, false, LedgerTable.attribute(HISTORY)),
            new SegmentRule(HISTORY_CHANNEL, false, LedgerTable.attribute(HISTORY_CHANNEL)),
            new SegmentRule(HISTORY_REGION, true, HISTORY_REGION)),
        settings.minimumGroupSize(),
        settings.atRiskAfterTypicalGaps());
  }

  private static Dataset<Row> customers(Map<String, String> regions) {
    StructType schema =
        new StructType()
            .add(CustomersInput.CUSTOMER_ID, DataTypes.StringType, false)
            .add(CustomersInput.SIGNED_UP_AT, DataTypes.TimestampType)
            .add(CustomersInput.ACQUISITION_COST, Types.AMOUNT)
            .add(HISTORY_REGION, DataTypes.StringType);
    List<Row> rows = new ArrayList<>();
    regions.forEach(
        (customer, region) -> rows.add(RowFactory.create(customer, null, null, region)));
    return SharedSpark.session().createDataFrame(rows, schema);
  }
}
