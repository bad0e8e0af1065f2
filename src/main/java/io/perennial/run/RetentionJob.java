package io.perennial.run;

import io.perennial.config.Configuration;
import io.perennial.config.InputTable;
import io.perennial.config.Segment;
import io.perennial.error.Errors;
import io.perennial.error.PerennialException;
import io.perennial.history.CustomerTotals;
import io.perennial.history.GapHistogram;
import io.perennial.history.HistoryRules;
import io.perennial.history.PeriodCells;
import io.perennial.history.PurchaseHistory;
import io.perennial.history.SubscriptionSpans;
import io.perennial.history.Windows;
import io.perennial.metric.Intermediates;
import io.perennial.metric.Metric;
import io.perennial.metric.MetricCatalog;
import io.perennial.metric.Predictions;
import io.perennial.quality.OutputCheck;
import io.perennial.quality.RejectionThreshold;
import io.perennial.source.CopyReport;
import io.perennial.store.Published;
import io.perennial.store.TableStore;
import io.perennial.table.TableContract;
import io.perennial.table.input.CustomersInput;
import io.perennial.table.input.OrderLinesInput;
import io.perennial.table.input.OrdersInput;
import io.perennial.table.input.SubscriptionsInput;
import io.perennial.table.output.InputReconciliationTable;
import io.perennial.table.output.RejectedRowsTable;
import io.perennial.table.output.RunHistoryTable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * One run: reads the inputs once, computes the tables asked for from shared intermediates, holds
 * each against its contract, and only when all of them keep theirs publishes them, and then says in
 * run_history which versions belong together. Tables are computed side by side, and published side
 * by side, on a few threads of the driver.
 */
public final class RetentionJob {
  private static final String TIME_ZONE = "spark.sql.session.timeZone";
  private static final String COMPUTE = "compute ";
  private static final String PUBLISH = "publish ";

  private final SparkSession spark;
  private final SourceRows sources;
  private final Consumer<PurchaseHistory> witness;
  private final RunRequest request;
  private final Configuration configuration;
  private final Stages stages;
  private final SideBySide sideBySide;

  /**
   * A run in a session.
   *
   * @param spark a session in ANSI mode with {@link io.perennial.table.SqlFunctions} among its
   *     extensions; while the job works, its time zone is the configured one
   * @throws io.perennial.error.PerennialException where a table is asked for that there is not, or
   *     a segment slices by a table that the orders are not taken from
   */
  public RetentionJob(SparkSession spark, RunRequest request, RunListener listener) {
    this(spark, request, listener, SourceRows.ofOneRun(spark, request));
  }

  /** A run over rows that other runs may share. */
  RetentionJob(SparkSession spark, RunRequest request, RunListener listener, SourceRows sources) {
    this(spark, request, listener, sources, history -> {});
  }

  /** A run whose intermediates somebody looks at before the tables are made of them. */
  RetentionJob(
      SparkSession spark,
      RunRequest request,
      RunListener listener,
      SourceRows sources,
      Consumer<PurchaseHistory> witness) {
    this.witness = witness;
    this.spark = spark;
    this.sources = sources;
    this.request = request;
    this.configuration = request.configuration();
    this.stages = new Stages(spark.sparkContext(), listener);
    this.sideBySide = SideBySide.of(spark.sparkContext());
    request.metrics().forEach(this::requireComputable);
    configuration.segments().forEach(this::requireTable);
  }

  /** What a run would do; opens the inputs and reads none of their rows. */
  public Plan plan() {
    return inConfiguredZone(this::planned);
  }

  /**
   * Reads and judges the inputs, and publishes nothing.
   *
   * @throws io.perennial.error.PerennialException where they cannot be read; why a run would be
   *     refused that can be read, the report says
   */
  public CheckReport check() {
    return inConfiguredZone(this::checked);
  }

  /**
   * Computes, checks and publishes the tables. Where the catalogue fails once they are published,
   * the report says so.
   */
  public RunReport run() {
    return inConfiguredZone(this::ran);
  }

  /** Which day an instant belongs to is the configuration's to say, not the session's. */
  private <T> T inConfiguredZone(Supplier<T> work) {
    Map<String, String> zone = Map.of(TIME_ZONE, configuration.timeZone().getId());
    try (SessionSettings settings = SessionSettings.of(spark, zone)) {
      sources.define(configuration.views());
      return work.get();
    }
  }

