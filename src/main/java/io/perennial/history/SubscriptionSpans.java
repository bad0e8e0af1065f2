package io.perennial.history;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.to_date;
import static org.apache.spark.sql.functions.when;

import io.perennial.table.Units;
import io.perennial.table.input.CustomersInput;
import io.perennial.table.input.SubscriptionsInput;
import io.perennial.table.output.RateColumns;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * When each subscription ran and what it paid, as far as it is known on the as-of date: one row per
 * segment and subscription, partitioned by customer. A subscription runs from its first day to the
 * day before it ends; one that ends after the as-of date still runs.
 */
public final class SubscriptionSpans {
  public static final String SEGMENT_NAME = RateColumns.SEGMENT_NAME;
  public static final String SEGMENT_VALUE = RateColumns.SEGMENT_VALUE;
  public static final String CUSTOMER_ID = SubscriptionsInput.CUSTOMER_ID;

  /** The first day. */
  public static final String STARTED_DATE = "started_date";

  /** The first day on which it no longer runs; null while it runs. */
  public static final String ENDED_DATE = "ended_date";

  /**
   * Whether it ended on the day on which another subscription of the customer started: then it was
   * changed and not lost, whichever slice the other one is in.
   */
  public static final String IS_REPLACED = "is_replaced";

  /** What it pays a month, in ten-thousandths of the reporting currency. */
  public static final String MONTHLY_UNITS = "monthly_units";

  private static final String SEGMENT = "segment";
  private static final String STARTS = "starts";

  private SubscriptionSpans() {}

  /**
   * The spans of accepted subscriptions.
   *
   * @param subscriptions accepted subscriptions by their canonical columns
   * @param customers accepted customers, where the table is given
   * @param segments the attributes of customers and of subscriptions to slice by; a slice by an
   *     attribute of subscriptions holds only those with its value
   * @param asOf the last day of the observation
   */
  public static Dataset<Row> of(
      Dataset<Row> subscriptions,
      Optional<Dataset<Row>> customers,
      List<SegmentRule> segments,
      LocalDate asOf) {
    List<Column> slices = new ArrayList<>();
    slices.add(PurchaseDays.segment(RateColumns.ALL, lit(RateColumns.ALL)));
    for (SegmentRule rule : segments) {
      Column value = col(rule.ofCustomer() ? customerColumn(rule.column()) : rule.column());
      slices.add(PurchaseDays.segment(rule.name(), coalesce(value, lit(RateColumns.UNKNOWN))));
    }
    Column started = to_date(col(SubscriptionsInput.STARTED_AT));
    Column ended = to_date(col(SubscriptionsInput.ENDED_AT));
    Column startsThatDay =
        coalesce(col(STARTS), lit(0L))
            .minus(when(col(STARTED_DATE).equalTo(col(ENDED_DATE)), 1).otherwise(0));
    Dataset<Row> begun =
        withCustomerColumns(subscriptions, customers, segments)
            .filter(started.leq(lit(asOf)))
            .withColumn(STARTED_DATE, started)
            .withColumn(ENDED_DATE, when(ended.leq(lit(asOf)), ended));
    Dataset<Row> starts =
        begun
            .groupBy(col(CUSTOMER_ID), col(STARTED_DATE).as(ENDED_DATE))
            .agg(count(lit(1)).as(STARTS));
    return begun
        .join(starts, new String[] {CUSTOMER_ID, ENDED_DATE}, "left")
        .withColumn(IS_REPLACED, col(ENDED_DATE).isNotNull().and(startsThatDay.gt(0)))
        .withColumn(SEGMENT, explode(array(slices.toArray(Column[]::new))))
        .select(
            col(SEGMENT).getField("name").as(SEGMENT_NAME),
            col(SEGMENT).getField("value").as(SEGMENT_VALUE),
            col(CUSTOMER_ID),
            col(STARTED_DATE),
            col(ENDED_DATE),
            col(IS_REPLACED),
            Units.of(col(SubscriptionsInput.MONTHLY_AMOUNT)).as(MONTHLY_UNITS));
  }

  private static Dataset<Row> withCustomerColumns(
      Dataset<Row> subscriptions, Optional<Dataset<Row>> customers, List<SegmentRule> segments) {
    List<String> needed =
        segments.stream()
            .filter(SegmentRule::ofCustomer)
            .map(SegmentRule::column)
            .distinct()
            .toList();
    if (needed.isEmpty() || customers.isEmpty()) {
      return subscriptions;
    }
    List<Column> columns = new ArrayList<>();
    columns.add(col(CustomersInput.CUSTOMER_ID));
    needed.forEach(column -> columns.add(col(column).as(customerColumn(column))));
    return subscriptions.join(
        customers.get().select(columns.toArray(Column[]::new)),
        new String[] {CustomersInput.CUSTOMER_ID},
        "left");
  }

  /** Attributes of customers and of subscriptions may share a name. */
  private static String customerColumn(String column) {
    return "customer_" + column;
  }
}
