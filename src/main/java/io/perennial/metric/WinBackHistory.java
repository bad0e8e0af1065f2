package io.perennial.metric;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.date_add;
import static org.apache.spark.sql.functions.datediff;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.last_day;
import static org.apache.spark.sql.functions.lead;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.perennial.history.PurchaseDays;
import io.perennial.history.PurchaseHistory;
import io.perennial.table.output.RateColumns;
import io.perennial.table.output.WinBackHistoryTable;
import io.perennial.table.output.WinBackHistoryTable.Band;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * Computes {@link WinBackHistoryTable}. Cost: one pass over everybody's purchase days, which are in
 * order already, one over the customer totals, and a join of the departures where they are given;
 * everything after it is a row per class of reasons and pair of bands.
 */
final class WinBackHistory {
  private static final int YEAR_DAYS = 365;
  private static final String DAY = PurchaseDays.ORDER_DATE;
  static final String REASON_CLASS = WinBackHistoryTable.REASON_CLASS;
  static final String TENURE_BAND = WinBackHistoryTable.TENURE_BAND;
  static final String TIME_AWAY_BAND = WinBackHistoryTable.TIME_AWAY_BAND;

  private static final String RETURN_DAY = "return_day";
  private static final String DAY_AFTER_RETURN = "next_occasion_after_return";
  private static final String TENURE_DAYS = "tenure_days";
  private static final String LOOKED_AT = "looked_at";
  private static final String ON = "month_end";
  private static final String COUNTED = "counted";
  private static final String RATE = "own_rate";
  private static final String EARLIER_RATE = "own_earlier_rate";

  private WinBackHistory() {}

  /** The table's rows, of which there are as many as pairs of bands. */
  static Dataset<Row> of(PurchaseHistory history) {
    Rates rates = new Rates(history.rules().minimumGroupSize());
    Rates chances =
        new Rates(Math.max(history.rules().minimumGroupSize(), WinBackHistoryTable.LEAST_SILENCES));
    Column silences = col(WinBackHistoryTable.SILENCES);
    Column returns = col(WinBackHistoryTable.RETURNS);
    Column earlier = col(WinBackHistoryTable.EARLIER_SILENCES);
    Column heldOut = col(WinBackHistoryTable.HELD_OUT_SILENCES);
    Column followed = col(WinBackHistoryTable.FOLLOWED_RETURNS);
    Column stayed = col(WinBackHistoryTable.STAYED_RETURNS);
    return bands(history)
        .join(counts(history), new String[] {REASON_CLASS, TENURE_BAND, TIME_AWAY_BAND}, "left")
        .na()
        .fill(0)
        .withColumn(WinBackHistoryTable.CHURN_WINDOW_DAYS, lit(history.windows().churnDays()))
        .withColumn(WinBackHistoryTable.RETURN_RATE, rates.share(returns, silences))
        .withColumn(WinBackHistoryTable.RETURN_RATE_LOW, rates.wilsonLow(returns, silences))
        .withColumn(WinBackHistoryTable.RETURN_RATE_HIGH, rates.wilsonHigh(returns, silences))
        .withColumn(RATE, chances.share(returns, silences))
        .withColumn(EARLIER_RATE, chances.share(col(WinBackHistoryTable.EARLIER_RETURNS), earlier))
        .withColumn(
            WinBackHistoryTable.CHANCE_OF_RETURN,
            chance(RATE, WinBackHistoryTable.SILENCES, WinBackHistoryTable.RETURNS, rates))
        .withColumn(WinBackHistoryTable.CHANCE_BASIS, basis(rates))
        .withColumn(
            WinBackHistoryTable.PREDICTED_RETURN_RATE,
            chance(
                EARLIER_RATE,
                WinBackHistoryTable.EARLIER_SILENCES,
                WinBackHistoryTable.EARLIER_RETURNS,
                rates))
        .withColumn(
            WinBackHistoryTable.HELD_OUT_RETURN_RATE,
            rates.share(col(WinBackHistoryTable.HELD_OUT_RETURNS), heldOut))
        .withColumn(
            WinBackHistoryTable.PREDICTED_RETURNS,
            col(WinBackHistoryTable.PREDICTED_RETURN_RATE).multiply(heldOut.cast("double")))
        .withColumn(WinBackHistoryTable.STAY_RATE, rates.share(stayed, followed))
        .withColumn(WinBackHistoryTable.STAY_RATE_LOW, rates.wilsonLow(stayed, followed))
        .withColumn(WinBackHistoryTable.STAY_RATE_HIGH, rates.wilsonHigh(stayed, followed))
        .transform(WinBackHistoryTable.CONTRACT::select);
  }