  /** To be set before any row is kept: what keeps it is planned by the settings that hold then. */
  private SessionSettings exchanges(Inputs inputs) {
    return SessionSettings.of(
        spark,
        ExchangeSettings.of(
            spark.sparkContext().getConf(),
            inputs::bytesOfText,
            spark.sparkContext().defaultParallelism(),
            Integer.parseInt(spark.conf().get(ExchangeSettings.PARTITIONS))));
  }

  private Plan planned() {
    List<Plan.PlannedInput> found = new ArrayList<>();
    try (Kept kept = new Kept()) {
      Inputs inputs = new Inputs(sources, configuration, stages, sideBySide, kept);
      for (InputTable table : configuration.inputs().values()) {
        inputs.requireReadable(table);
        found.add(
            new Plan.PlannedInput(
                table.name(),
                table.format().label(),
                table.path().or(table::table).orElse(""),
                table.mapping().keySet().stream().sorted().toList()));
      }
      inputs.requireMaskedColumns();
    }
    List<String> tables = new ArrayList<>();
    List<Plan.LeftOut> leftOut = new ArrayList<>();
    for (Metric metric : MetricCatalog.ALL) {
      String name = metric.contract().name();
      List<String> lacking = lacking(metric);
      if (!isAskedFor(metric)) {
        leftOut.add(new Plan.LeftOut(name, "it is not among --metrics"));
      } else if (!lacking.isEmpty()) {
        leftOut.add(
            new Plan.LeftOut(
                name,
                "it needs the input "
                    + String.join(" and ", lacking)
                    + ", which is not configured"));
      } else {
        tables.add(name);
      }
    }
    tables.add(InputReconciliationTable.NAME);
    tables.add(RejectedRowsTable.NAME);
    return new Plan(found, tables, leftOut);
  }

  private CheckReport checked() {
    try (Kept kept = new Kept()) {
      Inputs inputs = new Inputs(sources, configuration, stages, sideBySide, kept);
      String runId = RunIdentity.of(configuration, inputs.versions());
      Inputs.Judged judged = judged(inputs, runId);
      List<String> warnings = new ArrayList<>(judged.warnings());
      ServiceWarnings.ofRevenue(configuration, judged).ifPresent(warnings::add);
      List<CheckReport.Rejection> rejections = new ArrayList<>();
      for (RejectionThreshold.Rejections table : judged.rejections()) {
        for (RejectionThreshold.RejectedReason reason : table.largestFirst()) {
          rejections.add(
              new CheckReport.Rejection(
                  table.inputTable(), reason.code(), reason.reason(), reason.rows()));
        }
      }
      return new CheckReport(
          configuration.asOfDate(), judged.reports(), rejections, warnings, judged.refusal());
    }
  }

  private Inputs.Judged judged(Inputs inputs, String runId) {
    try (SessionSettings settings = exchanges(inputs)) {
      return inputs.judge(runId, false, false);
    }
  }

  private RunReport ran() {
    RunRecord record = new RunRecord(spark, configuration);
    TableStore store =
        new TableStore(
            spark,
            configuration.output().path(),
            configuration.output().format(),
            configuration.output().database(),
            configuration.output().databaseFollowsNewest()
                ? Optional.of(configuration.asOfDate())
                : Optional.empty());
    try (Kept kept = new Kept()) {
      return run(store, record, kept);
    } catch (Exception e) {
      // Not only unchecked ones: Spark throws its checked exception without declaring it.
      record.failed(store, e, stages);
      throw e;
    }
  }

  private RunReport run(TableStore store, RunRecord record, Kept kept) {
    stages.run(
        "prepare the output",
        () -> {
          store.requireNames(named().toList());
          store.recover();
          return store;
        },
        any -> RunListener.ROWS_UNKNOWN);
    Inputs inputs = new Inputs(sources, configuration, stages, sideBySide, kept);
    List<CopyReport> copies = inputs.refresh();
    Map<String, String> versions = inputs.versions();
    String runId = RunIdentity.of(configuration, versions);
    try (SessionSettings settings = exchanges(inputs)) {
      return run(store, record, kept, inputs, runId, versions)
          .withCopies(copies.stream().map(copy -> copy.table() + ": " + copy.sentence()).toList());
    }
  }

