package io.perennial.metric;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.perennial.history.CustomerTotals;
import io.perennial.history.PurchaseHistory;
import io.perennial.table.Units;
import io.perennial.table.output.ReferrerValueTable;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Computes {@link ReferrerValueTable}. Cost: two joins of the referrals with the customer totals.
 */
final class ReferrerValue {
  private static final String CUSTOMER_ID = ReferrerValueTable.CUSTOMER_ID;
  private static final String OWN_UNITS = "own_units";
  private static final String BROUGHT_UNITS = "all_brought_units";

  private ReferrerValue() {}

  static Dataset<Row> of(Intermediates shared) {
    PurchaseHistory history = shared.history();
    Column isBrought = col(Referrals.IS_BROUGHT);
    Dataset<Row> own =
        history.everybody().select(col(CUSTOMER_ID), col(CustomerTotals.NET_UNITS).as(OWN_UNITS));
    return Referrals.of(history)
        .groupBy(col(Referrals.REFERRER_ID).as(CUSTOMER_ID))
        .agg(
            count(lit(1)).as(ReferrerValueTable.REFERRED_CUSTOMERS),
            count(when(isBrought, true)).as(ReferrerValueTable.BROUGHT_CUSTOMERS),
            coalesce(sum(when(isBrought, col(Referrals.UNITS))), lit(0L)).as(BROUGHT_UNITS))
        .join(own, new String[] {CUSTOMER_ID}, "left")
        .na()
        .fill(0, new String[] {OWN_UNITS})
        .withColumn(ReferrerValueTable.OWN_NET_REVENUE, Units.money(col(OWN_UNITS)))
        .withColumn(ReferrerValueTable.BROUGHT_NET_REVENUE, Units.money(col(BROUGHT_UNITS)))
        .withColumn(
            ReferrerValueTable.NET_REVENUE_WITH_BROUGHT,
            Units.money(col(OWN_UNITS).plus(col(BROUGHT_UNITS))));
  }
}
