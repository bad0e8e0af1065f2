package io.perennial.run;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.map_keys;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.config.Configuration;
import io.perennial.config.ConfigurationReader;
import io.perennial.error.PerennialException;
import io.perennial.metric.MetricCatalog;
import io.perennial.store.TableStore;
import io.perennial.table.OutputFormat;
import io.perennial.table.TableContract;
import io.perennial.table.Types;
import io.perennial.table.input.OrdersInput;
import io.perennial.table.output.CohortRetentionTable;
import io.perennial.table.output.InputReconciliationTable;
import io.perennial.table.output.PurchaseSummaryTable;
import io.perennial.table.output.RejectedRowsTable;
import io.perennial.table.output.RetentionByPeriodTable;
import io.perennial.table.output.RfmCutPointsTable;
import io.perennial.table.output.RunHistoryTable;
import io.perennial.testing.Datasets;
import io.perennial.testing.RowsScanned;
import io.perennial.testing.SharedSpark;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RuntimeConfig;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What holds for a whole run, on a small shop with a few rows of every kind. */
class RetentionJobTest {
  private static final LocalDate AS_OF = LocalDate.of(2024, 12, 31);
  private static final LocalDate EARLIER = LocalDate.of(2024, 6, 15);

  /** Enough to tell which orders, customers and rates were seen. */
  private static final List<String> ONE = List.of(PurchaseSummaryTable.NAME);

  private static final List<String> SOME =
      List.of(PurchaseSummaryTable.NAME, RetentionByPeriodTable.NAME, CohortRetentionTable.NAME);

  /** As on a cluster; the other tests do without. */
  private static final String ADAPTIVE = "spark.sql.adaptive.enabled";

  private static final int MAXIMUM_JOBS = 395;

  /** What of the inputs decides which tables there are. */
  private static final Set<String> GIVEN =
      Set.of(OrdersInput.NAME, OrdersInput.NAME + "." + OrdersInput.CHANNEL);

  private static final String HEADER = "id,customer,day,total,currency,returned,channel";

  @TempDir private static Path folder;
  private static List<String> orders;
  private static Path output;
  private static RunReport first;
  private static RunReport second;
  private static long scansOfOrders;
  private static long rowsScanned;
  private static int jobs;

  @BeforeAll
  static void runTwice() throws IOException {
    orders = orders();
    write(folder.resolve("orders.csv"), HEADER, orders);
    write(folder.resolve("customers.csv"), "id,signed_up,country", customers());
    write(folder.resolve("rates.csv"), "currency,day,rate", rates(AS_OF));
    output = folder.resolve("output");
    RuntimeConfig settings = SharedSpark.session().conf();
    String usual = settings.get(ADAPTIVE);
    settings.set(ADAPTIVE, "true");
    try (RowsScanned scanned = new RowsScanned(SharedSpark.session().sparkContext())) {
      first = run(configuration(folder, output), List.of());
      scansOfOrders = scanned.scans("csv", "orders.csv");
      rowsScanned = scanned.rows("csv", "orders.csv");
      jobs = scanned.jobs();
    } finally {
      settings.set(ADAPTIVE, usual);
    }
    second = run(configuration(folder, output), List.of());
  }

  @Test
  void theOrdersAreScannedOnceForAllTables() {
    assertThat(scansOfOrders).isEqualTo(1);
    // A node that was executed again would have counted its rows again.
    assertThat(rowsScanned).isEqualTo(orders.size());
    assertThat(first.inputs().get(0).rowsRead()).isEqualTo(orders.size());
  }

  @Test
  void theNumberOfSparkJobsIsBounded() {
    // An adaptive query is a job per exchange. Each of the 27 tables is computed, checked and
    // written; the ledger, the days, the customers' totals and periods are computed once for all of
    // them, and a metric that computed one of them anew would add a job per exchange of it. With
    // the dozen queries that fit and judge the models, and the running totals whose stretches are
    // summed and broadcast apart so that no rank needs all customers in one partition, that makes
    // 383 jobs here, and a few more where Spark splits a query into more stages.
    assertThat(jobs).isBetween(contents().size(), MAXIMUM_JOBS);
  }

