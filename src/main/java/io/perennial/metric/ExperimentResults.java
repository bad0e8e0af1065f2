package io.perennial.metric;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.covar_pop;
import static org.apache.spark.sql.functions.date_add;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.sort_array;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.to_date;
import static org.apache.spark.sql.functions.var_pop;
import static org.apache.spark.sql.functions.when;

import io.perennial.history.CustomerSegments;
import io.perennial.history.PurchaseHistory;
import io.perennial.history.TrialRules;
import io.perennial.table.LedgerTable;
import io.perennial.table.input.ExperimentsInput;
import io.perennial.table.output.ExperimentResultsTable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Computes {@link ExperimentResultsTable}. Each arm is summed to counts and moments, from which
 * {@link TrialComparison} tells the rest; a trial is one row by then for each value of a segment,
 * whatever its customers. Cost: one join of the assignments with the purchase days, and one with
 * the customers' attributes where they are given.
 */
final class ExperimentResults {
  private static final String SEGMENT_NAME = ExperimentResultsTable.SEGMENT_NAME;
  private static final String SEGMENT_VALUE = ExperimentResultsTable.SEGMENT_VALUE;
  private static final String EXPERIMENT = ExperimentResultsTable.EXPERIMENT;
  private static final String VARIANT = ExperimentResultsTable.VARIANT;
  private static final String IS_OVER = "is_over";
  private static final String ORDERS_AFTER = "orders_after";
  private static final String UNITS_AFTER = "units_after";
  private static final String UNITS_BEFORE = "units_before";
  private static final String ARMS = "arms";
  private static final String RESULT = "result";

  private ExperimentResults() {}

  static Dataset<Row> of(Intermediates shared) {
    PurchaseHistory history = shared.history();
    TrialRules rules = history.rules().trials();
    Dataset<Row> arms = arms(CustomerSegments.of(outcomes(history, rules), history));
    return arms.groupBy(SEGMENT_NAME, SEGMENT_VALUE, EXPERIMENT)
        .agg(
            min(ExperimentResultsTable.FIRST_ASSIGNED_ON)
                .as(ExperimentResultsTable.FIRST_ASSIGNED_ON),
            max(ExperimentResultsTable.LAST_ASSIGNED_ON)
                .as(ExperimentResultsTable.LAST_ASSIGNED_ON),
            sort_array(collect_list(arm())).as(ARMS))
        .withColumn(
            RESULT,
            explode(
                TrialComparison.function(rules, history.rules().minimumGroupSize())
                    .apply(col(ARMS))))
        .select(
            col(SEGMENT_NAME),
            col(SEGMENT_VALUE),
            col(EXPERIMENT),
            col(ExperimentResultsTable.FIRST_ASSIGNED_ON),
            col(ExperimentResultsTable.LAST_ASSIGNED_ON),
            lit(rules.outcomeDays()).as(ExperimentResultsTable.OUTCOME_DAYS),
            col(RESULT + ".*"));
  }

  /** One row per assigned customer of a trial, with what it did before and after. */
  private static Dataset<Row> outcomes(PurchaseHistory history, TrialRules rules) {
    Dataset<Row> assigned =
        history
            .input(ExperimentsInput.NAME)
            .orElseThrow()
            .select(
                col(ExperimentsInput.EXPERIMENT),
                col(ExperimentsInput.VARIANT),
                col(ExperimentsInput.CUSTOMER_ID),
                to_date(col(ExperimentsInput.ASSIGNED_AT)).as(AroundDay.DAY),
                col(ExperimentsInput.CONVERTED),
                col(ExperimentsInput.OUTCOME_AMOUNT));
    Column before =
        rules.prePeriodDays() == 0
            ? lit(0L).as(UNITS_BEFORE)
            : AroundDay.units(-rules.prePeriodDays(), -1).as(UNITS_BEFORE);
    return AroundDay.of(
            history,
            assigned,
            AroundDay.orders(1, rules.outcomeDays()).as(ORDERS_AFTER),
            AroundDay.units(1, rules.outcomeDays()).as(UNITS_AFTER),
            before)
        .withColumn(
            IS_OVER,
            date_add(col(AroundDay.DAY), rules.outcomeDays()).leq(lit(history.rules().asOf())));
  }

  private static Dataset<Row> arms(Dataset<Row> outcomes) {
    List<Column> sums = new ArrayList<>();
    sums.add(min(AroundDay.DAY).as(ExperimentResultsTable.FIRST_ASSIGNED_ON));
    sums.add(max(AroundDay.DAY).as(ExperimentResultsTable.LAST_ASSIGNED_ON));
    Column isOver = col(IS_OVER);
    Column ordered = when(isOver, col(ORDERS_AFTER).gt(0).cast("bigint"));
    Column converted = col(ExperimentsInput.CONVERTED).cast("bigint");
    Column revenue = when(isOver, currency(col(UNITS_AFTER)));
    Column amount = col(ExperimentsInput.OUTCOME_AMOUNT).cast("double");
    sums.add(count(ordered).as(TrialComparison.ORDERED_KNOWN));
    sums.add(sum(ordered).as(TrialComparison.ORDERED));
    sums.add(count(converted).as(TrialComparison.CONVERTED_KNOWN));
    sums.add(sum(converted).as(TrialComparison.CONVERTED));
    sums.addAll(moments(TrialComparison.REVENUE, revenue));
    sums.addAll(moments(TrialComparison.AMOUNT, amount));
    return outcomes
        .groupBy(SEGMENT_NAME, SEGMENT_VALUE, EXPERIMENT, VARIANT)
        .agg(count(lit(1)).as(TrialComparison.ASSIGNED), sums.toArray(Column[]::new));
  }

  /** Count, means and central moments of a value and of the revenue before, where it is known. */
  private static List<Column> moments(String name, Column value) {
    Column before = when(value.isNotNull(), currency(col(UNITS_BEFORE)));
    return List.of(
        count(value).as(name + TrialComparison.KNOWN),
        avg(value).as(name + TrialComparison.MEAN),
        var_pop(value).as(name + TrialComparison.VARIANCE),
        avg(before).as(name + TrialComparison.BEFORE_MEAN),
        var_pop(before).as(name + TrialComparison.BEFORE_VARIANCE),
        covar_pop(value, before).as(name + TrialComparison.COVARIANCE));
  }

  private static Column currency(Column units) {
    return units.cast("double").divide((double) LedgerTable.UNITS);
  }

  /** Sorted by the variant's name, which comes first and is unique in its trial. */
  private static Column arm() {
    List<Column> fields = new ArrayList<>();
    fields.add(col(VARIANT));
    TrialComparison.COUNTS.forEach(name -> fields.add(col(name)));
    TrialComparison.MOMENTS.forEach(name -> fields.add(col(name)));
    return struct(fields.toArray(Column[]::new));
  }
}
