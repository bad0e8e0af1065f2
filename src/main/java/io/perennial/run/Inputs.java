package io.perennial.run;

import static org.apache.spark.sql.functions.col;

import io.perennial.config.Configuration;
import io.perennial.config.InputTable;
import io.perennial.config.OrderRules;
import io.perennial.config.Segment;
import io.perennial.error.Errors;
import io.perennial.error.PerennialException;
import io.perennial.history.HistoryRules;
import io.perennial.history.PurchaseDays;
import io.perennial.quality.Assessment;
import io.perennial.quality.InputReconciliation;
import io.perennial.quality.JudgedOrders;
import io.perennial.quality.OrderLedger;
import io.perennial.quality.RejectedRows;
import io.perennial.quality.RejectionThreshold;
import io.perennial.quality.RowText;
import io.perennial.quality.StatusRules;
import io.perennial.quality.StatusesFound;
import io.perennial.source.CopyReport;
import io.perennial.source.MappedRows;
import io.perennial.table.LedgerTable;
import io.perennial.table.LineFacts;
import io.perennial.table.Types;
import io.perennial.table.input.CustomersInput;
import io.perennial.table.input.ExchangeRatesInput;
import io.perennial.table.input.InputCatalog;
import io.perennial.table.input.InputContract;
import io.perennial.table.input.OrderLinesInput;
import io.perennial.table.input.OrdersInput;
import io.perennial.table.output.InputReconciliationTable;
import io.perennial.table.output.RejectedRowsTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Reads the configured inputs, each once, judges their rows and accounts for every one of them, and
 * says whether a run may go on, before anything is computed.
 */
final class Inputs {
  private static final String READ = "read ";
  private static final String REFRESH = "look for what is new in ";

  private final Configuration configuration;
  private final SourceRows sources;
  private final Stages stages;
  private final SideBySide sideBySide;
  private final Kept kept;

  Inputs(
      SourceRows sources,
      Configuration configuration,
      Stages stages,
      SideBySide sideBySide,
      Kept kept) {
    this.configuration = configuration;
    this.sources = sources;
    this.stages = stages;
    this.sideBySide = sideBySide;
    this.kept = kept;
  }

  /**
   * What was made of the inputs.
   *
   * @param ledger the order ledger, kept
   * @param isDaily whether the ledger has at most one accepted row per customer and day
   * @param orders the accepted orders one by one, where they were asked for
   * @param lines the accepted lines, where they were asked for and there are any
   * @param inputs the accepted rows of each table beside the orders, by its name
   * @param reconciliation rows of input_reconciliation
   * @param rejected rows of rejected_rows
   * @param reports the rows of each input table
   * @param rejections why rows of each were rejected
   * @param warnings what a reader of the figures should know of the inputs
   * @param refusal why nothing may be computed of them, if that is so
   */
  record Judged(
      Dataset<Row> ledger,
      boolean isDaily,
      Optional<Dataset<Row>> orders,
      Optional<Dataset<Row>> lines,
      Map<String, Dataset<Row>> inputs,
      Dataset<Row> reconciliation,
      Dataset<Row> rejected,
      List<RunReport.InputReport> reports,
      List<RejectionThreshold.Rejections> rejections,
      List<String> warnings,
      Optional<PerennialException> refusal) {

    /**
     * Ends a run here that may not go on.
     *
     * @throws PerennialException where more rows of a table are rejected than allowed, or no order
     *     is left
     */
    void requireUsable() {
      refusal.ifPresent(
          error -> {
            throw error;
          });
    }

    /** The accepted rows of a table beside the orders; empty where it is not given. */
    Optional<Dataset<Row>> input(String name) {
      return Optional.ofNullable(inputs.get(name));
    }

    Optional<Dataset<Row>> customers() {
      return input(CustomersInput.NAME);
    }

    /**
     * The purchase days, kept; where they are rows of the ledger as they stand, those are kept
     * already.
     */
    Dataset<Row> days(HistoryRules rules, UnaryOperator<Dataset<Row>> keep) {
      return isDaily && PurchaseDays.areOfLedger(rules)
          ? PurchaseDays.ofLedgerInTurn(ledger)
          : keep.apply(PurchaseDays.of(ledger, customers(), rules, isDaily));
    }
  }

