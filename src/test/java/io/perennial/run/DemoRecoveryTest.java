package io.perennial.run;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.perennial.config.Configuration;
import io.perennial.config.ConfigurationReader;
import io.perennial.sample.GroundTruth;
import io.perennial.sample.SampleCompany;
import io.perennial.table.Granularity;
import io.perennial.table.input.OrderLinesInput;
import io.perennial.table.input.OrdersInput;
import io.perennial.table.output.ClvModelTable;
import io.perennial.table.output.CohortRetentionSummaryTable;
import io.perennial.table.output.CohortRetentionTable;
import io.perennial.table.output.PurchaseSummaryTable;
import io.perennial.table.output.RateColumns;
import io.perennial.table.output.RejectedRowsTable;
import io.perennial.table.output.RevenueConcentrationSummaryTable;
import io.perennial.table.output.RevenueReconciliationTable;
import io.perennial.testing.NotebookRun;
import io.perennial.testing.RowsScanned;
import io.perennial.testing.SharedSpark;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Runs the demo's configuration on a made-up company and finds its planted truth again. */
class DemoRecoveryTest {
  private static final int CUSTOMERS = 1_500;

  @TempDir private static Path directory;
  private static GroundTruth truth;
  private static RunReport report;
  private static long scansOfOrders;
  private static long ordersScanned;

  @BeforeAll
  static void runTheDemo() throws IOException {
    Path input = directory.resolve("input");
    truth = SampleCompany.write(input, CUSTOMERS, 1);
    List<String> overrides = new ArrayList<>();
    for (String table : SampleCompany.INPUTS) {
      overrides.add("inputs." + table + ".path=" + input.resolve(table + ".csv"));
    }
    // The session of the tests is in UTC; the files' time stamps are local, so any zone gives the
    // same days.
    overrides.add("time_zone=UTC");
    // The demo has none, and what is recomputed here should have been computed.
    overrides.add("costs.handling_cost_per_hour=36");
    overrides.add("output.format=parquet");
    overrides.add("output.path=" + directory.resolve("output"));
    Configuration configuration =
        ConfigurationReader.read(
            Path.of("conf", "demo.yaml"), overrides, Optional.empty(), Map.of());
    try (RowsScanned scanned = new RowsScanned(SharedSpark.session().sparkContext())) {
      RunRequest request = new RunRequest(configuration, List.of());
      report =
          new RetentionJob(
                  SharedSpark.session(),
                  request,
                  RunListener.SILENT,
                  SourceRows.ofOneRun(SharedSpark.session(), request),
                  history -> Recomputation.write(history, directory.resolve("intermediates")))
              .run();
      scansOfOrders = scanned.scans("csv", "orders.csv");
      ordersScanned = scanned.rows("csv", "orders.csv");
    }
  }

  /** Here, since the tables are this run's. */
  @TestFactory
  Stream<DynamicTest> whatWasPlantedInTheDealingsIsFound() {
    return PlantedDealings.tests(truth.dealings(), DemoRecoveryTest::table);
  }

  /** Here, since the tables and intermediates are this run's. */
  @TestFactory
  Stream<DynamicTest> everyQueryOfAnotherEngineFindsTheSameRows() {
    return Recomputation.tests(directory.resolve("intermediates"), directory.resolve("output"));
  }

  /** Here, since the notebooks' tables are this run's. */
  @TestFactory
  Stream<DynamicTest> everyNotebookRunsOverTheTablesAndShowsSomethingInEveryPlot()
      throws IOException {
    return NotebookRun.of(directory.resolve("output")).stream()
        .map(
            report ->
                DynamicTest.dynamicTest(
                    report.get("name").asText(), () -> NotebookRun.requireSound(report)));
  }

  /** With every input there is, so that every table is computed that looks at single orders. */
  @Test
  void theOrdersAreScannedOnceForAllTables() {
    assertThat(scansOfOrders).isEqualTo(1);
    assertThat(ordersScanned).isEqualTo(truth.rows().orders());
  }

