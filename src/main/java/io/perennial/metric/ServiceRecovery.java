package io.perennial.metric;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.date_add;
import static org.apache.spark.sql.functions.date_sub;
import static org.apache.spark.sql.functions.datediff;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.to_date;
import static org.apache.spark.sql.functions.when;

import io.perennial.history.PurchaseDays;
import io.perennial.history.PurchaseHistory;
import io.perennial.table.Types;
import io.perennial.table.input.ContactsInput;
import io.perennial.table.input.ReturnsInput;
import io.perennial.table.output.RateColumns;
import io.perennial.table.output.ServiceRecoveryTable;
import java.time.LocalDate;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * Computes {@link ServiceRecoveryTable}. Cost: one pass over the purchase days, which are
 * partitioned and ordered by customer already, for customers without incident; one join of them
 * with the incidents. What is compared are strata of tenure and revenue, of which there are some
 * dozens to a segment.
 */
final class ServiceRecovery {
  private static final String SEGMENT_NAME = CustomerSlices.SEGMENT_NAME;
  private static final String SEGMENT_VALUE = CustomerSlices.SEGMENT_VALUE;
  private static final String CUSTOMER_ID = CustomerSlices.CUSTOMER_ID;
  private static final String INCIDENT = ServiceRecoveryTable.INCIDENT;
  private static final String HANDLING = ServiceRecoveryTable.HANDLING;
  private static final String AT = "happened_at";
  private static final String DAY = "happened_on";
  private static final String ID = "id";
  private static final String FIRST_DAY = PurchaseDays.FIRST_ORDER_DATE;
  private static final String NEXT_DAY = "next_day";
  private static final String UNITS_SO_FAR = "units_so_far";
  private static final String TENURE_BAND = "tenure_band";
  private static final String REVENUE_BAND = "revenue_band";
  private static final String CAME_BACK = "came_back";
  private static final String CUSTOMERS = "stratum_customers";
  private static final String RETURNING = "stratum_returning";
  private static final String FREE_RATE = "free_rate";

  /** Shares of customers are summed as decimals, so that no sum depends on its order. */
  private static final String EXACT = "decimal(20,15)";

  private ServiceRecovery() {}

  static Dataset<Row> of(Intermediates shared) {
    PurchaseHistory history = shared.history();
    int window = history.windows().activityDays();
    Rates rates = new Rates(history.rules().minimumGroupSize());
    Dataset<Row> incidents = firstIncidents(history);
    Dataset<Row> free = freeDays(history, incidents, window);
    Dataset<Row> slices = CustomerSlices.of(history);
    Dataset<Row> strata = freeStrata(free, slices);
    Dataset<Row> rows =
        handled(history, incidents, slices, strata, window).unionByName(without(free, slices));
    Column n = col(ServiceRecoveryTable.CUSTOMERS);
    Column compared = col(ServiceRecoveryTable.COMPARED);
    Column isWell = col(HANDLING).equalTo(ServiceRecoveryTable.WELL);
    return rows.withColumn(ServiceRecoveryTable.WINDOW_DAYS, lit(window))
        .withColumn(ServiceRecoveryTable.RATE_AGAIN, rates.share(col(RETURNING), n))
        .withColumn(ServiceRecoveryTable.RATE_LOW, rates.wilsonLow(col(RETURNING), n))
        .withColumn(ServiceRecoveryTable.RATE_HIGH, rates.wilsonHigh(col(RETURNING), n))
        .withColumn(
            ServiceRecoveryTable.COMPARED_RATE,
            rates.share(col(ServiceRecoveryTable.COMPARED_RATE), compared))
        .withColumn(
            ServiceRecoveryTable.COMPARISON_RATE,
            rates.share(col(ServiceRecoveryTable.COMPARISON_RATE), compared))
        .withColumn(
            ServiceRecoveryTable.DIFFERENCE,
            col(ServiceRecoveryTable.COMPARED_RATE)
                .minus(col(ServiceRecoveryTable.COMPARISON_RATE)))
        .withColumn(
            ServiceRecoveryTable.CLAIM_LOW, when(isWell, lit(ServiceRecoveryTable.CLAIMED_LOW)))
        .withColumn(
            ServiceRecoveryTable.CLAIM_HIGH, when(isWell, lit(ServiceRecoveryTable.CLAIMED_HIGH)));
  }

