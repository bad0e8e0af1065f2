package io.perennial.metric;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.datediff;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sequence;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.perennial.history.CustomerTotals;
import io.perennial.history.PurchaseDays;
import io.perennial.history.PurchaseHistory;
import io.perennial.table.Types;
import io.perennial.table.Units;
import io.perennial.table.output.ProductBreadthTable;
import io.perennial.table.output.RateColumns;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Computes {@link ProductBreadthTable}. Cost: what {@link CategoryPurchases} costs, and one
 * aggregation of them and of the purchase days by customer and year of tenure, after which rows are
 * as few as customers and the years they were observed.
 */
final class ProductBreadth {
  private static final String CUSTOMER_ID = CustomerTotals.CUSTOMER_ID;
  private static final String FIRST_DAY = CustomerTotals.FIRST_ORDER_DATE;
  private static final String YEARS = ProductBreadthTable.YEARS_OF_TENURE;
  private static final String YEAR = "year_of_tenure";
  private static final String WHOLE_YEARS = "whole_years";
  private static final String CATEGORIES = "categories";
  private static final String NET_UNITS = PurchaseDays.NET_UNITS;
  private static final int YEAR_DAYS = 365;

  private ProductBreadth() {}

  static Dataset<Row> of(Intermediates shared) {
    PurchaseHistory history = shared.history();
    Rates rates = new Rates(history.rules().minimumGroupSize());
    Column customers = col(ProductBreadthTable.CUSTOMERS);
    Column one = col(ProductBreadthTable.ONE_CATEGORY);
    Column several = col(ProductBreadthTable.SEVERAL_CATEGORIES);
    Column any = one.plus(several);
    return ofCustomers(history)
        .join(CustomerSlices.of(history), CUSTOMER_ID)
        .groupBy(CustomerSlices.SEGMENT_NAME, CustomerSlices.SEGMENT_VALUE, YEARS)
        .agg(
            count(lit(1)).as(ProductBreadthTable.CUSTOMERS),
            count(when(col(CATEGORIES).equalTo(1), true)).as(ProductBreadthTable.ONE_CATEGORY),
            count(when(col(CATEGORIES).gt(1), true)).as(ProductBreadthTable.SEVERAL_CATEGORIES),
            sum(CATEGORIES).as(CATEGORIES),
            sum(PurchaseDays.ORDERS).as(ProductBreadthTable.ORDERS),
            sum(NET_UNITS).as(NET_UNITS))
        .withColumn(
            ProductBreadthTable.UPSELL_RATIO, rates.published(any, Rates.ratio(several, one)))
        .withColumn(ProductBreadthTable.SEVERAL_SHARE, rates.share(several, any))
        .withColumn(ProductBreadthTable.CATEGORIES_PER_CUSTOMER, rates.share(col(CATEGORIES), any))
        .withColumn(ProductBreadthTable.NET_REVENUE, Units.money(col(NET_UNITS)))
        .withColumn(ProductBreadthTable.REVENUE_PER_CUSTOMER, Units.mean(col(NET_UNITS), customers))
        .withColumn(
            ProductBreadthTable.SPEND_PER_TRANSACTION,
            Units.mean(col(NET_UNITS), col(ProductBreadthTable.ORDERS)));
  }

  /** One row per customer and number of years, the years to the as-of date as 0. */
  private static Dataset<Row> ofCustomers(PurchaseHistory history) {
    Column age = datediff(lit(history.rules().asOf()), col(FIRST_DAY)).plus(1);
    Dataset<Row> tenures =
        history
            .everybody()
            .filter(col(FIRST_DAY).isNotNull())
            .select(
                col(CUSTOMER_ID),
                col(FIRST_DAY),
                floor(age.divide((double) YEAR_DAYS)).cast(Types.WHOLE).as(WHOLE_YEARS));
    Dataset<Row> bought =
        CategoryPurchases.of(history)
            .select(
                col(CUSTOMER_ID),
                col(CategoryPurchases.FIRST_BOUGHT).as(PurchaseDays.ORDER_DATE),
                lit(1L).as(CATEGORIES),
                lit(0L).as(PurchaseDays.ORDERS),
                lit(0L).as(NET_UNITS));
    Dataset<Row> days =
        history
            .days()
            .filter(col(PurchaseDays.SEGMENT_NAME).equalTo(RateColumns.ALL))
            .select(
                col(CUSTOMER_ID),
                col(PurchaseDays.ORDER_DATE),
                lit(0L).as(CATEGORIES),
                col(PurchaseDays.ORDERS),
                col(NET_UNITS));
    // A return before the first order counts from the first year on.
    Column year =
        greatest(
                floor(
                    datediff(col(PurchaseDays.ORDER_DATE), col(FIRST_DAY))
                        .divide((double) YEAR_DAYS)),
                lit(0))
            .plus(1)
            .cast(Types.WHOLE);
    Column none = expr("cast(array() as array<int>)");
    Column later =
        when(col(YEAR).leq(col(WHOLE_YEARS)), sequence(col(YEAR), col(WHOLE_YEARS)))
            .otherwise(none);
    return days.unionByName(bought)
        .join(tenures, CUSTOMER_ID)
        .groupBy(col(CUSTOMER_ID), col(WHOLE_YEARS), year.as(YEAR))
        .agg(
            sum(CATEGORIES).as(CATEGORIES),
            sum(PurchaseDays.ORDERS).as(PurchaseDays.ORDERS),
            sum(NET_UNITS).as(NET_UNITS))
        .withColumn(YEARS, explode(concat(array(lit(0)), later)))
        .groupBy(CUSTOMER_ID, YEARS)
        .agg(
            sum(CATEGORIES).as(CATEGORIES),
            sum(PurchaseDays.ORDERS).as(PurchaseDays.ORDERS),
            sum(NET_UNITS).as(NET_UNITS));
  }
}
