package io.perennial.metric;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.datediff;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.perennial.history.CustomerTotals;
import io.perennial.history.PurchaseHistory;
import io.perennial.table.Granularity;
import io.perennial.table.Units;
import io.perennial.table.output.PurchaseSummaryTable;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Computes {@link PurchaseSummaryTable}. Cost: two passes over the customer totals, one for the cut
 * points.
 */
final class PurchaseSummary {
  private PurchaseSummary() {}

  static Dataset<Row> of(Intermediates shared) {
    PurchaseHistory history = shared.history();
    Column asOf = lit(history.rules().asOf());
    Column hasOrders = col(CustomerTotals.ORDERS).gt(0);
    Column firstDay = col(CustomerTotals.FIRST_ORDER_DATE);
    Column lastDay = col(CustomerTotals.LAST_ORDER_DATE);
    Column repeats = col(CustomerTotals.OCCASIONS).minus(1);
    Column cohortMonth =
        Granularity.MONTH.start(
            Granularity.MONTH.index(col(CustomerTotals.COHORT_DATE), history.rules().weekStart()),
            history.rules().weekStart());
    return history
        .everybody()
        .crossJoin(broadcast(shared.rfmCutPoints()))
        .withColumn(PurchaseSummaryTable.FIRST_ORDER_AT, col(CustomerTotals.FIRST_ORDERED_AT))
        .withColumn(PurchaseSummaryTable.LAST_ORDER_AT, col(CustomerTotals.LAST_ORDERED_AT))
        .withColumn(PurchaseSummaryTable.PURCHASE_OCCASIONS, col(CustomerTotals.OCCASIONS))
        .withColumn(PurchaseSummaryTable.NET_REVENUE, Units.money(col(CustomerTotals.NET_UNITS)))
        .withColumn(
            PurchaseSummaryTable.AVERAGE_ORDER_VALUE,
            Units.mean(col(CustomerTotals.NET_UNITS), col(CustomerTotals.ORDERS)))
        .withColumn(
            PurchaseSummaryTable.MEDIAN_DAYS_BETWEEN_ORDERS, col(CustomerTotals.MEDIAN_GAP_DAYS))
        .withColumn(PurchaseSummaryTable.DAYS_SINCE_LAST_ORDER, datediff(asOf, lastDay))
        .withColumn(PurchaseSummaryTable.COHORT_MONTH, cohortMonth)
        .withColumn(PurchaseSummaryTable.FREQUENCY, when(hasOrders, repeats))
        .withColumn(PurchaseSummaryTable.RECENCY_DAYS, datediff(lastDay, firstDay))
        .withColumn(PurchaseSummaryTable.CUSTOMER_AGE_DAYS, datediff(asOf, firstDay))
        .withColumn(
            PurchaseSummaryTable.MONETARY_VALUE,
            when(hasOrders, Units.mean(col(CustomerTotals.REPEAT_OCCASION_UNITS), repeats)))
        .transform(RfmScores::withScores);
  }
}
