package io.perennial.metric;

import static org.apache.spark.sql.functions.add_months;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_distinct;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.month;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sequence;
import static org.apache.spark.sql.functions.sort_array;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.year;

import io.perennial.history.SubscriptionSpans;
import io.perennial.table.output.ContractRetentionTable;
import java.time.LocalDate;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/**
 * Computes {@link ContractRetentionTable}. Subscriptions are counted by segment and age in months;
 * what is estimated of them, and fitted to them, sees these counts alone: of one value of a segment
 * at most one per month between the earliest date and the as-of date. Cost: one pass over the
 * subscriptions, summed before they move.
 */
final class ContractRetention {
  private static final String SEGMENT_NAME = SubscriptionSpans.SEGMENT_NAME;
  private static final String SEGMENT_VALUE = SubscriptionSpans.SEGMENT_VALUE;
  private static final String MONTH = ContractRetentionTable.MONTHS_SINCE_START;
  private static final String CUSTOMERS = ContractRetentionTable.CUSTOMERS;
  private static final String SUBSCRIPTIONS = ContractRetentionTable.SUBSCRIPTIONS;
  private static final String LOST = ContractCurve.LOST;
  private static final String RUNNING = ContractCurve.RUNNING;
  private static final String ALL_LOST = ContractCurve.ALL_LOST;
  private static final String ALL_RUNNING = ContractCurve.ALL_RUNNING;
  private static final String LAST_MONTH = "last_month";
  private static final String ALL_SUBSCRIPTIONS = "all_subscriptions";
  private static final String COUNTS = "counts";

  /** The figures of small groups that are not published. */
  private static final List<String> RATES =
      List.of(
          ContractRetentionTable.RETENTION_RATE,
          ContractRetentionTable.SURVIVAL_RATE,
          ContractRetentionTable.SURVIVAL_RATE_LOW,
          ContractRetentionTable.SURVIVAL_RATE_HIGH,
          ContractRetentionTable.MEDIAN_MONTHS,
          ContractRetentionTable.MEDIAN_MONTHS_LOW,
          ContractRetentionTable.MEDIAN_MONTHS_HIGH,
          ContractRetentionTable.LOG_RANK_CHI_SQUARE,
          ContractRetentionTable.LOG_RANK_P_VALUE,
          ContractRetentionTable.SHIFTED_BETA_GEOMETRIC_SURVIVAL_RATE,
          ContractRetentionTable.SHIFTED_BETA_GEOMETRIC_VERDICT,
          ContractRetentionTable.BETA_DISCRETE_WEIBULL_SURVIVAL_RATE,
          ContractRetentionTable.BETA_DISCRETE_WEIBULL_VERDICT);

  private ContractRetention() {}

  static Dataset<Row> of(Intermediates shared) {
    Rates rates = new Rates(shared.history().rules().minimumGroupSize());
    Dataset<Row> ages =
        ages(shared.history().subscriptions().orElseThrow(), shared.history().rules().asOf());
    Dataset<Row> table =
        counted(ages)
            .withColumn(
                "curve", explode(ContractCurve.FUNCTION.apply(col(COUNTS), col(ALL_SUBSCRIPTIONS))))
            .select(
                col(SEGMENT_NAME),
                col(SEGMENT_VALUE),
                col(CUSTOMERS),
                col(SUBSCRIPTIONS),
                col("curve.*"));
    for (String rate : RATES) {
      table = table.withColumn(rate, rates.published(col(CUSTOMERS), col(rate)));
    }
    return table;
  }

  /** Each subscription with the renewal it was lost at, or the last one it was seen to pass. */
  private static Dataset<Row> ages(Dataset<Row> spans, LocalDate asOf) {
    Column started = col(SubscriptionSpans.STARTED_DATE);
    Column ended = col(SubscriptionSpans.ENDED_DATE);
    Column lastSeen = coalesce(ended, lit(asOf));
    // Spark's months_between takes the last days of two months for whole months apart, so that the
    // 31st of March would lie nearer to the 28th of February than the 29th of March does.
    Column apart =
        year(lastSeen)
            .minus(year(started))
            .multiply(12)
            .plus(month(lastSeen))
            .minus(month(started));
    Column due = add_months(started, apart);
    Column lostAt = greatest(lit(1), when(due.lt(lastSeen), apart.plus(1)).otherwise(apart));
    Column passed = when(due.gt(lastSeen), apart.minus(1)).otherwise(apart);
    Column isLost = ended.isNotNull().and(not(col(SubscriptionSpans.IS_REPLACED)));
    return spans.select(
        col(SEGMENT_NAME),
        col(SEGMENT_VALUE),
        col(SubscriptionSpans.CUSTOMER_ID),
        isLost.as(LOST),
        when(isLost, lostAt).otherwise(passed).as(MONTH));
  }

  /** One row per value of a segment, with its counts by month from 0 on without a gap. */
  private static Dataset<Row> counted(Dataset<Row> ages) {
    Dataset<Row> counts =
        ages.groupBy(SEGMENT_NAME, SEGMENT_VALUE, MONTH)
            .agg(
                count(when(col(LOST), true)).as(LOST),
                count(when(col(LOST), null).otherwise(true)).as(RUNNING));
    Dataset<Row> months =
        ages.groupBy(SEGMENT_NAME, SEGMENT_VALUE)
            .agg(
                count_distinct(col(SubscriptionSpans.CUSTOMER_ID)).as(CUSTOMERS),
                count(lit(1)).as(SUBSCRIPTIONS),
                max(MONTH).as(LAST_MONTH))
            .withColumn(
                ALL_SUBSCRIPTIONS, sum(SUBSCRIPTIONS).over(Window.partitionBy(SEGMENT_NAME)))
            .withColumn(MONTH, explode(sequence(lit(0), col(LAST_MONTH))));
    Dataset<Row> ofAllValues =
        counts
            .groupBy(SEGMENT_NAME, MONTH)
            .agg(sum(LOST).as(ALL_LOST), sum(RUNNING).as(ALL_RUNNING));
    return months
        .join(counts, new String[] {SEGMENT_NAME, SEGMENT_VALUE, MONTH}, "left")
        .join(ofAllValues, new String[] {SEGMENT_NAME, MONTH}, "left")
        .groupBy(SEGMENT_NAME, SEGMENT_VALUE, CUSTOMERS, SUBSCRIPTIONS, ALL_SUBSCRIPTIONS)
        .agg(
            sort_array(
                    collect_list(
                        struct(
                            col(MONTH),
                            orZero(LOST),
                            orZero(RUNNING),
                            orZero(ALL_LOST),
                            orZero(ALL_RUNNING))))
                .as(COUNTS));
  }

  private static Column orZero(String count) {
    return coalesce(col(count), lit(0L)).as(count);
  }
}
