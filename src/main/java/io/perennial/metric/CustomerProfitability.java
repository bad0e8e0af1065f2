package io.perennial.metric;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.datediff;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.perennial.history.CustomerTotals;
import io.perennial.history.PurchaseHistory;
import io.perennial.table.Units;
import io.perennial.table.output.CustomerProfitabilityTable;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Computes {@link CustomerProfitabilityTable}. Cost: one aggregation of {@link ProfitItems} and a
 * join with the customer totals, by customer.
 */
final class CustomerProfitability {
  private static final String AGE = "age_days";

  /** Whole, so that money is divided exactly. */
  private static final long DAYS_OF_100_YEARS = 36_525;

  private CustomerProfitability() {}

  static Dataset<Row> of(Intermediates shared) {
    PurchaseHistory history = shared.history();
    Column profit = col(CustomerProfits.PROFIT_UNITS);
    Column margin = col(CustomerProfits.MARGIN_UNITS);
    Column orders = col(CustomerProfitabilityTable.ORDERS);
    Column age =
        datediff(lit(history.rules().asOf()), col(CustomerTotals.FIRST_ORDER_DATE)).plus(1);
    Dataset<Row> customers =
        history
            .everybody()
            .select(
                col(CustomerTotals.CUSTOMER_ID),
                col(CustomerTotals.OCCASIONS).as(CustomerProfitabilityTable.PURCHASE_DAYS),
                age.as(AGE),
                age.divide(DAYS_OF_100_YEARS / 100.0).as(CustomerProfitabilityTable.TENURE_YEARS));
    Dataset<Row> rows =
        CustomerProfits.of(shared.profitItems(), ProfitItems.CUSTOMER_ID)
            .join(customers, CustomerTotals.CUSTOMER_ID)
            .withColumn(CustomerProfitabilityTable.ORDERS, col(ProfitItems.ORDERS))
            .withColumn(
                CustomerProfitabilityTable.ORDERS_WITHOUT_COST,
                coalesce(col(ProfitItems.ORDERS_WITHOUT_COST), lit(0L)))
            .withColumn(
                CustomerProfitabilityTable.NET_REVENUE,
                Units.money(coalesce(col(ProfitItems.NET_UNITS), lit(0L))))
            .withColumn(
                CustomerProfitabilityTable.COST_AMOUNT,
                Units.money(
                    when(margin.isNotNull(), coalesce(col(ProfitItems.COST_UNITS), lit(0L)))));
    for (Map.Entry<String, String> item : items().entrySet()) {
      rows = rows.withColumn(item.getKey(), Units.money(col(item.getValue())));
    }
    return rows.withColumn(CustomerProfitabilityTable.MARGIN, Units.money(margin))
        .withColumn(CustomerProfitabilityTable.PROFIT, Units.money(profit))
        .withColumn(CustomerProfitabilityTable.MARGIN_PER_ORDER, Units.mean(margin, orders))
        .withColumn(CustomerProfitabilityTable.PROFIT_PER_ORDER, Units.mean(profit, orders))
        .withColumn(
            CustomerProfitabilityTable.PROFIT_PER_YEAR,
            when(
                col(AGE).isNotNull(),
                Units.mean(
                    profit.cast("decimal(19,0)").multiply(lit(DAYS_OF_100_YEARS)),
                    greatest(col(AGE).multiply(100L), lit(DAYS_OF_100_YEARS)))))
        .withColumn(CustomerProfitabilityTable.IS_LOYAL, isLoyal())
        .withColumn(CustomerProfitabilityTable.IS_LOSS_MAKING, profit.lt(0))
        .withColumn(
            CustomerProfitabilityTable.LOSS_DRIVER,
            when(profit.lt(0), CustomerProfits.driver(ProfitItems.SERVICE)));
  }

  /** Whether a customer is called loyal, of rows with {@code purchase_days}. */
  private static Column isLoyal() {
    return col(CustomerProfitabilityTable.PURCHASE_DAYS)
        .geq(CustomerProfitabilityTable.LOYAL_FROM_DAYS);
  }

  private static Map<String, String> items() {
    Map<String, String> items = new LinkedHashMap<>();
    items.put(CustomerProfitabilityTable.RETURN_COST, ProfitItems.RETURN_UNITS);
    items.put(CustomerProfitabilityTable.CONTACT_COST, ProfitItems.CONTACT_UNITS);
    items.put(CustomerProfitabilityTable.HANDLING_COST, ProfitItems.HANDLING_UNITS);
    items.put(CustomerProfitabilityTable.DEVIATION_COST, ProfitItems.DEVIATION_UNITS);
    items.put(CustomerProfitabilityTable.PROGRAMME_COST, ProfitItems.PROGRAMME_UNITS);
    return items;
  }
}
