package io.perennial.metric;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.date_sub;
import static org.apache.spark.sql.functions.datediff;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.perennial.history.PurchaseDays;
import io.perennial.history.PurchaseHistory;
import io.perennial.table.Types;
import io.perennial.table.Units;
import io.perennial.table.output.RateColumns;
import io.perennial.table.output.WinBackCandidatesTable;
import io.perennial.table.output.WinBackHistoryTable;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/**
 * Computes {@link WinBackCandidatesTable}. Cost: one pass over everybody's purchase days, in which
 * no customer is moved, and a join of the departures where they are given; for the ranks the
 * running totals of the different values and a join of those who have one with them.
 */
final class WinBackCandidates {
  private static final int YEAR_DAYS = 365;
  private static final double ONE_CENT = 0.01;
  private static final String LAST_DAY = WinBackCandidatesTable.LAST_ORDER_DATE;
  private static final String FIRST_DAY = "first_order_day";
  private static final String UNITS = "units_before_leaving";
  private static final String EXPECTED = WinBackCandidatesTable.EXPECTED_RECOVERED_VALUE;

  private WinBackCandidates() {}

  static Dataset<Row> of(Intermediates shared) {
    ValueRanks ranks = new ValueRanks(EXPECTED, WinBackCandidatesTable.RECOVERY_RANK, ONE_CENT);
    return ranks.of(shared.recoveries());
  }

  /** The table's rows but for their ranks. */
  static Dataset<Row> expected(Intermediates shared) {
    PurchaseHistory history = shared.history();
    Column away = col(WinBackCandidatesTable.DAYS_SINCE_LAST_ORDER);
    Column tenure = datediff(col(LAST_DAY), col(FIRST_DAY));
    Column value = MarginShare.value(greatest(col(UNITS), lit(0L)));
    boolean areReasonsKnown = LeavingReasons.areKnown(history);
    Dataset<Row> chances =
        shared
            .winBackHistory()
            .select(
                col(WinBackHistoryTable.REASON_CLASS),
                col(WinBackHistoryTable.TENURE_BAND),
                col(WinBackHistoryTable.TIME_AWAY_BAND),
                col(WinBackHistoryTable.CHANCE_OF_RETURN),
                col(WinBackHistoryTable.CHANCE_BASIS));
    Dataset<Row> churned =
        LeavingReasons.with(churned(history), WinBackCandidatesTable.CUSTOMER_ID, history);
    Column reasonClass =
        areReasonsKnown
            ? LeavingReasons.between(col(LAST_DAY), lit(history.rules().asOf()))
            : lit(RateColumns.ALL);
    return MarginShare.with(churned, history)
        .withColumn(WinBackCandidatesTable.REASON_CLASS, reasonClass)
        .withColumn(
            WinBackCandidatesTable.TENURE_BAND,
            WinBackHistory.band(tenure, WinBackHistoryTable.TENURE_BANDS))
        .withColumn(
            WinBackCandidatesTable.TIME_AWAY_BAND,
            WinBackHistory.band(away, WinBackHistoryTable.TIME_AWAY_BANDS))
        .join(
            broadcast(chances),
            new String[] {
              WinBackCandidatesTable.REASON_CLASS,
              WinBackCandidatesTable.TENURE_BAND,
              WinBackCandidatesTable.TIME_AWAY_BAND
            },
            "left")
        .withColumn(
            WinBackCandidatesTable.REASON_CLASS,
            areReasonsKnown ? col(WinBackCandidatesTable.REASON_CLASS) : lit(null).cast(Types.TEXT))
        .withColumn(WinBackCandidatesTable.REVENUE_BEFORE_LEAVING, Units.money(col(UNITS)))
        .withColumn(WinBackCandidatesTable.VALUE_BEFORE_LEAVING, MarginShare.money(value))
        .withColumn(
            EXPECTED,
            MarginShare.money(value.multiply(col(WinBackCandidatesTable.CHANCE_OF_RETURN))));
  }

  /** Who is silent for the churn window, and the revenue of the year to the last order. */
  private static Dataset<Row> churned(PurchaseHistory history) {
    Column day = col(PurchaseDays.ORDER_DATE);
    Column lastDay =
        max(when(col(PurchaseDays.ORDERS).gt(0), day))
            .over(
                Window.partitionBy(
                    PurchaseDays.CUSTOMER_ID,
                    PurchaseDays.SEGMENT_NAME,
                    PurchaseDays.SEGMENT_VALUE));
    return history
        .days()
        .filter(
            col(PurchaseDays.SEGMENT_NAME)
                .equalTo(RateColumns.ALL)
                .and(col(PurchaseDays.FIRST_ORDER_DATE).isNotNull()))
        .withColumn(LAST_DAY, lastDay)
        .filter(
            datediff(lit(history.rules().asOf()), col(LAST_DAY))
                .geq(history.windows().churnDays())
                .and(day.gt(date_sub(col(LAST_DAY), YEAR_DAYS))))
        .groupBy(PurchaseDays.SEGMENT_NAME, PurchaseDays.SEGMENT_VALUE, PurchaseDays.CUSTOMER_ID)
        .agg(
            max(LAST_DAY).as(LAST_DAY),
            min(PurchaseDays.FIRST_ORDER_DATE).as(FIRST_DAY),
            sum(PurchaseDays.NET_UNITS).as(UNITS))
        .withColumn(
            WinBackCandidatesTable.DAYS_SINCE_LAST_ORDER,
            datediff(lit(history.rules().asOf()), col(LAST_DAY)));
  }
}
