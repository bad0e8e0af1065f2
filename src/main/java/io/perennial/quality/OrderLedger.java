package io.perennial.quality;

import static io.perennial.table.input.MappedColumns.MALFORMED;
import static io.perennial.table.input.MappedColumns.SOURCE;
import static io.perennial.table.input.MappedColumns.UNREADABLE;
import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.first;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.monotonically_increasing_id;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.shiftleft;
import static org.apache.spark.sql.functions.shiftright;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.to_date;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import io.perennial.table.Disposition;
import io.perennial.table.LedgerInTurn;
import io.perennial.table.LedgerTable;
import io.perennial.table.LineFacts;
import io.perennial.table.NegativeAmounts;
import io.perennial.table.OrderFacts;
import io.perennial.table.OrderRowsInTurn;
import io.perennial.table.ReturnsPolicy;
import io.perennial.table.SqlFunctions;
import io.perennial.table.Types;
import io.perennial.table.input.ExchangeRatesInput;
import io.perennial.table.input.InputColumn;
import io.perennial.table.input.InputContract;
import io.perennial.table.input.OrderLinesInput;
import io.perennial.table.input.OrdersInput;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * Makes the order ledger of mapped orders or order lines: every row read is in it, accepted,
 * anonymous, excluded or rejected, with the columns of {@link LedgerTable}. One scan, no action.
 *
 * <p>A row takes the first reason it meets: {@code malformed_row}, {@code after_as_of}, {@code
 * undecodable_text}, an unreadable value in the contract's order of columns, a missing value,
 * {@code unknown_currency}, {@code impossible_date}, {@code status_not_counted}, {@code
 * missing_exchange_rate}, {@code absurd_amount}, a negative amount, and at last what it is beside
 * the other rows of its order. So a row that is left out by itself cannot make another one
 * conflict, but for one that is sound and whose status does not count; and of a row after the as-of
 * date nothing but its date is looked at.
 *
 * <p>Returns: a return status, or a negative amount under {@code NegativeAmounts.RETURN}, makes a
 * row a return of the amount without its sign. It is booked on its own day; under {@code
 * ReturnsPolicy.ORDER_DATE} one that carries the order id of an order is booked on that order's
 * day. Under {@code ReturnsPolicy.IGNORE} it is accepted without effect on revenue. Discounts,
 * costs and returned amounts of a return are not looked at.
 *
 * <p>A return that carries the id of an order that does not count, and of none that does, is left
 * out with it: nothing was booked that it could lower.
 *
 * <p>Repeats: orders of one id that are equal in every mapped column are one order; orders of one
 * id that differ are all rejected, and so are those of which one counts by its status and another
 * does not: which of the two holds the source does not say. Returns of one id repeat when they are
 * equal, and are several returns when they differ.
 *
 * <p>Order lines: the sign of an order is that of the sum of its lines; its instant is its earliest
 * line's, its customer the only one its lines name, an attribute that of the earliest line that has
 * one. Equal lines are two lines. Lines of one order may differ in status: one that does not count
 * is left out by itself, as part of an order may be called off.
 *
 * @param asOfDate the day at whose end the observation ends
 * @param currency the reporting currency
 * @param earliestDate the earliest date taken for real
 * @param maximumAmount the largest amount, without sign and in the reporting currency, taken for
 *     real
 * @param statuses which statuses count and which are returns
 * @param negativeAmounts what a negative amount without a return status means
 * @param returnsPolicy when returned amounts lower net revenue
 * @param mapped the canonical columns that the source has
 * @param attributes the names of the attributes that the rows carry and the ledger keeps apart
 * @param rowText how a rejected row is shown
 */
