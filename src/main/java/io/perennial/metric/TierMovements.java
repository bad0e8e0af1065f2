package io.perennial.metric;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.date_sub;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.sequence;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.to_date;
import static org.apache.spark.sql.functions.when;

import io.perennial.history.CustomerSegments;
import io.perennial.history.HistoryRules;
import io.perennial.history.Periods;
import io.perennial.history.PurchaseHistory;
import io.perennial.table.Granularity;
import io.perennial.table.input.MembershipsInput;
import io.perennial.table.output.TierMovementsTable;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/**
 * Computes {@link TierMovementsTable}. The tier at the end of a period is where a customer comes to
 * in it and where the customer starts from in the next. Cost: one row per membership and period
 * that it lasts.
 */
final class TierMovements {
  private static final String CUSTOMER_ID = MembershipsInput.CUSTOMER_ID;
  private static final String PROGRAMME = TierMovementsTable.PROGRAMME;
  private static final String GRANULARITY = TierMovementsTable.GRANULARITY;
  private static final String INDEX = "period_index";
  private static final String JOINED_AT = MembershipsInput.JOINED_AT;
  private static final String JOINED_ON = "joined_on";
  private static final String LAST_DAY = "last_day";
  private static final String TIER = MembershipsInput.TIER;
  private static final String HELD = "held";
  private static final String END = "end";
  private static final String STEP = "step";
  private static final String STEP_INDEX = "step_index";

  private TierMovements() {}

  static Dataset<Row> of(Intermediates shared) {
    PurchaseHistory history = shared.history();
    HistoryRules rules = history.rules();
    List<Granularity> granularities = rules.retentionGranularities();
    Rates rates = new Rates(rules.minimumGroupSize());
    Column ofTier = col(TierMovementsTable.CUSTOMERS_OF_FROM_TIER);
    Column isMember = col(TierMovementsTable.FROM_TIER).notEqual(TierMovementsTable.NO_MEMBER);
    Column end = Periods.end(col(GRANULARITY), col(INDEX), granularities, rules.weekStart());
    return CustomerSegments.of(movements(tiers(history), rules), history)
        .groupBy(
            TierMovementsTable.SEGMENT_NAME,
            TierMovementsTable.SEGMENT_VALUE,
            PROGRAMME,
            GRANULARITY,
            INDEX,
            TierMovementsTable.FROM_TIER,
            TierMovementsTable.TO_TIER)
        .agg(count(lit(1)).as(TierMovementsTable.CUSTOMERS))
        .withColumn(
            TierMovementsTable.CUSTOMERS_OF_FROM_TIER,
            when(
                isMember,
                sum(TierMovementsTable.CUSTOMERS)
                    .over(
                        Window.partitionBy(
                            TierMovementsTable.SEGMENT_NAME,
                            TierMovementsTable.SEGMENT_VALUE,
                            PROGRAMME,
                            GRANULARITY,
                            INDEX,
                            TierMovementsTable.FROM_TIER))))
        .withColumn(
            TierMovementsTable.SHARE_OF_FROM_TIER,
            rates.share(col(TierMovementsTable.CUSTOMERS), ofTier))
        .withColumn(
            TierMovementsTable.PERIOD_START,
            Periods.start(col(GRANULARITY), col(INDEX), granularities, rules.weekStart()))
        .withColumn(TierMovementsTable.PERIOD_END, end)
        .withColumn(TierMovementsTable.IS_COMPLETE, end.leq(lit(rules.asOf())));
  }

  /** The tier of each member at the end of each period, or on the as-of date. */
  private static Dataset<Row> tiers(PurchaseHistory history) {
    HistoryRules rules = history.rules();
    List<Granularity> granularities = rules.retentionGranularities();
    Column asOf = lit(rules.asOf());
    Column leftOn = to_date(col(MembershipsInput.LEFT_AT));
    Column first =
        Periods.index(col(GRANULARITY), col(JOINED_ON), granularities, rules.weekStart());
    Column last = Periods.index(col(GRANULARITY), col(LAST_DAY), granularities, rules.weekStart());
    return history
        .input(MembershipsInput.NAME)
        .orElseThrow()
        .select(
            col(CUSTOMER_ID),
            col(PROGRAMME),
            coalesce(col(TIER), lit(TierMovementsTable.MEMBER)).as(TIER),
            col(JOINED_AT),
            to_date(col(JOINED_AT)).as(JOINED_ON),
            // On the day of leaving the tier is held no more; one left after the as-of date is.
            least(coalesce(date_sub(leftOn, 1), asOf), asOf).as(LAST_DAY))
        .filter(col(LAST_DAY).geq(col(JOINED_ON)))
        .withColumn(GRANULARITY, Periods.each(granularities))
        .withColumn(INDEX, explode(sequence(first, last)))
        .withColumn(
            END,
            least(
                Periods.end(col(GRANULARITY), col(INDEX), granularities, rules.weekStart()), asOf))
        .filter(col(END).between(col(JOINED_ON), col(LAST_DAY)))
        .groupBy(CUSTOMER_ID, PROGRAMME, GRANULARITY, INDEX)
        .agg(max(struct(col(JOINED_AT), col(TIER))).getField(TIER).as(HELD));
  }

  /** One row per member and period at one of whose ends there was a membership. */
  private static Dataset<Row> movements(Dataset<Row> tiers, HistoryRules rules) {
    Column lastIndex =
        Periods.index(
            col(GRANULARITY), lit(rules.asOf()), rules.retentionGranularities(), rules.weekStart());
    Column none = lit(TierMovementsTable.NO_MEMBER);
    Column nothing = lit(null).cast("string");
    return tiers
        .withColumn(
            STEP,
            explode(
                array(
                    struct(
                        col(INDEX).as(STEP_INDEX),
                        nothing.as(TierMovementsTable.FROM_TIER),
                        col(HELD).as(TierMovementsTable.TO_TIER)),
                    struct(
                        col(INDEX).plus(1).as(STEP_INDEX),
                        col(HELD).as(TierMovementsTable.FROM_TIER),
                        nothing.as(TierMovementsTable.TO_TIER)))))
        .select(col(CUSTOMER_ID), col(PROGRAMME), col(GRANULARITY), col(STEP + ".*"))
        .withColumnRenamed(STEP_INDEX, INDEX)
        .filter(col(INDEX).leq(lastIndex))
        .groupBy(CUSTOMER_ID, PROGRAMME, GRANULARITY, INDEX)
        .agg(
            coalesce(max(TierMovementsTable.FROM_TIER), none).as(TierMovementsTable.FROM_TIER),
            coalesce(max(TierMovementsTable.TO_TIER), none).as(TierMovementsTable.TO_TIER));
  }
}
