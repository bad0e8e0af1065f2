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
import io.perennial.table.input.CustomersInput;
import io.perennial.table.input.ExchangeRatesInput;
import io.perennial.table.input.InputColumn;
import io.perennial.table.input.InputContract;
import io.perennial.table.input.OrderLinesInput;
import io.perennial.table.input.OrdersInput;
import io.perennial.table.input.SubscriptionsInput;
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
 * Judges the rows of an input table that is not turned into the ledger: customers, exchange rates,
 * subscriptions, and order lines beside an orders table. Rows keep their canonical columns and
 * attributes and gain {@code LedgerTable}'s disposition, reason_code, reason and row.
 *
 * <p>A row takes the first reason it meets: {@code malformed_row}, {@code after_as_of}, {@code
 * undecodable_text}, an unreadable value in the contract's order of columns, a missing value,
 * {@code unknown_currency}, {@code impossible_date}, {@code ended_before_start}, {@code
 * absurd_amount}, a negative or non-positive value, and at last {@code conflicting_key} or {@code
 * identical_repeat} beside the other rows of its key.
 *
 * @param contract the input table
 * @param asOfDate the day at whose end the observation ends
 * @param currency the reporting currency
 * @param earliestDate the earliest date taken for real
 * @param maximumAmount the largest amount, without sign, taken for real
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
    Set<String> mapped,
    List<String> attributes,
    RowText rowText) {
  private static final String RULE = "_rule";
  private static final String TEXT = "_text";
  private static final String HASH = "_hash";
  private static final String SPREAD = "_spread";
  private static final String READ_CURRENCY = "_read_currency";
  private static final String AMOUNT = "_amount";

  public Assessment {
    mapped = Set.copyOf(mapped);
    attributes = List.copyOf(attributes);
  }

  /** Mapped rows with what became of each; one scan, no action. */
  public Dataset<Row> of(Dataset<Row> rows) {
    boolean hasLines = contract.name().equals(OrderLinesInput.NAME);
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
      columns.add(
          column.name().equals(OrdersInput.CURRENCY)
              ? CommonRules.code(col(column.name())).as(column.name())
              : col(column.name()));
    }
    attributes.forEach(attribute -> columns.add(col(LedgerTable.attribute(attribute))));
    return assessed
        .filter(
            col(LedgerTable.DISPOSITION)
                .isin(Disposition.ACCEPTED.label(), Disposition.ANONYMOUS.label()))
        .select(columns.toArray(Column[]::new));
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
            col(LedgerTable.REASON),
            col(READ_CURRENCY).as(LedgerTable.CURRENCY),
            col(LedgerTable.ROW))
        .agg(
            count(lit(1)).as(LedgerTable.ROWS),
            sum(coalesce(col(AMOUNT), lit(BigDecimal.ZERO).cast(Types.AMOUNT)))
                .as(LedgerTable.AMOUNT_READ));
  }

  private List<String> key() {
    return switch (contract.name()) {
      case CustomersInput.NAME -> List.of(CustomersInput.CUSTOMER_ID);
      case ExchangeRatesInput.NAME ->
          List.of(ExchangeRatesInput.CURRENCY, ExchangeRatesInput.DATE_COLUMN);
      case SubscriptionsInput.NAME -> List.of(SubscriptionsInput.SUBSCRIPTION_ID);
      default -> List.of();
    };
  }

  private RowRules rules() {
    return switch (contract.name()) {
      case CustomersInput.NAME -> customerRules();
      case ExchangeRatesInput.NAME -> exchangeRateRules();
      case OrderLinesInput.NAME -> lineRules();
      case SubscriptionsInput.NAME -> subscriptionRules();
      default -> throw new IllegalArgumentException("No row rules for " + contract.name());
    };
  }

  private RowRules customerRules() {
    Column day = to_date(col(CustomersInput.SIGNED_UP_AT));
    List<RowRule> rules =
        startingRules(CustomersInput.SIGNED_UP_AT, day, List.of(CustomersInput.CUSTOMER_ID));
    rules.add(CommonRules.missing(CustomersInput.CUSTOMER_ID));
    rules.add(impossible(CustomersInput.SIGNED_UP_AT, day));
    rules.add(absurd(col(CustomersInput.ACQUISITION_COST)));
    rules.add(
        CommonRules.negative(
            CustomersInput.ACQUISITION_COST, col(CustomersInput.ACQUISITION_COST)));
    return new RowRules(rules);
  }

  private RowRules exchangeRateRules() {
    Column day = col(ExchangeRatesInput.DATE_COLUMN);
    List<RowRule> rules = startingRules(ExchangeRatesInput.DATE_COLUMN, day, List.of());
    rules.add(CommonRules.missing(ExchangeRatesInput.CURRENCY));
    rules.add(CommonRules.missing(ExchangeRatesInput.DATE_COLUMN));
    rules.add(CommonRules.missing(ExchangeRatesInput.RATE));
    rules.add(CommonRules.unknownCurrency(CommonRules.currency(mapped, currency)));
    rules.add(impossible(ExchangeRatesInput.DATE_COLUMN, day));
    rules.add(
        RowRule.rejected(
            ReasonCode.NON_POSITIVE + ExchangeRatesInput.RATE,
            "rate is not greater than zero.",
            col(ExchangeRatesInput.RATE).leq(0)));
    return new RowRules(rules);
  }

  private RowRules subscriptionRules() {
    Column day = to_date(col(SubscriptionsInput.STARTED_AT));
    List<RowRule> rules =
        startingRules(
            SubscriptionsInput.STARTED_AT,
            day,
            List.of(SubscriptionsInput.SUBSCRIPTION_ID, SubscriptionsInput.CUSTOMER_ID));
    rules.add(CommonRules.missing(SubscriptionsInput.SUBSCRIPTION_ID));
    rules.add(CommonRules.missing(SubscriptionsInput.CUSTOMER_ID));
    rules.add(CommonRules.missing(SubscriptionsInput.STARTED_AT));
    rules.add(CommonRules.missing(SubscriptionsInput.MONTHLY_AMOUNT));
    rules.add(impossible(SubscriptionsInput.STARTED_AT, day));
    rules.add(
        RowRule.rejected(
            ReasonCode.ENDED_BEFORE_START,
            "ended_at lies before the day of started_at.",
            to_date(col(SubscriptionsInput.ENDED_AT)).lt(day)));
    rules.add(absurd(col(SubscriptionsInput.MONTHLY_AMOUNT)));
    rules.add(
        CommonRules.negative(
            SubscriptionsInput.MONTHLY_AMOUNT, col(SubscriptionsInput.MONTHLY_AMOUNT)));
    return new RowRules(rules);
  }

  private RowRules lineRules() {
    Column day = to_date(col(OrderLinesInput.ORDERED_AT));
    List<RowRule> rules =
        startingRules(
            OrderLinesInput.ORDERED_AT,
            day,
            List.of(OrderLinesInput.ORDER_ID, OrderLinesInput.CUSTOMER_ID));
    rules.add(CommonRules.missing(OrderLinesInput.ORDER_ID));
    rules.add(CommonRules.missing(OrderLinesInput.ORDERED_AT));
    rules.add(CommonRules.missing(OrderLinesInput.QUANTITY));
    rules.add(CommonRules.missing(OrderLinesInput.UNIT_PRICE));
    rules.add(CommonRules.unknownCurrency(col(READ_CURRENCY)));
    rules.add(impossible(OrderLinesInput.ORDERED_AT, day));
    rules.add(absurd(col(AMOUNT)));
    rules.add(
        RowRule.rejected(
            ReasonCode.ABSURD_AMOUNT,
            "quantity times unit_price has more than 14 digits before the point.",
            col(AMOUNT).isNull()));
    if (mapped.contains(OrderLinesInput.UNIT_COST)) {
      rules.add(CommonRules.negative(OrderLinesInput.UNIT_COST, col(OrderLinesInput.UNIT_COST)));
    }
    return new RowRules(rules);
  }

  private List<RowRule> startingRules(String date, Column day, List<String> ids) {
    List<RowRule> rules = new ArrayList<>();
    rules.add(CommonRules.malformed());
    rules.add(
        RowRule.excluded(
            ReasonCode.AFTER_AS_OF,
            date + " lies after the as-of date " + asOfDate + ".",
            day.gt(lit(asOfDate))));
    rules.addAll(CommonRules.unreadable(contract, mapped, attributes, ids));
    return rules;
  }

  private RowRule impossible(String date, Column day) {
    return RowRule.rejected(
        ReasonCode.IMPOSSIBLE_DATE,
        date + " lies before " + earliestDate + ", the earliest date taken for real.",
        day.lt(lit(earliestDate)));
  }

  private RowRule absurd(Column amount) {
    return RowRule.rejected(
        ReasonCode.ABSURD_AMOUNT,
        "An amount is larger than " + maximumAmount.toPlainString() + ".",
        abs(amount).gt(lit(maximumAmount)));
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
        contract.name().equals(OrderLinesInput.NAME)
            ? when(col(OrderLinesInput.CUSTOMER_ID).isNull(), lit(Disposition.ANONYMOUS.label()))
                .otherwise(lit(Disposition.ACCEPTED.label()))
            : lit(Disposition.ACCEPTED.label());
    return ruled
        .withColumn(LedgerTable.DISPOSITION, rules.disposition(col(RULE), otherwise))
        .withColumn(LedgerTable.REASON_CODE, rules.code(col(RULE)))
        .withColumn(LedgerTable.REASON, rules.reason(col(RULE)))
        .withColumnRenamed(TEXT, LedgerTable.ROW)
        .drop(RULE);
  }
}
