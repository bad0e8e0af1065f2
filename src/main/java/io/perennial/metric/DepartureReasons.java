package io.perennial.metric;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_distinct;
import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_distinct;
import static org.apache.spark.sql.functions.datediff;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.to_date;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.year;

import io.perennial.history.CustomerSegments;
import io.perennial.history.CustomerTotals;
import io.perennial.history.PurchaseHistory;
import io.perennial.table.Units;
import io.perennial.table.input.DeparturesInput;
import io.perennial.table.output.DepartureReasonsTable;
import io.perennial.table.output.RateColumns;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * Computes {@link DepartureReasonsTable}. Cost: one join of the departures with the purchase days
 * and one with the customer totals.
 */
final class DepartureReasons {
  /** The year of customers who never ordered. */
  private static final String WITHOUT_ORDER = "none";

  private static final String CUSTOMER_ID = DeparturesInput.CUSTOMER_ID;
  private static final String KIND = DepartureReasonsTable.DEPARTURE_KIND;
  private static final String REASON = DepartureReasonsTable.REASON;
  private static final String YEAR_UNITS = "year_units";
  private static final String UNITS = "units";
  private static final String OCCASIONS_AFTER = "occasions_after";
  private static final String OWNER = "buyer";
  private static final String TENURE_DAYS = "tenure_days";
  private static final String ALL_DEPARTURES = "all_departures";
  private static final String ALL_CUSTOMERS = "all_customers";
  private static final String ALL_YEAR_UNITS = "all_year_units";
  private static final int YEAR_DAYS = 365;

  private DepartureReasons() {}

  static Dataset<Row> of(Intermediates shared) {
    PurchaseHistory history = shared.history();
    Rates rates = new Rates(history.rules().minimumGroupSize());
    return published(counted(departures(history), history), rates);
  }

  /** One row per departure. */
  private static Dataset<Row> departures(PurchaseHistory history) {
    Column kind =
        when(col(DeparturesInput.VOLUNTARY), DepartureReasonsTable.VOLUNTARY)
            .when(col(DeparturesInput.VOLUNTARY).isNull(), RateColumns.UNKNOWN)
            .otherwise(DepartureReasonsTable.INVOLUNTARY);
    Dataset<Row> known =
        history
            .input(DeparturesInput.NAME)
            .orElseThrow()
            .select(
                col(CUSTOMER_ID),
                col(DeparturesInput.LEFT_AT),
                to_date(col(DeparturesInput.LEFT_AT)).as(AroundDay.DAY),
                coalesce(col(DeparturesInput.REASON), lit(RateColumns.UNKNOWN)).as(REASON),
                kind.as(KIND));
    Dataset<Row> buyers =
        history
            .everybody()
            .select(
                col(CUSTOMER_ID).as(OWNER),
                col(CustomerTotals.COHORT_DATE),
                col(CustomerTotals.FIRST_ORDER_DATE));
    Column tenure = datediff(col(AroundDay.DAY), col(CustomerTotals.FIRST_ORDER_DATE));
    return AroundDay.of(
            history,
            known,
            AroundDay.units(1 - YEAR_DAYS, 0).as(YEAR_UNITS),
            AroundDay.unitsUpTo().as(UNITS),
            AroundDay.occasionsAfter().as(OCCASIONS_AFTER))
        .join(buyers, col(CUSTOMER_ID).equalTo(col(OWNER)), "left")
        .withColumn(
            DepartureReasonsTable.COHORT_YEAR,
            coalesce(year(col(CustomerTotals.COHORT_DATE)).cast("string"), lit(WITHOUT_ORDER)))
        .withColumn(TENURE_DAYS, when(tenure.geq(0), tenure));
  }