  /**
   * The first incident of each kind of each customer with an order, from the day of the first order
   * on: customer, incident, handling, {@link #DAY} and {@link #FIRST_DAY}.
   */
  private static Dataset<Row> firstIncidents(PurchaseHistory history) {
    LocalDate asOf = history.rules().asOf();
    Stream<Dataset<Row>> complaints =
        history.input(ContactsInput.NAME).stream()
            .map(
                rows ->
                    incidents(
                        rows.filter(col(ContactsInput.KIND).equalTo(ContactsInput.COMPLAINT)),
                        ServiceRecoveryTable.COMPLAINT,
                        ContactsInput.CONTACTED_AT,
                        ContactsInput.CONTACT_ID,
                        Handling.ofContacts(asOf)));
    Stream<Dataset<Row>> returns =
        history.input(ReturnsInput.NAME).stream()
            .map(
                rows ->
                    incidents(
                        rows,
                        ServiceRecoveryTable.RETURN,
                        ReturnsInput.RETURNED_AT,
                        ReturnsInput.RETURN_ID,
                        Handling.ofReturns(asOf)));
    Dataset<Row> buyers =
        history
            .everybody()
            .filter(col(FIRST_DAY).isNotNull())
            .select(col(CUSTOMER_ID), col(FIRST_DAY));
    Dataset<Row> all =
        Stream.concat(complaints, returns)
            .reduce(Dataset::unionByName)
            .orElseThrow(() -> new IllegalStateException("neither contacts nor returns are given"));
    boolean areBoth =
        history.input(ContactsInput.NAME).isPresent()
            && history.input(ReturnsInput.NAME).isPresent();
    Column kinds =
        areBoth ? array(col(INCIDENT), lit(ServiceRecoveryTable.EITHER)) : array(col(INCIDENT));
    Column first = col("first");
    return all.join(buyers, CUSTOMER_ID)
        .filter(col(DAY).geq(col(FIRST_DAY)))
        .select(
            col(CUSTOMER_ID),
            col(FIRST_DAY),
            explode(kinds).as(INCIDENT),
            // Two of one moment and id, a complaint and a return, are told apart by handling.
            struct(col(AT), col(ID), col(HANDLING), col(DAY)).as("incident_of"))
        .groupBy(CUSTOMER_ID, FIRST_DAY, INCIDENT)
        .agg(min("incident_of").as("first"))
        .select(
            col(CUSTOMER_ID),
            col(FIRST_DAY),
            col(INCIDENT),
            first.getField(HANDLING).as(HANDLING),
            first.getField(DAY).as(DAY));
  }

  private static Dataset<Row> incidents(
      Dataset<Row> rows, String incident, String at, String id, Column isWell) {
    return rows.select(
        col(CUSTOMER_ID),
        lit(incident).as(INCIDENT),
        col(at).as(AT),
        to_date(col(at)).as(DAY),
        col(id).as(ID),
        when(isWell, lit(ServiceRecoveryTable.WELL))
            .when(isWell.equalTo(false), lit(ServiceRecoveryTable.BADLY))
            .otherwise(lit(ServiceRecoveryTable.UNKNOWN))
            .as(HANDLING));
  }

  /**
   * The purchase days of customers without incident that lie a window or more before the as-of
   * date, each with its stratum and whether another followed within the window.
   */
  private static Dataset<Row> freeDays(
      PurchaseHistory history, Dataset<Row> incidents, int window) {
    Column day = col(PurchaseDays.ORDER_DATE);
    WindowSpec inTurn =
        Window.partitionBy(
                PurchaseDays.CUSTOMER_ID, PurchaseDays.SEGMENT_NAME, PurchaseDays.SEGMENT_VALUE)
            .orderBy(PurchaseDays.ORDER_DATE);
    WindowSpec soFar = inTurn.rowsBetween(Window.unboundedPreceding(), Window.currentRow());
    Column occasion = when(col(PurchaseDays.ORDERS).gt(0), day);
    WindowSpec after = inTurn.rowsBetween(1, Window.unboundedFollowing());
    return everybodysDays(history)
        .withColumn(UNITS_SO_FAR, sum(PurchaseDays.NET_UNITS).over(soFar))
        .withColumn(NEXT_DAY, min(occasion).over(after))
        .filter(
            col(PurchaseDays.ORDERS)
                .gt(0)
                .and(day.leq(lit(history.rules().asOf().minusDays(window)))))
        .join(incidents.select(CUSTOMER_ID).distinct(), new String[] {CUSTOMER_ID}, "left_anti")
        .select(
            col(CUSTOMER_ID),
            tenureBand(day, col(FIRST_DAY)).as(TENURE_BAND),
            AmountBands.from(col(UNITS_SO_FAR)).as(REVENUE_BAND),
            cameBack(col(NEXT_DAY), day, window).as(CAME_BACK));
  }

  private static Dataset<Row> everybodysDays(PurchaseHistory history) {
    return history.days().filter(col(PurchaseDays.SEGMENT_NAME).equalTo(RateColumns.ALL));
  }

  private static Column cameBack(Column nextDay, Column day, int window) {
    return coalesce(nextDay.leq(date_add(day, window)), lit(false)).cast("bigint");
  }

