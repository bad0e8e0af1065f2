package io.perennial.metric;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.to_date;
import static org.apache.spark.sql.functions.when;

import io.perennial.history.CustomerSegments;
import io.perennial.history.HistoryRules;
import io.perennial.table.Units;
import io.perennial.table.input.SurveysInput;
import io.perennial.table.output.SatisfactionAndRetentionTable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Computes {@link SatisfactionAndRetentionTable}. A customer enters once per instrument, by the
 * first answer: whoever stays answers more often, and would count more often. Cost: one join of the
 * answers with the purchase days.
 */
final class SatisfactionAndRetention {
  private static final String FIRST = "first_answer";
  private static final String UNITS_BEFORE = "units_before";
  private static final int YEAR_DAYS = 365;

  private SatisfactionAndRetention() {}

  static Dataset<Row> of(Intermediates shared) {
    HistoryRules rules = shared.history().rules();
    List<Column> sums = new ArrayList<>(FollowUp.sums());
    sums.add(AroundDay.units(1 - YEAR_DAYS, 0).as(UNITS_BEFORE));
    Dataset<Row> followed =
        FollowUp.complete(
            AroundDay.of(shared.history(), firstAnswers(shared), sums.toArray(Column[]::new)),
            rules.asOf());
    Rates rates = new Rates(rules.minimumGroupSize());
    Column customers = col(SatisfactionAndRetentionTable.CUSTOMERS);
    Column staying = col(SatisfactionAndRetentionTable.CUSTOMERS_ORDERING_AGAIN);
    return CustomerSegments.of(followed, shared.history())
        .groupBy(
            SatisfactionAndRetentionTable.SEGMENT_NAME,
            SatisfactionAndRetentionTable.SEGMENT_VALUE,
            SatisfactionAndRetentionTable.INSTRUMENT,
            SatisfactionAndRetentionTable.ANSWER_GROUP,
            FollowUp.DAYS)
        .agg(
            count(lit(1)).as(SatisfactionAndRetentionTable.CUSTOMERS),
            count(when(col(FollowUp.ORDERS).gt(0), true))
                .as(SatisfactionAndRetentionTable.CUSTOMERS_ORDERING_AGAIN),
            sum(FollowUp.UNITS).as(FollowUp.UNITS),
            sum(UNITS_BEFORE).as(UNITS_BEFORE))
        .withColumn(SatisfactionAndRetentionTable.RETENTION_RATE, rates.share(staying, customers))
        .withColumn(
            SatisfactionAndRetentionTable.RETENTION_RATE_LOW, rates.wilsonLow(staying, customers))
        .withColumn(
            SatisfactionAndRetentionTable.RETENTION_RATE_HIGH, rates.wilsonHigh(staying, customers))
        .withColumn(SatisfactionAndRetentionTable.NET_REVENUE, Units.money(col(FollowUp.UNITS)))
        .withColumn(
            SatisfactionAndRetentionTable.REVENUE_PER_CUSTOMER,
            rates.published(customers, Units.mean(col(FollowUp.UNITS), customers)))
        .withColumn(
            SatisfactionAndRetentionTable.EARLIER_REVENUE_PER_CUSTOMER,
            rates.published(customers, Units.mean(col(UNITS_BEFORE), customers)));
  }

  /** One row per customer and instrument; of two answers at one time the worse one. */
  private static Dataset<Row> firstAnswers(Intermediates shared) {
    Column isPromoterScore = col(SurveyAnswers.INSTRUMENT).equalTo(SurveysInput.NPS);
    return SurveyAnswers.of(shared.history())
        .filter(col(SurveyAnswers.ANSWERED_AT).isNotNull())
        .groupBy(SurveyAnswers.CUSTOMER_ID, SurveyAnswers.INSTRUMENT)
        .agg(min(struct(col(SurveyAnswers.ANSWERED_AT), col(SurveyAnswers.SCORE))).as(FIRST))
        .select(
            col(SurveyAnswers.CUSTOMER_ID),
            col(SurveyAnswers.INSTRUMENT),
            to_date(col(FIRST).getField(SurveyAnswers.ANSWERED_AT)).as(AroundDay.DAY),
            col(FIRST).getField(SurveyAnswers.SCORE).as(SurveyAnswers.SCORE))
        .withColumn(
            SatisfactionAndRetentionTable.ANSWER_GROUP,
            when(
                    SurveyAnswers.isFavourable(),
                    when(isPromoterScore, "promoter").otherwise("favourable"))
                .when(
                    SurveyAnswers.isUnfavourable(),
                    when(isPromoterScore, "detractor").otherwise("unfavourable"))
                .otherwise(when(isPromoterScore, "passive").otherwise("neutral")));
  }
}
