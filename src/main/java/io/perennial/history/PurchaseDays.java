package io.perennial.history;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.datediff;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.last;
import static org.apache.spark.sql.functions.lead;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.to_date;
import static org.apache.spark.sql.functions.when;

import io.perennial.table.CohortStart;
import io.perennial.table.Disposition;
import io.perennial.table.LedgerTable;
import io.perennial.table.input.CustomersInput;
import io.perennial.table.output.RateColumns;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * The finest shared intermediate: one row per segment, customer and day with an order or a return.
 * Its rows are partitioned by customer, so that nothing computed per customer moves them again.
 * Cost: none where they are rows of the ledger as they stand ({@link #areOfLedger}); otherwise a
 * sort within partitions, of one plus the number of segments times the ledger's rows.
 */
public final class PurchaseDays {
  public static final String SEGMENT_NAME = RateColumns.SEGMENT_NAME;
  public static final String SEGMENT_VALUE = RateColumns.SEGMENT_VALUE;
  public static final String CUSTOMER_ID = LedgerTable.CUSTOMER_ID;
  public static final String ORDER_DATE = LedgerTable.ORDER_DATE;

  /** Orders of the day; 0 where the day has returns only, and then it is no purchase occasion. */
  public static final String ORDERS = LedgerTable.ORDERS;

  public static final String GROSS_UNITS = LedgerTable.GROSS_UNITS;
  public static final String DISCOUNT_UNITS = LedgerTable.DISCOUNT_UNITS;
  public static final String RETURNED_UNITS = LedgerTable.RETURNED_UNITS;
  public static final String NET_UNITS = LedgerTable.NET_UNITS;

  /** Costs of the day's orders; null where one of them has none. */
  public static final String COST_UNITS = LedgerTable.COST_UNITS;

  public static final String FIRST_ORDERED_AT = LedgerTable.FIRST_ORDERED_AT;
  public static final String LAST_ORDERED_AT = LedgerTable.LAST_ORDERED_AT;

  /**
   * The day of the customer's first order in the segment; null for a customer with returns only.
   */
  public static final String FIRST_ORDER_DATE = LedgerTable.FIRST_ORDER_DATE;

  /** The day that decides the customer's cohort; null for a customer without an order. */
  public static final String COHORT_DATE = "cohort_date";

  /**
   * Days since the previous purchase occasion; null at the first one and on days with returns only.
   */
  public static final String GAP_DAYS = LedgerTable.GAP_DAYS;

  /** The customer's next day with an order or a return in the segment; null at the last one. */
  public static final String NEXT_DATE = LedgerTable.NEXT_DATE;

  private static final String SIGNED_UP_DATE = "signed_up_date";
  private static final String SEGMENT = "segment";
  private static final String COST_UNKNOWN = "cost_unknown";

  private PurchaseDays() {}

  /**
   * The purchase days of all accepted rows of a ledger.
   *
   * @param ledger rows as {@link LedgerTable} says
   * @param customers accepted customers by their canonical columns, where the table is given
   * @param rules the segments and the cohort start
   */
  public static Dataset<Row> of(
      Dataset<Row> ledger, Optional<Dataset<Row>> customers, HistoryRules rules) {
    return of(ledger, customers, rules, false);
  }

  /**
   * The same of a ledger whose rows may be days already.
   *
   * @param isDaily whether each customer has at most one accepted row per day, so that nothing is
   *     left to add up: a ledger of one currency that keeps no attributes apart
   */
  public static Dataset<Row> of(
      Dataset<Row> ledger, Optional<Dataset<Row>> customers, HistoryRules rules, boolean isDaily) {
    Dataset<Row> accepted = accepted(ledger);
    Dataset<Row> known = withCustomerColumns(accepted, customers, rules);
    return byDay(known, rules, isDaily)
        .select(
            col("*"),
            firstOrderDate(occasion(), inTurn()).as(FIRST_ORDER_DATE),
            gapDays(occasion(), inTurn()).as(GAP_DAYS),
            lead(ORDER_DATE, 1).over(inTurn()).as(NEXT_DATE))
        .withColumn(COHORT_DATE, cohortDate(rules))
        .drop(SIGNED_UP_DATE);
  }

  /**
   * Whether the days are the accepted rows of a ledger that has at most one per customer and day,
   * as they stand: nobody is looked at in segments, and cohorts start with the first order.
   */
  public static boolean areOfLedger(HistoryRules rules) {
    return rules.segments().isEmpty() && rules.cohortStart() == CohortStart.FIRST_ORDER;
  }

  /**
   * The purchase days of a ledger with {@link LedgerTable#FIRST_ORDER_DATE} and what comes with it,
   * where {@link #areOfLedger}. Cost: none but reading them.
   */
  public static Dataset<Row> ofLedgerInTurn(Dataset<Row> ledger) {
    return accepted(ledger)
        .select(
            lit(RateColumns.ALL).as(SEGMENT_NAME),
            lit(RateColumns.ALL).as(SEGMENT_VALUE),
            col(CUSTOMER_ID),
            col(ORDER_DATE),
            col(ORDERS),
            col(GROSS_UNITS),
            col(DISCOUNT_UNITS),
            col(RETURNED_UNITS),
            col(NET_UNITS),
            when(not(isCostUnknown()), coalesce(col(COST_UNITS), lit(0L))).as(COST_UNITS),
            col(FIRST_ORDERED_AT),
            col(LAST_ORDERED_AT),
            col(FIRST_ORDER_DATE),
            col(GAP_DAYS),
            col(NEXT_DATE),
            col(FIRST_ORDER_DATE).as(COHORT_DATE));
  }

  /** The accepted rows; by the column of their place Spark knows that those of a customer meet. */
  private static Dataset<Row> accepted(Dataset<Row> ledger) {
    Dataset<Row> accepted =
        ledger.filter(col(LedgerTable.DISPOSITION).equalTo(Disposition.ACCEPTED.label()));
    return List.of(ledger.columns()).contains(LedgerTable.PLACE)
        ? accepted.withColumn(CUSTOMER_ID, col(LedgerTable.PLACE))
        : accepted.repartition(col(CUSTOMER_ID));
  }

  private static Column occasion() {
    return when(col(ORDERS).gt(0), col(ORDER_DATE));
  }

  private static Column isCostUnknown() {
    return col(ORDERS).gt(0).and(col(COST_UNITS).isNull());
  }

  private static Column firstOrderDate(Column occasion, WindowSpec inTurn) {
    return min(occasion)
        .over(inTurn.rowsBetween(Window.unboundedPreceding(), Window.unboundedFollowing()));
  }

  private static Column gapDays(Column occasion, WindowSpec inTurn) {
    WindowSpec before = inTurn.rowsBetween(Window.unboundedPreceding(), -1);
    return when(occasion.isNotNull(), datediff(col(ORDER_DATE), last(occasion, true).over(before)));
  }

  /**
   * The days of each customer in turn. The customer comes first: rows are sorted by it, and a sort
   * whose first column has hardly any values compares whole rows. Whoever orders the days in the
   * same way finds them sorted already.
   */
  static WindowSpec inTurn() {
    return Window.partitionBy(CUSTOMER_ID, SEGMENT_NAME, SEGMENT_VALUE).orderBy(ORDER_DATE);
  }

  /**
   * A customer who ordered before signing up starts with the order: otherwise orders would precede
   * the cohort.
   */
  private static Column cohortDate(HistoryRules rules) {
    return switch (rules.cohortStart()) {
      case FIRST_ORDER -> col(FIRST_ORDER_DATE);
      case SIGN_UP ->
          when(
              col(FIRST_ORDER_DATE).isNotNull(),
              least(coalesce(col(SIGNED_UP_DATE), col(FIRST_ORDER_DATE)), col(FIRST_ORDER_DATE)));
    };
  }

  private static Dataset<Row> withCustomerColumns(
      Dataset<Row> accepted, Optional<Dataset<Row>> customers, HistoryRules rules) {
    boolean needed =
        rules.cohortStart() == CohortStart.SIGN_UP
            || rules.segments().stream().anyMatch(SegmentRule::ofCustomer);
    if (!needed || customers.isEmpty()) {
      return accepted.withColumn(SIGNED_UP_DATE, lit(null).cast("date"));
    }
    List<Column> columns = new ArrayList<>();
    columns.add(col(CustomersInput.CUSTOMER_ID));
    columns.add(to_date(col(CustomersInput.SIGNED_UP_AT)).as(SIGNED_UP_DATE));
    rules.segments().stream()
        .filter(SegmentRule::ofCustomer)
        .map(SegmentRule::column)
        .distinct()
        .forEach(column -> columns.add(col(column).as(customerColumn(column))));
    return accepted.join(
        customers.get().select(columns.toArray(Column[]::new)),
        new String[] {CustomersInput.CUSTOMER_ID},
        "left");
  }

  private static Dataset<Row> byDay(Dataset<Row> known, HistoryRules rules, boolean isDaily) {
    Dataset<Row> sliced =
        known
            .withColumn(COST_UNKNOWN, isCostUnknown())
            .withColumn(SEGMENT, explode(array(segments(rules).toArray(Column[]::new))))
            .withColumn(SEGMENT_NAME, col(SEGMENT).getField("name"))
            .withColumn(SEGMENT_VALUE, col(SEGMENT).getField("value"));
    if (isDaily) {
      return sliced.select(
          col(SEGMENT_NAME),
          col(SEGMENT_VALUE),
          col(CUSTOMER_ID),
          col(ORDER_DATE),
          col(ORDERS),
          col(GROSS_UNITS),
          col(DISCOUNT_UNITS),
          col(RETURNED_UNITS),
          col(NET_UNITS),
          when(not(col(COST_UNKNOWN)), coalesce(col(COST_UNITS), lit(0L))).as(COST_UNITS),
          col(FIRST_ORDERED_AT),
          col(LAST_ORDERED_AT),
          col(SIGNED_UP_DATE));
    }
    return sliced
        .groupBy(SEGMENT_NAME, SEGMENT_VALUE, CUSTOMER_ID, ORDER_DATE)
        .agg(
            sum(ORDERS).as(ORDERS),
            sum(GROSS_UNITS).as(GROSS_UNITS),
            sum(DISCOUNT_UNITS).as(DISCOUNT_UNITS),
            sum(RETURNED_UNITS).as(RETURNED_UNITS),
            sum(NET_UNITS).as(NET_UNITS),
            when(
                    count(when(col(COST_UNKNOWN), true)).equalTo(0),
                    sum(coalesce(col(COST_UNITS), lit(0L))))
                .as(COST_UNITS),
            min(FIRST_ORDERED_AT).as(FIRST_ORDERED_AT),
            max(LAST_ORDERED_AT).as(LAST_ORDERED_AT),
            max(SIGNED_UP_DATE).as(SIGNED_UP_DATE));
  }

  /** The segments of a row as structs of name and value, everybody's first. */
  private static Stream<Column> segments(HistoryRules rules) {
    Stream<Column> everybody = Stream.of(segment(RateColumns.ALL, lit(RateColumns.ALL)));
    return Stream.concat(
        everybody,
        rules.segments().stream()
            .map(
                rule ->
                    segment(
                        rule.name(),
                        coalesce(
                            col(rule.ofCustomer() ? customerColumn(rule.column()) : rule.column()),
                            lit(RateColumns.UNKNOWN)))));
  }

  static Column segment(String name, Column value) {
    return struct(lit(name).as("name"), value.as("value"));
  }

  /** Customer attributes and order attributes may share a name. */
  private static String customerColumn(String column) {
    return "customer_" + column;
  }
}
