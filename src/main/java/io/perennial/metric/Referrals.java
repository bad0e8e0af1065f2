package io.perennial.metric;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.to_date;

import io.perennial.history.CustomerTotals;
import io.perennial.history.PurchaseHistory;
import io.perennial.table.input.ReferralsInput;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Who referred whom, beside the first orders of those who were referred. */
final class Referrals {
  static final String REFERRER_ID = ReferralsInput.REFERRER_ID;
  static final String REFERRED_ID = ReferralsInput.REFERRED_ID;

  /** Whether the referral is not after the day of the referred customer's first order. */
  static final String IS_BROUGHT = "is_brought";

  /** Net revenue of the referred customer, in ten-thousandths; null without an order. */
  static final String UNITS = "brought_units";

  private static final String BUYER = "buyer";

  private Referrals() {}

  /** One row per referral. */
  static Dataset<Row> of(PurchaseHistory history) {
    Dataset<Row> buyers =
        history
            .everybody()
            .select(
                col(CustomerTotals.CUSTOMER_ID).as(BUYER),
                col(CustomerTotals.FIRST_ORDER_DATE),
                col(CustomerTotals.NET_UNITS).as(UNITS));
    Column isBrought =
        to_date(col(ReferralsInput.REFERRED_AT)).leq(col(CustomerTotals.FIRST_ORDER_DATE));
    return history
        .input(ReferralsInput.NAME)
        .orElseThrow()
        .join(buyers, col(REFERRED_ID).equalTo(col(BUYER)), "left")
        .select(
            col(REFERRER_ID),
            col(REFERRED_ID),
            coalesce(isBrought, lit(false)).as(IS_BROUGHT),
            col(UNITS));
  }
}
