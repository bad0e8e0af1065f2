package io.perennial.metric;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lag;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sequence;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.perennial.history.CustomerTotals;
import io.perennial.history.HistoryRules;
import io.perennial.history.PeriodCells;
import io.perennial.history.Periods;
import io.perennial.history.PurchaseDays;
import io.perennial.history.PurchaseHistory;
import io.perennial.table.Granularity;
import io.perennial.table.PeriodCellsInTurn.Sum;
import io.perennial.table.SpellCellsInTurn;
import io.perennial.table.SqlFunctions;
import io.perennial.table.Units;
import io.perennial.table.output.RetentionByPeriodTable;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * Computes {@link RetentionByPeriodTable}. Cost: one pass over the purchase days, which are in
 * turn, and the period cells; what is moved is as small as the result, times the partitions.
 */
final class RetentionByPeriod {
  private static final String SEGMENT_NAME = PurchaseDays.SEGMENT_NAME;
  private static final String SEGMENT_VALUE = PurchaseDays.SEGMENT_VALUE;
  private static final String GRANULARITY = PeriodCells.GRANULARITY;
  private static final String INDEX = PeriodCells.PERIOD_INDEX;
  private static final String FIRST_ORDER_DATE = PurchaseDays.FIRST_ORDER_DATE;

  private static final String CUSTOMERS = "customers";
  private static final String EARLIER_CUSTOMERS = "earlier_customers";
  private static final String EARLIER_UNITS = "earlier_units";
  private static final String STAYING_CUSTOMERS = "staying_customers";
  private static final String KEPT_UNITS = "kept_units";
  private static final String STAYING_UNITS = "staying_units";
  private static final String GAINED_UNITS = "gained_units";
  private static final String ORDERING_UNITS = "ordering_units";
  private static final String REPEAT_CUSTOMERS = "repeat_customers";
  private static final String ONE_TIME_CUSTOMERS = "one_time_customers";
  private static final String NET_UNITS = PurchaseDays.NET_UNITS;
  private static final String AFTER_UNITS = "after_units";
  private static final String CUSTOMERS_EVER = "customers_ever";

  private RetentionByPeriod() {}

  static Dataset<Row> of(Intermediates shared) {
    PurchaseHistory history = shared.history();
    HistoryRules rules = history.rules();
    List<Granularity> granularities = rules.retentionGranularities();
    WindowSpec byPeriod =
        Window.partitionBy(SEGMENT_NAME, SEGMENT_VALUE, GRANULARITY).orderBy(INDEX);
    Column end = Periods.end(col(GRANULARITY), col(INDEX), granularities, rules.weekStart());
    Dataset<Row> counted =
        periods(history)
            .join(base(history), key(), "left")
            .join(activity(history), key(), "left")
            .na()
            .fill(0)
            .withColumn(
                RetentionByPeriodTable.CUSTOMERS_AT_START,
                before(RetentionByPeriodTable.CUSTOMERS_AT_END, byPeriod))
            .withColumn(
                EARLIER_CUSTOMERS, before(RetentionByPeriodTable.ACTIVE_CUSTOMERS, byPeriod))
            .withColumn(EARLIER_UNITS, before(ORDERING_UNITS, byPeriod))
            .withColumn(
                CUSTOMERS_EVER,
                sum(RetentionByPeriodTable.ACQUIRED_CUSTOMERS)
                    .over(byPeriod.rowsBetween(Window.unboundedPreceding(), 0)))
            .withColumn(
                RetentionByPeriodTable.LOST_CUSTOMERS,
                col(RetentionByPeriodTable.CUSTOMERS_AT_START)
                    .minus(col(RetentionByPeriodTable.RETAINED_CUSTOMERS)))
            .withColumn(
                RetentionByPeriodTable.PERIOD_START,
                Periods.start(col(GRANULARITY), col(INDEX), granularities, rules.weekStart()))
            .withColumn(RetentionByPeriodTable.PERIOD_END, end)
            .withColumn(RetentionByPeriodTable.IS_COMPLETE, end.leq(lit(rules.asOf())))
            .withColumn(
                RetentionByPeriodTable.ACTIVITY_WINDOW_DAYS, lit(history.windows().activityDays()));
    return withRates(counted, new Rates(rules.minimumGroupSize()));
  }