  @Test
  void theHeadlineIsTheRevenueOfTheReconciliation() {
    BigDecimal exact = revenue("net_revenue");
    assertThat(report.headlines().get(0).value())
        .endsWith(String.format(Locale.ROOT, ", %,.2f EUR", exact));
  }

  @Test
  void everyRowIsAccountedForAsItWasPlanted() {
    GroundTruth.Rows rows = truth.rows();

    assertThat(input(OrdersInput.NAME))
        .isEqualTo(
            new RunReport.InputReport(
                OrdersInput.NAME,
                rows.orders(),
                rows.accepted(),
                sum(rows.rejected()),
                sum(rows.excluded()),
                rows.anonymous()));
    truth
        .inputs()
        .forEach(
            (name, planted) ->
                assertThat(input(name))
                    .isEqualTo(
                        new RunReport.InputReport(
                            name,
                            planted.rows(),
                            planted.accepted(),
                            sum(planted.rejected()),
                            sum(planted.excluded()),
                            0)));
    assertThat(input(OrderLinesInput.NAME))
        .isEqualTo(
            new RunReport.InputReport(
                OrderLinesInput.NAME,
                rows.orderLines(),
                rows.orderLinesAccepted(),
                0,
                sum(rows.orderLinesExcluded()),
                rows.orderLinesAnonymous()));
  }

  @Test
  void rejectedRowsCarryTheReasonThatWasPlantedAndNobodysAddress() {
    Dataset<Row> rejected = table(RejectedRowsTable.NAME);
    Map<String, Map<String, Long>> codes = new TreeMap<>();
    List<Row> counted =
        rejected
            .groupBy(RejectedRowsTable.INPUT_TABLE, RejectedRowsTable.REASON_CODE)
            .agg(functions.sum(RejectedRowsTable.OCCURRENCES))
            .collectAsList();
    for (Row row : counted) {
      codes
          .computeIfAbsent(row.getString(0), table -> new TreeMap<>())
          .put(row.getString(1), row.getLong(2));
    }
    Map<String, Map<String, Long>> planted = new TreeMap<>();
    planted.put(OrdersInput.NAME, truth.rows().rejected());
    truth.inputs().forEach((table, rows) -> planted.put(table, rows.rejected()));
    planted.values().removeIf(Map::isEmpty);

    assertThat(codes).isEqualTo(planted);
    assertThat(rejected.filter(col(RejectedRowsTable.ROW).contains("@example.com")).count())
        .isZero();
  }

  @Test
  void theRevenueIsThatOfTheCleanHistoryToTheLastDecimal() {
    GroundTruth.History history = truth.history();

    assertThat(revenue("gross_amount")).isEqualByComparingTo(history.grossRevenue());
    assertThat(revenue("discounts").abs()).isEqualByComparingTo(history.discounts());
    assertThat(revenue("returned").abs()).isEqualByComparingTo(history.returned());
    assertThat(revenue("net_revenue")).isEqualByComparingTo(history.netRevenue());
    assertThat(revenue("anonymous_net_revenue"))
        .isEqualByComparingTo(history.anonymousNetRevenue());
  }

  @Test
  void customersOrdersAndOccasionsAreThoseOfTheCleanHistory() {
    GroundTruth.History history = truth.history();
    Row totals =
        table(PurchaseSummaryTable.NAME)
            .agg(
                count(lit(1)),
                functions.sum(PurchaseSummaryTable.ORDERS).cast("long"),
                functions.sum(PurchaseSummaryTable.PURCHASE_OCCASIONS).cast("long"),
                howMany(col(PurchaseSummaryTable.ORDERS).gt(1)),
                howMany(col(PurchaseSummaryTable.FREQUENCY).gt(0)))
            .first();

    assertThat(totals.getLong(0)).isEqualTo(history.customersWithOrders());
    assertThat(totals.getLong(1)).isEqualTo(truth.rows().accepted());
    assertThat(totals.getLong(2)).isEqualTo(history.occasions());
    assertThat(totals.getLong(3)).isEqualTo(history.customersWithRepeatOrders());
    assertThat(totals.getLong(4)).isEqualTo(history.customersWithRepeatOccasions());
  }