  private static Dataset<Row> counted(Dataset<Row> departures, PurchaseHistory history) {
    return CustomerSegments.of(departures, history)
        .withColumn(
            DepartureReasonsTable.COHORT_YEAR,
            explode(withTotal(DepartureReasonsTable.COHORT_YEAR)))
        .withColumn(KIND, explode(withTotal(KIND)))
        .withColumn(REASON, explode(withTotal(REASON)))
        .groupBy(
            DepartureReasonsTable.SEGMENT_NAME,
            DepartureReasonsTable.SEGMENT_VALUE,
            DepartureReasonsTable.COHORT_YEAR,
            KIND,
            REASON)
        .agg(
            count(lit(1)).as(DepartureReasonsTable.DEPARTURES),
            count_distinct(col(CUSTOMER_ID)).as(DepartureReasonsTable.CUSTOMERS),
            sum(YEAR_UNITS).as(YEAR_UNITS),
            sum(UNITS).as(UNITS),
            avg(TENURE_DAYS).as(TENURE_DAYS),
            count(when(col(OCCASIONS_AFTER).gt(0), true))
                .as(DepartureReasonsTable.DEPARTURES_FOLLOWED_BY_AN_ORDER));
  }

  /** A value of the company's own that is called as the total is counts once, in the total. */
  static Column withTotal(String column) {
    return array_distinct(array(lit(RateColumns.ALL), col(column)));
  }

  private static Dataset<Row> published(Dataset<Row> counted, Rates rates) {
    WindowSpec whole =
        Window.partitionBy(
            DepartureReasonsTable.SEGMENT_NAME,
            DepartureReasonsTable.SEGMENT_VALUE,
            DepartureReasonsTable.COHORT_YEAR);
    Rates ofAnySize = new Rates(1);
    Column departures = col(DepartureReasonsTable.DEPARTURES);
    Column customers = col(DepartureReasonsTable.CUSTOMERS);
    Column all = col(ALL_DEPARTURES);
    Column allCustomers = col(ALL_CUSTOMERS);
    Column back = col(DepartureReasonsTable.DEPARTURES_FOLLOWED_BY_AN_ORDER);
    return counted
        .withColumn(ALL_DEPARTURES, ofTotal(departures, whole))
        .withColumn(ALL_CUSTOMERS, ofTotal(customers, whole))
        .withColumn(ALL_YEAR_UNITS, ofTotal(col(YEAR_UNITS), whole))
        .withColumn(
            DepartureReasonsTable.SHARE_OF_DEPARTURES,
            rates.published(allCustomers, Rates.ratio(departures, all)))
        .withColumn(
            DepartureReasonsTable.SHARE_OF_DEPARTURES_LOW,
            rates.published(allCustomers, ofAnySize.wilsonLow(departures, all)))
        .withColumn(
            DepartureReasonsTable.SHARE_OF_DEPARTURES_HIGH,
            rates.published(allCustomers, ofAnySize.wilsonHigh(departures, all)))
        .withColumn(DepartureReasonsTable.REVENUE_LOST, Units.money(col(YEAR_UNITS)))
        .withColumn(
            DepartureReasonsTable.REVENUE_LOST_PER_DEPARTURE,
            rates.published(customers, Units.mean(col(YEAR_UNITS), departures)))
        .withColumn(
            DepartureReasonsTable.SHARE_OF_REVENUE_LOST,
            rates.published(
                allCustomers,
                when(col(ALL_YEAR_UNITS).gt(0), Rates.ratio(col(YEAR_UNITS), col(ALL_YEAR_UNITS)))))
        .withColumn(DepartureReasonsTable.REVENUE_UP_TO_DEPARTURE, Units.money(col(UNITS)))
        .withColumn(
            DepartureReasonsTable.AVERAGE_TENURE_DAYS, rates.published(customers, col(TENURE_DAYS)))
        .withColumn(
            DepartureReasonsTable.RETURN_RATE,
            rates.published(customers, Rates.ratio(back, departures)));
  }

  private static Column ofTotal(Column figure, WindowSpec whole) {
    Column isTotal = col(KIND).equalTo(RateColumns.ALL).and(col(REASON).equalTo(RateColumns.ALL));
    return max(when(isTotal, figure)).over(whole);
  }
}
