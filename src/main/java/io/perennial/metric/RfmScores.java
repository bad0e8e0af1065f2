package io.perennial.metric;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.datediff;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.percentile;
import static org.apache.spark.sql.functions.when;

import io.perennial.history.CustomerTotals;
import io.perennial.history.PurchaseHistory;
import io.perennial.table.LedgerTable;
import io.perennial.table.output.PurchaseSummaryTable;
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

  /** Ordered lately and often. */
  static final String CHAMPIONS = "champions";

  /** Ordered often, and not so lately. */
  static final String LOYAL = "loyal";

  /** The quantiles that are cut points. */
  static final double[] QUANTILES = {0.2, 0.4, 0.6, 0.8};

  private static final GroupQuantiles MONEY =
      new GroupQuantiles(
          List.of(),
          CustomerTotals.NET_UNITS,
          LedgerTable.UNITS,
          Arrays.stream(QUANTILES).boxed().toList());

  private RfmScores() {}

  /**
   * One row with three arrays of cut points over the customers with an order; null arrays where
   * there is none.
   */
  static Dataset<Row> cutPoints(PurchaseHistory history) {
    Column days = datediff(lit(history.rules().asOf()), col(CustomerTotals.LAST_ORDER_DATE));
    Dataset<Row> customers = history.everybody().filter(col(CustomerTotals.ORDERS).gt(0));
    // There are few different days and numbers of orders, but maybe an amount for each customer.
    return customers
        .agg(
            percentile(days, quantiles()).as(RECENCY_CUTS),
            percentile(col(CustomerTotals.ORDERS), quantiles()).as(FREQUENCY_CUTS))
        .crossJoin(MONEY.of(customers, MONETARY_CUTS));
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
        .withColumn(
            PurchaseSummaryTable.RFM_SEGMENT,
            segment(
                col(PurchaseSummaryTable.RECENCY_SCORE),
                col(PurchaseSummaryTable.FREQUENCY_SCORE)));
  }

  /** {@link #QUANTILES} as an array. */
  static Column quantiles() {
    return array(Arrays.stream(QUANTILES).mapToObj(q -> lit(q)).toArray(Column[]::new));
  }

  /** How many of an array's cut points lie strictly below a value. */
  static Column cutsBelow(Column value, String cuts) {
    Column below = lit(0);
    for (int i = 0; i < QUANTILES.length; i++) {
      below = below.plus(when(col(cuts).getItem(i).lt(value), lit(1)).otherwise(lit(0)));
    }
    return below;
  }

  /** The ten names that the field gives to the squares of the recency-frequency board. */
  static Column segment(Column recency, Column frequency) {
    return when(recency.isNull(), lit(null).cast("string"))
        .when(recency.equalTo(5).and(frequency.geq(4)), CHAMPIONS)
        .when(recency.geq(3).and(frequency.geq(4)), LOYAL)
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
