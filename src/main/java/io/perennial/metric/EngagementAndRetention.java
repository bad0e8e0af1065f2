package io.perennial.metric;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.perennial.history.CustomerSegments;
import io.perennial.history.PurchaseDays;
import io.perennial.history.PurchaseHistory;
import io.perennial.table.Units;
import io.perennial.table.output.EngagementAndRetentionTable;
import io.perennial.table.output.EngagementIndexTable;
import io.perennial.table.output.RateColumns;
import java.time.LocalDate;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Computes {@link EngagementAndRetentionTable}. Engagement is measured a churn window before the
 * as-of date, with what was known then, and held against what came after. Cost: one pass over the
 * engagements and one over the purchase days.
 */
final class EngagementAndRetention {
  private static final String CUSTOMER_ID = PurchaseDays.CUSTOMER_ID;
  private static final String LAST_BEFORE = "last_before";
  private static final String OCCASIONS_AFTER = "occasions_after";
  private static final String UNITS_AFTER = "units_after";
  private static final String GROUP = "engagement_grouping";

  private EngagementAndRetention() {}

  static Dataset<Row> of(Intermediates shared) {
    PurchaseHistory history = shared.history();
    int outcomeDays = history.windows().churnDays();
    LocalDate measuredOn = history.rules().asOf().minusDays(outcomeDays);
    Rates rates = new Rates(history.rules().minimumGroupSize());
    Column customers = col(EngagementAndRetentionTable.CUSTOMERS);
    Column staying = col(EngagementAndRetentionTable.CUSTOMERS_ORDERING_AGAIN);
    return CustomerSegments.of(grouped(history, measuredOn), history)
        .groupBy(
            EngagementAndRetentionTable.SEGMENT_NAME,
            EngagementAndRetentionTable.SEGMENT_VALUE,
            EngagementAndRetentionTable.GROUPED_BY,
            EngagementAndRetentionTable.ENGAGEMENT_GROUP)
        .agg(
            count(lit(1)).as(EngagementAndRetentionTable.CUSTOMERS),
            count(when(col(OCCASIONS_AFTER).gt(0), true))
                .as(EngagementAndRetentionTable.CUSTOMERS_ORDERING_AGAIN),
            sum(UNITS_AFTER).as(UNITS_AFTER))
        .withColumn(EngagementAndRetentionTable.MEASURED_ON, lit(measuredOn))
        .withColumn(EngagementAndRetentionTable.OUTCOME_DAYS, lit(outcomeDays))
        .withColumn(EngagementAndRetentionTable.RETENTION_RATE, rates.share(staying, customers))
        .withColumn(
            EngagementAndRetentionTable.RETENTION_RATE_LOW, rates.wilsonLow(staying, customers))
        .withColumn(
            EngagementAndRetentionTable.RETENTION_RATE_HIGH, rates.wilsonHigh(staying, customers))
        .withColumn(
            EngagementAndRetentionTable.CHURN_RATE,
            rates.share(customers.minus(staying), customers))
        .withColumn(EngagementAndRetentionTable.NET_REVENUE, Units.money(col(UNITS_AFTER)));
  }

  /** Each customer in the base on the day twice: by level and by movement. */
  private static Dataset<Row> grouped(PurchaseHistory history, LocalDate measuredOn) {
    Dataset<Row> known =
        base(history, measuredOn)
            .join(EngagementPoints.of(history, measuredOn), new String[] {CUSTOMER_ID}, "left")
            .na()
            .fill(0, new String[] {EngagementPoints.POINTS, EngagementPoints.EARLIER_POINTS});
    // Only customers with points are placed, so that the thirds are thirds of them.
    // Only customers with points have a place, so that the thirds are thirds of them.
    Column place = col(EngagementPoints.PLACE);
    Column level =
        when(place.isNull(), EngagementIndexTable.NONE)
            .when(place.multiply(3.0).leq(1.0), "low")
            .when(place.multiply(3.0).leq(2.0), "medium")
            .otherwise("high");
    return EngagementPoints.withPlace(known, col(EngagementPoints.POINTS).gt(0))
        .withColumn(
            GROUP,
            explode(
                array(
                    grouping(EngagementAndRetentionTable.BY_LEVEL, level),
                    grouping(
                        EngagementAndRetentionTable.BY_MOVEMENT,
                        EngagementPoints.movement(history.rules().engagement())))))
        .select(col(CUSTOMER_ID), col(OCCASIONS_AFTER), col(UNITS_AFTER), col(GROUP + ".*"));
  }

  private static Column grouping(String by, Column group) {
    return struct(
        lit(by).as(EngagementAndRetentionTable.GROUPED_BY),
        group.as(EngagementAndRetentionTable.ENGAGEMENT_GROUP));
  }

  /** One row per customer in the base at the end of the day, with what came after. */
  private static Dataset<Row> base(PurchaseHistory history, LocalDate measuredOn) {
    Column day = col(PurchaseDays.ORDER_DATE);
    Column isOccasion = col(PurchaseDays.ORDERS).gt(0);
    Column isAfter = day.gt(lit(measuredOn));
    LocalDate out = measuredOn.minusDays(history.windows().activityDays());
    return history
        .days()
        .filter(col(PurchaseDays.SEGMENT_NAME).equalTo(RateColumns.ALL))
        .groupBy(CUSTOMER_ID)
        .agg(
            max(when(isOccasion.and(day.leq(lit(measuredOn))), day)).as(LAST_BEFORE),
            count(when(isOccasion.and(isAfter), true)).as(OCCASIONS_AFTER),
            coalesce(sum(when(isAfter, col(PurchaseDays.NET_UNITS))), lit(0L)).as(UNITS_AFTER))
        .filter(col(LAST_BEFORE).gt(lit(out)))
        .drop(LAST_BEFORE);
  }
}
