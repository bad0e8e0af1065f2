package io.perennial.metric;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.datediff;
import static org.apache.spark.sql.functions.lit;

import io.perennial.history.CustomerTotals;
import io.perennial.history.PurchaseHistory;
import io.perennial.table.Units;
import io.perennial.table.output.CustomerLifetimeValueTable;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Computes {@link CustomerLifetimeValueTable}. Cost: one pass over the customer totals. */
final class CustomerLifetimeValue {
  private CustomerLifetimeValue() {}

  static Dataset<Row> of(Intermediates shared) {
    PurchaseHistory history = shared.history();
    Column margin = col(CustomerTotals.NET_UNITS).minus(col(CustomerTotals.COST_UNITS));
    return history
        .everybody()
        .withColumn(
            CustomerLifetimeValueTable.CUSTOMER_AGE_DAYS,
            datediff(lit(history.rules().asOf()), col(CustomerTotals.FIRST_ORDER_DATE)))
        .withColumn(
            CustomerLifetimeValueTable.HISTORICAL_VALUE, Units.money(col(CustomerTotals.NET_UNITS)))
        .withColumn(CustomerLifetimeValueTable.HISTORICAL_MARGIN, Units.money(margin));
  }
}