  @Test
  void theSameRunTwiceGivesTheSameTables() {
    assertThat(second.runId()).isEqualTo(first.runId());
    TableStore store = store(output, OutputFormat.PARQUET);
    for (TableContract contract : contents()) {
      Dataset<Row> before = version(store, contract, first);
      Dataset<Row> after = version(store, contract, second);
      Datasets.assertSameRows(before, after);
    }
  }

  @Test
  void theSameRunTwiceGivesTheSameDeltaTables() {
    Path delta = folder.resolve("delta");
    Configuration configuration = configuration(folder, delta, "output.format=delta");
    List<String> metrics = List.of(RfmCutPointsTable.NAME);
    RunReport before = run(configuration, metrics);
    RunReport after = run(configuration, metrics);
    assertThat(after.runId()).isEqualTo(before.runId()).isEqualTo(first.runId());
    TableStore store = store(delta, OutputFormat.DELTA);
    for (TableContract contract :
        List.of(
            RfmCutPointsTable.CONTRACT,
            InputReconciliationTable.CONTRACT,
            RejectedRowsTable.CONTRACT)) {
      assertThat(versionOf(contract.name(), after))
          .isNotEqualTo(versionOf(contract.name(), before));
      Datasets.assertSameRows(version(store, contract, before), version(store, contract, after));
      Datasets.assertSameRows(table(first, contract.name()), version(store, contract, after));
    }
  }

  @Test
  void aNewDeltaTableIsWrittenInOneSparkJob() {
    Dataset<Row> rows = table(first, RfmCutPointsTable.NAME);
    TableStore store = store(folder.resolve("one_job"), OutputFormat.DELTA);
    try (RowsScanned scanned = new RowsScanned(SharedSpark.session().sparkContext())) {
      store.publish(RfmCutPointsTable.CONTRACT, rows, "run");
      assertThat(scanned.jobs()).isEqualTo(1);
    }
    Datasets.assertSameRows(rows, store.read(RfmCutPointsTable.CONTRACT).orElseThrow());
  }

  @Test
  void theRunHistoryNamesVersionsThatBelongTogether() {
    List<Row> runs =
        store(output, OutputFormat.PARQUET)
            .read(RunHistoryTable.CONTRACT)
            .orElseThrow()
            .filter(col(RunHistoryTable.RUN_ID).equalTo(first.runId()))
            .orderBy(RunHistoryTable.ATTEMPT_STARTED_AT)
            .limit(2)
            .withColumn("stages", map_keys(col(RunHistoryTable.STAGE_SECONDS)))
            .collectAsList();
    assertThat(runs).hasSize(2);
    List<RunReport> reports = List.of(first, second);
    List<List<Object>> stages = new ArrayList<>();
    for (int attempt = 0; attempt < 2; attempt++) {
      Row run = runs.get(attempt);
      assertThat(run.<String>getAs(RunHistoryTable.OUTCOME)).isEqualTo(RunHistoryTable.SUCCEEDED);
      Map<String, String> versions = run.getJavaMap(run.fieldIndex(RunHistoryTable.TABLE_VERSIONS));
      Map<String, Long> rows = run.getJavaMap(run.fieldIndex(RunHistoryTable.ROWS_OUT));
      for (RunReport.TableReport published : reports.get(attempt).tables()) {
        assertThat(versions).containsEntry(published.name(), published.version());
        assertThat(rows).containsEntry(published.name(), published.rows());
      }
      assertThat(versions).hasSameSizeAs(reports.get(attempt).tables());
      assertThat(run.<String>getList(run.fieldIndex(RunHistoryTable.WARNINGS)))
          .isNotEmpty()
          .isEqualTo(reports.get(attempt).warnings());
      stages.add(run.getList(run.fieldIndex("stages")));
    }
    // Whichever table a thread was done with first.
    assertThat(stages.get(1)).isEqualTo(stages.get(0));
  }