  @Test
  void thePlantedModelIsChosenAndItsParametersLieWithinThreeStandardErrors() {
    Map<String, Double> planted =
        Map.of(
            "r", truth.purchases().r(),
            "alpha", truth.purchases().alpha(),
            "a", truth.purchases().a(),
            "b", truth.purchases().b(),
            "p", truth.spend().p(),
            "q", truth.spend().q(),
            "gamma", truth.spend().gamma());
    List<Row> rows =
        table(ClvModelTable.NAME).filter(col(ClvModelTable.IS_SELECTED)).collectAsList();

    assertThat(rows.stream().map(row -> row.<String>getAs(ClvModelTable.MODEL)).distinct())
        .containsExactlyInAnyOrder("BG/NBD", "Gamma-Gamma");
    assertThat(rows)
        .hasSize(planted.size())
        .allSatisfy(
            row ->
                assertThat(row.<Double>getAs(ClvModelTable.ESTIMATE))
                    .as(row.<String>getAs(ClvModelTable.PARAMETER))
                    .isCloseTo(
                        planted.get(row.<String>getAs(ClvModelTable.PARAMETER)),
                        within(3 * row.<Double>getAs(ClvModelTable.STANDARD_ERROR))));
  }

  @Test
  void theModelIsAlsoFittedForEachCountryAndEveryCustomerBelongsToOne() {
    List<Row> fits =
        table(ClvModelTable.NAME)
            .filter(
                col(ClvModelTable.MODEL)
                    .equalTo("BG/NBD")
                    .and(col(ClvModelTable.SEGMENT_NAME).equalTo("country")))
            .select(ClvModelTable.SEGMENT_VALUE, ClvModelTable.CUSTOMERS)
            .distinct()
            .collectAsList();

    assertThat(fits.stream().map(row -> row.getString(0)))
        .containsExactlyInAnyOrderElementsOf(truth.countries().keySet());
    assertThat(fits.stream().mapToLong(row -> row.getLong(1)).sum())
        .isEqualTo(truth.history().customersWithOrders());
  }

  @Test
  void everyMonthlyCohortIsRecoveredCellByCell() {
    Map<String, Map<Integer, Long>> active = new TreeMap<>();
    List<Row> rows =
        monthly(table(CohortRetentionTable.NAME))
            .select(
                col(CohortRetentionTable.COHORT_START).cast("string"),
                col(CohortRetentionTable.PERIODS_SINCE_FIRST_ORDER).cast("int"),
                col(CohortRetentionTable.ACTIVE_CUSTOMERS).cast("long"))
            .collectAsList();
    for (Row row : rows) {
      active
          .computeIfAbsent(row.getString(0), cohort -> new TreeMap<>())
          .put(row.getInt(1), row.getLong(2));
    }

    assertThat(active).hasSameSizeAs(truth.cohorts());
    for (GroundTruth.Cohort cohort : truth.cohorts()) {
      List<Integer> planted = cohort.activeCustomers();
      assertThat(active.get(cohort.cohortMonth())).hasSameSizeAs(planted);
      for (int since = 0; since < planted.size(); since++) {
        assertThat(active.get(cohort.cohortMonth()).get(since))
            .as("%s + %s", cohort.cohortMonth(), since)
            .isEqualTo(planted.get(since).longValue());
      }
    }
  }

  @Test
  void theRetentionLineOverAllCohortsIsThePlantedOne() {
    List<Row> rows =
        monthly(table(CohortRetentionSummaryTable.NAME))
            .orderBy(CohortRetentionTable.PERIODS_SINCE_FIRST_ORDER)
            .select(
                col(CohortRetentionSummaryTable.CUSTOMERS).cast("long"),
                col(CohortRetentionSummaryTable.ACTIVE_CUSTOMERS).cast("long"),
                // A point of fewer customers than minimum_group_size has no rate.
                coalesce(col(CohortRetentionSummaryTable.RETENTION_RATE), lit(-1.0)))
            .collectAsList();

    assertThat(rows).hasSameSizeAs(truth.retention());
    for (GroundTruth.RetentionPoint point : truth.retention()) {
      Row row = rows.get(point.periodsSinceFirstOrder());
      assertThat(row.getLong(0)).isEqualTo(point.cohortCustomers());
      assertThat(row.getLong(1)).isEqualTo(point.activeCustomers());
      assertThat(row.getDouble(2)).isCloseTo(point.retentionRate(), within(1e-12));
    }
  }

