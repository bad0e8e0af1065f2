package io.perennial.quality;

import static io.perennial.table.input.MappedColumns.MALFORMED;
import static io.perennial.table.input.MappedColumns.SOURCE;
import static io.perennial.table.input.MappedColumns.UNREADABLE;
import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.monotonically_increasing_id;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.to_date;
import static org.apache.spark.sql.functions.when;

import io.perennial.table.Disposition;
import io.perennial.table.LedgerTable;
import io.perennial.table.Types;
import io.perennial.table.input.InputCheck;
import io.perennial.table.input.InputColumn;
import io.perennial.table.input.InputContract;
import io.perennial.table.input.OrderLinesInput;
import io.perennial.table.input.OrdersInput;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * Judges the rows of an input table that is not turned into the ledger, by what its contract says:
 * every table but the orders, and the order lines beside an orders table. Rows keep their canonical
 * columns and attributes and gain {@code LedgerTable}'s disposition, reason_code and row, and the
 * reason's sentence.
 *
 * <p>A row takes the first reason it meets: {@code malformed_row}, {@code after_as_of}, {@code
 * undecodable_text}, an unreadable value in the contract's order of columns, a missing value,
 * {@code unknown_currency}, a word that its column does not know, {@code impossible_date}, {@code
 * status_not_counted} of an order line, {@code absurd_amount}, a check of the contract in its
 * order, and at last {@code conflicting_key} or {@code identical_repeat} beside the other rows of
 * its key.
 *
 * @param contract the input table
 * @param asOfDate the day at whose end the observation ends
 * @param currency the reporting currency
 * @param earliestDate the earliest date taken for real
 * @param maximumAmount the largest amount, without sign, taken for real
 * @param statuses which order lines count; other tables' statuses mean something else
 * @param mapped the canonical columns that the source has
 * @param attributes the names of the attributes that the rows carry
 * @param rowText how a rejected row is shown
 */