  private static Column tenureBand(Column day, Column firstDay) {
    Column tenure = datediff(day, firstDay);
    return when(tenure.lt(90), lit(0)).when(tenure.lt(365), lit(1)).otherwise(lit(2));
  }

  /** By segment and stratum: how many customers, and their mean rate. */
  private static Dataset<Row> freeStrata(Dataset<Row> free, Dataset<Row> slices) {
    return free.groupBy(CUSTOMER_ID, TENURE_BAND, REVENUE_BAND)
        .agg(shareOfDays().as(RETURNING))
        .join(slices, CUSTOMER_ID)
        .groupBy(SEGMENT_NAME, SEGMENT_VALUE, TENURE_BAND, REVENUE_BAND)
        .agg(sum(RETURNING).cast("double").divide(count(lit(1)).cast("double")).as(FREE_RATE));
  }

  /** The share of a customer's days that another followed, so that each customer counts once. */
  private static Column shareOfDays() {
    return sum(CAME_BACK).cast("double").divide(count(lit(1)).cast("double")).cast(EXACT);
  }

  private static Dataset<Row> without(Dataset<Row> free, Dataset<Row> slices) {
    return free.groupBy(CUSTOMER_ID)
        .agg(shareOfDays().as(RETURNING))
        .join(slices, CUSTOMER_ID)
        .groupBy(SEGMENT_NAME, SEGMENT_VALUE)
        .agg(
            count(lit(1)).as(ServiceRecoveryTable.CUSTOMERS),
            sum(RETURNING).cast("double").as(RETURNING))
        .withColumn(INCIDENT, lit(ServiceRecoveryTable.NONE))
        .withColumn(HANDLING, lit(ServiceRecoveryTable.NONE))
        .withColumn(ServiceRecoveryTable.ORDERED_AGAIN, lit(null).cast(Types.COUNT))
        .withColumn(ServiceRecoveryTable.COMPARED, lit(null).cast(Types.COUNT))
        .withColumn(ServiceRecoveryTable.COMPARED_RATE, lit(null).cast(Types.RATE))
        .withColumn(ServiceRecoveryTable.COMPARISON_RATE, lit(null).cast(Types.RATE));
  }

  private static Dataset<Row> handled(
      PurchaseHistory history,
      Dataset<Row> incidents,
      Dataset<Row> slices,
      Dataset<Row> strata,
      int window) {
    Column day = col(PurchaseDays.ORDER_DATE);
    Column happened = col(DAY);
    String[] stratum = {SEGMENT_NAME, SEGMENT_VALUE, TENURE_BAND, REVENUE_BAND};
    Column hasPeers = col(FREE_RATE).isNotNull();
    return incidents
        .filter(happened.leq(date_sub(lit(history.rules().asOf()), window)))
        .join(everybodysDays(history).drop(FIRST_DAY), CUSTOMER_ID)
        .groupBy(CUSTOMER_ID, INCIDENT, HANDLING, DAY, FIRST_DAY)
        .agg(
            sum(when(day.leq(happened), col(PurchaseDays.NET_UNITS)).otherwise(lit(0L)))
                .as(UNITS_SO_FAR),
            min(when(day.gt(happened).and(col(PurchaseDays.ORDERS).gt(0)), day)).as(NEXT_DAY))
        .select(
            col(CUSTOMER_ID),
            col(INCIDENT),
            col(HANDLING),
            tenureBand(happened, col(FIRST_DAY)).as(TENURE_BAND),
            AmountBands.from(col(UNITS_SO_FAR)).as(REVENUE_BAND),
            cameBack(col(NEXT_DAY), happened, window).as(CAME_BACK))
        .join(slices, CUSTOMER_ID)
        .groupBy(SEGMENT_NAME, SEGMENT_VALUE, INCIDENT, HANDLING, TENURE_BAND, REVENUE_BAND)
        .agg(count(lit(1)).as(CUSTOMERS), sum(CAME_BACK).as(RETURNING))
        .join(broadcast(strata), stratum, "left")
        .groupBy(SEGMENT_NAME, SEGMENT_VALUE, INCIDENT, HANDLING)
        .agg(
            sum(CUSTOMERS).as(ServiceRecoveryTable.CUSTOMERS),
            sum(RETURNING).as(ServiceRecoveryTable.ORDERED_AGAIN),
            sum(RETURNING).cast("double").as(RETURNING),
            sum(when(hasPeers, col(CUSTOMERS)).otherwise(lit(0L)))
                .as(ServiceRecoveryTable.COMPARED),
            sum(when(hasPeers, col(RETURNING)))
                .cast("double")
                .as(ServiceRecoveryTable.COMPARED_RATE),
            sum(col(FREE_RATE).cast(EXACT).multiply(col(CUSTOMERS).cast("decimal(10,0)")))
                .cast("double")
                .as(ServiceRecoveryTable.COMPARISON_RATE));
  }
}
