package io.perennial.metric;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.round;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.perennial.history.PurchaseDays;
import io.perennial.history.PurchaseHistory;
import io.perennial.table.LedgerTable;
import io.perennial.table.Types;
import io.perennial.table.output.CustomerLifetimeValueTable;
import io.perennial.table.output.RetentionSensitivityTable;
import java.time.LocalDate;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Computes {@link RetentionSensitivityTable}. Cost: one pass over the purchase days, summed per
 * customer without a shuffle; everything after it is a row per segment and number of points.
 */
final class RetentionSensitivity {
  private static final String SEGMENT_NAME = PurchaseDays.SEGMENT_NAME;
  private static final String SEGMENT_VALUE = PurchaseDays.SEGMENT_VALUE;
  private static final int YEAR_DAYS = 365;
  private static final int HORIZON_YEARS = 5;

  /** Rates closer to 1 than this are 1: fractions and hundredths do not add up exactly. */
  private static final double NOTHING = 1e-12;

  private static final String LAST_DAY = "last_order_day";
  private static final String LAST_DAY_BEFORE = "last_order_day_a_year_ago";
  private static final String ORDERS = "year_orders";
  private static final String UNITS = "year_units";
  private static final String COSTS = "year_cost_units";
  private static final String WITHOUT_COST = "days_without_cost";
  private static final String BASE_A_YEAR_AGO = "base_a_year_ago";
  private static final String STILL_THERE = "still_there";
  private static final String VALUE = "annual_value";
  private static final String STEADY = "steady_state_value";
  private static final String STEADY_NOW = "steady_state_value_now";
  private static final String FIVE_YEARS = "five_year_value";
  private static final String FIVE_YEARS_NOW = "five_year_value_now";

  private RetentionSensitivity() {}

  static Dataset<Row> of(Intermediates shared) {
    PurchaseHistory history = shared.history();
    Rates rates = new Rates(history.rules().minimumGroupSize());
    double discount = shared.predictions().discountRate().yearly();
    Column points = col(RetentionSensitivityTable.RETENTION_POINTS);
    Column observed = col(RetentionSensitivityTable.OBSERVED_RETENTION_RATE);
    Column assumed = col(RetentionSensitivityTable.ASSUMED_RETENTION_RATE);
    Column active = col(RetentionSensitivityTable.ACTIVE_CUSTOMERS);
    Column base = col(RetentionSensitivityTable.CUSTOMERS_IN_BASE);
    Column isMargin = col(WITHOUT_COST).equalTo(0).and(active.gt(0));
    Column units = when(isMargin, col(UNITS).minus(col(COSTS))).otherwise(col(UNITS));
    Column raised = observed.plus(points.divide(100.0));
    Column steadyGain = col(RetentionSensitivityTable.STEADY_STATE_GAIN_SHARE);
    Column fiveYearGain = col(RetentionSensitivityTable.FIVE_YEAR_GAIN_SHARE);
    Column isClaimed = points.equalTo(RetentionSensitivityTable.CLAIMED_POINTS);
    return bySegment(history)
        .withColumn(
            RetentionSensitivityTable.VALUE_BASIS,
            when(isMargin, CustomerLifetimeValueTable.MARGIN)
                .otherwise(CustomerLifetimeValueTable.REVENUE))
        .withColumn(
            VALUE,
            rates.published(active, Rates.ratio(units.divide((double) LedgerTable.UNITS), active)))
        .withColumn(RetentionSensitivityTable.ANNUAL_VALUE_PER_CUSTOMER, mean(col(VALUE)))
        .withColumn(
            RetentionSensitivityTable.OBSERVED_RETENTION_RATE,
            rates.share(col(STILL_THERE), col(BASE_A_YEAR_AGO)))
        .withColumn(RetentionSensitivityTable.YEARLY_DISCOUNT_RATE, lit(discount))
        .withColumn(STEADY_NOW, steadyState(observed, discount))
        .withColumn(FIVE_YEARS_NOW, withinYears(observed, discount))
        .withColumn(RetentionSensitivityTable.RETENTION_POINTS, explode(points()))
        .withColumn(
            RetentionSensitivityTable.ASSUMED_RETENTION_RATE,
            when(raised.leq(1 + NOTHING), least(raised, lit(1.0))))
        .withColumn(STEADY, steadyState(assumed, discount))
        .withColumn(FIVE_YEARS, withinYears(assumed, discount))
        .withColumn(RetentionSensitivityTable.STEADY_STATE_VALUE_PER_CUSTOMER, mean(col(STEADY)))
        .withColumn(RetentionSensitivityTable.FIVE_YEAR_VALUE_PER_CUSTOMER, mean(col(FIVE_YEARS)))
        .withColumn(
            RetentionSensitivityTable.STEADY_STATE_VALUE_OF_BASE, money(col(STEADY).multiply(base)))
        .withColumn(
            RetentionSensitivityTable.FIVE_YEAR_VALUE_OF_BASE,
            money(col(FIVE_YEARS).multiply(base)))
        .withColumn(RetentionSensitivityTable.STEADY_STATE_GAIN_SHARE, gain(STEADY, STEADY_NOW))
        .withColumn(
            RetentionSensitivityTable.FIVE_YEAR_GAIN_SHARE, gain(FIVE_YEARS, FIVE_YEARS_NOW))
        .withColumn(
            RetentionSensitivityTable.CLAIMED_GAIN_SHARE_LOW,
            when(isClaimed, lit(RetentionSensitivityTable.CLAIMED_LOW)))
        .withColumn(
            RetentionSensitivityTable.CLAIMED_GAIN_SHARE_HIGH,
            when(isClaimed, lit(RetentionSensitivityTable.CLAIMED_HIGH)))
        .withColumn(RetentionSensitivityTable.STEADY_STATE_AGAINST_CLAIM, againstClaim(steadyGain))
        .withColumn(RetentionSensitivityTable.FIVE_YEAR_AGAINST_CLAIM, againstClaim(fiveYearGain));
  }

