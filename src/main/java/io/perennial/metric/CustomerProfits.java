package io.perennial.metric;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.perennial.table.output.CustomerProfitabilityTable;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Sums {@link ProfitItems} over groups of their rows and adds what remains of the revenue. Cost: an
 * aggregation of rows that are partitioned by customer.
 */
final class CustomerProfits {
  /** Net revenue less the orders' cost; null where the cost of an order is not known. */
  static final String MARGIN_UNITS = "margin_units";

  /** The costs of serving and keeping, as far as they are known. */
  static final String SERVICE_UNITS = "service_units";

  /** Margin less those; null where the margin is. */
  static final String PROFIT_UNITS = "profit_units";

  /** What makes a loss, in the words of the table. */
  private static final Map<String, String> DRIVERS =
      Map.of(
          ProfitItems.RETURN_UNITS, CustomerProfitabilityTable.RETURNS,
          ProfitItems.CONTACT_UNITS, CustomerProfitabilityTable.CONTACTS,
          ProfitItems.HANDLING_UNITS, CustomerProfitabilityTable.HANDLING,
          ProfitItems.DEVIATION_UNITS, CustomerProfitabilityTable.DEVIATIONS,
          ProfitItems.PROGRAMME_UNITS, CustomerProfitabilityTable.PROGRAMMES);

  private CustomerProfits() {}

  /**
   * The items and what remains, by some columns.
   *
   * @param items rows as {@link ProfitItems} says, maybe with further columns to group by
   * @param by the columns, the customer among them
   */
  static Dataset<Row> of(Dataset<Row> items, String... by) {
    Column isKnown = coalesce(col(ProfitItems.ORDERS_WITHOUT_COST), lit(0L)).equalTo(0);
    Column net = coalesce(col(ProfitItems.NET_UNITS), lit(0L));
    Column cost = coalesce(col(ProfitItems.COST_UNITS), lit(0L));
    List<String> names =
        Stream.concat(
                Stream.of(
                    ProfitItems.NET_UNITS, ProfitItems.ORDERS_WITHOUT_COST, ProfitItems.COST_UNITS),
                ProfitItems.SERVICE.stream())
            .toList();
    return items
        .groupBy(Stream.of(by).map(name -> col(name)).toArray(Column[]::new))
        .agg(
            coalesce(sum(ProfitItems.ORDERS), lit(0L)).as(ProfitItems.ORDERS),
            names.stream().map(name -> sum(name).as(name)).toArray(Column[]::new))
        .withColumn(SERVICE_UNITS, ProfitItems.sumOf(ProfitItems.SERVICE))
        .withColumn(MARGIN_UNITS, when(isKnown, net.minus(cost)))
        .withColumn(PROFIT_UNITS, col(MARGIN_UNITS).minus(col(SERVICE_UNITS)));
  }

  /**
   * What makes a loss, of rows of {@link #of} that make one: that no revenue is left, or that the
   * orders cost as much, or else the largest of some items, the first of equal ones.
   */
  static Column driver(List<String> items) {
    Column driver =
        when(
                coalesce(col(ProfitItems.NET_UNITS), lit(0L)).leq(0),
                lit(CustomerProfitabilityTable.NO_REVENUE))
            .when(col(MARGIN_UNITS).leq(0), lit(CustomerProfitabilityTable.COST_OF_ORDERS));
    for (String item : items) {
      driver = driver.when(col(item).equalTo(largest(items)), lit(DRIVERS.get(item)));
    }
    return driver;
  }

  /** The largest of some items, as far as they are known; 0 where none is. */
  static Column largest(List<String> items) {
    return greatest(
        items.stream().map(item -> coalesce(col(item), lit(0L))).toArray(Column[]::new));
  }
}