  /** One input table, judged. */
  private record Table(String name, MappedRows mapped, Dataset<Row> summed) {}

  /** A table beside the orders, its accepted rows, and what notes its statuses. */
  private record Beside(Table table, Dataset<Row> accepted, Optional<StatusesFound> statuses) {}

  /** What became of a table's rows. */
  private record TableRead(
      RunReport.InputReport report, RejectionThreshold.Rejections rejections) {}

  /** The table of the orders, and what is made of it. */
  private record OrdersRead(
      Table table,
      Dataset<Row> ledger,
      Optional<Dataset<Row>> orders,
      Optional<Dataset<Row>> lines) {}

  /**
   * Where copies of sources are kept, brings them up to date, once for all runs.
   *
   * @return how each input was read, in the configuration's order; empty where no copies are kept,
   *     or an earlier run brought them up to date
   */
  List<CopyReport> refresh() {
    if (!sources.areToBeRefreshed()) {
      return List.of();
    }
    List<InputTable> tables = List.copyOf(configuration.inputs().values());
    stages.expect(tables.stream().map(table -> REFRESH + table.name()).toList());
    return sideBySide.each(
        tables,
        table ->
            stages.run(
                REFRESH + table.name(),
                () -> sources.refresh(table),
                copy -> copy.rowsRead().orElse(RunListener.ROWS_UNKNOWN)));
  }

  /** Opens a table and resolves its mapping; reads at most a header line. */
  void requireReadable(InputTable table) {
    sources.of(table);
  }

  /** About how many bytes of text all tables have, as far as Spark knows without reading a row. */
  double bytesOfText() {
    return configuration.inputs().values().stream().mapToDouble(sources::bytesOfText).sum();
  }

  /**
   * Refuses a masked column that no input has: a slip of the pen there would show what was to be
   * hidden.
   */
  void requireMaskedColumns() {
    if (configuration.quality().maskedColumns().isEmpty()) {
      return;
    }
    Set<String> known = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    configuration.inputs().values().forEach(table -> known.addAll(sources.columns(table)));
    for (String masked : configuration.quality().maskedColumns()) {
      if (!known.contains(masked)) {
        throw Errors.maskedColumnUnknown(masked, List.copyOf(known));
      }
    }
  }

  /** What is known of the version of each table, by its name, in the configuration's order. */
  Map<String, String> versions() {
    Map<String, String> versions = new LinkedHashMap<>();
    configuration
        .inputs()
        .values()
        .forEach(
            table ->
                explained(() -> sources.version(table))
                    .ifPresent(version -> versions.put(table.name(), version)));
    return versions;
  }

  /**
   * Reads and judges every input. Whether a run may go on with them, the outcome says.
   *
   * @param wantsOrders whether a table will look at single orders
   * @param wantsLines whether a table will look at products
   * @throws io.perennial.error.PerennialException where a table cannot be read, or where rows got
   *     lost
   */
  Judged judge(String runId, boolean wantsOrders, boolean wantsLines) {
    boolean ordersGiven = configuration.inputs().containsKey(OrdersInput.NAME);
    String ordersName = ordersGiven ? OrdersInput.NAME : OrderLinesInput.NAME;
    List<String> namesBeside =
        InputCatalog.ALL.stream()
            .map(InputContract::name)
            .filter(name -> configuration.inputs().containsKey(name) && !name.equals(ordersName))
            .toList();
    List<Table> tables = new ArrayList<>();
    Map<String, Dataset<Row>> accepted = new LinkedHashMap<>();
    Map<String, StatusesFound> noted = new LinkedHashMap<>();
    Optional<StatusesFound> statuses = statusesOf(ordersName);
    statuses.ifPresent(found -> noted.put(ordersName, found));
    for (Beside beside : sideBySide.each(namesBeside, name -> beside(name, wantsLines))) {
      tables.add(beside.table());
      accepted.put(beside.table().name(), beside.accepted());
      beside.statuses().ifPresent(found -> noted.put(beside.table().name(), found));
    }
    OrdersRead read =
        orders(
            ordersName,
            Optional.ofNullable(accepted.get(ExchangeRatesInput.NAME)),
            statuses,
            wantsOrders,
            wantsLines);
    Optional<Dataset<Row>> besideLines =
        Optional.ofNullable(accepted.remove(OrderLinesInput.NAME)).map(Inputs::lineFacts);
    Table orders = read.table();
    tables.add(0, orders);
    requireMaskedColumns();

    List<TableRead> tablesRead = read(tables);
    List<RunReport.InputReport> reports = tablesRead.stream().map(TableRead::report).toList();
    List<RejectionThreshold.Rejections> rejections =
        tablesRead.stream().map(TableRead::rejections).toList();
    return new Judged(
        kept.withoutPlan(read.ledger()),
        isDaily(orders.mapped()),
        read.orders(),
        wantsLines ? read.lines().or(() -> besideLines) : Optional.empty(),
        accepted,
        union(tables, table -> InputReconciliation.of(table.name(), table.summed())),
        union(tables, table -> RejectedRows.of(table.name(), table.summed(), runId)),
        reports,
        rejections,
        warnings(reports, rejections, onStatuses(noted)),
        refusal(reports.get(0), rejections));
  }