public record OrderLedger(
    LocalDate asOfDate,
    String currency,
    LocalDate earliestDate,
    BigDecimal maximumAmount,
    StatusRules statuses,
    NegativeAmounts negativeAmounts,
    ReturnsPolicy returnsPolicy,
    Set<String> mapped,
    List<String> attributes,
    RowText rowText) {

  private static final Column NO_UNITS = lit(null).cast(Types.COUNT);
  private static final DataType EXCHANGE_RATE = DataTypes.createDecimalType(18, 8);

  /** What the accepted orders take over from rows of {@link OrdersInput} as it is. */
  private static final List<String> OF_ORDERS =
      List.of(
          OrdersInput.HANDLING_MINUTES,
          OrdersInput.PROMISED_AT,
          OrdersInput.DELIVERED_AT,
          OrdersInput.CHANNEL);

  /** What the accepted lines take over from rows of {@link OrderLinesInput} as it is. */
  private static final List<String> OF_LINES =
      List.of(OrderLinesInput.PRODUCT_ID, OrderLinesInput.CATEGORY, OrderLinesInput.QUANTITY);

  /** What the rows of a customer know of those before and after, while each is of another day. */
  static final List<String> IN_TURN =
      List.of(LedgerTable.FIRST_ORDER_DATE, LedgerTable.GAP_DAYS, LedgerTable.NEXT_DATE);

  private static final String RULE = "_rule";
  private static final String TEXT = "_text";
  private static final String IS_RETURN = "_is_return";
  private static final String IS_ORDER = "_is_order";
  private static final String DAY = "_day";
  private static final String READ_CURRENCY = "_read_currency";
  private static final String RATE = "_rate";
  private static final String HAS_RATES = "_has_rates";
  private static final String BOOKED_AT = "_booked_at";
  private static final String TAKEN_BACK_UNITS = "_taken_back_units";
  private static final String NOT_COUNTED = "_not_counted";
  private static final String HASH = "_hash";
  private static final String ORDER_HASH = "_order_hash";
  private static final String SPREAD = "_spread";
  private static final String TURN = "_ledger_turn";

  /** Where the others have a number from 0 on. */
  private static final long BESIDE = -1;

  private static final String FIRST_ORDER_AT = "_first_order_at";
  private static final String COSTS = "_costs";
  private static final String SALES = "_sales";

  /** Over how many places rows that have no customer are spread. */
  private static final int PLACES = 64;

  /**
   * The amounts of a row: exactly as read, the same in units, and in units of the reporting
   * currency. Rows are moved with units alone, which are whole numbers.
   */
  private enum Money {
    AMOUNT(OrdersInput.AMOUNT_COLUMN),
    DISCOUNT(OrdersInput.DISCOUNT_AMOUNT),
    RETURNED(OrdersInput.RETURNED_AMOUNT),
    COST(OrdersInput.COST_AMOUNT),
    DEVIATION(OrdersInput.DEVIATION_COST);

    private final String canonical;

    Money(String canonical) {
      this.canonical = canonical;
    }

    String exact() {
      return "_exact_" + canonical;
    }

    String read() {
      return "_read_" + canonical;
    }

    String units() {
      return "_units_" + canonical;
    }
  }

  public OrderLedger {
    mapped = Set.copyOf(mapped);
    attributes = List.copyOf(attributes);
  }

  /**
   * The ledger of orders.
   *
   * @param orders mapped rows of {@link OrdersInput}
   * @param exchangeRates sound rates of {@link ExchangeRatesInput}, one a currency and day; few
   *     enough to be sent to every executor
   */
  public Dataset<Row> ofOrders(Dataset<Row> orders, Optional<Dataset<Row>> exchangeRates) {
    return judgeOrders(orders, exchangeRates).ledger();
  }

  /**
   * The orders with what became of each row, of which the ledger and the accepted orders are made.
   *
   * @param orders as for {@link #ofOrders}
   * @param exchangeRates as for {@link #ofOrders}
   */
  public JudgedOrders judgeOrders(Dataset<Row> orders, Optional<Dataset<Row>> exchangeRates) {
    Dataset<Row> withMoney = orders;
    for (Money money : given()) {
      withMoney =
          withMoney.withColumn(money.exact(), when(col(MALFORMED).isNull(), col(money.canonical)));
    }
    RowRules alone = orderRules();
    Dataset<Row> judged =
        judged(inReportingCurrency(withMoney, exchangeRates), alone)
            .withColumn(
                IS_RETURN,
                negativeAmounts == NegativeAmounts.RETURN
                    ? col(IS_RETURN).or(isNegative(units(Money.AMOUNT)))
                    : col(IS_RETURN));
    return mapped.contains(OrdersInput.ORDER_ID)
        ? besideRepeats(judged, alone)
        : new JudgedOrders(
            this, judged.withColumn(BOOKED_AT, col(OrdersInput.ORDERED_AT)), alone, false, false);
  }

  /** Whether a row makes an order; of an order's lines one does. */
  private static Column isOrder(boolean areLines) {
    return areLines ? col(IS_ORDER) : not(col(IS_RETURN));
  }

  /** What a return takes back. */
  private Column takenBack(boolean areLines) {
    return areLines ? col(TAKEN_BACK_UNITS) : abs(units(Money.AMOUNT));
  }

  /**
   * The ledger of the orders that order lines make up.
   *
   * @param lines mapped rows of {@link OrderLinesInput}
   * @param exchangeRates as for {@link #ofOrders}
   */
  public Dataset<Row> ofOrderLines(Dataset<Row> lines, Optional<Dataset<Row>> exchangeRates) {
    return judgeOrderLines(lines, exchangeRates).ledger();
  }

  /**
   * The lines with what became of each, of which the ledger, the accepted orders and the accepted
   * lines are made.
   *
   * @param lines as for {@link #ofOrderLines}
   * @param exchangeRates as for {@link #ofOrders}
   */
  public JudgedOrders judgeOrderLines(Dataset<Row> lines, Optional<Dataset<Row>> exchangeRates) {
    Dataset<Row> withMoney =
        lines.withColumn(
            Money.AMOUNT.exact(),
            when(
                col(MALFORMED).isNull(),
                product(OrderLinesInput.QUANTITY, OrderLinesInput.UNIT_PRICE)));
    if (isGiven(Money.COST)) {
      withMoney =
          withMoney.withColumn(
              Money.COST.exact(), product(OrderLinesInput.QUANTITY, OrderLinesInput.UNIT_COST));
    }
    RowRules alone = lineRules();
    return besideLines(judged(inReportingCurrency(withMoney, exchangeRates), alone), alone);
  }

  /** Rounded half up to 4 decimals; null where it has more than 14 digits before the point. */
  private static Column product(String quantity, String price) {
    return tryAmount(quantity + " * " + price);
  }

  private static Column tryAmount(String sql) {
    return expr("try_cast(" + sql + " as " + Types.AMOUNT.sql() + ")");
  }

  private static Column isNegative(Column units) {
    return coalesce(units.lt(0), lit(false));
  }

  private Dataset<Row> inReportingCurrency(
      Dataset<Row> rows, Optional<Dataset<Row>> exchangeRates) {
    Dataset<Row> converted =
        withRate(
            rows.withColumn(DAY, to_date(col(OrdersInput.ORDERED_AT)))
                .withColumn(READ_CURRENCY, CommonRules.currency(mapped, currency)),
            exchangeRates);
    for (Money money : given()) {
      converted = converted.withColumn(money.read(), SqlFunctions.units(col(money.exact())));
      if (mapped.contains(OrdersInput.CURRENCY)) {
        converted = converted.withColumn(money.units(), converted(money));
      }
      converted = converted.drop(money.exact());
    }
    return mapped.contains(OrdersInput.CURRENCY)
        ? converted.withColumn(
            READ_CURRENCY,
            when(isKnownCurrency(), col(READ_CURRENCY))
                .otherwise(lit(LedgerTable.UNKNOWN_CURRENCY)))
        : converted;
  }

  private Dataset<Row> withRate(Dataset<Row> rows, Optional<Dataset<Row>> exchangeRates) {
    if (!mapped.contains(OrdersInput.CURRENCY) || exchangeRates.isEmpty()) {
      return rows.withColumn(RATE, lit(null).cast(EXCHANGE_RATE)).withColumn(HAS_RATES, lit(false));
    }
    String rateCurrency = "_rate_currency";
    String rateDay = "_rate_day";
    Dataset<Row> rates =
        exchangeRates
            .get()
            .select(
                col(ExchangeRatesInput.CURRENCY).as(rateCurrency),
                col(ExchangeRatesInput.DATE_COLUMN).as(rateDay),
                col(ExchangeRatesInput.RATE).cast(EXCHANGE_RATE).as(RATE));
    String anyDayCurrency = "_any_day_currency";
    Dataset<Row> withRates =
        exchangeRates.get().select(col(ExchangeRatesInput.CURRENCY).as(anyDayCurrency)).distinct();
    return rows.join(
            broadcast(rates),
            col(READ_CURRENCY).equalTo(col(rateCurrency)).and(col(DAY).equalTo(col(rateDay))),
            "left")
        .join(broadcast(withRates), col(READ_CURRENCY).equalTo(col(anyDayCurrency)), "left")
        .withColumn(HAS_RATES, col(anyDayCurrency).isNotNull())
        .drop(rateCurrency, rateDay, anyDayCurrency);
  }

  private Column isKnownCurrency() {
    return isReportingCurrency().or(col(HAS_RATES)).or(CommonRules.isCurrency(col(READ_CURRENCY)));
  }

  /** Units of the reporting currency; null where there is no amount, no rate or no room. */
  private Column converted(Money money) {
    return when(isReportingCurrency(), col(money.read()))
        .otherwise(SqlFunctions.units(tryAmount(money.exact() + " * " + RATE)));
  }

  /** An amount in units of the reporting currency; null in all rows where none is given. */
  private Column units(Money money) {
    if (!isGiven(money)) {
      return NO_UNITS;
    }
    return col(mapped.contains(OrdersInput.CURRENCY) ? money.units() : money.read());
  }

  /** An amount as it was read, in units; null in all rows where none is given. */
  private Column read(Money money) {
    return isGiven(money) ? col(money.read()) : NO_UNITS;
  }

  private Column isReportingCurrency() {
    return col(READ_CURRENCY).equalTo(currency);
  }

  private Dataset<Row> judged(Dataset<Row> rows, RowRules alone) {
    Column statusReturn =
        mapped.contains(OrdersInput.STATUS)
            ? statuses.isReturn(col(OrdersInput.STATUS))
            : lit(false);
    return rows.withColumn(IS_RETURN, statusReturn)
        .withColumn(RULE, alone.first(0))
        .withColumn(TEXT, when(alone.rejects(col(RULE)), rowText.asRead(rows.schema())))
        .drop(SOURCE, MALFORMED, UNREADABLE, RATE, HAS_RATES);
  }

  private RowRules orderRules() {
    List<RowRule> rules =
        startingRules(
            OrdersInput.CONTRACT, List.of(OrdersInput.ORDERED_AT, OrdersInput.AMOUNT_COLUMN));
    rules.add(absurd(anyAbsurd()));
    // Of a return these are not looked at: a source may mirror the order's with a minus.
    Column isReturn =
        negativeAmounts == NegativeAmounts.RETURN
            ? col(IS_RETURN).or(isNegative(units(Money.AMOUNT)))
            : col(IS_RETURN);
    for (Money money : List.of(Money.DISCOUNT, Money.RETURNED, Money.COST, Money.DEVIATION)) {
      rules.add(CommonRules.negative(money.canonical, when(not(isReturn), units(money))));
    }
    if (mapped.contains(OrdersInput.HANDLING_MINUTES)) {
      rules.add(
          CommonRules.negative(
              OrdersInput.HANDLING_MINUTES,
              when(not(isReturn), col(OrdersInput.HANDLING_MINUTES))));
    }
    if (negativeAmounts == NegativeAmounts.REJECT) {
      rules.add(negativeAmount(units(Money.AMOUNT)));
    }
    return new RowRules(rules);
  }

  private RowRules lineRules() {
    List<RowRule> rules =
        startingRules(
            OrderLinesInput.CONTRACT,
            List.of(
                OrderLinesInput.ORDERED_AT, OrderLinesInput.QUANTITY, OrderLinesInput.UNIT_PRICE));
    rules.add(absurd(read(Money.AMOUNT).isNull().or(anyAbsurd())));
    if (mapped.contains(OrderLinesInput.UNIT_COST)) {
      rules.add(CommonRules.negative(OrderLinesInput.UNIT_COST, col(OrderLinesInput.UNIT_COST)));
    }
    return new RowRules(rules);
  }

  /** The rules that orders and order lines share, in their order. */
  private List<RowRule> startingRules(InputContract contract, List<String> required) {
    List<RowRule> rules = new ArrayList<>();
    rules.add(CommonRules.malformed());
    rules.add(
        RowRule.excluded(
            ReasonCode.AFTER_AS_OF,
            "ordered_at lies after the as-of date " + asOfDate + ".",
            col(DAY).gt(lit(asOfDate))));
    rules.addAll(
        CommonRules.unreadable(
            contract, mapped, attributes, List.of(OrdersInput.ORDER_ID, OrdersInput.CUSTOMER_ID)));
    if (mapped.contains(OrdersInput.ORDER_ID)) {
      rules.add(CommonRules.missing(OrdersInput.ORDER_ID));
    }
    required.forEach(column -> rules.add(CommonRules.missing(column)));
    rules.add(CommonRules.currencyUnknownAnywhere(col(READ_CURRENCY)));
    rules.add(
        RowRule.rejected(
            ReasonCode.IMPOSSIBLE_DATE,
            "ordered_at lies before " + earliestDate + ", the earliest date taken for real.",
            col(DAY).lt(lit(earliestDate))));
    if (mapped.contains(OrdersInput.STATUS)) {
      rules.add(CommonRules.statusNotCounted(statuses));
    }
    rules.add(
        RowRule.rejected(
            ReasonCode.MISSING_EXCHANGE_RATE,
            "There is no rate to "
                + currency
                + " for the row's currency on its very day; another day's is not taken.",
            not(isReportingCurrency()).and(col(RATE).isNull())));
    return rules;
  }

  private RowRule absurd(Column met) {
    return RowRule.rejected(
        ReasonCode.ABSURD_AMOUNT,
        "An amount is larger than " + maximumAmount.toPlainString() + " " + currency + ".",
        met);
  }

  /** Whether an amount is beyond the maximum, or so large that it was lost in its conversion. */
  private Column anyAbsurd() {
    Column any = lit(false);
    for (Money money : given()) {
      Column lost = read(money).isNotNull().and(units(money).isNull());
      any = any.or(lost).or(abs(units(money)).gt(Amounts.units(maximumAmount)));
    }
    return any;
  }

  private RowRule negativeAmount(Column units) {
    return RowRule.rejected(
        ReasonCode.NEGATIVE + OrdersInput.AMOUNT_COLUMN,
        "The order's amount is negative, and orders.negative_amounts is reject.",
        units.lt(0).and(not(col(IS_RETURN))));
  }

  /**
   * Orders that carry an id: repeats collapse, conflicts are rejected, returns find their order.
   */
  private JudgedOrders besideRepeats(Dataset<Row> judged, RowRules alone) {
    Column isOrdered = not(col(IS_RETURN)).and(not(col(NOT_COUNTED)));
    Column customer = col(OrdersInput.CUSTOMER_ID);
    Column hasOrder = col(OrderRowsInTurn.HAS_ORDER);
    Column left = col(OrderRowsInTurn.LEFT_OUT);
    Column isDisputed = hasOrder.and(left.or(col(OrderRowsInTurn.DIFFER)));
    String[] amounts = given().stream().map(money -> money.canonical).toArray(String[]::new);
    List<String> content = new ArrayList<>(mappedColumns(OrdersInput.CONTRACT));
    content.removeAll(List.of(amounts));
    given().forEach(money -> content.add(money.read()));
    Dataset<Row> beside =
        inTurn(keyed(judged, alone).drop(amounts))
            .select(
                col("*"),
                SqlFunctions.orderRowsInTurn(
                    col(ORDER_HASH),
                    col(OrdersInput.ORDER_ID),
                    isBeside(),
                    col(IS_RETURN),
                    col(NOT_COUNTED),
                    col(OrdersInput.ORDERED_AT),
                    customer,
                    Repeats.hash(content)))
            // A return that names its order and no customer is that of the order's customer.
            .withColumn(OrdersInput.CUSTOMER_ID, coalesce(customer, col(OrderRowsInTurn.CUSTOMER)))
            // What its status said of such a row gives way to what the rows of its order say.
            .withColumn(RULE, when(not(col(NOT_COUNTED).and(isDisputed)), col(RULE)));
    RowRules rules =
        alone.and(
            List.of(
                RowRule.rejected(
                    ReasonCode.CONFLICTING_ORDER_ID,
                    "The rows of its order_id differ from each other.",
                    isDisputed.and(isOrdered.or(col(NOT_COUNTED)))),
                orderNotCounted(not(hasOrder).and(left)),
                RowRule.excluded(
                    ReasonCode.IDENTICAL_REPEAT,
                    "The row repeats another of its order_id in every column.",
                    col(OrderRowsInTurn.IS_REPEAT))));
    Column bookedAt =
        returnsPolicy == ReturnsPolicy.ORDER_DATE
            ? when(
                    col(IS_RETURN),
                    coalesce(col(OrderRowsInTurn.FIRST_AT), col(OrdersInput.ORDERED_AT)))
                .otherwise(col(OrdersInput.ORDERED_AT))
            : col(OrdersInput.ORDERED_AT);
    return new JudgedOrders(
        this,
        ruled(beside, alone, rules, OrdersInput.CONTRACT, this::mappedValue)
            .withColumn(BOOKED_AT, bookedAt),
        rules,
        true,
        false);
  }

  /** The value of a canonical column of orders once their amounts are units. */
  private Column mappedValue(String canonical) {
    return given().stream()
        .filter(money -> money.canonical.equals(canonical))
        .findFirst()
        .map(OrderLedger::exact)
        .orElseGet(() -> col(canonical));
  }

  private static RowRule orderNotCounted(Column onlyLeftOut) {
    return RowRule.excluded(
        ReasonCode.STATUS_NOT_COUNTED,
        "The order that the return belongs to is not among those that count.",
        col(IS_RETURN).and(onlyLeftOut));
  }

  /** Order lines: each line learns what the lines of its order have in common. */
  private JudgedOrders besideLines(Dataset<Row> judged, RowRules alone) {
    String total = "_order_total";
    String returnTotal = "_return_total";
    String lowest = "_lowest_customer";
    String highest = "_highest_customer";
    String left = "_order_left_out";
    String turn = "_turn";
    WindowSpec inTurn =
        Window.partitionBy(ORDER_HASH, OrdersInput.ORDER_ID, SPREAD)
            .orderBy(col(NOT_COUNTED), col(IS_RETURN), col(OrdersInput.ORDERED_AT), col(HASH));
    WindowSpec order = inTurn.rowsBetween(Window.unboundedPreceding(), Window.unboundedFollowing());
    Column amount = units(Money.AMOUNT);
    Column counts = not(col(NOT_COUNTED));
    Column isOrdered = counts.and(not(col(IS_RETURN)));
    Column customer = when(counts, col(OrdersInput.CUSTOMER_ID));
    Dataset<Row> beside =
        inTurn(
                keyed(judged, alone)
                    .withColumn(HASH, Repeats.hash(mappedColumns(OrderLinesInput.CONTRACT)))
                    // A number of its own for each row, and so made before they are moved.
                    .withColumn(SPREAD, spread()))
            .withColumn(total, sum(when(isOrdered, amount)).over(order))
            .withColumn(returnTotal, sum(when(counts.and(col(IS_RETURN)), amount)).over(order))
            .withColumn(
                FIRST_ORDER_AT, min(when(isOrdered, col(OrdersInput.ORDERED_AT))).over(order))
            .withColumn(lowest, min(customer).over(order))
            .withColumn(highest, max(customer).over(order))
            .withColumn(left, max(col(NOT_COUNTED)).over(order))
            .withColumn(turn, row_number().over(inTurn));
    List<RowRule> together = new ArrayList<>();
    together.add(
        RowRule.rejected(
            ReasonCode.CONFLICTING_CUSTOMER,
            "The lines of its order_id name different customers.",
            col(lowest).notEqual(col(highest))));
    together.add(orderNotCounted(col(FIRST_ORDER_AT).isNull().and(col(left))));
    if (negativeAmounts == NegativeAmounts.REJECT) {
      together.add(negativeAmount(col(total)));
    }
    RowRules rules = alone.and(together);
    Dataset<Row> ruled = ruled(beside, alone, rules, OrderLinesInput.CONTRACT, name -> col(name));
    for (String attribute : attributes) {
      String name = LedgerTable.attribute(attribute);
      ruled = ruled.withColumn(name, first(when(counts, col(name)), true).over(order));
    }
    Column isTakenBack =
        negativeAmounts == NegativeAmounts.RETURN ? isNegative(col(total)) : lit(false);
    Column ownDay = col(OrdersInput.ORDERED_AT);
    Column returnDay =
        returnsPolicy == ReturnsPolicy.ORDER_DATE ? coalesce(col(FIRST_ORDER_AT), ownDay) : ownDay;
    // A returned line has the sign of its share in the return, whichever sign the whole has.
    Column takenBack =
        when(col(IS_RETURN).and(not(isNegative(col(returnTotal)))), amount)
            .otherwise(amount.multiply(-1));
    return new JudgedOrders(
        this,
        ruled
            .withColumn(OrdersInput.CUSTOMER_ID, col(highest))
            .withColumn(BOOKED_AT, when(col(IS_RETURN), returnDay).otherwise(col(FIRST_ORDER_AT)))
            .withColumn(TAKEN_BACK_UNITS, takenBack)
            .withColumn(IS_RETURN, col(IS_RETURN).or(isTakenBack))
            .withColumn(IS_ORDER, col(turn).equalTo(1).and(not(col(IS_RETURN)))),
        rules,
        true,
        true);
  }

  /**
   * The rows with what brings those of one order together. A row that is left out already is set
   * apart by itself, unless nothing but its status speaks against it; so it is beside no other, and
   * not all of them meet in one partition.
   */
  private static Dataset<Row> keyed(Dataset<Row> judged, RowRules alone) {
    return judged
        .withColumn(NOT_COUNTED, alone.isOf(col(RULE), ReasonCode.STATUS_NOT_COUNTED))
        .withColumn(ORDER_HASH, xxhash64(col(OrdersInput.ORDER_ID), spread()));
  }

  /** Whether a row says anything of the other rows of its order. */
  private static Column isBeside() {
    return col(RULE).isNull().or(col(NOT_COUNTED));
  }

  private static Column spread() {
    return when(isBeside(), lit(BESIDE)).otherwise(monotonically_increasing_id());
  }

  /**
   * The rows of each order id brought together and sorted by its hash. Spark sorts by one number
   * several times as fast as by more than one column, or by texts that begin alike.
   */
  private static Dataset<Row> inTurn(Dataset<Row> keyed) {
    return keyed.repartition(col(ORDER_HASH)).sortWithinPartitions(col(ORDER_HASH));
  }

  private List<String> mappedColumns(InputContract contract) {
    List<String> columns = new ArrayList<>();
    contract.columns().stream()
        .map(InputColumn::name)
        .filter(mapped::contains)
        .forEach(columns::add);
    attributes.forEach(attribute -> columns.add(LedgerTable.attribute(attribute)));
    return columns;
  }

  private Dataset<Row> ruled(
      Dataset<Row> beside,
      RowRules alone,
      RowRules rules,
      InputContract contract,
      Function<String, Column> values) {
    return beside
        .withColumn(RULE, coalesce(col(RULE), rules.first(alone.rules().size())))
        .withColumn(
            TEXT,
            when(
                    rules.rejects(col(RULE)),
                    coalesce(col(TEXT), rowText.asMapped(mappedColumns(contract), values)))
                .otherwise(lit(null)));
  }

  /** Whether rows can have this amount; where they cannot, nothing is summed. */
  private boolean isGiven(Money money) {
    return money == Money.AMOUNT
        || mapped.contains(money.canonical)
        || (money == Money.COST && mapped.contains(OrderLinesInput.UNIT_COST));
  }

  private List<Money> given() {
    return Arrays.stream(Money.values()).filter(this::isGiven).toList();
  }

  /** An amount exactly as it was read, made of its units again. */
  private static Column exact(Money money) {
    return SqlFunctions.amount(col(money.read())).cast(Types.AMOUNT);
  }

  /** A column of {@link #summed} rows. */
  private record Summed(String name, LedgerInTurn.Kind kind, Column ofRow) {
    /** The same of rows that are summed once already. */
    Summed again() {
      return new Summed(name, kind, col(name));
    }

    Column aggregated() {
      return switch (kind) {
        case KEY -> ofRow;
        case SUM -> sum(ofRow);
        case LEAST -> min(ofRow);
        case GREATEST -> max(ofRow);
      };
    }

    Column named(Column column) {
      return column.as(name);
    }
  }

  /**
   * What the ledger is made of: one row per customer, day, attributes and currency; per day; per
   * reason; per rejected row. The rows of a customer lie together, so that whatever is computed per
   * customer moves them no more; the others lie anywhere, and those that are left out may stand in
   * several rows of their reason, so that no partition gets all of them. The columns {@link
   * #IN_TURN} are right where a customer has at most one accepted row per day. The rows are as
   * {@link #named} wants them.
   *
   * <p>Cost: the rows are moved once, sorted by a number and gone over once.
   *
   * @param areLines whether several rows make up an order, so that adding up before moving them
   *     leaves fewer to move
   */
  Dataset<Row> summed(Dataset<Row> rows, boolean areLines) {
    Column isKnown = col(LedgerTable.IS_ACCEPTED);
    Column day = to_date(col(BOOKED_AT));
    Column anyPlace =
        concat(lit(" "), pmod(xxhash64(col(TEXT), day), lit(PLACES)).cast(Types.TEXT));
    // Behind the move the customer is known by the place alone, which is the same text.
    Dataset<Row> placed =
        rows.withColumn(
                LedgerTable.IS_ACCEPTED,
                col(RULE).isNull().and(col(OrdersInput.CUSTOMER_ID).isNotNull()))
            .withColumn(
                LedgerTable.PLACE, when(isKnown, col(OrdersInput.CUSTOMER_ID)).otherwise(anyPlace))
            .withColumn(
                TURN, LedgerInTurn.turn(col(LedgerTable.PLACE), when(col(RULE).isNull(), day)));
    List<Summed> columns = summedColumns(isKnown, areLines);
    if (areLines) {
      List<Column> keys = new ArrayList<>(List.of(col(TURN)));
      keys.addAll(columns(columns, LedgerInTurn.Kind.KEY::equals));
      List<Column> sums = columns(columns, kind -> kind != LedgerInTurn.Kind.KEY);
      placed =
          placed
              .groupBy(keys.toArray(Column[]::new))
              .agg(sums.get(0), sums.stream().skip(1).toArray(Column[]::new));
      columns = columns.stream().map(Summed::again).toList();
    }
    // What is summed is made of the sorted rows, and by itself: a generator would interpret it.
    List<Column> values = new ArrayList<>(List.of(col(TURN)));
    columns.forEach(column -> values.add(column.named(column.ofRow())));
    Dataset<Row> inTurn =
        placed
            .repartition(col(LedgerTable.PLACE))
            .sortWithinPartitions(col(TURN))
            .select(values.toArray(Column[]::new))
            .select(
                SqlFunctions.ledgerInTurn(
                    col(TURN),
                    columns.stream().map(Summed::kind).toList(),
                    columns.stream().map(column -> col(column.name())).toList()));
    List<Column> named = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      named.add(col(LedgerInTurn.value(i)).as(columns.get(i).name()));
    }
    named.add(col(LedgerInTurn.FIRST_ORDER_DATE).as(LedgerTable.FIRST_ORDER_DATE));
    named.add(col(LedgerInTurn.GAP_DAYS).as(LedgerTable.GAP_DAYS));
    named.add(col(LedgerInTurn.NEXT_DATE).as(LedgerTable.NEXT_DATE));
    return narrowed(inTurn.select(named.toArray(Column[]::new)));
  }

  /** Summed rows without what follows from other columns; an empty value takes least room. */
  private Dataset<Row> narrowed(Dataset<Row> sums) {
    List<Column> columns = new ArrayList<>();
    for (String name : sums.columns()) {
      if (!name.equals(LedgerTable.CURRENCY) || mapped.contains(OrdersInput.CURRENCY)) {
        columns.add(
            ordinary(name)
                .map(ordinary -> when(not(col(name).eqNullSafe(ordinary)), col(name)).as(name))
                .orElse(col(name)));
      }
    }
    return sums.select(columns.toArray(Column[]::new));
  }

  /** Summed rows with all their columns again. */
  private Dataset<Row> widened(Dataset<Row> narrowed) {
    List<Column> columns = new ArrayList<>();
    for (String name : narrowed.columns()) {
      columns.add(
          ordinary(name).map(ordinary -> coalesce(col(name), ordinary).as(name)).orElse(col(name)));
    }
    if (!mapped.contains(OrdersInput.CURRENCY)) {
      columns.add(lit(currency).as(LedgerTable.CURRENCY));
    }
    return narrowed.select(columns.toArray(Column[]::new));
  }

  /** What a summed column, which is never empty unless this is, holds in most rows. */
  private static Optional<Column> ordinary(String name) {
    return switch (name) {
      case LedgerTable.ORDERS, LedgerTable.ROWS -> Optional.of(lit(1L));
      case LedgerTable.AMOUNT_READ_LOW -> Optional.of(col(LedgerTable.GROSS_UNITS));
      case LedgerTable.DISCOUNT_UNITS, LedgerTable.RETURNED_UNITS -> Optional.of(lit(0L));
      case LedgerTable.LAST_ORDERED_AT -> Optional.of(col(LedgerTable.FIRST_ORDERED_AT));
      default -> Optional.empty();
    };
  }

  private static List<Column> columns(List<Summed> summed, Predicate<LedgerInTurn.Kind> wanted) {
    return summed.stream()
        .filter(column -> wanted.test(column.kind()))
        .map(column -> column.named(column.aggregated()))
        .toList();
  }

  /** What the rows are summed by and what is summed, in the order of {@link LedgerInTurn}. */
  private List<Summed> summedColumns(Column isKnown, boolean areLines) {
    Column counts = col(RULE).isNull();
    Column isSale = counts.and(not(col(IS_RETURN)));
    Column read = coalesce(read(Money.AMOUNT), lit(0L));
    Column high = shiftright(read.plus(1L << 31), 32);
    Column returned =
        when(isSale, orNone(Money.RETURNED)).when(counts, takenBack(areLines)).otherwise(lit(0L));
    List<Summed> columns = new ArrayList<>();
    columns.add(key(LedgerTable.PLACE, col(LedgerTable.PLACE)));
    columns.add(key(LedgerTable.IS_ACCEPTED, isKnown));
    columns.add(key(LedgerTable.ORDER_DATE, when(col(RULE).isNull(), LedgerInTurn.day(col(TURN)))));
    columns.add(key(RULE, col(RULE)));
    columns.add(key(TEXT, col(TEXT)));
    columns.add(key(LedgerTable.CURRENCY, col(READ_CURRENCY)));
    for (String attribute : attributes) {
      String name = LedgerTable.attribute(attribute);
      columns.add(key(name, when(isKnown, col(name))));
    }
    columns.add(sumOf(LedgerTable.ORDERS, oneIf(counts.and(isOrder(areLines)))));
    columns.add(sumOf(LedgerTable.ROWS, lit(1L)));
    columns.add(sumOf(LedgerTable.AMOUNT_READ_HIGH, when(high.notEqual(0L), high)));
    columns.add(sumOf(LedgerTable.AMOUNT_READ_LOW, read.minus(shiftleft(high, 32))));
    columns.add(
        sumOf(LedgerTable.GROSS_UNITS, when(isSale, units(Money.AMOUNT)).otherwise(lit(0L))));
    if (isGiven(Money.DISCOUNT)) {
      columns.add(
          sumOf(
              LedgerTable.DISCOUNT_UNITS, when(isSale, orNone(Money.DISCOUNT)).otherwise(lit(0L))));
    }
    if (returnsPolicy != ReturnsPolicy.IGNORE) {
      columns.add(sumOf(LedgerTable.RETURNED_UNITS, returned));
    }
    if (isGiven(Money.COST)) {
      Column cost = when(isSale, units(Money.COST));
      columns.add(sumOf(LedgerTable.COST_UNITS, cost));
      columns.add(sumOf(COSTS, oneIf(cost.isNotNull())));
      columns.add(sumOf(SALES, oneIf(isSale)));
    }
    Column orderedAt = when(isSale, col(BOOKED_AT));
    columns.add(new Summed(LedgerTable.FIRST_ORDERED_AT, LedgerInTurn.Kind.LEAST, orderedAt));
    columns.add(new Summed(LedgerTable.LAST_ORDERED_AT, LedgerInTurn.Kind.GREATEST, orderedAt));
    return columns;
  }

  private static Summed key(String name, Column ofRow) {
    return new Summed(name, LedgerInTurn.Kind.KEY, ofRow);
  }

  private static Summed sumOf(String name, Column ofRow) {
    return new Summed(name, LedgerInTurn.Kind.SUM, ofRow);
  }

  private static Column oneIf(Column condition) {
    return when(condition, lit(1L)).otherwise(lit(0L));
  }

  /**
   * The ledger of summed rows.
   *
   * @param kept rows of {@link #summed}, maybe without the columns {@link #IN_TURN}
   * @param rules the rules that their numbers are of
   */
  Dataset<Row> named(Dataset<Row> kept, RowRules rules) {
    Dataset<Row> sums = widened(kept);
    Column isKnown = col(LedgerTable.IS_ACCEPTED);
    Column disposition =
        when(isKnown, lit(Disposition.ACCEPTED.label()))
            .otherwise(rules.disposition(col(RULE), lit(Disposition.ANONYMOUS.label())));
    List<Column> columns = new ArrayList<>();
    columns.add(disposition.as(LedgerTable.DISPOSITION));
    columns.add(rules.code(col(RULE)).as(LedgerTable.REASON_CODE));
    columns.add(rules.reason(col(RULE)).as(LedgerTable.REASON));
    columns.add(col(LedgerTable.CURRENCY));
    columns.add(when(isKnown, col(LedgerTable.PLACE)).as(LedgerTable.CUSTOMER_ID));
    columns.add(col(LedgerTable.ORDER_DATE));
    attributes.forEach(attribute -> columns.add(col(LedgerTable.attribute(attribute))));
    columns.add(col(TEXT).as(LedgerTable.ROW));
    columns.add(col(LedgerTable.ROWS));
    columns.add(amountRead().as(LedgerTable.AMOUNT_READ));
    columns.add(col(LedgerTable.AMOUNT_READ_HIGH));
    columns.add(col(LedgerTable.AMOUNT_READ_LOW));
    columns.add(col(LedgerTable.ORDERS));
    columns.add(col(LedgerTable.GROSS_UNITS));
    Column discount = isGiven(Money.DISCOUNT) ? col(LedgerTable.DISCOUNT_UNITS) : lit(0L);
    Column returned =
        returnsPolicy == ReturnsPolicy.IGNORE ? lit(0L) : col(LedgerTable.RETURNED_UNITS);
    Column cost =
        isGiven(Money.COST)
            ? when(col(COSTS).equalTo(col(SALES)), col(LedgerTable.COST_UNITS))
            : lit(null).cast(Types.COUNT);
    columns.add(discount.as(LedgerTable.DISCOUNT_UNITS));
    columns.add(returned.as(LedgerTable.RETURNED_UNITS));
    columns.add(
        col(LedgerTable.GROSS_UNITS).minus(discount).minus(returned).as(LedgerTable.NET_UNITS));
    columns.add(cost.as(LedgerTable.COST_UNITS));
    columns.add(col(LedgerTable.FIRST_ORDERED_AT));
    columns.add(col(LedgerTable.LAST_ORDERED_AT));
    columns.add(col(LedgerTable.PLACE));
    columns.add(isKnown);
    List<String> there = List.of(sums.columns());
    IN_TURN.stream().filter(there::contains).forEach(name -> columns.add(col(name)));
    return sums.select(columns.toArray(Column[]::new));
  }

  private static Column amountRead() {
    return InputReconciliation.amount(
        col(LedgerTable.AMOUNT_READ_HIGH), col(LedgerTable.AMOUNT_READ_LOW));
  }

  /**
   * The judged rows with no more columns than the ledger, the accepted orders and the accepted
   * lines are made of, which is what is worth keeping.
   */
  Dataset<Row> needed(Dataset<Row> rows) {
    List<String> wanted = new ArrayList<>();
    wanted.addAll(
        List.of(RULE, TEXT, READ_CURRENCY, OrdersInput.CUSTOMER_ID, BOOKED_AT, IS_RETURN));
    wanted.addAll(List.of(IS_ORDER, TAKEN_BACK_UNITS, Money.AMOUNT.read()));
    for (Money money : given()) {
      wanted.add(mapped.contains(OrdersInput.CURRENCY) ? money.units() : money.read());
    }
    attributes.forEach(attribute -> wanted.add(LedgerTable.attribute(attribute)));
    wanted.add(OrdersInput.ORDER_ID);
    wanted.addAll(OF_ORDERS);
    wanted.addAll(OF_LINES);
    List<String> there = List.of(rows.columns());
    return rows.select(
        wanted.stream().filter(there::contains).map(name -> col(name)).toArray(Column[]::new));
  }

  /**
   * Rows as {@link OrderFacts} says.
   *
   * @param areKeyed whether the rows carry an order id, so that returns may belong to orders and
   *     lines to one order; without one every row is an order or a return of its own
   * @param areLines whether several rows make up an order
   */
  Dataset<Row> facts(Dataset<Row> rows, boolean areKeyed, boolean areLines) {
    Dataset<Row> known =
        rows.filter(col(RULE).isNull().and(col(OrdersInput.CUSTOMER_ID).isNotNull()));
    Column isSale = not(col(IS_RETURN));
    if (!areKeyed) {
      return facts(
          known
              .filter(isSale)
              .withColumn(OrderFacts.ORDER_ID, lit(null).cast(Types.TEXT))
              .withColumn(OrderFacts.ORDERED_AT, col(BOOKED_AT))
              .withColumn(OrderFacts.GROSS_UNITS, units(Money.AMOUNT))
              .withColumn(OrderFacts.DISCOUNT_UNITS, orNone(Money.DISCOUNT))
              .withColumn(OrderFacts.RETURNED_UNITS, returned(orNone(Money.RETURNED)))
              .withColumn(OrderFacts.COST_UNITS, units(Money.COST))
              .withColumn(OrderFacts.DEVIATION_UNITS, units(Money.DEVIATION)));
    }
    Column costs = count(when(isSale, units(Money.COST)));
    Column sales = count(when(isSale, lit(1)));
    Column orders = count(when(isOrder(areLines), lit(1)));
    List<Column> sums = new ArrayList<>();
    sums.add(min(when(isSale, col(BOOKED_AT))).as(OrderFacts.ORDERED_AT));
    sums.add(sum(when(isSale, units(Money.AMOUNT)).otherwise(lit(0L))).as(OrderFacts.GROSS_UNITS));
    sums.add(
        sum(when(isSale, orNone(Money.DISCOUNT)).otherwise(lit(0L))).as(OrderFacts.DISCOUNT_UNITS));
    sums.add(
        returned(sum(when(isSale, orNone(Money.RETURNED)).otherwise(takenBack(areLines))))
            .as(OrderFacts.RETURNED_UNITS));
    sums.add(
        when(costs.equalTo(sales), sum(when(isSale, units(Money.COST)))).as(OrderFacts.COST_UNITS));
    sums.add(sum(when(isSale, units(Money.DEVIATION))).as(OrderFacts.DEVIATION_UNITS));
    List<String> there = List.of(rows.columns());
    for (String name : OF_ORDERS) {
      if (there.contains(name)) {
        sums.add(max(when(isSale, col(name))).as(name));
      }
    }
    for (String attribute : attributes) {
      String name = LedgerTable.attribute(attribute);
      sums.add(max(when(isSale, col(name))).as(name));
    }
    String counted = "_orders";
    return facts(
        known
            .groupBy(col(OrdersInput.CUSTOMER_ID), col(OrdersInput.ORDER_ID))
            .agg(orders.as(counted), sums.toArray(Column[]::new))
            .filter(col(counted).gt(0)));
  }

  private Dataset<Row> facts(Dataset<Row> orders) {
    List<String> there = List.of(orders.columns());
    Column delivered =
        there.contains(OrdersInput.DELIVERED_AT)
            ? when(
                to_date(col(OrdersInput.DELIVERED_AT)).leq(lit(asOfDate)),
                col(OrdersInput.DELIVERED_AT))
            : lit(null).cast(Types.TIMESTAMP);
    List<Column> columns = new ArrayList<>();
    columns.add(col(OrderFacts.ORDER_ID));
    columns.add(col(OrderFacts.CUSTOMER_ID));
    columns.add(col(OrderFacts.ORDERED_AT));
    columns.add(to_date(col(OrderFacts.ORDERED_AT)).as(OrderFacts.ORDER_DATE));
    columns.add(col(OrderFacts.GROSS_UNITS));
    columns.add(col(OrderFacts.DISCOUNT_UNITS));
    columns.add(col(OrderFacts.RETURNED_UNITS));
    columns.add(
        col(OrderFacts.GROSS_UNITS)
            .minus(col(OrderFacts.DISCOUNT_UNITS))
            .minus(col(OrderFacts.RETURNED_UNITS))
            .as(OrderFacts.NET_UNITS));
    columns.add(col(OrderFacts.COST_UNITS));
    columns.add(col(OrderFacts.DEVIATION_UNITS));
    columns.add(orNull(there, OrderFacts.HANDLING_MINUTES, Types.AMOUNT));
    columns.add(orNull(there, OrderFacts.PROMISED_AT, Types.TIMESTAMP));
    columns.add(delivered.as(OrderFacts.DELIVERED_AT));
    columns.add(orNull(there, OrderFacts.CHANNEL, Types.TEXT));
    attributes.forEach(attribute -> columns.add(col(LedgerTable.attribute(attribute))));
    return orders.select(columns.toArray(Column[]::new));
  }

  /** Rows as {@link LineFacts} says, of orders that are derived from lines. */
  Dataset<Row> lines(Dataset<Row> rows) {
    return rows.filter(col(RULE).isNull().and(col(OrdersInput.CUSTOMER_ID).isNotNull()))
        .select(
            col(LineFacts.ORDER_ID),
            col(LineFacts.PRODUCT_ID),
            col(LineFacts.CATEGORY),
            col(LineFacts.QUANTITY),
            exact(Money.AMOUNT).as(LineFacts.AMOUNT));
  }

  private static Column orNull(List<String> there, String name, DataType type) {
    return (there.contains(name) ? col(name) : lit(null).cast(type)).as(name);
  }

  private Column orNone(Money money) {
    return coalesce(units(money), lit(0L));
  }

  private Column returned(Column units) {
    return returnsPolicy == ReturnsPolicy.IGNORE ? lit(0L) : units;
  }
}
