package io.perennial.metric;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.round;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.perennial.history.CustomerTotals;
import io.perennial.history.PurchaseHistory;
import io.perennial.table.LedgerTable;
import io.perennial.table.Types;
import io.perennial.table.output.CustomerLifetimeValueTable;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What a unit of the company's revenue leaves after costs, as the lifetime value models take it,
 * for tables that need no model. Cost: one aggregation of the customer totals to one row.
 */
final class MarginShare {
  /** Net revenue less costs over net revenue; 1 where values are revenue. */
  static final String SHARE = "margin_share";

  /** Whether values are margin or revenue. */
  static final String VALUE_BASIS = CustomerLifetimeValueTable.VALUE_BASIS;

  private static final String WITHOUT_COST = "without_cost";
  private static final String NET = "net";
  private static final String COST = "cost";

  private MarginShare() {}

  /** The rows with {@link #SHARE} and {@link #VALUE_BASIS}. */
  static Dataset<Row> with(Dataset<Row> rows, PurchaseHistory history) {
    Column isMargin = col(WITHOUT_COST).equalTo(0).and(col(NET).gt(0));
    Dataset<Row> company =
        history
            .everybody()
            .filter(col(CustomerTotals.ORDERS).gt(0))
            .agg(
                count(when(col(CustomerTotals.COST_UNITS).isNull(), true)).as(WITHOUT_COST),
                sum(CustomerTotals.NET_UNITS).as(NET),
                sum(CustomerTotals.COST_UNITS).as(COST))
            .select(
                when(isMargin, Rates.ratio(col(NET).minus(col(COST)), col(NET)))
                    .otherwise(lit(1.0))
                    .as(SHARE),
                when(isMargin, CustomerLifetimeValueTable.MARGIN)
                    .otherwise(CustomerLifetimeValueTable.REVENUE)
                    .as(VALUE_BASIS));
    return rows.crossJoin(broadcast(company));
  }

  /** The value of revenue in units, in rows that have {@link #SHARE}, before it is rounded. */
  static Column value(Column units) {
    return units.divide((double) LedgerTable.UNITS).multiply(col(SHARE));
  }

  /** An amount as published. */
  static Column money(Column amount) {
    return round(amount, 2).cast(Types.MONEY);
  }
}
