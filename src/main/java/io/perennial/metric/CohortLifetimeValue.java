package io.perennial.metric;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.round;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.trunc;
import static org.apache.spark.sql.functions.when;

import io.perennial.history.CustomerTotals;
import io.perennial.history.PurchaseDays;
import io.perennial.history.PurchaseHistory;
import io.perennial.table.Types;
import io.perennial.table.Units;
import io.perennial.table.input.CustomersInput;
import io.perennial.table.output.CohortLifetimeValueTable;
import io.perennial.table.output.CustomerLifetimeValueTable;
import io.perennial.table.output.RateColumns;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/**
 * Computes {@link CohortLifetimeValueTable}. Cost: one aggregation of the predicted values; where
 * acquisition costs are known, one join of the purchase days with the customers.
 */
final class CohortLifetimeValue {
  private static final String COHORT_MONTH = CohortLifetimeValueTable.COHORT_MONTH;
  private static final String MONTH = "month";
  private static final String MONTH_UNITS = "month_units";
  private static final String COST_UNITS = "acquisition_units";
  private static final String TO_DATE_UNITS = "to_date_units";

  private CohortLifetimeValue() {}

  static Dataset<Row> of(Intermediates shared) {
    boolean isMargin = shared.predictions().areMargin();
    Column customers = col(CohortLifetimeValueTable.CUSTOMERS);
    Column toDate = col(CohortLifetimeValueTable.VALUE_TO_DATE);
    Column remaining = col(CohortLifetimeValueTable.EXPECTED_REMAINING_VALUE);
    Dataset<Row> cohorts =
        shared
            .predictedValues()
            .filter(
                col(CustomerTotals.SEGMENT_NAME)
                    .equalTo(RateColumns.ALL)
                    .and(col(CustomerTotals.ORDERS).gt(0)))
            .groupBy(
                trunc(col(CustomerTotals.COHORT_DATE), MONTH).as(COHORT_MONTH),
                col(PredictedValues.HORIZON_DAYS))
            .agg(
                count(lit(1)).as(CohortLifetimeValueTable.CUSTOMERS),
                Units.money(sum(PredictedValues.VALUE_UNITS))
                    .as(CohortLifetimeValueTable.VALUE_TO_DATE),
                when(
                        count(PredictedValues.PREDICTED_VALUE).equalTo(count(lit(1))),
                        round(sum(PredictedValues.EXACT_VALUE), 2).cast(Types.MONEY))
                    .as(CohortLifetimeValueTable.EXPECTED_REMAINING_VALUE));
    return withAcquisition(cohorts, shared.history(), isMargin)
        .withColumn(
            CohortLifetimeValueTable.VALUE_BASIS,
            lit(isMargin ? CustomerLifetimeValueTable.MARGIN : CustomerLifetimeValueTable.REVENUE))
        .withColumn(
            CohortLifetimeValueTable.EXPECTED_VALUE, toDate.plus(remaining).cast(Types.MONEY))
        .withColumn(
            CohortLifetimeValueTable.EXPECTED_VALUE_PER_CUSTOMER,
            expr(
                "cast(round(cast(%s as decimal(28,4)) / cast(%s as decimal(10,0)), 4) as decimal(20,4))"
                    .formatted(
                        CohortLifetimeValueTable.EXPECTED_VALUE,
                        CohortLifetimeValueTable.CUSTOMERS)))
        .filter(customers.gt(0));
  }

  private static Dataset<Row> withAcquisition(
      Dataset<Row> cohorts, PurchaseHistory history, boolean isMargin) {
    Optional<Dataset<Row>> costs = acquisitionCosts(history);
    if (costs.isEmpty()) {
      return cohorts
          .withColumn(CohortLifetimeValueTable.ACQUISITION_COST, lit(null).cast(Types.MONEY))
          .withColumn(CohortLifetimeValueTable.CUSTOMERS_WITH_ACQUISITION_COST, lit(0L))
          .withColumn(CohortLifetimeValueTable.PAYBACK_MONTH, lit(null).cast(Types.WHOLE));
    }
    Column units =
        isMargin
            ? col(PurchaseDays.NET_UNITS).minus(coalesce(col(PurchaseDays.COST_UNITS), lit(0L)))
            : col(PurchaseDays.NET_UNITS);
    Column months =
        expr(
            "(year(%1$s) - year(%2$s)) * 12 + month(%1$s) - month(%2$s)"
                .formatted(PurchaseDays.ORDER_DATE, COHORT_MONTH));
    Dataset<Row> known = costs.get();
    Dataset<Row> acquired =
        history
            .everybody()
            .filter(col(CustomerTotals.ORDERS).gt(0))
            .join(known, CustomerTotals.CUSTOMER_ID)
            .groupBy(trunc(col(CustomerTotals.COHORT_DATE), MONTH).as(COHORT_MONTH))
            .agg(
                sum(COST_UNITS).as(COST_UNITS),
                count(lit(1)).as(CohortLifetimeValueTable.CUSTOMERS_WITH_ACQUISITION_COST));
    Dataset<Row> paidBack =
        history
            .days()
            .filter(
                col(PurchaseDays.SEGMENT_NAME)
                    .equalTo(RateColumns.ALL)
                    .and(col(PurchaseDays.COHORT_DATE).isNotNull()))
            .join(known, PurchaseDays.CUSTOMER_ID)
            .withColumn(COHORT_MONTH, trunc(col(PurchaseDays.COHORT_DATE), MONTH))
            .groupBy(col(COHORT_MONTH), months.as(MONTH))
            .agg(sum(units).as(MONTH_UNITS))
            .withColumn(
                TO_DATE_UNITS,
                sum(MONTH_UNITS).over(Window.partitionBy(COHORT_MONTH).orderBy(MONTH)))
            .join(acquired, COHORT_MONTH)
            .groupBy(
                col(COHORT_MONTH),
                col(COST_UNITS),
                col(CohortLifetimeValueTable.CUSTOMERS_WITH_ACQUISITION_COST))
            .agg(
                min(when(
                        col(TO_DATE_UNITS).geq(col(COST_UNITS)).and(col(MONTH).geq(0)), col(MONTH)))
                    .cast(Types.WHOLE)
                    .as(CohortLifetimeValueTable.PAYBACK_MONTH));
    return cohorts
        .join(paidBack, new String[] {COHORT_MONTH}, "left")
        .withColumn(CohortLifetimeValueTable.ACQUISITION_COST, Units.money(col(COST_UNITS)))
        .na()
        .fill(0L, new String[] {CohortLifetimeValueTable.CUSTOMERS_WITH_ACQUISITION_COST});
  }

  private static Optional<Dataset<Row>> acquisitionCosts(PurchaseHistory history) {
    return history
        .customers()
        .map(
            customers ->
                customers
                    .filter(col(CustomersInput.ACQUISITION_COST).isNotNull())
                    .select(
                        col(CustomersInput.CUSTOMER_ID),
                        Units.of(col(CustomersInput.ACQUISITION_COST)).as(COST_UNITS)));
  }
}
