package io.perennial.metric;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.date_add;
import static org.apache.spark.sql.functions.date_sub;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lag;
import static org.apache.spark.sql.functions.lead;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sequence;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.perennial.history.CustomerPeriods;
import io.perennial.history.CustomerTotals;
import io.perennial.history.HistoryRules;
import io.perennial.history.Periods;
import io.perennial.history.PurchaseDays;
import io.perennial.history.PurchaseHistory;
import io.perennial.table.Granularity;
import io.perennial.table.Units;
import io.perennial.table.output.RetentionByPeriodTable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * Computes {@link RetentionByPeriodTable}. Cost: one pass over the purchase days and one over the
 * customer periods, neither of which moves rows before they are summed.
 */
final class RetentionByPeriod {
  private static final String SEGMENT_NAME = PurchaseDays.SEGMENT_NAME;
  private static final String SEGMENT_VALUE = PurchaseDays.SEGMENT_VALUE;
  private static final String CUSTOMER_ID = PurchaseDays.CUSTOMER_ID;
  private static final String GRANULARITY = CustomerPeriods.GRANULARITY;
  private static final String INDEX = CustomerPeriods.PERIOD_INDEX;
  private static final String FIRST_ORDER_DATE = PurchaseDays.FIRST_ORDER_DATE;

  private static final String CUSTOMERS = "customers";
  private static final String ORDER_BEFORE = "order_before";
  private static final String LAST_ORDER = "last_order";
  private static final String BEFORE = "covered_before_";
  private static final String RANGE_FROM = "range_from";
  private static final String RANGE_TO = "range_to";
  private static final String GOES_ON = "goes_on";
  private static final String IS_FIRST = "is_first";
  private static final String SPELL_FROM = "spell_from";
  private static final String SPELL_TO = "spell_to";
  private static final String PREVIOUS_UNITS = "previous_units";
  private static final String EARLIER_CUSTOMERS = "earlier_customers";
  private static final String EARLIER_UNITS = "earlier_units";
  private static final String STAYING_CUSTOMERS = "staying_customers";
  private static final String KEPT_UNITS = "kept_units";
  private static final String STAYING_UNITS = "staying_units";
  private static final String GAINED_UNITS = "gained_units";
  private static final String ORDERING_UNITS = "ordering_units";
  private static final String REPEAT_CUSTOMERS = "repeat_customers";
  private static final String ONE_TIME_CUSTOMERS = "one_time_customers";
  private static final String NET_UNITS = CustomerPeriods.NET_UNITS;
  private static final String AFTER_UNITS = CustomerPeriods.NET_UNITS_AFTER_FIRST_ORDER;
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
   * covers a range of period ends, so that customers are counted by the range before any range is
   * written out: there are few different ones. At the first end of a range the customer was
   * retained, if an earlier spell covers the end before, or is new, or came back; at the others the
   * customer was retained.
   */
  private static Dataset<Row> base(PurchaseHistory history) {
    HistoryRules rules = history.rules();
    List<Granularity> granularities = rules.retentionGranularities();
    Dataset<Row> covered = spells(history);
    WindowSpec earlier =
        Window.partitionBy(CUSTOMER_ID, SEGMENT_NAME, SEGMENT_VALUE)
            .orderBy(SPELL_FROM)
            .rowsBetween(Window.unboundedPreceding(), -1);
    List<Column> ranges = new ArrayList<>();
    for (Granularity granularity : granularities) {
      Column from = granularity.index(col(SPELL_FROM), rules.weekStart());
      Column to =
          when(
                  col(SPELL_TO).equalTo(lit(rules.asOf())),
                  granularity.index(col(SPELL_TO), rules.weekStart()))
              .otherwise(granularity.index(date_add(col(SPELL_TO), 1), rules.weekStart()).minus(1));
      String before = BEFORE + granularity.label();
      covered = covered.withColumn(before, max(when(from.leq(to), to)).over(earlier));
      ranges.add(
          struct(
              lit(granularity.label()).as(GRANULARITY),
              from.as(RANGE_FROM),
              to.as(RANGE_TO),
              coalesce(col(before).equalTo(from.minus(1)), lit(false)).as(GOES_ON),
              granularity
                  .index(col(FIRST_ORDER_DATE), rules.weekStart())
                  .equalTo(from)
                  .as(IS_FIRST)));
    }
    String range = "range";
    Column begins = col(INDEX).equalTo(col(RANGE_FROM));
    return covered
        .select(
            col(SEGMENT_NAME),
            col(SEGMENT_VALUE),
            explode(array(ranges.toArray(Column[]::new))).as(range))
        .select(col(SEGMENT_NAME), col(SEGMENT_VALUE), col(range + ".*"))
        .filter(col(RANGE_FROM).leq(col(RANGE_TO)))
        .groupBy(
            key(SEGMENT_NAME, SEGMENT_VALUE, GRANULARITY, RANGE_FROM, RANGE_TO, GOES_ON, IS_FIRST))
        .agg(count(lit(1)).as(CUSTOMERS))
        .withColumn(INDEX, explode(sequence(col(RANGE_FROM), col(RANGE_TO))))
        .groupBy(key(SEGMENT_NAME, SEGMENT_VALUE, GRANULARITY, INDEX))
        .agg(
            sum(CUSTOMERS).as(RetentionByPeriodTable.CUSTOMERS_AT_END),
            customers(not(begins).or(col(GOES_ON))).as(RetentionByPeriodTable.RETAINED_CUSTOMERS),
            customers(begins.and(col(IS_FIRST))).as(RetentionByPeriodTable.NEW_CUSTOMERS),
            customers(begins.and(not(col(GOES_ON))).and(not(col(IS_FIRST))))
                .as(RetentionByPeriodTable.REACTIVATED_CUSTOMERS));
  }

