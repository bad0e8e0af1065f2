package io.perennial.metric;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_distinct;
import static org.apache.spark.sql.functions.array_remove;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.explode;
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
 * Computes {@link ReferrerValueTable}. Each customer was referred by one other, so that there is
 * one way up from everybody; it is followed by doubling, in as many joins of the referrals with
 * themselves as the number of generations has binary digits beyond the first. Cost: those three
 * joins, each of as many rows as there are referrals, and two with the customer totals.
 */
final class ReferrerValue {
  private static final String CUSTOMER_ID = ReferrerValueTable.CUSTOMER_ID;
  private static final String OWN_UNITS = "own_units";
  private static final String BROUGHT_UNITS = "all_brought_units";
  private static final String DOWNSTREAM_UNITS = "downstream_units";

  /** Whom a customer came from, the nearest first. */
  private static final String ABOVE = "customers_above";

  private static final String TOP = "customer_at_the_top";
  private static final String FURTHER = "customers_further_above";

  private ReferrerValue() {}

  static Dataset<Row> of(Intermediates shared) {
    PurchaseHistory history = shared.history();
    Column isBrought = col(Referrals.IS_BROUGHT);
    Dataset<Row> own =
        history.everybody().select(col(CUSTOMER_ID), col(CustomerTotals.NET_UNITS).as(OWN_UNITS));
    Dataset<Row> referrals = Referrals.of(history);
    return referrals
        .groupBy(col(Referrals.REFERRER_ID).as(CUSTOMER_ID))
        .agg(
            count(lit(1)).as(ReferrerValueTable.REFERRED_CUSTOMERS),
            count(when(isBrought, true)).as(ReferrerValueTable.BROUGHT_CUSTOMERS),
            coalesce(sum(when(isBrought, col(Referrals.UNITS))), lit(0L)).as(BROUGHT_UNITS))
        .join(downstream(referrals.filter(isBrought)), new String[] {CUSTOMER_ID}, "left")
        .join(own, new String[] {CUSTOMER_ID}, "left")
        .na()
        .fill(
            0, new String[] {OWN_UNITS, DOWNSTREAM_UNITS, ReferrerValueTable.DOWNSTREAM_CUSTOMERS})
        .withColumn(ReferrerValueTable.OWN_NET_REVENUE, Units.money(col(OWN_UNITS)))
        .withColumn(ReferrerValueTable.BROUGHT_NET_REVENUE, Units.money(col(BROUGHT_UNITS)))
        .withColumn(
            ReferrerValueTable.NET_REVENUE_WITH_BROUGHT,
            Units.money(col(OWN_UNITS).plus(col(BROUGHT_UNITS))))
        .withColumn(ReferrerValueTable.DOWNSTREAM_NET_REVENUE, Units.money(col(DOWNSTREAM_UNITS)))
        .withColumn(
            ReferrerValueTable.NET_REVENUE_WITH_DOWNSTREAM,
            Units.money(col(OWN_UNITS).plus(col(DOWNSTREAM_UNITS))));
  }

  /** What each customer has downstream, of referrals of whom was brought. */
  private static Dataset<Row> downstream(Dataset<Row> brought) {
    Dataset<Row> chains =
        brought.select(
            col(Referrals.REFERRED_ID),
            array(col(Referrals.REFERRER_ID)).as(ABOVE),
            col(Referrals.UNITS));
    for (int reach = 1; reach < ReferrerValueTable.GENERATIONS; reach *= 2) {
      Dataset<Row> further =
          chains.select(col(Referrals.REFERRED_ID).as(TOP), col(ABOVE).as(FURTHER));
      chains =
          chains
              .join(further, element_at(col(ABOVE), -1).equalTo(col(TOP)), "left")
              .select(
                  col(Referrals.REFERRED_ID),
                  coalesce(concat(col(ABOVE), col(FURTHER)), col(ABOVE)).as(ABOVE),
                  col(Referrals.UNITS));
    }
    // In a circle somebody would be above twice, and in the end above themselves.
    Column above = array_remove(array_distinct(col(ABOVE)), col(Referrals.REFERRED_ID));
    return chains
        .select(explode(above).as(CUSTOMER_ID), col(Referrals.UNITS))
        .groupBy(CUSTOMER_ID)
        .agg(
            count(lit(1)).as(ReferrerValueTable.DOWNSTREAM_CUSTOMERS),
            sum(Referrals.UNITS).as(DOWNSTREAM_UNITS));
  }
}
