package io.perennial.metric;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.last_day;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sequence;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.trunc;
import static org.apache.spark.sql.functions.when;

import io.perennial.history.SubscriptionSpans;
import io.perennial.table.Types;
import io.perennial.table.Units;
import io.perennial.table.output.RecurringRevenueMovementsTable;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * Computes {@link RecurringRevenueMovementsTable}. A subscription is two events, in the months of
 * its first day and of its end; a customer's revenue at the end of a month is the sum of the events
 * up to it. Cost: two rows per subscription, which are summed by month before they move.
 */
final class RecurringRevenueMovements {
  private static final String SEGMENT_NAME = SubscriptionSpans.SEGMENT_NAME;
  private static final String SEGMENT_VALUE = SubscriptionSpans.SEGMENT_VALUE;
  private static final String CUSTOMER_ID = SubscriptionSpans.CUSTOMER_ID;
  private static final String MONTH = RecurringRevenueMovementsTable.MONTH_START;
  private static final String NEW = RecurringRevenueMovementsTable.NEW_RECURRING_REVENUE;
  private static final String REACTIVATED =
      RecurringRevenueMovementsTable.REACTIVATED_RECURRING_REVENUE;
  private static final String EXPANSION =
      RecurringRevenueMovementsTable.EXPANSION_RECURRING_REVENUE;
  private static final String CONTRACTION =
      RecurringRevenueMovementsTable.CONTRACTION_RECURRING_REVENUE;
  private static final String CHURNED = RecurringRevenueMovementsTable.CHURNED_RECURRING_REVENUE;
  private static final String STARTING = RecurringRevenueMovementsTable.STARTING_RECURRING_REVENUE;
  private static final String ENDING = RecurringRevenueMovementsTable.ENDING_RECURRING_REVENUE;
  private static final String NEW_CUSTOMERS = RecurringRevenueMovementsTable.NEW_CUSTOMERS;
  private static final String REACTIVATED_CUSTOMERS =
      RecurringRevenueMovementsTable.REACTIVATED_CUSTOMERS;
  private static final String CHURNED_CUSTOMERS = RecurringRevenueMovementsTable.CHURNED_CUSTOMERS;
  private static final String STARTED = RecurringRevenueMovementsTable.STARTED_SUBSCRIPTIONS;
  private static final String ENDED = RecurringRevenueMovementsTable.ENDED_SUBSCRIPTIONS;
  private static final String CHANGE = "change_units";
  private static final String AFTER = "units_after";
  private static final String RUNNING_AFTER = "running_after";
  private static final String FIRST_MONTH = "first_month";

  /** What a month sums, and a month without any event has none of. */
  private static final List<String> MOVEMENTS =
      List.of(
          NEW,
          REACTIVATED,
          EXPANSION,
          CONTRACTION,
          CHURNED,
          NEW_CUSTOMERS,
          REACTIVATED_CUSTOMERS,
          CHURNED_CUSTOMERS,
          RecurringRevenueMovementsTable.EXPANDED_CUSTOMERS,
          RecurringRevenueMovementsTable.CONTRACTED_CUSTOMERS,
          STARTED,
          ENDED);

  private RecurringRevenueMovements() {}

  static Dataset<Row> of(Intermediates shared) {
    LocalDate asOf = shared.history().rules().asOf();
    Rates rates = new Rates(shared.history().rules().minimumGroupSize());
    Dataset<Row> spans = shared.history().subscriptions().orElseThrow();
    return published(everyMonth(byMonth(byCustomer(spans)), asOf), asOf, rates);
  }

  /** One row per segment, customer and month with an event, with what runs after it. */
  private static Dataset<Row> byCustomer(Dataset<Row> spans) {
    WindowSpec ofCustomer = Window.partitionBy(SEGMENT_NAME, SEGMENT_VALUE, CUSTOMER_ID);
    WindowSpec upToMonth =
        ofCustomer.orderBy(MONTH).rowsBetween(Window.unboundedPreceding(), Window.currentRow());
    Column units = col(SubscriptionSpans.MONTHLY_UNITS);
    return spans
        .withColumn(
            "event",
            explode(
                array(
                    event(SubscriptionSpans.STARTED_DATE, units, 1, 0),
                    event(SubscriptionSpans.ENDED_DATE, units.multiply(-1L), 0, 1))))
        .select(col(SEGMENT_NAME), col(SEGMENT_VALUE), col(CUSTOMER_ID), col("event.*"))
        .filter(col(MONTH).isNotNull())
        .groupBy(SEGMENT_NAME, SEGMENT_VALUE, CUSTOMER_ID, MONTH)
        .agg(sum(CHANGE).as(CHANGE), sum(STARTED).as(STARTED), sum(ENDED).as(ENDED))
        .withColumn(AFTER, sum(CHANGE).over(upToMonth))
        .withColumn(RUNNING_AFTER, sum(col(STARTED).minus(col(ENDED))).over(upToMonth))
        .withColumn(FIRST_MONTH, min(MONTH).over(ofCustomer));
  }

  private static Column event(String date, Column change, long started, long ended) {
    return struct(
        trunc(col(date), "month").as(MONTH),
        change.as(CHANGE),
        lit(started).as(STARTED),
        lit(ended).as(ENDED));
  }