  @Test
  void everyTableIsPublishedWithTheRowsItWasSaidToHave() {
    assertThat(first.tables().stream().map(RunReport.TableReport::name))
        .containsExactlyInAnyOrderElementsOf(contents().stream().map(TableContract::name).toList());
    for (RunReport.TableReport published : first.tables()) {
      assertThat(table(first, published.name()).count())
          .as(published.name())
          .isEqualTo(published.rows());
    }
  }

  @Test
  void shufflingAndSplittingTheRowsChangesNothing() throws IOException {
    List<String> shuffled = new ArrayList<>(orders);
    Collections.shuffle(shuffled, new Random(7));
    Path input = folder.resolve("split");
    Files.createDirectories(input);
    for (int part = 0; part < 3; part++) {
      int from = part * 100;
      int to = part == 2 ? shuffled.size() : from + 100;
      write(input.resolve("part" + part + ".csv"), HEADER, shuffled.subList(from, to));
    }
    RunReport report =
        run(
            configuration(
                folder, folder.resolve("shuffled"), "inputs.orders.path=" + input + "/*.csv"),
            SOME);
    for (RunReport.TableReport published : report.tables()) {
      Datasets.assertSameRows(
          table(first, published.name()).drop(RejectedRowsTable.RUN_ID),
          table(report, published.name()).drop(RejectedRowsTable.RUN_ID));
    }
  }

  @Test
  void aRunAsOfAnEarlierDateEqualsARunOnTheDataCutThere() throws IOException {
    Path cut = Files.createDirectories(folder.resolve("cut"));
    write(cut.resolve("orders.csv"), HEADER, upTo(orders, 2));
    write(cut.resolve("customers.csv"), "id,signed_up,country", upTo(customers(), 1));
    write(cut.resolve("rates.csv"), "currency,day,rate", rates(EARLIER));
    RunReport whole = run(configuration(EARLIER, folder, folder.resolve("earlier_output")), ONE);
    RunReport known = run(configuration(EARLIER, cut, cut.resolve("output")), ONE);
    assertThat(whole.inputs().get(0).rowsExcluded())
        .isGreaterThan(known.inputs().get(0).rowsExcluded());
    for (String name : ONE) {
      Datasets.assertSameRows(table(known, name), table(whole, name));
    }
  }

