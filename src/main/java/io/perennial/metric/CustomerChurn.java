package io.perennial.metric;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.date_add;
import static org.apache.spark.sql.functions.date_sub;
import static org.apache.spark.sql.functions.datediff;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.median;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.perennial.history.HistoryRules;
import io.perennial.history.PurchaseDays;
import io.perennial.history.PurchaseHistory;
import io.perennial.history.PurchaseRecords;
import io.perennial.history.Windows;
import io.perennial.table.Types;
import io.perennial.table.Units;
import io.perennial.table.output.CustomerChurnTable;
import io.perennial.table.output.RateColumns;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Computes {@link CustomerChurnTable}. Cost: one aggregation of the purchase days without a
 * shuffle.
 */
final class CustomerChurn {
  private static final String LAST_ORDER_DATE = "last_order_date";
  private static final String FIRST_ORDER_DATE = "first_order_day";
  private static final String YEAR_UNITS = "year_units";

  private CustomerChurn() {}

  static Dataset<Row> of(Intermediates shared) {
    PurchaseHistory history = shared.history();
    HistoryRules rules = history.rules();
    Windows windows = history.windows();
    Column asOf = lit(rules.asOf());
    Column isOccasion = col(PurchaseDays.ORDERS).gt(0);
    Column inLastYear = col(PurchaseDays.ORDER_DATE).gt(date_sub(asOf, 365));
    Column populationGap = lit(windows.medianGapDays().orElse(null)).cast("double");
    Column status = col(CustomerChurnTable.CHURN_STATUS);
    Column silence = col(CustomerChurnTable.DAYS_SINCE_LAST_ORDER);
    Column patience =
        col(CustomerChurnTable.TYPICAL_GAP_DAYS).multiply(rules.atRiskAfterTypicalGaps());
    double threshold = shared.predictions().atRiskBelowProbabilityAlive();
    Column isSilent = silence.gt(patience);
    Column isDoubtful =
        coalesce(col(CustomerChurnTable.PROBABILITY_ALIVE).lt(threshold), lit(false));
    Dataset<Row> customers =
        history
            .days()
            .filter(
                col(PurchaseDays.SEGMENT_NAME)
                    .equalTo(RateColumns.ALL)
                    .and(col(PurchaseDays.FIRST_ORDER_DATE).isNotNull()))
            .groupBy(
                PurchaseDays.SEGMENT_NAME, PurchaseDays.SEGMENT_VALUE, PurchaseDays.CUSTOMER_ID)
            .agg(
                max(when(isOccasion, col(PurchaseDays.ORDER_DATE))).as(LAST_ORDER_DATE),
                coalesce(median(col(PurchaseDays.GAP_DAYS)), populationGap)
                    .as(CustomerChurnTable.TYPICAL_GAP_DAYS),
                count(when(col(PurchaseDays.GAP_DAYS).gt(windows.churnDays()), true))
                    .as(CustomerChurnTable.TIMES_REACTIVATED),
                coalesce(sum(when(inLastYear, col(PurchaseDays.NET_UNITS))), lit(0L))
                    .as(YEAR_UNITS),
                count(when(isOccasion, true)).minus(1).cast("int").as(PurchaseRecords.FREQUENCY),
                min(PurchaseDays.FIRST_ORDER_DATE).as(FIRST_ORDER_DATE))
            .withColumn(
                PurchaseRecords.RECENCY_DAYS, datediff(col(LAST_ORDER_DATE), col(FIRST_ORDER_DATE)))
            .withColumn(PurchaseRecords.CUSTOMER_AGE_DAYS, datediff(asOf, col(FIRST_ORDER_DATE)));
    return withProbabilityAlive(customers, shared)
        .withColumn(CustomerChurnTable.CHURN_WINDOW_DAYS, lit(windows.churnDays()))
        .withColumn(CustomerChurnTable.DAYS_SINCE_LAST_ORDER, datediff(asOf, col(LAST_ORDER_DATE)))
        .withColumn(
            CustomerChurnTable.CHURN_STATUS,
            when(silence.geq(windows.churnDays()), CustomerChurnTable.CHURNED)
                .when(isSilent.or(isDoubtful), CustomerChurnTable.AT_RISK)
                .otherwise(CustomerChurnTable.ACTIVE))
        .withColumn(
            CustomerChurnTable.CHURNED_ON,
            when(
                status.equalTo(CustomerChurnTable.CHURNED),
                date_add(col(LAST_ORDER_DATE), windows.churnDays())))
        .withColumn(CustomerChurnTable.REVENUE_LAST_365_DAYS, Units.money(col(YEAR_UNITS)))
        .withColumn(
            CustomerChurnTable.REVENUE_AT_RISK,
            Units.money(
                when(status.equalTo(CustomerChurnTable.AT_RISK), greatest(col(YEAR_UNITS), lit(0L)))
                    .otherwise(lit(0L))));
  }

  /** Scores that differ in spend alone agree on the probability of being alive. */
  private static Dataset<Row> withProbabilityAlive(Dataset<Row> customers, Intermediates shared) {
    String[] key = {
      PurchaseRecords.FREQUENCY, PurchaseRecords.RECENCY_DAYS, PurchaseRecords.CUSTOMER_AGE_DAYS
    };
    return shared
        .scores()
        .map(
            scores ->
                customers.join(
                    scores
                        .groupBy(key[0], key[1], key[2])
                        .agg(
                            max(PurchaseScores.PROBABILITY_ALIVE)
                                .as(CustomerChurnTable.PROBABILITY_ALIVE)),
                    key,
                    "left"))
        .orElseGet(
            () ->
                customers.withColumn(
                    CustomerChurnTable.PROBABILITY_ALIVE, lit(null).cast(Types.RATE)));
  }
}
