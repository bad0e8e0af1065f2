package io.perennial.metric;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.date_add;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lag;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.sequence;
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

  private static final String SPELL = "spell";
  private static final String SPELL_FROM = "spell_from";
  private static final String SPELL_TO = "spell_to";
  private static final String PREVIOUS_INDEX = "previous_index";
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
  private static Dataset<Row> periods(PurchaseHistory history) {
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
   * Who is in the base at each period's end. A customer's days in the base form spells: each begins
   * with an order and ends W - 1 days after the last order that is not preceded by W days without
   * one. The spells name the period ends they cover; two period ends in a row make the customer
   * retained.
   */
  private static Dataset<Row> base(PurchaseHistory history) {
    HistoryRules rules = history.rules();
    int window = history.windows().activityDays();
    Column asOf = lit(rules.asOf());
    WindowSpec ofCustomer = Window.partitionBy(SEGMENT_NAME, SEGMENT_VALUE, CUSTOMER_ID);
    Column opensSpell = when(col(PurchaseDays.GAP_DAYS).leq(window), lit(0)).otherwise(lit(1));
    Dataset<Row> spells =
        history
            .days()
            .filter(col(PurchaseDays.ORDERS).gt(0))
            .withColumn(
                SPELL,
                sum(opensSpell)
                    .over(
                        ofCustomer
                            .orderBy(PurchaseDays.ORDER_DATE)
                            .rowsBetween(Window.unboundedPreceding(), 0)))
            .groupBy(SEGMENT_NAME, SEGMENT_VALUE, CUSTOMER_ID, SPELL)
            .agg(
                min(PurchaseDays.ORDER_DATE).as(SPELL_FROM),
                least(date_add(max(PurchaseDays.ORDER_DATE), window - 1), asOf).as(SPELL_TO),
                min(FIRST_ORDER_DATE).as(FIRST_ORDER_DATE));
    Column lastCovered =
        when(col(SPELL_TO).equalTo(asOf), index(asOf, rules))
            .otherwise(index(date_add(col(SPELL_TO), 1), rules).minus(1));
    Column firstCovered = index(col(SPELL_FROM), rules);
    Column previous = lag(INDEX, 1).over(Window.partitionBy(customerKey()).orderBy(INDEX));
    Column retained = col(PREVIOUS_INDEX).equalTo(col(INDEX).minus(1));
    Column isNew = index(col(FIRST_ORDER_DATE), rules).equalTo(col(INDEX));
    Column cameBack =
        index(col(FIRST_ORDER_DATE), rules)
            .lt(col(INDEX))
            .and(col(PREVIOUS_INDEX).isNull().or(col(PREVIOUS_INDEX).lt(col(INDEX).minus(1))));
    return spells
        .withColumn(GRANULARITY, Periods.each(rules.retentionGranularities()))
        .withColumn("first_covered", firstCovered)
        .withColumn("last_covered", lastCovered)
        .filter(col("first_covered").leq(col("last_covered")))
        .withColumn(INDEX, explode(sequence(col("first_covered"), col("last_covered"))))
        .withColumn(PREVIOUS_INDEX, previous)
        .groupBy(key(SEGMENT_NAME, SEGMENT_VALUE, GRANULARITY, INDEX))
        .agg(
            count(lit(1)).as(RetentionByPeriodTable.CUSTOMERS_AT_END),
            count(when(retained, true)).as(RetentionByPeriodTable.RETAINED_CUSTOMERS),
            count(when(isNew, true)).as(RetentionByPeriodTable.NEW_CUSTOMERS),
            count(when(cameBack, true)).as(RetentionByPeriodTable.REACTIVATED_CUSTOMERS));
  }

  /** What happened in each period, whatever the window. */
  private static Dataset<Row> activity(PurchaseHistory history) {
    HistoryRules rules = history.rules();
    Object[] labels = rules.retentionGranularities().stream().map(Granularity::label).toArray();
    Column ordered = col(CustomerPeriods.ORDERS).gt(0);
    Column units = greatest(col(NET_UNITS), lit(0L));
    WindowSpec ofCustomer = Window.partitionBy(customerKey()).orderBy(INDEX);
    // The row before may be of an older period, or hold returns only; then the customer did not
    // order in p - 1.
    Column stayed =
        lag(INDEX, 1)
            .over(ofCustomer)
            .equalTo(col(INDEX).minus(1))
            .and(lag(CustomerPeriods.ORDERS, 1).over(ofCustomer).gt(0));
    Column isStaying = col(PREVIOUS_UNITS).isNotNull();
    return history
        .periods()
        .filter(col(GRANULARITY).isin(labels))
        .withColumn(
            PREVIOUS_UNITS, when(stayed, greatest(lag(NET_UNITS, 1).over(ofCustomer), lit(0L))))
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

  private static Column[] customerKey() {
    return key(SEGMENT_NAME, SEGMENT_VALUE, CUSTOMER_ID, GRANULARITY);
  }
}
