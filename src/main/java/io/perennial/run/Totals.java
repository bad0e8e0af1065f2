package io.perennial.run;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.perennial.history.CustomerTotals;
import io.perennial.history.PurchaseHistory;
import io.perennial.table.RunTotals;
import io.perennial.table.Units;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Sums the run's totals, one row, with which published tables must agree. */
final class Totals {
  private Totals() {}

  /** The totals by the names of {@link RunTotals}. Runs one action over the customer totals. */
  static Map<String, BigDecimal> of(PurchaseHistory history) {
    Column hasOrders = col(CustomerTotals.ORDERS).gt(0);
    Dataset<Row> sums =
        history
            .everybody()
            .agg(
                money(col(CustomerTotals.NET_UNITS)).as(RunTotals.NET_REVENUE),
                money(when(hasOrders, col(CustomerTotals.NET_UNITS_SINCE_FIRST_ORDER)))
                    .as(RunTotals.NET_REVENUE_SINCE_FIRST_ORDER),
                number(count(lit(1))).as(RunTotals.CUSTOMERS),
                number(count(when(hasOrders, true))).as(RunTotals.CUSTOMERS_WITH_ORDERS),
                number(coalesce(sum(CustomerTotals.ORDERS), lit(0L))).as(RunTotals.ORDERS));
    Row row = sums.head();
    Map<String, BigDecimal> totals = new LinkedHashMap<>();
    RunTotals.ALL.forEach(name -> totals.put(name, row.<BigDecimal>getAs(name)));
    return totals;
  }

  private static Column money(Column units) {
    return Units.exact(coalesce(sum(units), lit(0L)));
  }

  private static Column number(Column count) {
    return count.cast("decimal(38,0)");
  }
}