  /**
   * The chance of a class of reasons where that is known of enough silences of the same time away,
   * and of all reasons elsewhere.
   */
  private static Column chance(String rate, String silences, String returns, Rates rates) {
    Column parent = coalesce(ofAllTenures(rate), ofAll(rate));
    Column ofReason = drawn(ofReason(returns), ofReason(silences), parent);
    Column own =
        when(col(TENURE_BAND).equalTo(RateColumns.ALL), ofReason)
            .otherwise(drawn(col(returns), col(silences), ofReason));
    return coalesce(
        when(col(REASON_CLASS).notEqual(RateColumns.ALL), rates.published(ofReason(silences), own)),
        ofAllReasons(rate),
        parent);
  }

  /** A rate as if {@link WinBackHistoryTable#LEAST_SILENCES} more had ended at another one. */
  private static Column drawn(Column returns, Column silences, Column towards) {
    double weight = WinBackHistoryTable.LEAST_SILENCES;
    return returns
        .cast("double")
        .plus(towards.multiply(weight))
        .divide(silences.cast("double").plus(weight));
  }

  private static Column basis(Rates rates) {
    Column isAllTenures = col(TENURE_BAND).equalTo(RateColumns.ALL);
    Column isAnyTime = col(TIME_AWAY_BAND).equalTo(RateColumns.ALL);
    Column hasReason =
        rates.published(
            ofReason(WinBackHistoryTable.SILENCES), coalesce(ofAllTenures(RATE), ofAll(RATE)));
    Column ownBands =
        when(isAllTenures.and(isAnyTime), WinBackHistoryTable.OVERALL)
            .when(isAllTenures, WinBackHistoryTable.TIME_AWAY)
            .otherwise(WinBackHistoryTable.BOTH_BANDS);
    return when(
            col(REASON_CLASS).notEqual(RateColumns.ALL).and(hasReason.isNotNull()),
            WinBackHistoryTable.REASON)
        .when(ofAllReasons(RATE).isNotNull(), ownBands)
        .when(ofAllTenures(RATE).isNotNull(), WinBackHistoryTable.TIME_AWAY)
        .when(ofAll(RATE).isNotNull(), WinBackHistoryTable.OVERALL);
  }

  /** Of all tenures with the same reason and time away. */
  private static Column ofReason(String count) {
    return max(when(col(TENURE_BAND).equalTo(RateColumns.ALL), col(count)))
        .over(Window.partitionBy(TIME_AWAY_BAND, REASON_CLASS));
  }

  /** Of all reasons in the same bands. */
  private static Column ofAllReasons(String rate) {
    return max(when(col(REASON_CLASS).equalTo(RateColumns.ALL), col(rate)))
        .over(Window.partitionBy(TIME_AWAY_BAND, TENURE_BAND));
  }

  private static Column ofAllTenures(String rate) {
    Column isTotal =
        col(REASON_CLASS).equalTo(RateColumns.ALL).and(col(TENURE_BAND).equalTo(RateColumns.ALL));
    return max(when(isTotal, col(rate))).over(Window.partitionBy(TIME_AWAY_BAND));
  }

  private static Column ofAll(String rate) {
    Column isAll =
        col(REASON_CLASS)
            .equalTo(RateColumns.ALL)
            .and(col(TENURE_BAND).equalTo(RateColumns.ALL))
            .and(col(TIME_AWAY_BAND).equalTo(RateColumns.ALL));
    return max(when(isAll, col(rate))).over(Window.partitionBy(lit(0)));
  }

  /** Every pair of bands, so that the chance of one that nobody was in is known, too. */
  private static Dataset<Row> bands(PurchaseHistory history) {
    return history
        .everybody()
        .agg(count(lit(1)).as(COUNTED))
        .select(explode(labels(WinBackHistoryTable.TENURE_BANDS)).as(TENURE_BAND))
        .withColumn(TIME_AWAY_BAND, explode(labels(WinBackHistoryTable.TIME_AWAY_BANDS)))
        .withColumn(REASON_CLASS, explode(array(classes(history))));
  }

  private static Column[] classes(PurchaseHistory history) {
    Stream<String> own =
        LeavingReasons.areKnown(history)
            ? WinBackHistoryTable.REASON_CLASSES.stream()
            : Stream.empty();
    return Stream.concat(Stream.of(RateColumns.ALL), own)
        .map(name -> lit(name))
        .toArray(Column[]::new);
  }

  private static Column labels(List<Band> bands) {
    return array(
        Stream.concat(Stream.of(WinBackHistoryTable.ANY), bands.stream())
            .map(band -> lit(band.label()))
            .toArray(Column[]::new));
  }

