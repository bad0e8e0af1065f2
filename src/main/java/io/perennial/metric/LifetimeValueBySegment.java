package io.perennial.metric;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.datediff;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.round;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.perennial.history.CustomerTotals;
import io.perennial.history.PurchaseDays;
import io.perennial.history.PurchaseHistory;
import io.perennial.table.LedgerTable;
import io.perennial.table.Types;
import io.perennial.table.Units;
import io.perennial.table.output.LifetimeValueBySegmentTable;
import java.time.LocalDate;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Computes {@link LifetimeValueBySegmentTable}. Cost: one pass over the customer totals and one
 * over the purchase days, neither of which moves rows before they are summed.
 */
final class LifetimeValueBySegment {
  private static final String SEGMENT_NAME = CustomerTotals.SEGMENT_NAME;
  private static final String SEGMENT_VALUE = CustomerTotals.SEGMENT_VALUE;
  private static final String UNITS = "units";
  private static final String AGE_DAYS = "age_days";
  private static final String BASE_A_YEAR_AGO = "base_a_year_ago";
  private static final String LOST_SINCE = "lost_since";
  private static final double DAYS_A_YEAR = 365.25;

  private LifetimeValueBySegment() {}

  static Dataset<Row> of(Intermediates shared) {
    PurchaseHistory history = shared.history();
    Rates rates = new Rates(history.rules().minimumGroupSize());
    Column age =
        datediff(lit(history.rules().asOf()), col(CustomerTotals.FIRST_ORDER_DATE)).plus(1);
    Column customers = col(LifetimeValueBySegmentTable.CUSTOMERS);
    Column orders = col(LifetimeValueBySegmentTable.ORDERS);
    Column years = col(AGE_DAYS).divide(DAYS_A_YEAR);
    Column churn = col(LifetimeValueBySegmentTable.ANNUAL_CHURN_RATE);
    // The mean order value times the orders is the revenue itself: exact where the rounded mean
    // would not be.
    Column revenueAYear = col(UNITS).divide((double) LedgerTable.UNITS).divide(years);
    return history
        .totals()
        .filter(col(CustomerTotals.ORDERS).gt(0))
        .groupBy(SEGMENT_NAME, SEGMENT_VALUE)
        .agg(
            count(lit(1)).as(LifetimeValueBySegmentTable.CUSTOMERS),
            sum(CustomerTotals.ORDERS).as(LifetimeValueBySegmentTable.ORDERS),
            sum(CustomerTotals.NET_UNITS).as(UNITS),
            sum(age.cast("bigint")).as(AGE_DAYS))
        .join(churned(history), new String[] {SEGMENT_NAME, SEGMENT_VALUE}, "left")
        .withColumn(LifetimeValueBySegmentTable.NET_REVENUE, Units.money(col(UNITS)))
        .withColumn(
            LifetimeValueBySegmentTable.AVERAGE_ORDER_VALUE,
            rates.published(customers, Units.mean(col(UNITS), orders)))
        .withColumn(
            LifetimeValueBySegmentTable.REVENUE_PER_CUSTOMER,
            rates.published(customers, Units.mean(col(UNITS), customers)))
        .withColumn(
            LifetimeValueBySegmentTable.ORDERS_PER_YEAR,
            rates.published(customers, orders.cast("double").divide(years)))
        .withColumn(
            LifetimeValueBySegmentTable.OBSERVED_TENURE_YEARS,
            rates.published(customers, years.divide(customers.cast("double"))))
        .withColumn(
            LifetimeValueBySegmentTable.ANNUAL_CHURN_RATE,
            rates.share(
                coalesce(col(LOST_SINCE), lit(0L)), coalesce(col(BASE_A_YEAR_AGO), lit(0L))))
        .withColumn(
            LifetimeValueBySegmentTable.EXPECTED_TENURE_YEARS,
            rates.published(customers, Rates.ratio(lit(1.0), churn)))
        .withColumn(
            LifetimeValueBySegmentTable.VALUE_BY_OBSERVED_TENURE,
            rates.published(
                customers,
                mean(
                    revenueAYear.multiply(col(LifetimeValueBySegmentTable.OBSERVED_TENURE_YEARS)))))
        .withColumn(
            LifetimeValueBySegmentTable.VALUE_BY_CHURN_RATE,
            rates.published(
                customers,
                mean(
                    revenueAYear.multiply(
                        col(LifetimeValueBySegmentTable.EXPECTED_TENURE_YEARS)))));
  }

  private static Column mean(Column value) {
    return round(value, 4).cast(Types.MEAN_MONEY);
  }

  /** Who was in the base a year before the as-of date, and who of them is no longer. */
  private static Dataset<Row> churned(PurchaseHistory history) {
    LocalDate asOf = history.rules().asOf();
    int window = history.windows().activityDays();
    LocalDate yearAgo = asOf.minusDays(365);
    Column day = when(col(PurchaseDays.ORDERS).gt(0), col(PurchaseDays.ORDER_DATE));
    Column wasThere = within(col("last_before"), yearAgo, window);
    Column isThere = within(col("last"), asOf, window);
    return history
        .days()
        .groupBy(SEGMENT_NAME, SEGMENT_VALUE, PurchaseDays.CUSTOMER_ID)
        .agg(
            max(when(col(PurchaseDays.ORDER_DATE).leq(lit(yearAgo)), day)).as("last_before"),
            max(day).as("last"))
        .groupBy(SEGMENT_NAME, SEGMENT_VALUE)
        .agg(
            count(when(wasThere, true)).as(BASE_A_YEAR_AGO),
            count(when(wasThere.and(not(isThere)), true)).as(LOST_SINCE));
  }

  /** In the base at the end of a day: an order on it or on one of the window's days before. */
  private static Column within(Column lastOrder, LocalDate end, int window) {
    return lastOrder.geq(lit(end.minusDays(window - 1L)));
  }
}
