package io.perennial.metric;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.date_from_unix_date;
import static org.apache.spark.sql.functions.date_sub;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.round;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.unix_date;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.year;

import io.perennial.history.PurchaseDays;
import io.perennial.history.PurchaseHistory;
import io.perennial.table.LedgerTable;
import io.perennial.table.Types;
import io.perennial.table.Units;
import io.perennial.table.output.RateColumns;
import io.perennial.table.output.SpendingHeadroomTable;
import java.time.LocalDate;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * Computes {@link SpendingHeadroomTable}. Cost: three passes over everybody's purchase days, in
 * which no customer is moved, and a shuffle of the different amounts of each cohort year.
 */
final class SpendingHeadroom {
  private static final int YEAR_DAYS = 365;
  private static final String COHORT_YEAR = SpendingHeadroomTable.COHORT_YEAR;
  private static final String ROLLING_UNITS = "rolling_units";
  private static final String BEST = "best";
  private static final String BEST_UNITS = "best_units";
  private static final String EARLIEST = "earliest";
  private static final String UNITS = "last_year_units";
  private static final String ORDERS = "last_year_orders";
  private static final String FULL_CUSTOMERS = "customers_with_full_year";
  private static final String BELOW_CUSTOMERS = "customers_below_best_year";
  private static final String UPPER = "upper_units";

  private SpendingHeadroom() {}

  static Dataset<Row> of(Intermediates shared) {
    PurchaseHistory history = shared.history();
    LocalDate asOf = history.rules().asOf();
    Rates rates = new Rates(history.rules().minimumGroupSize());
    Dataset<Row> customers = customers(history);
    GroupQuantiles upper =
        new GroupQuantiles(
            List.of(COHORT_YEAR),
            UNITS,
            LedgerTable.UNITS,
            List.of(SpendingHeadroomTable.UPPER_QUANTILE));
    Dataset<Row> cohorts =
        customers
            .groupBy(COHORT_YEAR)
            .agg(
                count(when(col(ORDERS).gt(0), true)).as(SpendingHeadroomTable.COMPARABLE_CUSTOMERS),
                count(when(col(SpendingHeadroomTable.HAS_FULL_YEAR), true)).as(FULL_CUSTOMERS),
                count(
                        when(
                            col(SpendingHeadroomTable.HAS_FULL_YEAR)
                                .and(col(SpendingHeadroomTable.IS_BELOW_BEST_YEAR)),
                            true))
                    .as(BELOW_CUSTOMERS))
            .join(
                upper.of(customers.filter(col(ORDERS).gt(0)), UPPER),
                new String[] {COHORT_YEAR},
                "left");
    Column comparable = col(SpendingHeadroomTable.COMPARABLE_CUSTOMERS);
    Column upperUnits = round(col(UPPER).getItem(0)).cast(Types.COUNT);
    Column best = col(BEST_UNITS);
    return customers
        .join(broadcast(cohorts), COHORT_YEAR)
        .withColumn(SpendingHeadroomTable.SPEND_LAST_365_DAYS, Units.money(col(UNITS)))
        .withColumn(SpendingHeadroomTable.BEST_YEAR_SPEND, Units.money(best))
        .withColumn(
            SpendingHeadroomTable.BEST_YEAR_END,
            when(
                    col(BEST).getField(ROLLING_UNITS).geq(best),
                    date_from_unix_date(col(BEST).getField(EARLIEST).multiply(-1)))
                .otherwise(lit(asOf)))
        .withColumn(
            SpendingHeadroomTable.SHARE_OF_BEST_YEAR,
            when(best.gt(0), Rates.ratio(col(UNITS), best)))
        .withColumn(
            SpendingHeadroomTable.HEADROOM_TO_BEST_YEAR, Units.money(best.minus(col(UNITS))))
        .withColumn(
            SpendingHeadroomTable.COMPARABLE_UPPER_SPEND,
            rates.published(comparable, Units.money(upperUnits)))
        .withColumn(
            SpendingHeadroomTable.HEADROOM_TO_COMPARABLE,
            rates.published(
                comparable, Units.money(greatest(upperUnits.minus(col(UNITS)), lit(0L)))))
        .withColumn(
            SpendingHeadroomTable.COHORT_SHARE_BELOW_BEST_YEAR,
            rates.share(col(BELOW_CUSTOMERS), col(FULL_CUSTOMERS)));
  }

  /** A row per customer with an order: the last 365 days, and the best to an order or the last. */
  private static Dataset<Row> customers(PurchaseHistory history) {
    LocalDate asOf = history.rules().asOf();
    Column day = col(PurchaseDays.ORDER_DATE);
    Column inLastYear = day.gt(date_sub(lit(asOf), YEAR_DAYS));
    WindowSpec yearTo =
        Window.partitionBy(
                PurchaseDays.CUSTOMER_ID, PurchaseDays.SEGMENT_NAME, PurchaseDays.SEGMENT_VALUE)
            .orderBy(unix_date(day))
            .rangeBetween(1 - YEAR_DAYS, Window.currentRow());
    return history
        .days()
        .filter(
            col(PurchaseDays.SEGMENT_NAME)
                .equalTo(RateColumns.ALL)
                .and(col(PurchaseDays.FIRST_ORDER_DATE).isNotNull()))
        .withColumn(ROLLING_UNITS, sum(PurchaseDays.NET_UNITS).over(yearTo))
        .groupBy(PurchaseDays.SEGMENT_NAME, PurchaseDays.SEGMENT_VALUE, PurchaseDays.CUSTOMER_ID)
        .agg(
            year(min(PurchaseDays.COHORT_DATE)).as(COHORT_YEAR),
            min(PurchaseDays.FIRST_ORDER_DATE)
                .leq(date_sub(lit(asOf), YEAR_DAYS))
                .as(SpendingHeadroomTable.HAS_FULL_YEAR),
            max(when(
                    col(PurchaseDays.ORDERS).gt(0),
                    struct(col(ROLLING_UNITS), unix_date(day).multiply(-1).as(EARLIEST))))
                .as(BEST),
            coalesce(sum(when(inLastYear, col(PurchaseDays.NET_UNITS))), lit(0L)).as(UNITS),
            coalesce(sum(when(inLastYear, col(PurchaseDays.ORDERS))), lit(0L)).as(ORDERS))
        .withColumn(BEST_UNITS, greatest(col(BEST).getField(ROLLING_UNITS), col(UNITS)))
        .withColumn(SpendingHeadroomTable.IS_BELOW_BEST_YEAR, col(UNITS).lt(col(BEST_UNITS)));
  }
}