  private static Dataset<Row> counts(PurchaseHistory history) {
    LocalDate asOf = history.rules().asOf();
    Column returned = datediff(col(RETURN_DAY), col(ON)).leq(YEAR_DAYS);
    Column isEarlier = col(ON).leq(lit(asOf.minusDays(2L * YEAR_DAYS)));
    Column isFollowed = returned.and(col(RETURN_DAY).leq(lit(asOf.minusDays(YEAR_DAYS))));
    Column stayed = isFollowed.and(datediff(col(DAY_AFTER_RETURN), col(RETURN_DAY)).leq(YEAR_DAYS));
    return silences(history)
        .withColumn(LOOKED_AT, explode(lookedAt(history)))
        .select(col("*"), col(LOOKED_AT + ".*"))
        .filter(
            col(ON)
                .leq(lit(asOf.minusDays(YEAR_DAYS)))
                .and(coalesce(col(RETURN_DAY).gt(col(ON)), lit(true)))
                .and(col(TIME_AWAY_BAND).isNotNull()))
        .withColumn(
            TENURE_BAND,
            explode(
                array(
                    lit(RateColumns.ALL),
                    band(col(TENURE_DAYS), WinBackHistoryTable.TENURE_BANDS))))
        .withColumn(
            REASON_CLASS,
            explode(LeavingReasons.slices(history, LeavingReasons.between(col(DAY), col(ON)))))
        .groupBy(REASON_CLASS, TENURE_BAND, TIME_AWAY_BAND)
        .agg(
            count(lit(1)).as(WinBackHistoryTable.SILENCES),
            count(when(returned, true)).as(WinBackHistoryTable.RETURNS),
            count(when(isEarlier, true)).as(WinBackHistoryTable.EARLIER_SILENCES),
            count(when(isEarlier.and(returned), true)).as(WinBackHistoryTable.EARLIER_RETURNS),
            count(when(isEarlier, null).otherwise(true)).as(WinBackHistoryTable.HELD_OUT_SILENCES),
            count(when(isEarlier, null).when(returned, true))
                .as(WinBackHistoryTable.HELD_OUT_RETURNS),
            count(when(isFollowed, true)).as(WinBackHistoryTable.FOLLOWED_RETURNS),
            count(when(stayed, true)).as(WinBackHistoryTable.STAYED_RETURNS));
  }

  /** The last occasion before each silence, and the two that may have followed. */
  private static Dataset<Row> silences(PurchaseHistory history) {
    WindowSpec inTurn =
        Window.partitionBy(
                PurchaseDays.CUSTOMER_ID, PurchaseDays.SEGMENT_NAME, PurchaseDays.SEGMENT_VALUE)
            .orderBy(DAY);
    Dataset<Row> silences =
        history
            .occasions()
            .select(
                col(PurchaseDays.CUSTOMER_ID),
                col(DAY),
                datediff(col(DAY), col(PurchaseDays.FIRST_ORDER_DATE)).as(TENURE_DAYS),
                lead(DAY, 1).over(inTurn).as(RETURN_DAY),
                lead(DAY, 2).over(inTurn).as(DAY_AFTER_RETURN))
            .filter(
                coalesce(
                    datediff(col(RETURN_DAY), col(DAY)).gt(history.windows().churnDays()),
                    lit(true)));
    return LeavingReasons.with(silences, PurchaseDays.CUSTOMER_ID, history);
  }

  /**
   * The month-ends on which a silence would be looked at if it lasted, each with the band of time
   * away then; the band is null where the first month-end from its beginning on lies beyond it.
   */
  private static Column lookedAt(PurchaseHistory history) {
    int churned = history.windows().churnDays();
    List<Column> looks = new ArrayList<>();
    Stream.concat(Stream.of(WinBackHistoryTable.ANY), WinBackHistoryTable.TIME_AWAY_BANDS.stream())
        .forEach(
            band -> {
              Column on = last_day(date_add(col(DAY), Math.max(churned, band.from())));
              looks.add(
                  struct(
                      on.as(ON),
                      when(datediff(on, col(DAY)).leq(band.to()), band.label())
                          .as(TIME_AWAY_BAND)));
            });
    return array(looks.toArray(Column[]::new));
  }

  /** The band that a number of days lies in. */
  static Column band(Column days, List<Band> bands) {
    Column label = lit(bands.get(bands.size() - 1).label());
    for (int i = bands.size() - 2; i >= 0; i--) {
      label = when(days.leq(bands.get(i).to()), bands.get(i).label()).otherwise(label);
    }
    return label;
  }
}
