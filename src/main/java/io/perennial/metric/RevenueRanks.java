package io.perennial.metric;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.perennial.history.CustomerTotals;
import io.perennial.history.PurchaseDays;
import io.perennial.history.PurchaseHistory;
import io.perennial.table.Granularity;
import io.perennial.table.LedgerTable;
import io.perennial.table.PeriodsInTurn;
import io.perennial.table.SqlFunctions;
import io.perennial.table.Types;
import io.perennial.table.output.RateColumns;
import io.perennial.table.output.RevenueConcentrationTable;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The customers of each scope and segment, largest net revenue, or profit, first. Customers with
 * the same amount are one row with their number: no figure depends on who of them comes first, and
 * the rows to order are as few as there are different amounts. Cost: one pass over the days, which
 * are in turn, and two over the totals, an aggregation by amount, and the running totals of the
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

  /** Scopes that are no calendar year, told apart from those by being no year that can be. */
  private static final int ALL_TIME = Integer.MIN_VALUE;

  private static final int LAST_YEAR = ALL_TIME + 1;
  private static final String ROW_UNITS = "row_units";

  private RevenueRanks() {}

  static Dataset<Row> of(PurchaseHistory history) {
    // The scopes are numbers until the rows are as few as there are different amounts, and where
    // nobody is looked at in segments there are no segments: what is grouped and sorted by texts is
    // compared letter by letter.
    boolean areSliced = !history.rules().segments().isEmpty();
    List<String> group = areSliced ? List.of(SEGMENT_NAME, SEGMENT_VALUE, SCOPE) : List.of(SCOPE);
    Dataset<Row> ofYears =
        history
            .days()
            .select(
                col(SEGMENT_NAME),
                col(SEGMENT_VALUE),
                SqlFunctions.periodsInTurn(
                    List.of(Granularity.YEAR),
                    history.rules().weekStart(),
                    col(PurchaseDays.CUSTOMER_ID),
                    col(PurchaseDays.ORDER_DATE),
                    col(PurchaseDays.NEXT_DATE),
                    col(PurchaseDays.ORDERS),
                    col(PurchaseDays.NET_UNITS),
                    col(PurchaseDays.FIRST_ORDER_DATE)))
            .withColumn(UNITS, col(PeriodsInTurn.UNITS))
            .withColumn(SCOPE, col(PeriodsInTurn.INDEX));
    Dataset<Row> ofLastYear =
        history
            .totals()
            .filter(col(CustomerTotals.NET_UNITS_OF_LAST_YEAR).isNotNull())
            .withColumn(UNITS, col(CustomerTotals.NET_UNITS_OF_LAST_YEAR))
            .withColumn(SCOPE, lit(LAST_YEAR));
    Dataset<Row> ofAllTime =
        history
            .totals()
            .withColumn(UNITS, col(CustomerTotals.NET_UNITS))
            .withColumn(SCOPE, lit(ALL_TIME));
    Dataset<Row> ranked =
        largestFirst(
            amounts(ofAllTime, group)
                .union(amounts(ofLastYear, group))
                .union(amounts(ofYears, group)),
            group);
    Dataset<Row> ofSegments =
        areSliced
            ? ranked
            : ranked
                .withColumn(SEGMENT_NAME, lit(RateColumns.ALL))
                .withColumn(SEGMENT_VALUE, lit(RateColumns.ALL));
    return ofSegments.withColumn(
        SCOPE,
        when(col(SCOPE).equalTo(ALL_TIME), lit(RevenueConcentrationTable.ALL_TIME))
            .when(col(SCOPE).equalTo(LAST_YEAR), lit(RevenueConcentrationTable.LAST_365_DAYS))
            .otherwise(concat(lit(RevenueConcentrationTable.YEAR), col(SCOPE).cast(Types.TEXT))));
  }

  private static Dataset<Row> amounts(Dataset<Row> customers, List<String> group) {
    return customers.select(amountsOf(group));
  }

  private static Column[] amountsOf(List<String> group) {
    return Stream.concat(group.stream(), Stream.of(UNITS))
        .map(name -> col(name))
        .toArray(Column[]::new);
  }

  /**
   * Amounts of customers, ranked.
   *
   * @param customers one row per segment, scope and customer, with its amount in {@link #UNITS}
   */
  static Dataset<Row> largestFirst(Dataset<Row> customers) {
    return largestFirst(customers, List.of(SEGMENT_NAME, SEGMENT_VALUE, SCOPE));
  }

  private static Dataset<Row> largestFirst(Dataset<Row> customers, List<String> group) {
    RunningTotals largestFirst =
        new RunningTotals(
            group,
            UNITS,
            LedgerTable.UNITS,
            true,
            List.of(
                new RunningTotals.Total(TIED, CUSTOMERS_ABOVE, CUSTOMERS),
                new RunningTotals.Total(ROW_UNITS, UNITS_ABOVE, TOTAL_UNITS)));
    return customers
        .groupBy(amountsOf(group))
        .agg(count(lit(1)).as(TIED))
        .withColumn(ROW_UNITS, col(UNITS).multiply(col(TIED)))
        .transform(largestFirst::of)
        .drop(ROW_UNITS);
  }
}
