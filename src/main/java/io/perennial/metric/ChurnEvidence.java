package io.perennial.metric;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.datediff;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_date;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.year;

import io.perennial.history.CustomerSegments;
import io.perennial.history.CustomerTotals;
import io.perennial.history.PurchaseHistory;
import io.perennial.table.input.DeparturesInput;
import io.perennial.table.output.ChurnEvidenceTable;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Computes {@link ChurnEvidenceTable}. Cost: one join of the customer totals with the last
 * departure of each customer.
 */
final class ChurnEvidence {
  private static final String CUSTOMER_ID = CustomerTotals.CUSTOMER_ID;
  private static final String LEAVER = "leaver";
  private static final String LAST = "last_departure";
  private static final String IS_CHURNED = "is_churned";
  private static final String HAS_LEFT = "has_left";
  private static final String HAS_REASON = "has_reason";
  private static final String IS_BACK = "is_back";

  private ChurnEvidence() {}

  static Dataset<Row> of(Intermediates shared) {
    PurchaseHistory history = shared.history();
    Rates rates = new Rates(history.rules().minimumGroupSize());
    Column churned = col(ChurnEvidenceTable.CHURNED_CUSTOMERS);
    Column departed = col(ChurnEvidenceTable.CHURNED_AND_DEPARTED);
    return counted(CustomerSegments.of(customers(history), history))
        .withColumn(ChurnEvidenceTable.CHURN_WINDOW_DAYS, lit(history.windows().churnDays()))
        .withColumn(ChurnEvidenceTable.KNOWN_SHARE, rates.share(departed, churned))
        .withColumn(ChurnEvidenceTable.KNOWN_SHARE_LOW, rates.wilsonLow(departed, churned))
        .withColumn(ChurnEvidenceTable.KNOWN_SHARE_HIGH, rates.wilsonHigh(departed, churned))
        .withColumn(
            ChurnEvidenceTable.REASON_SHARE,
            rates.share(col(ChurnEvidenceTable.CHURNED_WITH_REASON), churned));
  }

  /** One row per customer with an order. */
  private static Dataset<Row> customers(PurchaseHistory history) {
    Dataset<Row> departures =
        history
            .input(DeparturesInput.NAME)
            .orElseThrow()
            .groupBy(col(DeparturesInput.CUSTOMER_ID).as(LEAVER))
            .agg(max(struct(col(DeparturesInput.LEFT_AT), col(DeparturesInput.REASON))).as(LAST));
    Column silence = datediff(lit(history.rules().asOf()), col(CustomerTotals.LAST_ORDER_DATE));
    Column leftOn = to_date(col(LAST).getField(DeparturesInput.LEFT_AT));
    Column lastOrder = col(CustomerTotals.LAST_ORDER_DATE);
    return history
        .everybody()
        .filter(lastOrder.isNotNull())
        .join(departures, col(CUSTOMER_ID).equalTo(col(LEAVER)), "left")
        .select(
            col(CUSTOMER_ID),
            year(col(CustomerTotals.COHORT_DATE)).cast("string").as(ChurnEvidenceTable.COHORT_YEAR),
            silence.geq(history.windows().churnDays()).as(IS_CHURNED),
            coalesce(lastOrder.leq(leftOn), lit(false)).as(HAS_LEFT),
            coalesce(lastOrder.gt(leftOn), lit(false)).as(IS_BACK),
            col(LAST).getField(DeparturesInput.REASON).isNotNull().as(HAS_REASON));
  }

  private static Dataset<Row> counted(Dataset<Row> customers) {
    Column isChurned = col(IS_CHURNED);
    Column hasLeft = col(HAS_LEFT);
    return customers
        .withColumn(
            ChurnEvidenceTable.COHORT_YEAR,
            explode(DepartureReasons.withTotal(ChurnEvidenceTable.COHORT_YEAR)))
        .groupBy(
            ChurnEvidenceTable.SEGMENT_NAME,
            ChurnEvidenceTable.SEGMENT_VALUE,
            ChurnEvidenceTable.COHORT_YEAR)
        .agg(
            count(lit(1)).as(ChurnEvidenceTable.CUSTOMERS),
            count(when(isChurned, true)).as(ChurnEvidenceTable.CHURNED_CUSTOMERS),
            count(when(isChurned.and(hasLeft), true)).as(ChurnEvidenceTable.CHURNED_AND_DEPARTED),
            count(when(isChurned.and(hasLeft).and(col(HAS_REASON)), true))
                .as(ChurnEvidenceTable.CHURNED_WITH_REASON),
            count(when(isChurned.and(not(hasLeft)).and(not(col(IS_BACK))), true))
                .as(ChurnEvidenceTable.SILENT_WITHOUT_DEPARTURE),
            count(when(not(isChurned).and(hasLeft), true))
                .as(ChurnEvidenceTable.DEPARTED_NOT_YET_SILENT),
            count(when(col(IS_BACK), true)).as(ChurnEvidenceTable.ORDERED_SINCE_DEPARTURE));
  }
}