  private static Dataset<Row> withRates(Dataset<Row> counted, Rates rates) {
    Column start = col(RetentionByPeriodTable.CUSTOMERS_AT_START);
    Column lost = col(RetentionByPeriodTable.LOST_CUSTOMERS);
    Column active = col(RetentionByPeriodTable.ACTIVE_CUSTOMERS);
    Column orders = col(RetentionByPeriodTable.ORDERS);
    Column earlier = col(EARLIER_CUSTOMERS);
    Column earlierUnits = col(EARLIER_UNITS);
    Column oneTime = col(ONE_TIME_CUSTOMERS);
    Column gained = col(GAINED_UNITS).plus(col(STAYING_UNITS)).minus(col(KEPT_UNITS));
    Column shed = earlierUnits.minus(col(KEPT_UNITS));
    return counted
        .withColumn(
            RetentionByPeriodTable.RETENTION_RATE,
            rates.share(col(RetentionByPeriodTable.RETAINED_CUSTOMERS), start))
        .withColumn(RetentionByPeriodTable.CHURN_RATE, rates.share(lost, start))
        .withColumn(
            RetentionByPeriodTable.CHURN_RATE_OF_CUSTOMER_BASE,
            rates.share(lost, col(CUSTOMERS_EVER)))
        .withColumn(
            RetentionByPeriodTable.END_TO_START_RATIO,
            rates.share(col(RetentionByPeriodTable.CUSTOMERS_AT_END), start))
        .withColumn(
            RetentionByPeriodTable.PERIOD_OVER_PERIOD_RETENTION_RATE,
            rates.share(col(STAYING_CUSTOMERS), earlier))
        .withColumn(
            RetentionByPeriodTable.GROSS_REVENUE_RETENTION,
            rates.published(earlier, Rates.ratio(col(KEPT_UNITS), earlierUnits)))
        .withColumn(
            RetentionByPeriodTable.NET_REVENUE_RETENTION,
            rates.published(earlier, Rates.ratio(col(STAYING_UNITS), earlierUnits)))
        .withColumn(
            RetentionByPeriodTable.QUICK_RATIO, rates.published(earlier, Rates.ratio(gained, shed)))
        .withColumn(RetentionByPeriodTable.NET_REVENUE, Units.money(col(NET_UNITS)))
        .withColumn(RetentionByPeriodTable.AVERAGE_ORDER_VALUE, Units.mean(col(NET_UNITS), orders))
        .withColumn(RetentionByPeriodTable.PURCHASE_FREQUENCY, rates.share(orders, active))
        .withColumn(
            RetentionByPeriodTable.REPEAT_PURCHASE_RATE, rates.share(col(REPEAT_CUSTOMERS), active))
        .withColumn(
            RetentionByPeriodTable.REPEAT_TO_ONE_TIME_RATIO,
            rates.published(active, Rates.ratio(col(REPEAT_CUSTOMERS), oneTime)))
        .withColumn(
            RetentionByPeriodTable.ORDERS_PER_ONE_TIME_CUSTOMER,
            rates.published(active, Rates.ratio(orders, oneTime)))
        .withColumn(
            RetentionByPeriodTable.REPEAT_REVENUE_SHARE,
            rates.published(active, Rates.ratio(col(AFTER_UNITS), col(NET_UNITS))));
  }

  /** The figure of the period before; 0 for the first period, before which there is nobody. */
  private static Column before(String figure, WindowSpec byPeriod) {
    return coalesce(lag(figure, 1).over(byPeriod), lit(0L));
  }

  /** Every period of every segment from its first order to the as-of date. */
  static Dataset<Row> periods(PurchaseHistory history) {
    HistoryRules rules = history.rules();
    return history
        .totals()
        .filter(col(FIRST_ORDER_DATE).isNotNull())
        .groupBy(SEGMENT_NAME, SEGMENT_VALUE)
        .agg(min(CustomerTotals.FIRST_ORDER_DATE).as(FIRST_ORDER_DATE))
        .withColumn(GRANULARITY, Periods.each(rules.retentionGranularities()))
        .withColumn(
            INDEX,
            explode(sequence(index(col(FIRST_ORDER_DATE), rules), index(lit(rules.asOf()), rules))))
        .drop(FIRST_ORDER_DATE);
  }