  private Optional<PerennialException> refusal(
      RunReport.InputReport ofOrders, List<RejectionThreshold.Rejections> rejections) {
    RejectionThreshold threshold =
        new RejectionThreshold(
            configuration.quality().maximumRejectedShare(),
            configuration.quality().maximumRejectedShareByTable());
    return threshold
        .exceeded(rejections)
        .or(
            () ->
                ofOrders.rowsAccepted() > 0
                    ? Optional.empty()
                    : Optional.of(
                        Errors.noOrderCounts(
                            ofOrders.name(),
                            ofOrders.rowsRead(),
                            ofOrders.rowsRejected(),
                            ofOrders.rowsExcluded(),
                            ofOrders.rowsAnonymous())));
  }

  /**
   * Reads the tables, side by side where none takes part in another's reading: the orders read the
   * exchange rates, too, and the rows of a scan are counted by whoever ends a reading first, which
   * must be whoever made it.
   */
  private List<TableRead> read(List<Table> tables) {
    stages.expect(tables.stream().map(table -> READ + table.name()).toList());
    Map<String, TableRead> found = new HashMap<>();
    List<Table> others = new ArrayList<>();
    for (Table table : tables) {
      if (table.name().equals(ExchangeRatesInput.NAME)) {
        found.put(table.name(), read(table));
      } else {
        others.add(table);
      }
    }
    for (TableRead read : sideBySide.each(others, this::read)) {
      found.put(read.report().name(), read);
    }
    return tables.stream().map(table -> found.get(table.name())).toList();
  }

  private TableRead read(Table table) {
    RunReport.InputReport report =
        stages.run(
            READ + table.name(),
            () -> explained(() -> report(table)),
            RunReport.InputReport::rowsRead);
    return new TableRead(report, rejections(table, report));
  }

  /** Runs work that reads inputs, and lets a failure of reading speak for itself. */
  <T> T explained(Supplier<T> work) {
    try {
      return work.get();
    } catch (Exception e) {
      // Not only unchecked ones: Spark throws its checked exception without declaring it.
      Optional<PerennialException> known =
          sources.explain(List.copyOf(configuration.inputs().values()), e);
      if (known.isPresent()) {
        throw known.get();
      }
      throw e;
    }
  }

  /**
   * What notes the statuses of the orders, or of lines beside them, which go by the same ones;
   * empty of any other table, and where none is mapped or none is named.
   */
  private Optional<StatusesFound> statusesOf(String name) {
    List<String> named = configuration.orders().namedStatuses();
    return named.isEmpty()
            || !Set.of(OrdersInput.NAME, OrderLinesInput.NAME).contains(name)
            || !configuration.inputs().get(name).mapping().containsKey(OrdersInput.STATUS)
        ? Optional.empty()
        : Optional.of(new StatusesFound(named, configuration.asOfDate()));
  }