public record Assessment(
    InputContract contract,
    LocalDate asOfDate,
    String currency,
    LocalDate earliestDate,
    BigDecimal maximumAmount,
    StatusRules statuses,
    Set<String> mapped,
    List<String> attributes,
    RowText rowText) {
  private static final String RULE = "_rule";
  private static final String TEXT = "_text";
  private static final String HASH = "_hash";
  private static final String SPREAD = "_spread";

  /** The reason as a sentence; the name it has in the ledger is that of a column of some inputs. */
  private static final String SENTENCE = "_reason";

  private static final String READ_CURRENCY = "_read_currency";
  private static final String AMOUNT = "_amount";

  public Assessment {
    mapped = Set.copyOf(mapped);
    attributes = List.copyOf(attributes);
  }

  /** Mapped rows with what became of each; one scan, no action. */
  public Dataset<Row> of(Dataset<Row> rows) {
    boolean hasLines = hasLines();
    Dataset<Row> prepared =
        rows.withColumn(
                READ_CURRENCY,
                hasLines
                    ? CommonRules.currency(mapped, currency)
                    : lit(LedgerTable.UNKNOWN_CURRENCY))
            .withColumn(
                AMOUNT,
                hasLines
                    ? when(
                        col(MALFORMED).isNull(),
                        expr(
                            "try_cast(%s * %s as %s)"
                                .formatted(
                                    OrderLinesInput.QUANTITY,
                                    OrderLinesInput.UNIT_PRICE,
                                    Types.AMOUNT.sql())))
                    : lit(null).cast(Types.AMOUNT));
    RowRules alone = rules();
    Dataset<Row> judged =
        prepared
            .withColumn(RULE, alone.first(0))
            .withColumn(TEXT, when(alone.rejects(col(RULE)), rowText.asRead(rows.schema())))
            .drop(SOURCE, MALFORMED, UNREADABLE);
    List<String> key = key();
    return key.isEmpty() ? named(judged, alone) : besideRepeats(judged, alone, key);
  }

  /** The rows that enter the figures, with their canonical columns and attributes. */
  public Dataset<Row> accepted(Dataset<Row> assessed) {
    List<Column> columns = new ArrayList<>();
    for (InputColumn column : contract.columns()) {
      columns.add(accepted(column).as(column.name()));
    }
    attributes.forEach(attribute -> columns.add(col(LedgerTable.attribute(attribute))));
    return assessed
        .filter(
            col(LedgerTable.DISPOSITION)
                .isin(Disposition.ACCEPTED.label(), Disposition.ANONYMOUS.label()))
        .select(columns.toArray(Column[]::new));
  }

  private static Column accepted(InputColumn column) {
    if (!column.values().isEmpty()) {
      return CommonRules.word(col(column.name()));
    }
    return column.name().equals(OrdersInput.CURRENCY)
        ? CommonRules.code(col(column.name()))
        : col(column.name());
  }

  /**
   * The rows summed per disposition, reason and text, with the columns of the ledger that {@link
   * InputReconciliation} and {@link RejectedRows} read. A table without money of its own stands
   * under {@code LedgerTable.UNKNOWN_CURRENCY} with amounts of zero.
   */
  public Dataset<Row> summary(Dataset<Row> assessed) {
    return assessed
        .groupBy(
            col(LedgerTable.DISPOSITION),
            col(LedgerTable.REASON_CODE),
            col(SENTENCE).as(LedgerTable.REASON),
            col(READ_CURRENCY).as(LedgerTable.CURRENCY),
            col(LedgerTable.ROW))
        .agg(
            count(lit(1)).as(LedgerTable.ROWS),
            sum(coalesce(col(AMOUNT), lit(BigDecimal.ZERO).cast(Types.AMOUNT)))
                .as(LedgerTable.AMOUNT_READ));
  }

  /** A key of which the source leaves a column out tells no rows apart. */
  private List<String> key() {
    return mapped.containsAll(contract.key()) ? contract.key() : List.of();
  }

  private RowRules rules() {
    Column day = day();
    List<RowRule> rules = startingRules(day);
    for (InputColumn column : contract.columns()) {
      if (!column.nullable()) {
        rules.add(CommonRules.missing(column.name()));
      }
    }
    if (contract.column(OrdersInput.CURRENCY).isPresent()) {
      rules.add(CommonRules.unknownCurrency(CommonRules.currency(mapped, currency)));
    }
    for (InputColumn column : contract.columns()) {
      if (!column.values().isEmpty() && mapped.contains(column.name())) {
        rules.add(CommonRules.unknownValue(column));
      }
    }
    if (!contract.time().isEmpty()) {
      rules.add(impossible(day));
    }
    if (hasLines() && mapped.contains(OrderLinesInput.STATUS)) {
      rules.add(CommonRules.statusNotCounted(statuses));
    }
    rules.add(absurd());
    if (hasLines()) {
      rules.add(
          RowRule.rejected(
              ReasonCode.ABSURD_AMOUNT,
              "quantity times unit_price has more than 14 digits before the point.",
              col(AMOUNT).isNull()));
    }
    for (InputCheck check : contract.checks()) {
      rules.add(RowRule.rejected(check.code(), check.sentence(), expr(check.condition())));
    }
    return new RowRules(rules);
  }

  /** The day that dates a row; null where nothing does. */
  private Column day() {
    return contract.time().isEmpty()
        ? lit(null).cast(Types.DATE)
        : to_date(coalesce(contract.time().stream().map(name -> col(name)).toArray(Column[]::new)));
  }

  private boolean hasLines() {
    return contract.name().equals(OrderLinesInput.NAME);
  }

  /** The columns that name whom or what a row is about. */
  private List<String> ids() {
    return contract.columns().stream()
        .filter(column -> column.required() && column.type().equals(Types.TEXT))
        .map(InputColumn::name)
        .filter(name -> name.endsWith("_id"))
        .toList();
  }

  private List<RowRule> startingRules(Column day) {
    List<RowRule> rules = new ArrayList<>();
    rules.add(CommonRules.malformed());
    rules.add(
        RowRule.excluded(
            ReasonCode.AFTER_AS_OF,
            dateName() + " lies after the as-of date " + asOfDate + ".",
            day.gt(lit(asOfDate))));
    rules.addAll(CommonRules.unreadable(contract, mapped, attributes, ids()));
    return rules;
  }

  private String dateName() {
    return String.join(" or ", contract.time());
  }

  private RowRule impossible(Column day) {
    return RowRule.rejected(
        ReasonCode.IMPOSSIBLE_DATE,
        dateName() + " lies before " + earliestDate + ", the earliest date taken for real.",
        day.lt(lit(earliestDate)));
  }

  /** Of lines the product is looked at, of all other tables each amount. */
  private RowRule absurd() {
    List<Column> amounts =
        hasLines()
            ? List.of(col(AMOUNT))
            : contract.columns().stream()
                .filter(column -> column.type().equals(Types.AMOUNT))
                .map(column -> col(column.name()))
                .toList();
    Column isAbsurd =
        amounts.stream()
            .map(amount -> coalesce(abs(amount).gt(lit(maximumAmount)), lit(false)))
            .reduce(lit(false), Column::or);
    return RowRule.rejected(
        ReasonCode.ABSURD_AMOUNT,
        "An amount is larger than " + maximumAmount.toPlainString() + ".",
        isAbsurd);
  }

  private Dataset<Row> besideRepeats(Dataset<Row> judged, RowRules alone, List<String> key) {
    List<Column> keys = new ArrayList<>();
    for (String column : key) {
      Column value =
          column.equals(OrdersInput.CURRENCY) ? CommonRules.code(col(column)) : col(column);
      keys.add(when(col(RULE).isNull(), value));
    }
    keys.add(col(SPREAD));
    WindowSpec alike = Window.partitionBy(keys.toArray(Column[]::new)).orderBy(col(HASH));
    WindowSpec whole = alike.rowsBetween(Window.unboundedPreceding(), Window.unboundedFollowing());
    String lowest = "_lowest_hash";
    String highest = "_highest_hash";
    String turn = "_turn";
    Dataset<Row> beside =
        judged
            .withColumn(HASH, Repeats.hash(mappedColumns()))
            .withColumn(
                SPREAD, when(col(RULE).isNull(), lit(0L)).otherwise(monotonically_increasing_id()))
            .withColumn(lowest, min(col(HASH)).over(whole))
            .withColumn(highest, max(col(HASH)).over(whole))
            .withColumn(turn, row_number().over(alike));
    String keyText = String.join(" and ", key);
    RowRules rules =
        alone.and(
            List.of(
                RowRule.rejected(
                    ReasonCode.CONFLICTING_KEY,
                    "The rows of its " + keyText + " differ from each other.",
                    col(lowest).notEqual(col(highest))),
                RowRule.excluded(
                    ReasonCode.IDENTICAL_REPEAT,
                    "The row repeats another of its " + keyText + " in every column.",
                    col(turn).gt(1))));
    return named(
        beside
            .withColumn(RULE, coalesce(col(RULE), rules.first(alone.rules().size())))
            .withColumn(
                TEXT,
                when(
                    rules.rejects(col(RULE)),
                    coalesce(col(TEXT), rowText.asMapped(mappedColumns()))))
            .drop(HASH, SPREAD, lowest, highest, turn),
        rules);
  }

  private List<String> mappedColumns() {
    List<String> columns = new ArrayList<>();
    contract.columns().stream()
        .map(InputColumn::name)
        .filter(mapped::contains)
        .forEach(columns::add);
    attributes.forEach(attribute -> columns.add(LedgerTable.attribute(attribute)));
    return columns;
  }

  private Dataset<Row> named(Dataset<Row> ruled, RowRules rules) {
    Column otherwise =
        hasLines()
            ? when(col(OrderLinesInput.CUSTOMER_ID).isNull(), lit(Disposition.ANONYMOUS.label()))
                .otherwise(lit(Disposition.ACCEPTED.label()))
            : lit(Disposition.ACCEPTED.label());
    return ruled
        .withColumn(LedgerTable.DISPOSITION, rules.disposition(col(RULE), otherwise))
        .withColumn(LedgerTable.REASON_CODE, rules.code(col(RULE)))
        .withColumn(SENTENCE, rules.reason(col(RULE)))
        .withColumnRenamed(TEXT, LedgerTable.ROW)
        .drop(RULE);
  }
}