  @Test
  void splittingTheConfigurationDifferentlyChangesNothing() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("other.yaml"),
            """
            output: {format: parquet, path: "%s"}
            inputs:
              exchange_rates:
                mapping: {rate: rate, date: day, currency: currency}
                options: {header: "true"}
                path: %s/rates.csv
                format: csv
              customers:
                attributes: {country: country}
                mapping: {signed_up_at: signed_up, customer_id: id}
                options: {header: "true"}
                format: csv
                path: %s/customers.csv
              orders:
                format: csv
                path: %s/orders.csv
                options: {header: "true"}
                mapping:
                  channel: channel
                  returned_amount: returned
                  currency: currency
                  amount: total
                  ordered_at: day
                  customer_id: customer
                  order_id: id
            segments: [{attribute: country, table: customers, name: country}]
            orders: {counted_statuses: [], negative_amounts: return, earliest_date: 1970-01-01}
            time_zone: UTC
            week_start: monday
            returns_policy: order_date
            retention: {activity_window_days: learnt, granularities: [year]}
            churn: {window_days: activity_window, at_risk_after_typical_gaps: 2.0}
            currency: USD
            """
                .formatted(folder.resolve("other"), folder, folder, folder));
    Configuration configuration =
        ConfigurationReader.read(
            file,
            List.of(
                "currency=EUR",
                "quality.maximum_rejected_share=0.1",
                "quality.minimum_group_size=2",
                "retention.granularities=[month, year]",
                "cohorts.granularities=[month]",
                "as_of_date=2020-01-01"),
            Optional.of(AS_OF),
            Map.of());
    assertThat(configuration.digest()).isEqualTo(configuration(folder, output).digest());
    RunReport report = run(configuration, SOME);
    assertThat(report.runId()).isEqualTo(first.runId());
    for (String name : SOME) {
      Datasets.assertSameRows(table(first, name), table(report, name));
    }
  }

  @Test
  void onlyTheTablesAskedForAreComputed() {
    Path few = folder.resolve("few");
    RunReport report;
    try (RowsScanned scanned = new RowsScanned(SharedSpark.session().sparkContext())) {
      report = run(configuration(folder, few), List.of(RfmCutPointsTable.NAME));
      assertThat(scanned.rows("csv", "orders.csv")).isEqualTo(orders.size());
      assertThat(scanned.jobs()).isLessThan(jobs);
    }
    assertThat(report.tables().stream().map(RunReport.TableReport::name))
        .containsExactlyInAnyOrder(
            RfmCutPointsTable.NAME, InputReconciliationTable.NAME, RejectedRowsTable.NAME);
    assertThat(
            few.toFile().list((directory, name) -> !name.startsWith(".") && !name.startsWith("_")))
        .containsExactlyInAnyOrder(
            RfmCutPointsTable.NAME,
            InputReconciliationTable.NAME,
            RejectedRowsTable.NAME,
            RunHistoryTable.NAME);
  }

  @Test
  void aPlanReadsNoRowsAndPublishesNothing() {
    Path planned = folder.resolve("planned");
    try (RowsScanned scanned = new RowsScanned(SharedSpark.session().sparkContext())) {
      Plan plan = job(configuration(folder, planned), List.of(RfmCutPointsTable.NAME)).plan();
      assertThat(plan.inputs().stream().map(Plan.PlannedInput::name))
          .containsExactlyInAnyOrder("orders", "customers", "exchange_rates");
      assertThat(plan.tables())
          .containsExactly(
              RfmCutPointsTable.NAME, InputReconciliationTable.NAME, RejectedRowsTable.NAME);
      assertThat(plan.leftOut()).hasSize(OutputCatalog.ALL.size() - 1 - plan.tables().size());
      assertThat(scanned.rows("csv", "orders.csv")).isZero();
    }
    assertThat(planned).doesNotExist();
  }

  @Test
  void aMaskedColumnThatNoInputHasIsRefusedBeforeARowIsRead() {
    Configuration configuration =
        configuration(folder, folder.resolve("masked"), "quality.masked_columns=[surname]");
    try (RowsScanned scanned = new RowsScanned(SharedSpark.session().sparkContext())) {
      assertThatThrownBy(() -> job(configuration, List.of()).check())
          .isInstanceOf(PerennialException.class)
          .hasMessageContaining("quality.masked_columns names surname");
      for (String input : List.of("orders.csv", "customers.csv", "rates.csv")) {
        assertThat(scanned.rows("csv", input)).as(input).isZero();
      }
    }
  }

  @Test
  void linesBesideOrdersWithStatusesOfTheirOwnAreTold() throws IOException {
    Path lines =
        write(
            folder.resolve("lines.csv"),
            "id,day,pieces,price,state",
            List.of(
                "o1,2024-01-05,1,2,picked",
                "o1,2024-01-05,1,3,packed",
                "o2,2024-02-05,1,2,picked"));
    Configuration configuration =
        configuration(
            folder,
            folder.resolve("checked"),
            "orders.counted_statuses=[shipped]",
            "inputs.orders.mapping.status=lower('SHIPPED')",
            "inputs.order_lines.path=" + lines,
            "inputs.order_lines.format=csv",
            "inputs.order_lines.options={header: true}",
            "inputs.order_lines.mapping={order_id: id, customer_id: 'cast(null as string)',"
                + " ordered_at: day, quantity: pieces, unit_price: price, status: state}");

    List<String> warnings = job(configuration, List.of()).check().warnings();

    assertThat(warnings.stream().filter(warning -> warning.contains("names the status")))
        .containsExactly(
            "The configuration names the status 'shipped', and no row of order_lines has it; the"
                + " statuses found are 'picked', 'packed'.");
  }

  @Test
  void aRunThatMayNotGoOnLeavesAFailedRowAndEveryTableAsItWas() throws IOException {
    Path kept = folder.resolve("kept");
    run(configuration(folder, kept), List.of(RfmCutPointsTable.NAME));
    Set<String> before = files(kept);
    Path broken = write(folder.resolve("broken.csv"), HEADER, List.of("o1,c1,never,1,EUR,,web"));

    assertThatThrownBy(
            () ->
                run(
                    configuration(folder, kept, "inputs.orders.path=" + broken),
                    List.of(RfmCutPointsTable.NAME)))
        .isInstanceOf(PerennialException.class);
    assertThat(files(kept)).isEqualTo(before);

    // What breaks in the midst of a run is put in through the listener, which a run calls between
    // its stages. Tables are published side by side: the first of each thread breaks.
    Configuration configuration = configuration(folder, kept);
    RunRequest request = new RunRequest(configuration, List.of(RfmCutPointsTable.NAME));
    assertThatThrownBy(
            () -> new RetentionJob(SharedSpark.session(), request, new Breaking("publish ")).run())
        .isInstanceOf(IllegalStateException.class);
    assertThat(files(kept)).isEqualTo(before);

    List<Row> runs =
        store(kept, OutputFormat.PARQUET)
            .read(RunHistoryTable.CONTRACT)
            .orElseThrow()
            .orderBy(RunHistoryTable.ATTEMPT_STARTED_AT)
            .collectAsList();
    assertThat(runs.stream().map(run -> run.<String>getAs(RunHistoryTable.OUTCOME)))
        .containsExactly(RunHistoryTable.SUCCEEDED, RunHistoryTable.FAILED, RunHistoryTable.FAILED);
    assertThat(runs.get(0).<String>getAs(RunHistoryTable.FAILURE)).isNull();
    assertThat(runs.get(1).<String>getAs(RunHistoryTable.FAILURE))
        .contains("1 of 1 rows of orders were rejected");
    assertThat(runs.get(2).<String>getAs(RunHistoryTable.FAILURE))
        .isEqualTo(IllegalStateException.class.getSimpleName());
    for (Row failed : runs.subList(1, 3)) {
      assertThat(failed.getJavaMap(failed.fieldIndex(RunHistoryTable.TABLE_VERSIONS))).isEmpty();
    }
    // The one ended when nothing but the inputs was known, the other after everything was.
    assertThat(runs.get(1).getJavaMap(runs.get(1).fieldIndex(RunHistoryTable.ROWS_IN)))
        .hasSize(3)
        .containsEntry("orders", 1L);
    assertThat(runs.get(1).<String>getList(runs.get(1).fieldIndex(RunHistoryTable.WARNINGS)))
        .isEmpty();
    assertThat(runs.get(2).<String>getList(runs.get(2).fieldIndex(RunHistoryTable.WARNINGS)))
        .isEqualTo(runs.get(0).<String>getList(runs.get(0).fieldIndex(RunHistoryTable.WARNINGS)))
        .isNotEmpty();
  }

  @Test
  void namesThatStayAreInTheRunHistoryAndACatalogueThatFailsIsTold() throws IOException {
    String database = "names_of_a_run";
    SharedSpark.session().sql("CREATE DATABASE " + database);
    Path ofDatabase =
        Path.of(
            URI.create(
                SharedSpark.session()
                    .sql("DESCRIBE DATABASE " + database)
                    .filter("info_name = 'Location'")
                    .head()
                    .getString(1)));
    try {
      TableStore later =
          new TableStore(
              SharedSpark.session(),
              folder.resolve("later").toString(),
              OutputFormat.PARQUET,
              Optional.of(database),
              Optional.of(AS_OF.plusDays(1)));
      later.appendRun(
          RunHistoryTable.CONTRACT,
          store(output, OutputFormat.PARQUET)
              .read(RunHistoryTable.CONTRACT)
              .orElseThrow()
              .filter(col(RunHistoryTable.RUN_ID).equalTo(first.runId()))
              .limit(1)
              .withColumn(RunHistoryTable.AS_OF_DATE, lit(AS_OF.plusDays(1)).cast(Types.DATE)));
      later.moveNames();
      Configuration configuration =
          configuration(
              folder,
              folder.resolve("named"),
              "output.database=" + database,
              "output.database_follows_newest=true");

      RunReport report =
          new RetentionJob(
                  SharedSpark.session(),
                  new RunRequest(configuration, List.of(RfmCutPointsTable.NAME)),
                  new Disturbing(
                      "move the names",
                      () -> {
                        SharedSpark.session().sql("DROP DATABASE " + database + " CASCADE");
                        Files.writeString(ofDatabase, "no folder can be made here");
                      }))
              .run();

      Row run =
          store(folder.resolve("named"), OutputFormat.PARQUET)
              .read(RunHistoryTable.CONTRACT)
              .orElseThrow()
              .head();
      assertThat(run.<String>getAs(RunHistoryTable.OUTCOME)).isEqualTo(RunHistoryTable.SUCCEEDED);
      assertThat(report.warnings())
          .isEqualTo(run.<String>getList(run.fieldIndex(RunHistoryTable.WARNINGS)))
          .anySatisfy(
              warning ->
                  assertThat(warning)
                      .startsWith("1 of 4 names stay with tables as of a later day")
                      .contains("3 that are not there yet"));
      assertThat(report.tables()).hasSize(3);
      assertThatThrownBy(report::requireNamed)
          .isInstanceOf(PerennialException.class)
          .hasMessageContaining("The catalogue failed while names were moved")
          .hasMessageContaining("Run again as of the same day");
      assertThatCode(first::requireNamed).doesNotThrowAnyException();
    } finally {
      SharedSpark.session().sql("DROP DATABASE IF EXISTS " + database + " CASCADE");
      Files.deleteIfExists(ofDatabase);
    }
  }

  /** Does something to a run's surroundings as a stage begins. */
  private record Disturbing(String stage, Disturbance disturbance) implements RunListener {
    @Override
    public void started(String name) {
      if (name.equals(stage)) {
        try {
          disturbance.happen();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }

    @Override
    public void finished(String name, long rows, Duration took) {}
  }

  /** What happens to a run's surroundings. */
  @FunctionalInterface
  private interface Disturbance {
    void happen() throws IOException;
  }

  /** Breaks a run where any stage of a kind begins. */
  private record Breaking(String kind) implements RunListener {
    @Override
    public void started(String stage) {
      if (stage.startsWith(kind)) {
        throw new IllegalStateException("broken on purpose");
      }
    }

    @Override
    public void finished(String stage, long rows, Duration took) {}
  }

  /** Every file below a folder but those of run_history, with its size and when it was written. */
  private static Set<String> files(Path folder) throws IOException {
    Set<String> files = new TreeSet<>();
    try (Stream<Path> found = Files.walk(folder)) {
      for (Path path : found.filter(Files::isRegularFile).toList()) {
        String name = folder.relativize(path).toString();
        if (!name.contains(RunHistoryTable.NAME)) {
          files.add(name + " " + Files.size(path) + " " + Files.getLastModifiedTime(path));
        }
      }
    }
    assertThat(files).isNotEmpty();
    return files;
  }

  private static RunReport run(Configuration configuration, List<String> metrics) {
    return job(configuration, metrics).run();
  }

  private static RetentionJob job(Configuration configuration, List<String> metrics) {
    return new RetentionJob(
        SharedSpark.session(), new RunRequest(configuration, metrics), RunListener.SILENT);
  }

  private static Configuration configuration(Path input, Path output, String... overrides) {
    return configuration(AS_OF, input, output, overrides);
  }

  private static Configuration configuration(
      LocalDate asOf, Path input, Path output, String... overrides) {
    String yaml =
        """
        currency: EUR
        cohorts:
          granularities: [month]
        retention:
          granularities: [month, year]
        segments:
          - name: country
            table: customers
            attribute: country
        quality:
          maximum_rejected_share: 0.1
          minimum_group_size: 2
        inputs:
          orders:
            path: %s/orders.csv
            format: csv
            options:
              header: true
            mapping:
              order_id: id
              customer_id: customer
              ordered_at: day
              amount: total
              currency: currency
              returned_amount: returned
              channel: channel
          customers:
            path: %s/customers.csv
            format: csv
            options:
              header: true
            mapping:
              customer_id: id
              signed_up_at: signed_up
            attributes:
              country: country
          exchange_rates:
            path: %s/rates.csv
            format: csv
            options:
              header: true
            mapping:
              currency: currency
              date: day
              rate: rate
        output:
          path: %s
          format: parquet
        """
            .formatted(input, input, input, output);
    try {
      Path file = Files.writeString(Files.createTempFile(folder, "shop", ".yaml"), yaml);
      return ConfigurationReader.read(file, List.of(overrides), Optional.of(asOf), Map.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Every table that is published without subscriptions, but run_history, which tells of attempts.
   */
  private static List<TableContract> contents() {
    return OutputCatalog.ALL.stream()
        .filter(
            contract ->
                MetricCatalog.find(contract.name())
                    .map(metric -> metric.lacks(GIVEN).isEmpty())
                    .orElse(true))
        .filter(contract -> !contract.name().equals(RunHistoryTable.NAME))
        .toList();
  }

  private static TableStore store(Path output, OutputFormat format) {
    return new TableStore(SharedSpark.session(), output.toString(), format, Optional.empty());
  }

  private static Dataset<Row> version(TableStore store, TableContract contract, RunReport report) {
    return store.readVersion(contract, versionOf(contract.name(), report)).orElseThrow();
  }

  private static String versionOf(String name, RunReport report) {
    return published(report, name).version();
  }

  private static RunReport.TableReport published(RunReport report, String name) {
    return report.tables().stream()
        .filter(table -> table.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static Dataset<Row> table(RunReport report, String name) {
    return SharedSpark.session().read().parquet(published(report, name).location());
  }

  private static Path write(Path file, String header, List<String> rows) throws IOException {
    List<String> lines = new ArrayList<>(List.of(header));
    lines.addAll(rows);
    return Files.write(file, lines);
  }

  /** Orders of 41 customers in two years, and rows that repeat, conflict or cannot be used. */
  private static List<String> orders() {
    List<String> rows = new ArrayList<>();
    for (int number = 0; number < 300; number++) {
      rows.add(
          "o%d,c%d,%s,%d.25,%s,%s,%s"
              .formatted(
                  number,
                  number * number % 41,
                  LocalDate.of(2023, 1, 1).plusDays(number * 37L % 720),
                  10 + number % 50,
                  number % 9 == 0 ? "USD" : "EUR",
                  number % 20 == 0 ? "5.00" : "",
                  number % 3 == 0 ? "web" : "shop"));
    }
    rows.add(rows.get(5));
    rows.add("o900,c3,2023-03-01,20,EUR,,web");
    rows.add("o900,c3,2023-03-01,21,EUR,,web");
    // Known as one order until the second row comes to light.
    rows.add("o901,c4,2023-03-02,20,EUR,,web");
    rows.add("o901,c4,2024-11-02,21,EUR,,web");
    rows.add("o902,c5,never,20,EUR,,web");
    rows.add("o903,,2023-05-05,30,EUR,,shop");
    rows.add("o904,c6,2023-07-05,-12.50,EUR,,shop");
    rows.add("o905,c7,2025-02-01,10,EUR,,shop");
    rows.add("o906,c8,2023-08-01,10,EUX,,shop");
    return rows;
  }

  private static List<String> customers() {
    List<String> rows = new ArrayList<>();
    for (int number = 0; number < 41; number++) {
      rows.add(
          "c%d,%s,%s"
              .formatted(
                  number,
                  LocalDate.of(2022, 12, 1).plusDays(number * 17L),
                  List.of("NL", "DE", "FR").get(number % 3)));
    }
    return rows;
  }

  private static List<String> rates(LocalDate last) {
    return LocalDate.of(2023, 1, 1)
        .datesUntil(last.plusDays(1))
        .map(day -> "USD,%s,0.9%d".formatted(day, day.getDayOfMonth()))
        .toList();
  }

  /** The rows whose date is not after {@link #EARLIER}, and those whose date cannot be read. */
  private static List<String> upTo(List<String> rows, int column) {
    return rows.stream()
        .filter(
            row -> {
              String day = row.split(",", -1)[column];
              return !day.startsWith("2") || !LocalDate.parse(day).isAfter(EARLIER);
            })
        .toList();
  }
}