  @Test
  void theConcentrationIsThatOfTheCleanHistory() {
    GroundTruth.Concentration planted = truth.concentration();
    Row row =
        total(table(RevenueConcentrationSummaryTable.NAME))
            .filter(col(RevenueConcentrationSummaryTable.SCOPE).equalTo(RateColumns.ALL))
            .select(
                col(RevenueConcentrationSummaryTable.CUSTOMERS).cast("long"),
                col(RevenueConcentrationSummaryTable.CUSTOMERS_FOR_80_PERCENT).cast("long"),
                col(RevenueConcentrationSummaryTable.TOP_1_PERCENT_REVENUE_SHARE),
                col(RevenueConcentrationSummaryTable.TOP_20_PERCENT_REVENUE_SHARE),
                col(RevenueConcentrationSummaryTable.GINI_COEFFICIENT),
                col(RevenueConcentrationSummaryTable.HERFINDAHL_INDEX))
            .first();

    assertThat(row.getLong(0)).isEqualTo(truth.history().customersWithOrders());
    assertThat(row.getLong(1)).isEqualTo(planted.customersFor80Percent());
    assertThat(row.getDouble(2)).isCloseTo(planted.top1PercentRevenueShare(), within(1e-9));
    assertThat(row.getDouble(3)).isCloseTo(planted.top20PercentRevenueShare(), within(1e-9));
    assertThat(row.getDouble(4)).isCloseTo(planted.giniCoefficient(), within(1e-9));
    assertThat(row.getDouble(5)).isCloseTo(planted.herfindahlIndex(), within(1e-9));
  }

  @Test
  void countriesAndChannelsAreRecovered() {
    Map<String, Map<String, GroundTruth.Slice>> planted =
        Map.of("country", truth.countries(), "channel", truth.channels());
    planted.forEach(
        (segment, slices) -> {
          Map<String, Long> customers = new TreeMap<>();
          table(RevenueConcentrationSummaryTable.NAME)
              .filter(
                  col(RateColumns.SEGMENT_NAME)
                      .equalTo(segment)
                      .and(col(RevenueConcentrationSummaryTable.SCOPE).equalTo(RateColumns.ALL)))
              .select(
                  col(RateColumns.SEGMENT_VALUE),
                  col(RevenueConcentrationSummaryTable.CUSTOMERS).cast("long"))
              .collectAsList()
              .forEach(row -> customers.put(row.getString(0), row.getLong(1)));
          Map<String, Long> expected = new TreeMap<>();
          slices.forEach((value, slice) -> expected.put(value, slice.customers()));
          assertThat(customers).as(segment).isEqualTo(expected);
        });
  }

  private static RunReport.InputReport input(String name) {
    return report.inputs().stream()
        .filter(input -> input.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static Dataset<Row> table(String name) {
    RunReport.TableReport published =
        report.tables().stream()
            .filter(table -> table.name().equals(name))
            .findFirst()
            .orElseThrow();
    return SharedSpark.session().read().parquet(published.location());
  }

  private static Dataset<Row> total(Dataset<Row> table) {
    return table.filter(col(RateColumns.SEGMENT_NAME).equalTo(RateColumns.ALL));
  }

  private static Dataset<Row> monthly(Dataset<Row> table) {
    return total(table)
        .filter(col(CohortRetentionTable.GRANULARITY).equalTo(Granularity.MONTH.label()));
  }

  private static BigDecimal revenue(String line) {
    return table(RevenueReconciliationTable.NAME)
        .filter(col(RevenueReconciliationTable.LINE).equalTo(line))
        .select(RevenueReconciliationTable.AMOUNT)
        .first()
        .getDecimal(0);
  }

  private static Column howMany(Column condition) {
    return count(when(condition, 1));
  }

  private static long sum(Map<String, Long> rows) {
    return rows.values().stream().mapToLong(Long::longValue).sum();
  }
}
