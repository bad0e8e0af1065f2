package io.perennial.metric;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.ceil;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.datediff;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.percentile;
import static org.apache.spark.sql.functions.when;

import io.perennial.history.CustomerTotals;
import io.perennial.history.PurchaseHistory;
import io.perennial.table.LedgerTable;
import io.perennial.table.output.PurchaseSummaryTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Recency, frequency and money in fifths. A score is one plus the number of cut points strictly
 * below the value, so that equal values share it; for recency it is five minus that number, so that
 * five is always best.
 */
final class RfmScores {
  /** The cut points of days_since_last_order, orders and net units: arrays of four doubles. */
  static final String RECENCY_CUTS = "recency_cuts";

  static final String FREQUENCY_CUTS = "frequency_cuts";
  static final String MONETARY_CUTS = "monetary_cuts";

  /** The quantiles that are cut points. */
  static final double[] QUANTILES = {0.2, 0.4, 0.6, 0.8};

  private static final String TIED = "tied";
  private static final String BELOW = "customers_below";
  private static final String CUSTOMERS = "all_customers";

  private RfmScores() {}

  /**
   * One row with three arrays of cut points over the customers with an order; null arrays where
   * there is none.
   */
  static Dataset<Row> cutPoints(PurchaseHistory history) {
    Column quantiles = array(Arrays.stream(QUANTILES).mapToObj(q -> lit(q)).toArray(Column[]::new));
    Column days = datediff(lit(history.rules().asOf()), col(CustomerTotals.LAST_ORDER_DATE));
    Dataset<Row> customers = history.everybody().filter(col(CustomerTotals.ORDERS).gt(0));
    // There are few different days and numbers of orders, but maybe an amount for each customer.
    return customers
        .agg(
            percentile(days, quantiles).as(RECENCY_CUTS),
            percentile(col(CustomerTotals.ORDERS), quantiles).as(FREQUENCY_CUTS))
        .crossJoin(monetaryCuts(customers));
  }

  /**
   * One row with the quantiles of net units, by linear interpolation (type 7 of Hyndman &amp; Fan
   * 1996): of n values in their order, counted from 0, the one at place (n - 1) q.
   */
  private static Dataset<Row> monetaryCuts(Dataset<Row> customers) {
    RunningTotals smallestFirst =
        new RunningTotals(
            List.of(),
            CustomerTotals.NET_UNITS,
            LedgerTable.UNITS,
            false,
            List.of(new RunningTotals.Total(TIED, BELOW, CUSTOMERS)));
    Dataset<Row> amounts =
        customers
            .groupBy(CustomerTotals.NET_UNITS)
            .agg(count(lit(1)).as(TIED))
            .transform(smallestFirst::of);
    List<Column> ends = new ArrayList<>();
    List<Column> cuts = new ArrayList<>();
    for (int i = 0; i < QUANTILES.length; i++) {
      Column place = col(CUSTOMERS).minus(1).cast("double").multiply(QUANTILES[i]);
      ends.add(max(when(holds(floor(place)), col(CustomerTotals.NET_UNITS))).as("low" + i));
      ends.add(max(when(holds(ceil(place)), col(CustomerTotals.NET_UNITS))).as("high" + i));
      ends.add(max(place).as("place" + i));
      Column low = col("low" + i).cast("double");
      Column high = col("high" + i).cast("double");
      Column at = col("place" + i);
      cuts.add(
          when(low.equalTo(high), low)
              .otherwise(
                  ceil(at).minus(at).multiply(low).plus(at.minus(floor(at)).multiply(high))));
    }
    return amounts
        .agg(ends.get(0), ends.stream().skip(1).toArray(Column[]::new))
        .select(
            when(col("place0").isNotNull(), array(cuts.toArray(Column[]::new))).as(MONETARY_CUTS));
  }

  /** Whether the value at a place, counted from 0, is the row's. */
  private static Column holds(Column place) {
    return place.geq(col(BELOW)).and(place.lt(col(BELOW).plus(col(TIED))));
  }

  /** The customers with their scores and segment, from the arrays of cut points in their rows. */
  static Dataset<Row> withScores(Dataset<Row> customers) {
    Column hasOrders = col(CustomerTotals.ORDERS).gt(0);
    Column recency =
        lit(5).minus(cutsBelow(col(PurchaseSummaryTable.DAYS_SINCE_LAST_ORDER), RECENCY_CUTS));
    return customers
        .withColumn(PurchaseSummaryTable.RECENCY_SCORE, when(hasOrders, recency))
        .withColumn(
            PurchaseSummaryTable.FREQUENCY_SCORE,
            when(hasOrders, cutsBelow(col(CustomerTotals.ORDERS), FREQUENCY_CUTS).plus(1)))
        .withColumn(
            PurchaseSummaryTable.MONETARY_SCORE,
            when(hasOrders, cutsBelow(col(CustomerTotals.NET_UNITS), MONETARY_CUTS).plus(1)))
        .withColumn(PurchaseSummaryTable.RFM_SEGMENT, segment());
  }

  private static Column cutsBelow(Column value, String cuts) {
    Column below = lit(0);
    for (int i = 0; i < QUANTILES.length; i++) {
      below = below.plus(when(col(cuts).getItem(i).lt(value), lit(1)).otherwise(lit(0)));
    }
    return below;
  }

  /** The ten names that the field gives to the squares of the recency-frequency board. */
  private static Column segment() {
    Column recency = col(PurchaseSummaryTable.RECENCY_SCORE);
    Column frequency = col(PurchaseSummaryTable.FREQUENCY_SCORE);
    return when(recency.isNull(), lit(null).cast("string"))
        .when(recency.equalTo(5).and(frequency.geq(4)), "champions")
        .when(recency.geq(3).and(frequency.geq(4)), "loyal")
        .when(recency.geq(4).and(frequency.geq(2)), "potential_loyalists")
        .when(recency.equalTo(5), "new")
        .when(recency.equalTo(4), "promising")
        .when(recency.equalTo(3).and(frequency.equalTo(3)), "needing_attention")
        .when(recency.equalTo(3), "about_to_sleep")
        .when(frequency.equalTo(5), "cannot_lose")
        .when(frequency.geq(3), "at_risk")
        .otherwise("hibernating");
  }
}
