package io.perennial.metric;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_distinct;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.lower;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.to_date;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.when;

import io.perennial.history.EngagementRules;
import io.perennial.history.PurchaseHistory;
import io.perennial.table.LedgerTable;
import io.perennial.table.input.EngagementsInput;
import io.perennial.table.output.EngagementIndexTable;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The points of customers as of a day, and where they stand by them. */
final class EngagementPoints {
  static final String CUSTOMER_ID = EngagementsInput.CUSTOMER_ID;

  /** Points of the window that ends on the day, in ten-thousandths. */
  static final String POINTS = "points";

  /** Points of the window before it, in ten-thousandths. */
  static final String EARLIER_POINTS = "earlier_points";

  static final String ENGAGEMENTS = EngagementIndexTable.ENGAGEMENTS;
  static final String KINDS = EngagementIndexTable.ENGAGEMENT_KINDS;

  /** The day of the last engagement up to the day. */
  static final String LAST_ENGAGED_ON = "last_engaged_on";

  /** The share of customers with fewer points and half of those with as many, in [0, 1]. */
  static final String PLACE = "place";

  private static final String DAY = "engaged_on";
  private static final String KIND = "plain_kind";
  private static final String WEIGHT = "weight";
  private static final String SCOPE = "scope";
  private static final String ALIKE = "customers_alike";
  private static final String FEWER = "customers_with_fewer";
  private static final String ALL = "all_customers";
  private static final String SAME_POINTS = "same_points";

  private EngagementPoints() {}

  /** One row per customer who engaged up to the day. */
  static Dataset<Row> of(PurchaseHistory history, LocalDate end) {
    EngagementRules rules = history.rules().engagement();
    LocalDate before = end.minusDays(rules.windowDays());
    LocalDate longBefore = before.minusDays(rules.windowDays());
    Column isNow = col(DAY).gt(lit(before));
    Column isEarlier = col(DAY).leq(lit(before)).and(col(DAY).gt(lit(longBefore)));
    return history
        .input(EngagementsInput.NAME)
        .orElseThrow()
        .select(
            col(CUSTOMER_ID),
            to_date(col(EngagementsInput.OCCURRED_AT)).as(DAY),
            lower(trim(col(EngagementsInput.KIND))).as(KIND))
        .withColumn(WEIGHT, weight(rules.weights()))
        .filter(col(DAY).leq(lit(end)).and(col(WEIGHT).gt(0)))
        .groupBy(CUSTOMER_ID)
        .agg(
            sum(when(isNow, col(WEIGHT)).otherwise(0L)).as(POINTS),
            sum(when(isEarlier, col(WEIGHT)).otherwise(0L)).as(EARLIER_POINTS),
            count(when(isNow, true)).as(ENGAGEMENTS),
            count_distinct(when(isNow, col(KIND))).as(KINDS),
            max(DAY).as(LAST_ENGAGED_ON));
  }

  /** Whole ten-thousandths, so that sums are exact. */
  private static Column weight(Map<String, Double> weights) {
    Column weight = lit((long) LedgerTable.UNITS);
    for (Map.Entry<String, Double> one : new TreeMap<>(weights).entrySet()) {
      long units = Math.round(one.getValue() * LedgerTable.UNITS);
      weight = when(col(KIND).equalTo(one.getKey()), lit(units)).otherwise(weight);
    }
    return weight;
  }

  /** In which direction the points went from the window before. */
  static Column movement(EngagementRules rules) {
    Column now = col(POINTS);
    Column earlier = col(EARLIER_POINTS);
    Column step = earlier.multiply(rules.waveringDrop());
    return when(now.equalTo(0).and(earlier.equalTo(0)), EngagementIndexTable.NONE)
        .when(earlier.equalTo(0), EngagementIndexTable.STARTED)
        .when(now.equalTo(0), EngagementIndexTable.STOPPED)
        .when(now.lt(earlier).and(earlier.minus(now).geq(step)), EngagementIndexTable.FALLING)
        .when(now.gt(earlier).and(now.minus(earlier).geq(step)), EngagementIndexTable.RISING)
        .otherwise(EngagementIndexTable.STEADY);
  }

  /**
   * The rows with {@link #PLACE} among those that meet a condition on their points; null for the
   * others. Customers are counted by their points, which are few, and found again by them.
   *
   * @param rows rows with {@link #POINTS}, one per customer
   */
  static Dataset<Row> withPlace(Dataset<Row> rows, Column condition) {
    Dataset<Row> counts =
        rows.filter(condition)
            .groupBy(col(POINTS).as(SAME_POINTS))
            .agg(count(lit(1)).as(ALIKE))
            .withColumn(SCOPE, lit(0));
    RunningTotals cumulated =
        new RunningTotals(
            List.of(SCOPE),
            SAME_POINTS,
            LedgerTable.UNITS,
            false,
            List.of(new RunningTotals.Total(ALIKE, FEWER, ALL)));
    Column place = col(FEWER).plus(col(ALIKE).divide(2.0)).divide(col(ALL).cast("double"));
    Dataset<Row> places = cumulated.of(counts).select(col(SAME_POINTS), place.as(PLACE));
    return rows.join(places, col(POINTS).equalTo(col(SAME_POINTS)), "left").drop(SAME_POINTS);
  }
}
