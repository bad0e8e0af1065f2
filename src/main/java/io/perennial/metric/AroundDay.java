package io.perennial.metric;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.datediff;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.perennial.history.PurchaseDays;
import io.perennial.history.PurchaseHistory;
import io.perennial.table.output.RateColumns;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What customers bought in spans of days around a day of their own, such as that of an answer or of
 * an assignment. Days are counted from that day, which is 0. Cost: one join of the subjects with
 * the purchase days, which are placed by customer already.
 */
final class AroundDay {
  /** The day of the subject. */
  static final String DAY = "subject_day";

  private static final String CUSTOMER_ID = PurchaseDays.CUSTOMER_ID;
  private static final String BUYER = "buyer";
  private static final String BOUGHT_ON = "bought_on";
  private static final String BOUGHT_ORDERS = "bought_orders";
  private static final String BOUGHT_UNITS = "bought_units";

  private AroundDay() {}

  /**
   * The subjects with aggregates of their customers' purchase days, such as {@link #units}. A
   * customer without any keeps the row.
   *
   * @param subjects rows with customer_id and {@link #DAY}; their columns together tell them apart
   */
  static Dataset<Row> of(PurchaseHistory history, Dataset<Row> subjects, Column... aggregates) {
    Dataset<Row> days =
        history
            .days()
            .filter(col(PurchaseDays.SEGMENT_NAME).equalTo(RateColumns.ALL))
            .select(
                col(CUSTOMER_ID).as(BUYER),
                col(PurchaseDays.ORDER_DATE).as(BOUGHT_ON),
                col(PurchaseDays.ORDERS).as(BOUGHT_ORDERS),
                col(PurchaseDays.NET_UNITS).as(BOUGHT_UNITS));
    List<Column> key = new ArrayList<>();
    for (String name : subjects.columns()) {
      key.add(col(name));
    }
    return subjects
        .join(days, col(CUSTOMER_ID).equalTo(col(BUYER)), "left")
        .groupBy(key.toArray(Column[]::new))
        .agg(aggregates[0], Arrays.copyOfRange(aggregates, 1, aggregates.length));
  }

  /** Net revenue, in ten-thousandths, of the days from one to another, both included. */
  static Column units(int from, int to) {
    return units(lit(from), lit(to));
  }

  /** The same of days that are the subject's own. */
  static Column units(Column from, Column to) {
    return coalesce(sum(when(isWithin(from, to), col(BOUGHT_UNITS))), lit(0L));
  }

  /** Net revenue, in ten-thousandths, up to the day and including it. */
  static Column unitsUpTo() {
    return coalesce(sum(when(col(BOUGHT_ON).leq(col(DAY)), col(BOUGHT_UNITS))), lit(0L));
  }

  /** How many orders there were on the days from one to another, both included. */
  static Column orders(int from, int to) {
    return coalesce(sum(when(isWithin(lit(from), lit(to)), col(BOUGHT_ORDERS))), lit(0L));
  }

  /** How many days after the subject's day had an order. */
  static Column occasionsAfter() {
    return count(when(col(BOUGHT_ON).gt(col(DAY)).and(col(BOUGHT_ORDERS).gt(0)), true));
  }

  private static Column isWithin(Column from, Column to) {
    return datediff(col(BOUGHT_ON), col(DAY)).between(from, to);
  }
}