  private RunReport run(
      TableStore store,
      RunRecord record,
      Kept kept,
      Inputs inputs,
      String runId,
      Map<String, String> versions) {
    Inputs.Judged judged = inputs.judge(runId, uses(Metric.Use.ORDERS), uses(Metric.Use.LINES));
    record.found(runId, versions, judged.reports());
    judged.requireUsable();
    record.warned(judged.warnings());

    PurchaseHistory history = history(judged, kept);
    witness.accept(history);
    LifetimeValueModels models = new LifetimeValueModels(spark, configuration, kept);
    Predictions predictions =
        uses(Metric.Use.PREDICTIONS)
            ? stages.run(
                "fit the lifetime value models",
                () -> models.of(history),
                any -> RunListener.ROWS_UNKNOWN)
            : models.none();
    Map<String, BigDecimal> totals =
        stages.run("sum the totals", () -> Totals.of(history), any -> RunListener.ROWS_UNKNOWN);
    List<Computed> tables = computed(judged, history, predictions, totals, kept);
    Map<String, Dataset<Row>> rows = new HashMap<>();
    tables.forEach(table -> rows.put(table.contract().name(), table.rows()));
    List<String> warnings = new ArrayList<>(judged.warnings());
    ServiceWarnings.ofRevenue(configuration, judged).ifPresent(warnings::add);
    warnings.addAll(ServiceWarnings.ofUnknownOrders(configuration, rows));
    warnings.addAll(WindowWarnings.of(history.windows()));
    warnings.addAll(models.warnings());
    record.warned(warnings);
    List<RunReport.TableReport> published = published(tables, store, runId);
    boolean namesMove =
        configuration.output().database().isPresent()
            && configuration.output().databaseFollowsNewest();
    if (namesMove) {
      stages
          .run(
              "look at the names",
              () -> store.namesStaying(named().toList()),
              any -> RunListener.ROWS_UNKNOWN)
          .ifPresent(warnings::add);
      record.warned(warnings);
    }
    record.succeeded(store, published, stages);
    Optional<PerennialException> unnamed =
        namesMove ? movedNames(store, warnings) : Optional.empty();
    List<RunReport.Headline> headlines =
        stages.run(
            "read the headlines",
            () -> Headlines.of(rows, totals, configuration.currency()),
            List::size);
    return new RunReport(
        runId,
        configuration.asOfDate(),
        judged.reports(),
        published,
        headlines,
        warnings,
        List.of(),
        unnamed);
  }

  /**
   * Moves the names, together, and only when run_history names the run: a reader by name finds
   * tables that belong together, and the next run sees whose they are. What stays is in
   * run_history's row by then; it is added here where that has changed since.
   *
   * @return why names did not move that should have
   */
  private Optional<PerennialException> movedNames(TableStore store, List<String> warnings) {
    try {
      stages
          .run("move the names", store::moveNames, any -> RunListener.ROWS_UNKNOWN)
          .filter(stay -> !warnings.contains(stay))
          .ifPresent(warnings::add);
      return Optional.empty();
    } catch (PerennialException e) {
      // The tables are published: what was done is told before the run ends with this.
      return Optional.of(e);
    }
  }

  private PurchaseHistory history(Inputs.Judged judged, Kept kept) {
    HistoryRules rules = Settings.history(configuration);
    Dataset<Row> days = judged.days(rules, kept::keep);
    GapHistogram gaps =
        stages.run("learn the windows", () -> gaps(days), any -> RunListener.ROWS_UNKNOWN);
    Windows windows =
        Windows.of(
            configuration.retention().activityWindowDays(),
            configuration.churn().windowDays(),
            gaps);
    return new PurchaseHistory(
        rules,
        windows,
        judged.ledger(),
        days,
        kept.keep(CustomerTotals.of(days, rules.asOf())),
        kept.keep(PeriodCells.of(days, rules)),
        judged
            .input(SubscriptionsInput.NAME)
            .map(
                rows ->
                    kept.keep(
                        SubscriptionSpans.of(
                            rows,
                            judged.customers(),
                            Settings.ofSubscriptions(configuration),
                            rules.asOf()))),
        judged.inputs(),
        judged.orders().map(kept::keep),
        judged.lines());
  }

  /** At most as many rows as there are days in the history. */
  private static GapHistogram gaps(Dataset<Row> days) {
    Map<Integer, Long> counts = new HashMap<>();
    for (Row row : GapHistogram.rows(days).collectAsList()) {
      counts.put(row.<Integer>getAs(GapHistogram.GAP_DAYS), row.<Long>getAs(GapHistogram.GAPS));
    }
    return GapHistogram.of(counts);
  }

  /** A table that is to be computed. */
  private record Wanted(TableContract contract, Supplier<Dataset<Row>> plan) {}

  /** A table that was computed and keeps its contract. */
  private record Computed(TableContract contract, Dataset<Row> rows, long count) {}

