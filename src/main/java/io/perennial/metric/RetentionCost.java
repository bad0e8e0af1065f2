package io.perennial.metric;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.datediff;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.perennial.history.CustomerTotals;
import io.perennial.history.HistoryRules;
import io.perennial.history.Periods;
import io.perennial.history.PurchaseDays;
import io.perennial.history.PurchaseHistory;
import io.perennial.table.LedgerTable;
import io.perennial.table.Types;
import io.perennial.table.Units;
import io.perennial.table.input.ProgrammeCostsInput;
import io.perennial.table.output.CustomerLifetimeValueTable;
import io.perennial.table.output.RateColumns;
import io.perennial.table.output.RetentionCostTable;
import java.util.Collections;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * Computes {@link RetentionCostTable}. Cost: one pass over the purchase days and one over the
 * predicted values, summed by period at once, beside the periods of retention, which are shared.
 */
final class RetentionCost {
  private static final String GRANULARITY = RetentionCostTable.GRANULARITY;
  private static final String PERIOD_START = RetentionCostTable.PERIOD_START;
  private static final String[] PERIOD = {GRANULARITY, PERIOD_START};
  private static final String RETENTION_UNITS = "retention_units";
  private static final String ACQUISITION_UNITS = "acquisition_units";
  private static final String VALUE = "whole_value";
  private static final String MONTH = "month";
  private static final String MONTH_UNITS = "month_units";
  private static final String TO_DATE_UNITS = "to_date_units";
  private static final double DAYS_A_MONTH = 365.25 / 12;

  private RetentionCost() {}

  static Dataset<Row> of(Intermediates shared) {
    PurchaseHistory history = shared.history();
    Rates rates = new Rates(history.rules().minimumGroupSize());
    boolean isMargin = shared.predictions().areMargin();
    int horizon = Collections.max(shared.predictions().horizonsDays());
    Dataset<Row> spend = spend(history);
    Column retained = col(RetentionCostTable.RETAINED_CUSTOMERS);
    Column acquired = col(RetentionCostTable.ACQUIRED_CUSTOMERS);
    Column areEnough =
        retained
            .geq(history.rules().minimumGroupSize())
            .and(acquired.geq(history.rules().minimumGroupSize()));
    return shared
        .retentionByPeriod()
        .filter(col(RateColumns.SEGMENT_NAME).equalTo(RateColumns.ALL))
        .select(
            col(GRANULARITY),
            col(PERIOD_START),
            col(RetentionCostTable.PERIOD_END),
            col(RetentionCostTable.IS_COMPLETE),
            retained,
            acquired)
        .join(spend, PERIOD, "left")
        .join(values(shared, horizon), PERIOD, "left")
        .join(paybacks(history, spend, isMargin), PERIOD, "left")
        .withColumn(RetentionCostTable.RETENTION_COST, Units.money(col(RETENTION_UNITS)))
        .withColumn(
            RetentionCostTable.COST_PER_RETAINED, Units.mean(col(RETENTION_UNITS), retained))
        .withColumn(RetentionCostTable.ACQUISITION_COST, Units.money(col(ACQUISITION_UNITS)))
        .withColumn(RetentionCostTable.COST_PER_NEW, Units.mean(col(ACQUISITION_UNITS), acquired))
        .withColumn(
            RetentionCostTable.COST_RATIO,
            when(
                areEnough,
                Rates.ratio(
                    col(ACQUISITION_UNITS).cast("double").multiply(retained),
                    col(RETENTION_UNITS).cast("double").multiply(acquired))))
        .withColumn(RetentionCostTable.CLAIMED_RATIO, lit(RetentionCostTable.CLAIMED))
        .withColumn(
            RetentionCostTable.VALUE_BASIS,
            lit(isMargin ? CustomerLifetimeValueTable.MARGIN : CustomerLifetimeValueTable.REVENUE))
        .withColumn(RetentionCostTable.HORIZON_DAYS, lit(horizon))
        .withColumn(
            RetentionCostTable.VALUE_PER_NEW,
            expr(
                "cast(round(%s / cast(%s as decimal(10,0)), 4) as decimal(20,4))"
                    .formatted(VALUE, RetentionCostTable.ACQUIRED_CUSTOMERS)))
        .withColumn(
            RetentionCostTable.VALUE_RATIO,
            rates.published(
                acquired,
                Rates.ratio(
                    col(VALUE).cast("double").multiply((double) LedgerTable.UNITS),
                    col(ACQUISITION_UNITS))));
  }