  private static Column points() {
    return array(
        RetentionSensitivityTable.POINTS.stream().map(one -> lit(one)).toArray(Column[]::new));
  }

  /** m r / (1 + d - r), the sum of m (r / (1 + d))^t over all t from 1. */
  private static Column steadyState(Column retention, double discount) {
    Column lost = lit(1 + discount).minus(retention);
    return when(lost.gt(NOTHING), col(VALUE).multiply(retention).divide(lost));
  }

  /** The first terms of the same sum. */
  private static Column withinYears(Column retention, double discount) {
    Column kept = retention.divide(1 + discount);
    Column sum =
        IntStream.rangeClosed(1, HORIZON_YEARS)
            .mapToObj(year -> power(kept, year))
            .reduce(Column::plus)
            .orElseThrow();
    return col(VALUE).multiply(sum);
  }

  private static Column power(Column base, int exponent) {
    return IntStream.rangeClosed(1, exponent)
        .mapToObj(any -> base)
        .reduce(Column::multiply)
        .orElseThrow();
  }

  private static Column gain(String value, String now) {
    return when(col(now).gt(0), col(value).minus(col(now)).divide(col(now)));
  }

  private static Column againstClaim(Column gain) {
    Column low = col(RetentionSensitivityTable.CLAIMED_GAIN_SHARE_LOW);
    Column high = col(RetentionSensitivityTable.CLAIMED_GAIN_SHARE_HIGH);
    return when(gain.lt(low), RetentionSensitivityTable.BELOW)
        .when(gain.gt(high), RetentionSensitivityTable.ABOVE)
        .when(gain.leq(high), RetentionSensitivityTable.WITHIN);
  }

  private static Column mean(Column value) {
    return round(value, 4).cast(Types.MEAN_MONEY);
  }

  private static Column money(Column value) {
    return round(value, 2).cast(Types.MONEY);
  }

  /** Who was in the base a year ago, who of them is still, who is now, and what a year brought. */
  private static Dataset<Row> bySegment(PurchaseHistory history) {
    LocalDate asOf = history.rules().asOf();
    LocalDate yearAgo = asOf.minusDays(YEAR_DAYS);
    int window = history.windows().activityDays();
    Column day = col(PurchaseDays.ORDER_DATE);
    Column isOccasion = col(PurchaseDays.ORDERS).gt(0);
    Column inYear = day.gt(lit(yearAgo));
    Column wasThere = col(LAST_DAY_BEFORE).gt(lit(yearAgo.minusDays(window)));
    Column isThere = col(LAST_DAY).gt(lit(asOf.minusDays(window)));
    Column ordered = col(ORDERS).gt(0);
    return history
        .days()
        .filter(col(PurchaseDays.FIRST_ORDER_DATE).isNotNull())
        .groupBy(SEGMENT_NAME, SEGMENT_VALUE, PurchaseDays.CUSTOMER_ID)
        .agg(
            max(when(isOccasion, day)).as(LAST_DAY),
            max(when(isOccasion.and(day.leq(lit(yearAgo))), day)).as(LAST_DAY_BEFORE),
            sum(when(inYear, col(PurchaseDays.ORDERS))).as(ORDERS),
            sum(when(inYear, col(PurchaseDays.NET_UNITS))).as(UNITS),
            sum(when(inYear, col(PurchaseDays.COST_UNITS))).as(COSTS),
            count(when(inYear.and(isOccasion).and(col(PurchaseDays.COST_UNITS).isNull()), true))
                .as(WITHOUT_COST))
        .groupBy(SEGMENT_NAME, SEGMENT_VALUE)
        .agg(
            count(when(wasThere, true)).as(BASE_A_YEAR_AGO),
            count(when(wasThere.and(isThere), true)).as(STILL_THERE),
            count(when(isThere, true)).as(RetentionSensitivityTable.CUSTOMERS_IN_BASE),
            count(when(ordered, true)).as(RetentionSensitivityTable.ACTIVE_CUSTOMERS),
            coalesce(sum(when(ordered, col(UNITS))), lit(0L)).as(UNITS),
            coalesce(sum(when(ordered, col(COSTS))), lit(0L)).as(COSTS),
            sum(WITHOUT_COST).as(WITHOUT_COST));
  }
}