  /**
   * Who is in the base at each period's end. A customer's days in the base form spells, and a spell
   * covers a range of period ends; customers are counted by the range before any range is written
   * out. At the first end of a range the customer was retained, if an earlier spell covers the end
   * before, or is new, or came back; at the others the customer was retained.
   */
  private static Dataset<Row> base(PurchaseHistory history) {
    HistoryRules rules = history.rules();
    Column begins = col(INDEX).equalTo(col(SpellCellsInTurn.RANGE_FROM));
    Column goesOn = col(SpellCellsInTurn.GOES_ON);
    Column isFirst = col(SpellCellsInTurn.IS_FIRST);
    List<String> ofRange =
        List.of(
            SpellCellsInTurn.SEGMENT_NAME,
            SpellCellsInTurn.SEGMENT_VALUE,
            SpellCellsInTurn.GRANULARITY,
            SpellCellsInTurn.RANGE_FROM,
            SpellCellsInTurn.RANGE_TO,
            SpellCellsInTurn.GOES_ON,
            SpellCellsInTurn.IS_FIRST);
    return history
        .days()
        .select(
            SqlFunctions.spellCellsInTurn(
                rules.retentionGranularities(),
                rules.weekStart(),
                history.windows().activityDays(),
                rules.asOf(),
                col(PurchaseDays.CUSTOMER_ID),
                col(PurchaseDays.ORDER_DATE),
                col(PurchaseDays.NEXT_DATE),
                col(PurchaseDays.ORDERS),
                col(FIRST_ORDER_DATE),
                col(SEGMENT_NAME),
                col(SEGMENT_VALUE)))
        .groupBy(key(ofRange.toArray(String[]::new)))
        .agg(sum(SpellCellsInTurn.CUSTOMERS).as(CUSTOMERS))
        .withColumn(
            INDEX,
            explode(sequence(col(SpellCellsInTurn.RANGE_FROM), col(SpellCellsInTurn.RANGE_TO))))
        .groupBy(
            col(SpellCellsInTurn.SEGMENT_NAME).as(SEGMENT_NAME),
            col(SpellCellsInTurn.SEGMENT_VALUE).as(SEGMENT_VALUE),
            col(SpellCellsInTurn.GRANULARITY).as(GRANULARITY),
            col(INDEX))
        .agg(
            sum(CUSTOMERS).as(RetentionByPeriodTable.CUSTOMERS_AT_END),
            customers(not(begins).or(goesOn)).as(RetentionByPeriodTable.RETAINED_CUSTOMERS),
            customers(begins.and(isFirst)).as(RetentionByPeriodTable.NEW_CUSTOMERS),
            customers(begins.and(not(goesOn)).and(not(isFirst)))
                .as(RetentionByPeriodTable.REACTIVATED_CUSTOMERS));
  }

  private static Column customers(Column which) {
    return coalesce(sum(when(which, col(CUSTOMERS))), lit(0L));
  }

  /** What happened in each period, whatever the window. */
  private static Dataset<Row> activity(PurchaseHistory history) {
    Object[] labels =
        history.rules().retentionGranularities().stream().map(Granularity::label).toArray();
    return history
        .cells()
        .filter(col(GRANULARITY).isin(labels))
        .groupBy(key(SEGMENT_NAME, SEGMENT_VALUE, GRANULARITY, INDEX))
        .agg(
            sumOf(Sum.ACTIVE_CUSTOMERS, RetentionByPeriodTable.ACTIVE_CUSTOMERS),
            sumOf(Sum.ACQUIRED_CUSTOMERS, RetentionByPeriodTable.ACQUIRED_CUSTOMERS),
            sumOf(Sum.ORDERS, RetentionByPeriodTable.ORDERS),
            sumOf(Sum.NET_UNITS, NET_UNITS),
            sumOf(Sum.UNITS_AFTER_FIRST, AFTER_UNITS),
            sumOf(Sum.REPEAT_CUSTOMERS, REPEAT_CUSTOMERS),
            sumOf(Sum.ONE_TIME_CUSTOMERS, ONE_TIME_CUSTOMERS),
            sumOf(Sum.ORDERING_UNITS, ORDERING_UNITS),
            sumOf(Sum.STAYING_CUSTOMERS, STAYING_CUSTOMERS),
            sumOf(Sum.KEPT_UNITS, KEPT_UNITS),
            sumOf(Sum.STAYING_UNITS, STAYING_UNITS),
            sumOf(Sum.GAINED_UNITS, GAINED_UNITS));
  }

  private static Column sumOf(Sum sum, String name) {
    return sum(sum.column()).as(name);
  }

  private static Column index(Column date, HistoryRules rules) {
    return Periods.index(col(GRANULARITY), date, rules.retentionGranularities(), rules.weekStart());
  }

  private static String[] key() {
    return new String[] {SEGMENT_NAME, SEGMENT_VALUE, GRANULARITY, INDEX};
  }

  private static Column[] key(String... names) {
    Column[] columns = new Column[names.length];
    for (int i = 0; i < names.length; i++) {
      columns[i] = col(names[i]);
    }
    return columns;
  }
}