  /** The start of the period of each granularity that holds a day: rows by granularity. */
  private static Dataset<Row> inPeriods(Dataset<Row> rows, Column day, HistoryRules rules) {
    Column granularity = col(GRANULARITY);
    Column index =
        Periods.index(granularity, day, rules.retentionGranularities(), rules.weekStart());
    return rows.withColumn(GRANULARITY, Periods.each(rules.retentionGranularities()))
        .withColumn(
            PERIOD_START,
            Periods.start(granularity, index, rules.retentionGranularities(), rules.weekStart()));
  }

  private static Dataset<Row> spend(PurchaseHistory history) {
    Dataset<Row> costs =
        history
            .input(ProgrammeCostsInput.NAME)
            .orElseThrow(() -> new IllegalStateException("no programme costs are given"));
    Column purpose = col(ProgrammeSpend.PURPOSE);
    Column units = col(ProgrammeSpend.UNITS);
    return inPeriods(
            ProgrammeSpend.of(costs, history.rules().asOf()),
            col(ProgrammeSpend.DAY),
            history.rules())
        .groupBy(GRANULARITY, PERIOD_START)
        .agg(
            sum(when(purpose.equalTo(ProgrammeCostsInput.RETENTION), units)).as(RETENTION_UNITS),
            sum(when(purpose.equalTo(ProgrammeCostsInput.ACQUISITION), units))
                .as(ACQUISITION_UNITS));
  }

  /** What the customers acquired in each period have been and will be worth. */
  private static Dataset<Row> values(Intermediates shared, int horizon) {
    Dataset<Row> customers =
        shared
            .predictedValues()
            .filter(
                col(CustomerTotals.SEGMENT_NAME)
                    .equalTo(RateColumns.ALL)
                    .and(col(CustomerTotals.ORDERS).gt(0))
                    .and(col(PredictedValues.HORIZON_DAYS).equalTo(horizon)));
    Column toDate = Units.money(col(PredictedValues.VALUE_UNITS));
    return inPeriods(customers, col(CustomerTotals.FIRST_ORDER_DATE), shared.history().rules())
        .groupBy(GRANULARITY, PERIOD_START)
        .agg(
            when(
                    count(PredictedValues.PREDICTED_VALUE).equalTo(count(lit(1))),
                    sum(toDate.plus(col(PredictedValues.PREDICTED_VALUE))).cast("decimal(28,4)"))
                .as(VALUE));
  }

  private static Dataset<Row> paybacks(
      PurchaseHistory history, Dataset<Row> spend, boolean isMargin) {
    Column cost = coalesce(col(PurchaseDays.COST_UNITS), lit(0L));
    Column units = isMargin ? col(PurchaseDays.NET_UNITS).minus(cost) : col(PurchaseDays.NET_UNITS);
    Column first = col(PurchaseDays.FIRST_ORDER_DATE);
    Column month =
        floor(datediff(col(PurchaseDays.ORDER_DATE), first).divide(DAYS_A_MONTH))
            .plus(1)
            .cast(Types.WHOLE);
    WindowSpec soFar =
        Window.partitionBy(GRANULARITY, PERIOD_START)
            .orderBy(MONTH)
            .rowsBetween(Window.unboundedPreceding(), Window.currentRow());
    Dataset<Row> days =
        history
            .days()
            .filter(col(PurchaseDays.SEGMENT_NAME).equalTo(RateColumns.ALL).and(first.isNotNull()))
            .groupBy(first, month.as(MONTH))
            .agg(sum(units).as(MONTH_UNITS));
    return inPeriods(days, first, history.rules())
        .groupBy(GRANULARITY, PERIOD_START, MONTH)
        .agg(sum(MONTH_UNITS).as(MONTH_UNITS))
        .withColumn(TO_DATE_UNITS, sum(MONTH_UNITS).over(soFar))
        .join(spend.select(GRANULARITY, PERIOD_START, ACQUISITION_UNITS), PERIOD)
        .groupBy(GRANULARITY, PERIOD_START)
        .agg(
            min(when(
                    col(TO_DATE_UNITS).geq(col(ACQUISITION_UNITS)).and(col(MONTH).geq(1)),
                    col(MONTH)))
                .as(RetentionCostTable.PAYBACK_MONTHS));
  }
}