  /** The tables, in the order in which they are told of; computed side by side. */
  private List<Computed> computed(
      Inputs.Judged judged,
      PurchaseHistory history,
      Predictions predictions,
      Map<String, BigDecimal> totals,
      Kept kept) {
    Intermediates shared = Intermediates.of(history, predictions, kept::keep);
    List<Wanted> wanted = new ArrayList<>();
    for (Metric metric : MetricCatalog.ALL) {
      if (willBeComputed(metric)) {
        wanted.add(new Wanted(metric.contract(), () -> metric.of(shared)));
      }
    }
    wanted.add(new Wanted(InputReconciliationTable.CONTRACT, judged::reconciliation));
    wanted.add(new Wanted(RejectedRowsTable.CONTRACT, judged::rejected));
    stages.expect(wanted.stream().map(table -> COMPUTE + table.contract().name()).toList());
    return sideBySide.each(
        wanted,
        table ->
            stages.run(
                COMPUTE + table.contract().name(),
                () -> computed(table, totals, kept),
                Computed::count));
  }

  private static Computed computed(Wanted table, Map<String, BigDecimal> totals, Kept kept) {
    Dataset<Row> rows = kept.keep(table.plan().get());
    OutputCheck.Outcome outcome = checked(table.contract(), rows, totals);
    return new Computed(table.contract(), rows, outcome.rows());
  }

  private static OutputCheck.Outcome checked(
      TableContract contract, Dataset<Row> table, Map<String, BigDecimal> totals) {
    OutputCheck check = new OutputCheck(contract);
    throwIfBroken(check, check.columnViolations(table));
    OutputCheck.Outcome outcome = check.of(table, totals);
    throwIfBroken(check, outcome.violations());
    return outcome;
  }

  private static void throwIfBroken(OutputCheck check, List<String> violations) {
    check
        .broken(violations)
        .ifPresent(
            error -> {
              throw error;
            });
  }

  private List<RunReport.TableReport> published(
      List<Computed> tables, TableStore store, String runId) {
    stages.expect(tables.stream().map(table -> PUBLISH + table.contract().name()).toList());
    return sideBySide.each(tables, table -> published(table, store, runId));
  }

  private RunReport.TableReport published(Computed table, TableStore store, String runId) {
    String name = table.contract().name();
    Published published =
        stages.run(
            PUBLISH + name,
            () -> store.publish(table.contract(), table.rows(), runId),
            any -> table.count());
    return new RunReport.TableReport(
        name,
        table.count(),
        stages.seconds(COMPUTE + name) + stages.seconds(PUBLISH + name),
        published.location(),
        published.version());
  }

  /** The tables that will be published, but for the history of runs. */
  private Stream<TableContract> wanted() {
    return Stream.concat(
        MetricCatalog.ALL.stream().filter(this::willBeComputed).map(Metric::contract),
        Stream.of(InputReconciliationTable.CONTRACT, RejectedRowsTable.CONTRACT));
  }

  /** The tables that have names where there is a catalogue. */
  private Stream<TableContract> named() {
    return Stream.concat(wanted(), Stream.of(RunHistoryTable.CONTRACT));
  }

  /** Whether a table that will be computed needs this made. */
  private boolean uses(Metric.Use use) {
    return MetricCatalog.ALL.stream()
        .anyMatch(
            metric -> metric.uses(use, Settings.given(configuration)) && willBeComputed(metric));
  }

  private boolean willBeComputed(Metric metric) {
    return isAskedFor(metric) && lacking(metric).isEmpty();
  }

  private boolean isAskedFor(Metric metric) {
    return request.metrics().isEmpty() || request.metrics().contains(metric.contract().name());
  }

  private void requireComputable(String name) {
    Metric metric =
        MetricCatalog.find(name)
            .orElseThrow(
                () ->
                    Errors.metricUnknown(
                        name,
                        MetricCatalog.ALL.stream().map(one -> one.contract().name()).toList()));
    List<String> lacking = lacking(metric);
    if (!lacking.isEmpty()) {
      throw Errors.metricInputMissing(name, lacking);
    }
  }

  /** The inputs that a metric needs and that are not configured. */
  private List<String> lacking(Metric metric) {
    return metric.lacks(Settings.given(configuration));
  }

  private void requireTable(Segment segment) {
    String ordersTable =
        configuration.inputs().containsKey(OrdersInput.NAME)
            ? OrdersInput.NAME
            : OrderLinesInput.NAME;
    Set<String> slicing = Set.of(CustomersInput.NAME, SubscriptionsInput.NAME, ordersTable);
    if (!slicing.contains(segment.table())) {
      throw Errors.segmentTableUnused(segment.name(), segment.table(), ordersTable);
    }
  }
}
