package io.perennial.metric;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.datediff;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.percentile;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.perennial.history.CustomerSegments;
import io.perennial.history.PurchaseHistory;
import io.perennial.table.Units;
import io.perennial.table.input.ShareOfWalletInput;
import io.perennial.table.output.WalletShareTable;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Computes {@link WalletShareTable}. Cost: one join of the known totals with the purchase days. */
final class WalletShare {
  private static final String TOTAL_UNITS = "total_units";
  private static final String OWN_UNITS = "own_units";
  private static final String HERE_UNITS = "here_units";
  private static final String SHARE = "customer_share";

  private WalletShare() {}

  static Dataset<Row> of(Intermediates shared) {
    PurchaseHistory history = shared.history();
    Rates rates = new Rates(history.rules().minimumGroupSize());
    Column customers = col(WalletShareTable.CUSTOMERS);
    Column here = col(HERE_UNITS);
    Column total = col(TOTAL_UNITS);
    Dataset<Row> table =
        CustomerSegments.of(customers(history), history)
            .groupBy(
                WalletShareTable.SEGMENT_NAME,
                WalletShareTable.SEGMENT_VALUE,
                WalletShareTable.PERIOD_START,
                WalletShareTable.PERIOD_END)
            .agg(
                count(lit(1)).as(WalletShareTable.CUSTOMERS),
                count(when(col(OWN_UNITS).gt(total), true))
                    .as(WalletShareTable.CUSTOMERS_SPENDING_MORE_HERE),
                count(when(col(SHARE).lt(.5), true)).as(WalletShareTable.CUSTOMERS_BELOW_HALF),
                sum(HERE_UNITS).as(HERE_UNITS),
                sum(TOTAL_UNITS).as(TOTAL_UNITS),
                avg(SHARE).as(WalletShareTable.AVERAGE_CUSTOMER_SHARE),
                percentile(col(SHARE), lit(.25)).as(WalletShareTable.LOWER_QUARTILE_SHARE),
                percentile(col(SHARE), lit(.5)).as(WalletShareTable.MEDIAN_SHARE),
                percentile(col(SHARE), lit(.75)).as(WalletShareTable.UPPER_QUARTILE_SHARE))
            .withColumn(WalletShareTable.NET_REVENUE, Units.money(here))
            .withColumn(WalletShareTable.TOTAL_SPEND, Units.money(total))
            .withColumn(WalletShareTable.SPENT_ELSEWHERE, Units.money(total.minus(here)))
            .withColumn(
                WalletShareTable.SHARE_OF_WALLET,
                rates.published(customers, Rates.ratio(here, total)))
            .withColumn(
                WalletShareTable.SHARE_OF_CUSTOMERS_BELOW_HALF,
                rates.share(col(WalletShareTable.CUSTOMERS_BELOW_HALF), customers));
    for (String figure :
        new String[] {
          WalletShareTable.AVERAGE_CUSTOMER_SHARE,
          WalletShareTable.LOWER_QUARTILE_SHARE,
          WalletShareTable.MEDIAN_SHARE,
          WalletShareTable.UPPER_QUARTILE_SHARE
        }) {
      table = table.withColumn(figure, rates.published(customers, least(lit(1.0), col(figure))));
    }
    return table;
  }

  /** One row per customer and span in which something was spent, with what of it was spent here. */
  private static Dataset<Row> customers(PurchaseHistory history) {
    Dataset<Row> known =
        history
            .input(ShareOfWalletInput.NAME)
            .orElseThrow()
            .select(
                col(ShareOfWalletInput.CUSTOMER_ID),
                col(ShareOfWalletInput.PERIOD_START),
                col(ShareOfWalletInput.PERIOD_END),
                col(ShareOfWalletInput.PERIOD_START).as(AroundDay.DAY),
                Units.of(col(ShareOfWalletInput.TOTAL_SPEND)).as(TOTAL_UNITS))
            .filter(col(TOTAL_UNITS).gt(0));
    Column lastDay = datediff(col(ShareOfWalletInput.PERIOD_END), col(AroundDay.DAY));
    return AroundDay.of(history, known, AroundDay.units(lit(0), lastDay).as(OWN_UNITS))
        .withColumn(HERE_UNITS, greatest(lit(0L), least(col(OWN_UNITS), col(TOTAL_UNITS))))
        .withColumn(SHARE, Rates.ratio(col(HERE_UNITS), col(TOTAL_UNITS)));
  }
}
