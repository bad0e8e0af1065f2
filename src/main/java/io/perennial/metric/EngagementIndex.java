package io.perennial.metric;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.datediff;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;

import io.perennial.history.CustomerTotals;
import io.perennial.history.EngagementRules;
import io.perennial.history.PurchaseHistory;
import io.perennial.table.LedgerTable;
import io.perennial.table.output.EngagementIndexTable;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Computes {@link EngagementIndexTable}. Cost: one pass over the engagements and one join of their
 * sums with the customer totals.
 */
final class EngagementIndex {
  private static final String CUSTOMER_ID = EngagementIndexTable.CUSTOMER_ID;
  private static final String LAST_ORDER_DATE = CustomerTotals.LAST_ORDER_DATE;

  private EngagementIndex() {}

  static Dataset<Row> of(Intermediates shared) {
    PurchaseHistory history = shared.history();
    EngagementRules rules = history.rules().engagement();
    Column asOf = lit(history.rules().asOf());
    Dataset<Row> buyers =
        history
            .everybody()
            .filter(col(LAST_ORDER_DATE).isNotNull())
            .select(CUSTOMER_ID, LAST_ORDER_DATE);
    Dataset<Row> customers =
        EngagementPoints.of(history, history.rules().asOf())
            .join(buyers, new String[] {CUSTOMER_ID}, "full_outer")
            .na()
            .fill(
                0,
                new String[] {
                  EngagementPoints.POINTS,
                  EngagementPoints.EARLIER_POINTS,
                  EngagementPoints.ENGAGEMENTS,
                  EngagementPoints.KINDS
                });
    Column silence = datediff(asOf, col(LAST_ORDER_DATE));
    Column isWaning =
        col(EngagementIndexTable.ENGAGEMENT_MOVEMENT)
            .isin(EngagementIndexTable.FALLING, EngagementIndexTable.STOPPED);
    return EngagementPoints.withPlace(customers, lit(true))
        .withColumn(EngagementIndexTable.ENGAGEMENT_WINDOW_DAYS, lit(rules.windowDays()))
        .withColumn(EngagementIndexTable.ENGAGEMENT_POINTS, points(EngagementPoints.POINTS))
        .withColumn(
            EngagementIndexTable.EARLIER_ENGAGEMENT_POINTS, points(EngagementPoints.EARLIER_POINTS))
        .withColumn(
            EngagementIndexTable.ENGAGEMENT_INDEX, col(EngagementPoints.PLACE).multiply(100.0))
        .withColumn(EngagementIndexTable.ENGAGEMENT_MOVEMENT, EngagementPoints.movement(rules))
        .withColumn(
            EngagementIndexTable.DAYS_SINCE_LAST_ENGAGEMENT,
            datediff(asOf, col(EngagementPoints.LAST_ENGAGED_ON)))
        .withColumn(EngagementIndexTable.DAYS_SINCE_LAST_ORDER, silence)
        .withColumn(EngagementIndexTable.HAS_CHURNED, silence.geq(history.windows().churnDays()))
        .withColumn(
            EngagementIndexTable.IS_WAVERING,
            isWaning.and(not(coalesce(col(EngagementIndexTable.HAS_CHURNED), lit(true)))));
  }

  private static Column points(String units) {
    return col(units).cast("double").divide((double) LedgerTable.UNITS);
  }
}