  private static Dataset<Row> byMonth(Dataset<Row> byCustomer) {
    Column ranBefore = col(RUNNING_AFTER).minus(col(STARTED)).plus(col(ENDED)).gt(0);
    Column runsAfter = col(RUNNING_AFTER).gt(0);
    Column isFirst = col(MONTH).equalTo(col(FIRST_MONTH));
    Column isNew = runsAfter.and(isFirst);
    Column isBack = runsAfter.and(not(ranBefore)).and(not(isFirst));
    Column isGone = ranBefore.and(not(runsAfter));
    Column stays = ranBefore.and(runsAfter);
    Column paysMore = stays.and(col(CHANGE).gt(0));
    Column paysLess = stays.and(col(CHANGE).lt(0));
    return byCustomer
        .groupBy(SEGMENT_NAME, SEGMENT_VALUE, MONTH)
        .agg(
            sum(when(isNew, col(AFTER)).otherwise(0L)).as(NEW),
            sum(when(isBack, col(AFTER)).otherwise(0L)).as(REACTIVATED),
            sum(when(paysMore, col(CHANGE)).otherwise(0L)).as(EXPANSION),
            sum(when(paysLess, col(CHANGE).multiply(-1L)).otherwise(0L)).as(CONTRACTION),
            sum(when(isGone, col(AFTER).minus(col(CHANGE))).otherwise(0L)).as(CHURNED),
            count(when(isNew, true)).as(NEW_CUSTOMERS),
            count(when(isBack, true)).as(REACTIVATED_CUSTOMERS),
            count(when(isGone, true)).as(CHURNED_CUSTOMERS),
            count(when(paysMore, true)).as(RecurringRevenueMovementsTable.EXPANDED_CUSTOMERS),
            count(when(paysLess, true)).as(RecurringRevenueMovementsTable.CONTRACTED_CUSTOMERS),
            sum(STARTED).as(STARTED),
            sum(ENDED).as(ENDED));
  }

  /** Every month from a segment's first to the as-of date's, with what ran at both of its ends. */
  private static Dataset<Row> everyMonth(Dataset<Row> byMonth, LocalDate asOf) {
    Column lastMonth = trunc(lit(asOf), "month");
    Dataset<Row> months =
        byMonth
            .groupBy(SEGMENT_NAME, SEGMENT_VALUE)
            .agg(min(MONTH).as(FIRST_MONTH))
            .select(
                col(SEGMENT_NAME),
                col(SEGMENT_VALUE),
                explode(sequence(col(FIRST_MONTH), lastMonth, expr("interval 1 month"))).as(MONTH));
    List<Column> columns =
        new ArrayList<>(List.of(col(SEGMENT_NAME), col(SEGMENT_VALUE), col(MONTH)));
    MOVEMENTS.forEach(name -> columns.add(coalesce(col(name), lit(0L)).as(name)));
    WindowSpec upToMonth =
        Window.partitionBy(SEGMENT_NAME, SEGMENT_VALUE)
            .orderBy(MONTH)
            .rowsBetween(Window.unboundedPreceding(), Window.currentRow());
    Column revenueChange =
        col(NEW)
            .plus(col(REACTIVATED))
            .plus(col(EXPANSION))
            .minus(col(CONTRACTION))
            .minus(col(CHURNED));
    Column customerChange =
        col(NEW_CUSTOMERS).plus(col(REACTIVATED_CUSTOMERS)).minus(col(CHURNED_CUSTOMERS));
    Column subscriptionChange = col(STARTED).minus(col(ENDED));
    return months
        .join(byMonth, new String[] {SEGMENT_NAME, SEGMENT_VALUE, MONTH}, "left")
        .select(columns.toArray(Column[]::new))
        .withColumn(ENDING, sum(revenueChange).over(upToMonth))
        .withColumn(STARTING, col(ENDING).minus(revenueChange))
        .withColumn(
            RecurringRevenueMovementsTable.CUSTOMERS_AT_END, sum(customerChange).over(upToMonth))
        .withColumn(
            RecurringRevenueMovementsTable.CUSTOMERS_AT_START,
            col(RecurringRevenueMovementsTable.CUSTOMERS_AT_END).minus(customerChange))
        .withColumn(
            RecurringRevenueMovementsTable.SUBSCRIPTIONS_AT_END,
            sum(subscriptionChange).over(upToMonth))
        .withColumn(
            RecurringRevenueMovementsTable.SUBSCRIPTIONS_AT_START,
            col(RecurringRevenueMovementsTable.SUBSCRIPTIONS_AT_END).minus(subscriptionChange));
  }

  private static Dataset<Row> published(Dataset<Row> months, LocalDate asOf, Rates rates) {
    Column atStart = col(RecurringRevenueMovementsTable.CUSTOMERS_AT_START);
    Column lost = col(CHURNED).plus(col(CONTRACTION));
    Column won = col(NEW).plus(col(REACTIVATED)).plus(col(EXPANSION));
    Column kept = col(STARTING).minus(lost);
    Dataset<Row> withRates =
        months
            .withColumn(RecurringRevenueMovementsTable.MONTH_END, last_day(col(MONTH)))
            .withColumn(
                RecurringRevenueMovementsTable.IS_COMPLETE,
                col(RecurringRevenueMovementsTable.MONTH_END).leq(lit(asOf)))
            .withColumn(
                RecurringRevenueMovementsTable.GROSS_REVENUE_RETENTION,
                rates.published(atStart, Rates.ratio(kept, col(STARTING))))
            .withColumn(
                RecurringRevenueMovementsTable.NET_REVENUE_RETENTION,
                rates.published(atStart, Rates.ratio(kept.plus(col(EXPANSION)), col(STARTING))))
            .withColumn(
                RecurringRevenueMovementsTable.QUICK_RATIO,
                rates.published(atStart, Rates.ratio(won, lost)));
    Dataset<Row> inMoney = withRates;
    for (String amount :
        List.of(STARTING, NEW, REACTIVATED, EXPANSION, CONTRACTION, CHURNED, ENDING)) {
      inMoney = inMoney.withColumn(amount, Units.exact(col(amount)).cast(Types.MEAN_MONEY));
    }
    return inMoney;
  }
}
