package io.perennial.metric;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.perennial.history.CustomerTotals;
import io.perennial.table.output.CustomerProfitabilityTable;
import io.perennial.table.output.ProfitClaimsTable;
import io.perennial.table.output.RateColumns;
import io.perennial.table.output.RevenueConcentrationSummaryTable;
import io.perennial.table.output.RevenueConcentrationTable;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Computes {@link ProfitClaimsTable}. Cost: two aggregations of {@link ProfitItems} without a
 * shuffle, down to one row each, and one of the ranks by revenue.
 */
final class ProfitClaims {
  private static final String IS_GROUP = "is_group";
  private static final String PART = "part";
  private static final String WHOLE = "whole";
  private static final String BOUND = "bound";
  private static final double MOST = 0.5;
  private static final double EIGHTY_PERCENT = 0.8;

  private ProfitClaims() {}

  static Dataset<Row> of(Intermediates shared) {
    Rates rates = new Rates(shared.history().rules().minimumGroupSize());
    Dataset<Row> customers =
        CustomerProfits.of(shared.profitItems(), ProfitItems.CUSTOMER_ID)
            .join(
                shared
                    .history()
                    .everybody()
                    .select(CustomerTotals.CUSTOMER_ID, CustomerTotals.OCCASIONS),
                CustomerTotals.CUSTOMER_ID);
    Dataset<Row> claims =
        topRevenue(shared, rates)
            .unionByName(loyalProfit(customers, rates))
            .unionByName(lastRevenue(shared, customers, rates));
    Column measured = col(ProfitClaimsTable.MEASURED_SHARE);
    Column claimed = col(ProfitClaimsTable.CLAIMED_SHARE);
    Column reachesIt =
        when(
                col(ProfitClaimsTable.CLAIM).equalTo(ProfitClaimsTable.TOP_20_PERCENT),
                measured.geq(claimed))
            .otherwise(measured.gt(claimed));
    return claims.withColumn(ProfitClaimsTable.HOLDS, reachesIt);
  }

  private static Dataset<Row> topRevenue(Intermediates shared, Rates rates) {
    Column customers = col(RevenueConcentrationSummaryTable.CUSTOMERS);
    return RevenueConcentrationSummary.of(shared)
        .filter(ofEverybody())
        .select(
            lit(ProfitClaimsTable.TOP_20_PERCENT).as(ProfitClaimsTable.CLAIM),
            customers.as(ProfitClaimsTable.CUSTOMERS),
            expr("(20 * %s + 99) div 100".formatted(RevenueConcentrationSummaryTable.CUSTOMERS))
                .as(ProfitClaimsTable.GROUP_CUSTOMERS),
            lit(EIGHTY_PERCENT).as(ProfitClaimsTable.CLAIMED_SHARE),
            rates
                .published(
                    customers, col(RevenueConcentrationSummaryTable.TOP_20_PERCENT_REVENUE_SHARE))
                .as(ProfitClaimsTable.MEASURED_SHARE));
  }

  private static Dataset<Row> loyalProfit(Dataset<Row> customers, Rates rates) {
    Dataset<Row> known =
        customers
            .filter(col(CustomerProfits.PROFIT_UNITS).isNotNull())
            .withColumn(
                IS_GROUP,
                col(CustomerTotals.OCCASIONS).geq(CustomerProfitabilityTable.LOYAL_FROM_DAYS));
    return shareOf(known, CustomerProfits.PROFIT_UNITS, ProfitClaimsTable.LOYAL, rates);
  }

  /**
   * The customers behind the last of the revenue: those with less than the one with whom the
   * largest reach four fifths. Where several have as much as that one, none of them is.
   */
  private static Dataset<Row> lastRevenue(
      Intermediates shared, Dataset<Row> customers, Rates rates) {
    String isMissing =
        "cast(%s as decimal(28,0)) * 5 < cast(%s as decimal(28,0)) * 4"
            .formatted(RevenueRanks.UNITS_ABOVE, RevenueRanks.TOTAL_UNITS);
    Dataset<Row> bound =
        shared
            .revenueRanks()
            .filter(ofEverybody().and(col(RevenueRanks.UNITS).gt(0)).and(expr(isMissing)))
            .agg(min(RevenueRanks.UNITS).as(BOUND));
    Dataset<Row> grouped =
        customers
            .crossJoin(broadcast(bound))
            .withColumn(
                IS_GROUP,
                coalesce(coalesce(col(ProfitItems.NET_UNITS), lit(0L)).lt(col(BOUND)), lit(false)));
    return shareOf(
        grouped, CustomerProfits.SERVICE_UNITS, ProfitClaimsTable.LAST_20_PERCENT, rates);
  }

  private static Dataset<Row> shareOf(
      Dataset<Row> customers, String units, String claim, Rates rates) {
    Column isGroup = col(IS_GROUP);
    Column whole = col(WHOLE);
    return customers
        .agg(
            count(lit(1)).as(ProfitClaimsTable.CUSTOMERS),
            count(when(isGroup, true)).as(ProfitClaimsTable.GROUP_CUSTOMERS),
            sum(when(isGroup, col(units)).otherwise(lit(0L))).as(PART),
            sum(units).as(WHOLE))
        .select(
            lit(claim).as(ProfitClaimsTable.CLAIM),
            col(ProfitClaimsTable.CUSTOMERS),
            col(ProfitClaimsTable.GROUP_CUSTOMERS),
            lit(MOST).as(ProfitClaimsTable.CLAIMED_SHARE),
            rates
                .published(
                    col(ProfitClaimsTable.CUSTOMERS),
                    when(whole.gt(0), Rates.ratio(col(PART), whole)))
                .as(ProfitClaimsTable.MEASURED_SHARE));
  }

  private static Column ofEverybody() {
    return col(RevenueRanks.SEGMENT_NAME)
        .equalTo(RateColumns.ALL)
        .and(col(RevenueRanks.SCOPE).equalTo(RevenueConcentrationTable.ALL_TIME));
  }
}