  private static List<String> onStatuses(Map<String, StatusesFound> noted) {
    List<String> warnings = new ArrayList<>();
    try {
      for (Map.Entry<String, StatusesFound> table : noted.entrySet()) {
        table.getValue().warning(table.getKey()).ifPresent(warnings::add);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the statuses were noted", e);
    }
    return warnings;
  }

  private OrdersRead orders(
      String name,
      Optional<Dataset<Row>> rates,
      Optional<StatusesFound> statuses,
      boolean wantsOrders,
      boolean wantsLines) {
    MappedRows mapped = sources.of(configuration.inputs().get(name));
    Dataset<Row> sliced = mapped.rows();
    for (String column : mapped.contract().slicing()) {
      if (segmentAttributes(name).contains(column)) {
        sliced = sliced.withColumn(LedgerTable.attribute(column), col(column));
      }
    }
    Dataset<Row> rowsRead = sliced;
    Dataset<Row> read = statuses.map(found -> found.of(rowsRead)).orElse(rowsRead);
    OrderRules rules = configuration.orders();
    OrderLedger ledger =
        new OrderLedger(
            configuration.asOfDate(),
            configuration.currency(),
            rules.earliestDate(),
            rules.maximumAmount(),
            statusRules(),
            rules.negativeAmounts(),
            configuration.returnsPolicy(),
            mapped.mapped(),
            segmentAttributes(name),
            rowText(mapped));
    boolean areLines = name.equals(OrderLinesInput.NAME);
    JudgedOrders judged =
        areLines ? ledger.judgeOrderLines(read, rates) : ledger.judgeOrders(read, rates);
    boolean keepsRows = wantsOrders || (areLines && wantsLines);
    JudgedOrders rows = keepsRows ? judged.kept(kept::keepObserved) : judged;
    // Rows that will be the days as they stand know of those before and after.
    boolean areDays = isDaily(mapped) && PurchaseDays.areOfLedger(Settings.history(configuration));
    Dataset<Row> summed = rows.ledger(areDays, kept::keepObserved);
    return new OrdersRead(
        new Table(name, mapped, kept.keepObserved(InputReconciliation.summary(summed))),
        summed,
        wantsOrders ? Optional.of(rows.orders()) : Optional.empty(),
        areLines && wantsLines ? Optional.of(rows.lines()) : Optional.empty());
  }

  /** Whether the ledger has at most one accepted row per customer and day. */
  private boolean isDaily(MappedRows mapped) {
    return !mapped.mapped().contains(OrdersInput.CURRENCY)
        && segmentAttributes(mapped.contract().name()).isEmpty();
  }

  /** Accepted lines that were read beside orders, as {@link LineFacts} says. */
  private static Dataset<Row> lineFacts(Dataset<Row> lines) {
    return lines.select(
        col(LineFacts.ORDER_ID),
        col(LineFacts.PRODUCT_ID),
        col(LineFacts.CATEGORY),
        col(LineFacts.QUANTITY),
        col(OrderLinesInput.QUANTITY)
            .multiply(col(OrderLinesInput.UNIT_PRICE))
            .cast(Types.AMOUNT)
            .as(LineFacts.AMOUNT));
  }

  private Beside beside(String name, boolean wantsLines) {
    MappedRows mapped = sources.of(configuration.inputs().get(name));
    Assessment assessment =
        new Assessment(
            mapped.contract(),
            configuration.asOfDate(),
            configuration.currency(),
            configuration.orders().earliestDate(),
            configuration.orders().maximumAmount(),
            statusRules(),
            mapped.mapped(),
            mapped.attributes(),
            rowText(mapped));
    // Where no table looks at the lines beside orders they are only accounted for, which needs no
    // more of them than their sums.
    boolean onlySummed = name.equals(OrderLinesInput.NAME) && !wantsLines;
    Optional<StatusesFound> statuses = statusesOf(name);
    Dataset<Row> read = statuses.map(found -> found.of(mapped.rows())).orElseGet(mapped::rows);
    Dataset<Row> assessed = assessment.of(read);
    Dataset<Row> rows = onlySummed ? assessed : kept.keepObserved(assessed);
    Dataset<Row> summed = assessment.summary(rows);
    return new Beside(
        new Table(name, mapped, onlySummed ? kept.keepObserved(summed) : summed),
        assessment.accepted(rows),
        statuses);
  }

  /** By which orders and order lines count, be the lines the orders or beside them. */
  private StatusRules statusRules() {
    OrderRules rules = configuration.orders();
    return new StatusRules(
        rules.countedStatuses(), rules.excludedStatuses(), rules.returnStatuses());
  }

  private RowText rowText(MappedRows mapped) {
    Set<String> masked = Set.copyOf(configuration.quality().maskedColumns());
    return new RowText(masked, mapped.madeFromAny(masked));
  }

  /** The attributes by which orders are sliced; the ledger keeps no others apart. */
  private List<String> segmentAttributes(String table) {
    return configuration.segments().stream()
        .filter(segment -> segment.table().equals(table))
        .map(Segment::attribute)
        .distinct()
        .sorted()
        .toList();
  }

  private RunReport.InputReport report(Table table) {
    long read = 0;
    long accepted = 0;
    long rejected = 0;
    long excluded = 0;
    long anonymous = 0;
    // One row per currency, and currencies are codes of three letters.
    for (Row row : InputReconciliation.of(table.name(), table.summed()).collectAsList()) {
      read += row.<Long>getAs(InputReconciliationTable.ROWS_READ);
      accepted += row.<Long>getAs(InputReconciliationTable.ROWS_ACCEPTED);
      rejected += row.<Long>getAs(InputReconciliationTable.ROWS_REJECTED);
      excluded += row.<Long>getAs(InputReconciliationTable.ROWS_EXCLUDED);
      anonymous += row.<Long>getAs(InputReconciliationTable.ROWS_ANONYMOUS);
    }
    InputReconciliation.difference(table.name(), counted(table.mapped()), read)
        .ifPresent(
            error -> {
              throw error;
            });
    return new RunReport.InputReport(table.name(), read, accepted, rejected, excluded, anonymous);
  }

  private static long counted(MappedRows mapped) {
    try {
      return mapped.rowsRead();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the rows read were counted", e);
    }
  }

  private static RejectionThreshold.Rejections rejections(
      Table table, RunReport.InputReport report) {
    if (report.rowsRejected() == 0) {
      return new RejectionThreshold.Rejections(table.name(), report.rowsRead(), List.of());
    }
    List<RejectionThreshold.RejectedReason> reasons =
        RejectedRows.reasons(table.name(), table.summed()).collectAsList().stream()
            .map(
                row ->
                    new RejectionThreshold.RejectedReason(
                        row.getAs(LedgerTable.REASON_CODE),
                        row.getAs(LedgerTable.REASON),
                        row.<Long>getAs(RejectedRows.ROWS),
                        row.getAs(RejectedRows.EXAMPLE)))
            .toList();
    return new RejectionThreshold.Rejections(table.name(), report.rowsRead(), reasons);
  }

  private static List<String> warnings(
      List<RunReport.InputReport> reports,
      List<RejectionThreshold.Rejections> rejections,
      List<String> onStatuses) {
    List<String> warnings = new ArrayList<>(onStatuses);
    for (int i = 0; i < reports.size(); i++) {
      RunReport.InputReport report = reports.get(i);
      if (report.rowsRejected() > 0) {
        warnings.add(
            String.format(
                Locale.ROOT,
                "%,d of %,d rows of %s were rejected (%s); a run lists them in %s.",
                report.rowsRejected(),
                report.rowsRead(),
                report.name(),
                byReason(rejections.get(i)),
                RejectedRowsTable.NAME));
      }
      if (report.rowsAnonymous() > 0) {
        warnings.add(
            String.format(
                Locale.ROOT,
                "%,d rows of %s name no customer; their revenue enters no customer figure.",
                report.rowsAnonymous(),
                report.name()));
      }
    }
    return warnings;
  }

  /** The reasons with their rows, the most frequent first. */
  private static String byReason(RejectionThreshold.Rejections rejections) {
    return rejections.largestFirst().stream()
        .map(reason -> reason.code() + " " + reason.rows())
        .collect(Collectors.joining(", "));
  }

  private static Dataset<Row> union(
      List<Table> tables, java.util.function.Function<Table, Dataset<Row>> rows) {
    return tables.stream().map(rows).reduce(Dataset::unionByName).orElseThrow();
  }
}