  private static Column customers(Column which) {
    return coalesce(sum(when(which, col(CUSTOMERS))), lit(0L));
  }

  /**
   * The spells of every customer: each begins with an order and ends W - 1 days after the last one
   * that is not preceded by W days without. The first order of a spell knows the day of the order
   * before, which ended the spell before; the end of the last spell is found among the totals. So
   * only days that begin a spell are ordered, of which there are few.
   */
  private static Dataset<Row> spells(PurchaseHistory history) {
    int window = history.windows().activityDays();
    WindowSpec inTurn =
        Window.partitionBy(CUSTOMER_ID, SEGMENT_NAME, SEGMENT_VALUE).orderBy(SPELL_FROM);
    Column gap = col(PurchaseDays.GAP_DAYS);
    Dataset<Row> beginnings =
        history
            .days()
            .filter(col(PurchaseDays.ORDERS).gt(0).and(gap.isNull().or(gap.gt(window))))
            .select(
                col(SEGMENT_NAME),
                col(SEGMENT_VALUE),
                col(CUSTOMER_ID),
                col(FIRST_ORDER_DATE),
                col(PurchaseDays.ORDER_DATE).as(SPELL_FROM),
                date_sub(col(PurchaseDays.ORDER_DATE), gap).as(ORDER_BEFORE));
    Dataset<Row> ends =
        history
            .totals()
            .filter(col(FIRST_ORDER_DATE).isNotNull())
            .select(
                col(SEGMENT_NAME),
                col(SEGMENT_VALUE),
                col(CUSTOMER_ID),
                lit(null).cast("date").as(FIRST_ORDER_DATE),
                date_add(col(CustomerTotals.LAST_ORDER_DATE), 1).as(SPELL_FROM),
                col(CustomerTotals.LAST_ORDER_DATE).as(ORDER_BEFORE));
    return beginnings
        .union(ends)
        .withColumn(LAST_ORDER, lead(ORDER_BEFORE, 1).over(inTurn))
        .filter(col(FIRST_ORDER_DATE).isNotNull())
        .withColumn(
            SPELL_TO, least(date_add(col(LAST_ORDER), window - 1), lit(history.rules().asOf())));
  }

  /** What happened in each period, whatever the window. */
  private static Dataset<Row> activity(PurchaseHistory history) {
    HistoryRules rules = history.rules();
    Object[] labels = rules.retentionGranularities().stream().map(Granularity::label).toArray();
    Column ordered = col(CustomerPeriods.ORDERS).gt(0);
    Column units = greatest(col(NET_UNITS), lit(0L));
    // Who has only returns in the period before did not order in it.
    Column stayed = col(CustomerPeriods.EARLIER_ORDERS).gt(0);
    Column isStaying = col(PREVIOUS_UNITS).isNotNull();
    return history
        .periods()
        .filter(col(GRANULARITY).isin(labels))
        .withColumn(
            PREVIOUS_UNITS, when(stayed, greatest(col(CustomerPeriods.EARLIER_UNITS), lit(0L))))
        .groupBy(key(SEGMENT_NAME, SEGMENT_VALUE, GRANULARITY, INDEX))
        .agg(
            count(when(ordered, true)).as(RetentionByPeriodTable.ACTIVE_CUSTOMERS),
            count(when(index(col(FIRST_ORDER_DATE), rules).equalTo(col(INDEX)).and(ordered), true))
                .as(RetentionByPeriodTable.ACQUIRED_CUSTOMERS),
            sum(CustomerPeriods.ORDERS).as(RetentionByPeriodTable.ORDERS),
            sum(NET_UNITS).as(NET_UNITS),
            sum(AFTER_UNITS).as(AFTER_UNITS),
            count(when(col(CustomerPeriods.ORDERS).geq(2), true)).as(REPEAT_CUSTOMERS),
            count(when(col(CustomerPeriods.ORDERS).equalTo(1), true)).as(ONE_TIME_CUSTOMERS),
            sum(when(ordered, units)).as(ORDERING_UNITS),
            count(when(isStaying.and(ordered), true)).as(STAYING_CUSTOMERS),
            sum(when(isStaying, least(units, col(PREVIOUS_UNITS)))).as(KEPT_UNITS),
            sum(when(isStaying, units)).as(STAYING_UNITS),
            sum(when(col(PREVIOUS_UNITS).isNull(), units)).as(GAINED_UNITS));
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
