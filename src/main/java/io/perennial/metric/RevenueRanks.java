package io.perennial.metric;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.date_sub;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.year;

import io.perennial.history.CustomerTotals;
import io.perennial.history.PurchaseDays;
import io.perennial.history.PurchaseHistory;
import io.perennial.table.LedgerTable;
import io.perennial.table.Types;
import io.perennial.table.output.RevenueConcentrationTable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The customers of each scope and segment, largest net revenue, or profit, first. Customers with
 * the same amount are one row with their number: no figure depends on who of them comes first, and
 * the rows to order are as few as there are different amounts. Cost: two passes over the days
 * without a shuffle, one over the totals, an aggregation by amount, and the running totals of the
 * amounts.
 */
final class RevenueRanks {
  static final String SEGMENT_NAME = PurchaseDays.SEGMENT_NAME;
  static final String SEGMENT_VALUE = PurchaseDays.SEGMENT_VALUE;
  static final String SCOPE = RevenueConcentrationTable.SCOPE;

  /** The net revenue, or profit, of each customer of the row. */
  static final String UNITS = "units";

  /** How many customers the row stands for. */
  static final String TIED = "tied";

  /** Customers with more. */
  static final String CUSTOMERS_ABOVE = "customers_above";

  /** The amount of those. */
  static final String UNITS_ABOVE = "units_above";

  /** Customers of the scope and segment. */
  static final String CUSTOMERS = "all_customers";

  /** The amount of those. */
  static final String TOTAL_UNITS = "total_units";

  private static final int YEAR_DAYS = 365;
  private static final String ROW_UNITS = "row_units";

  private RevenueRanks() {}

  static Dataset<Row> of(PurchaseHistory history) {
    Dataset<Row> days = history.days();
    Column date = col(PurchaseDays.ORDER_DATE);
    Column inLastYear = date.gt(date_sub(lit(history.rules().asOf()), YEAR_DAYS));
    String year = "year";
    Dataset<Row> ofYears =
        perCustomer(days, year(date).as(year))
            .withColumn(
                SCOPE, concat(lit(RevenueConcentrationTable.YEAR), col(year).cast(Types.TEXT)));
    Dataset<Row> ofLastYear =
        perCustomer(days.filter(inLastYear))
            .withColumn(SCOPE, lit(RevenueConcentrationTable.LAST_365_DAYS));
    Dataset<Row> ofAllTime =
        history
            .totals()
            .withColumn(UNITS, col(CustomerTotals.NET_UNITS))
            .withColumn(SCOPE, lit(RevenueConcentrationTable.ALL_TIME));
    return amounts(ofAllTime)
        .union(amounts(ofLastYear))
        .union(amounts(ofYears))
        .transform(RevenueRanks::largestFirst);
  }

  /** No row stands for two scopes, so that days are summed as they lie, customer by customer. */
  private static Dataset<Row> perCustomer(Dataset<Row> days, Column... and) {
    List<Column> keys = new ArrayList<>(List.of(and));
    keys.add(col(PurchaseDays.CUSTOMER_ID));
    keys.add(col(SEGMENT_NAME));
    keys.add(col(SEGMENT_VALUE));
    return days.groupBy(keys.toArray(Column[]::new)).agg(sum(PurchaseDays.NET_UNITS).as(UNITS));
  }

  private static Dataset<Row> amounts(Dataset<Row> customers) {
    return customers.select(SEGMENT_NAME, SEGMENT_VALUE, SCOPE, UNITS);
  }

  /**
   * Amounts of customers, ranked.
   *
   * @param customers one row per segment, scope and customer, with its amount in {@link #UNITS}
   */
  static Dataset<Row> largestFirst(Dataset<Row> customers) {
    RunningTotals largestFirst =
        new RunningTotals(
            List.of(SEGMENT_NAME, SEGMENT_VALUE, SCOPE),
            UNITS,
            LedgerTable.UNITS,
            true,
            List.of(
                new RunningTotals.Total(TIED, CUSTOMERS_ABOVE, CUSTOMERS),
                new RunningTotals.Total(ROW_UNITS, UNITS_ABOVE, TOTAL_UNITS)));
    return customers
        .groupBy(SEGMENT_NAME, SEGMENT_VALUE, SCOPE, UNITS)
        .agg(count(lit(1)).as(TIED))
        .withColumn(ROW_UNITS, col(UNITS).multiply(col(TIED)))
        .transform(largestFirst::of)
        .drop(ROW_UNITS);
  }
}
