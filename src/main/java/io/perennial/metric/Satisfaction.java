package io.perennial.metric;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_distinct;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_distinct;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sqrt;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.to_date;
import static org.apache.spark.sql.functions.when;

import io.perennial.history.CustomerSegments;
import io.perennial.history.HistoryRules;
import io.perennial.history.Periods;
import io.perennial.table.Granularity;
import io.perennial.table.input.SurveysInput;
import io.perennial.table.output.RateColumns;
import io.perennial.table.output.SatisfactionTable;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Computes {@link SatisfactionTable}. A question is up to two events, its sending and its answer,
 * each of which is in a period of its own. Cost: one pass over the surveys.
 */
final class Satisfaction {
  private static final String DAY = "day";
  private static final String IS_ANSWER = "is_answer";
  private static final String IS_ANSWERED = "is_answered";
  private static final String EVENT = "event";
  private static final String INDEX = "period_index";
  private static final String FIRST_DAY = "first_day";
  private static final String SCORES = "scores";
  private static final String SQUARED_SCORES = "squared_scores";
  private static final double Z = 1.959964;

  private Satisfaction() {}

  static Dataset<Row> of(Intermediates shared) {
    HistoryRules rules = shared.history().rules();
    List<Granularity> granularities = rules.retentionGranularities();
    Column granularity = col(SatisfactionTable.GRANULARITY);
    Column isWhole = granularity.equalTo(RateColumns.ALL);
    Column start = Periods.start(granularity, col(INDEX), granularities, rules.weekStart());
    Column end = Periods.end(granularity, col(INDEX), granularities, rules.weekStart());
    Dataset<Row> counted =
        counted(events(SurveyAnswers.of(shared.history())), shared)
            .withColumn(
                SatisfactionTable.PERIOD_START, when(isWhole, col(FIRST_DAY)).otherwise(start))
            .withColumn(
                SatisfactionTable.PERIOD_END, when(isWhole, lit(rules.asOf())).otherwise(end))
            .withColumn(
                SatisfactionTable.IS_COMPLETE,
                col(SatisfactionTable.PERIOD_END).leq(lit(rules.asOf())));
    return withScores(withShares(counted, new Rates(rules.minimumGroupSize())), rules);
  }

  /** One row per sending of a known day and per answer. */
  private static Dataset<Row> events(Dataset<Row> questions) {
    return questions
        .withColumn(
            EVENT,
            explode(
                array(
                    struct(col(SurveyAnswers.SENT_ON).as(DAY), lit(false).as(IS_ANSWER)),
                    struct(
                        to_date(col(SurveyAnswers.ANSWERED_AT)).as(DAY), lit(true).as(IS_ANSWER)))))
        .select(
            col(SurveyAnswers.CUSTOMER_ID),
            col(SurveyAnswers.INSTRUMENT),
            col(SurveyAnswers.STAGE),
            col(SurveyAnswers.SCORE),
            col(SurveyAnswers.ANSWERED_AT).isNotNull().as(IS_ANSWERED),
            col(EVENT + ".*"))
        .filter(col(DAY).isNotNull());
  }

  private static Dataset<Row> counted(Dataset<Row> events, Intermediates shared) {
    HistoryRules rules = shared.history().rules();
    Column stages =
        when(col(SurveyAnswers.STAGE).isNull(), array(lit(RateColumns.ALL)))
            .otherwise(array_distinct(array(lit(RateColumns.ALL), col(SurveyAnswers.STAGE))));
    Column[] granularities =
        Stream.concat(
                Stream.of(RateColumns.ALL),
                rules.retentionGranularities().stream().map(Granularity::label))
            .map(label -> lit(label))
            .toArray(Column[]::new);
    Column index =
        Periods.index(
            col(SatisfactionTable.GRANULARITY),
            col(DAY),
            rules.retentionGranularities(),
            rules.weekStart());
    Column isAnswer = col(IS_ANSWER);
    Column isSent = not(isAnswer);
    Column customer = col(SurveyAnswers.CUSTOMER_ID);
    Column favourable = isAnswer.and(SurveyAnswers.isFavourable());
    Column unfavourable = isAnswer.and(SurveyAnswers.isUnfavourable());
    Column score = when(isAnswer, col(SurveyAnswers.SCORE).cast("bigint"));
    return CustomerSegments.of(events, shared.history())
        .withColumn(SatisfactionTable.STAGE, explode(stages))
        .withColumn(SatisfactionTable.GRANULARITY, explode(array(granularities)))
        .withColumn(INDEX, coalesce(index, lit(0)))
        .groupBy(
            SatisfactionTable.SEGMENT_NAME,
            SatisfactionTable.SEGMENT_VALUE,
            SatisfactionTable.INSTRUMENT,
            SatisfactionTable.STAGE,
            SatisfactionTable.GRANULARITY,
            INDEX)
        .agg(
            min(DAY).as(FIRST_DAY),
            count(when(isSent, true)).as(SatisfactionTable.QUESTIONS_SENT),
            count(when(isSent.and(col(IS_ANSWERED)), true))
                .as(SatisfactionTable.QUESTIONS_ANSWERED),
            count_distinct(when(isSent, customer)).as(SatisfactionTable.CUSTOMERS_ASKED),
            count(when(isAnswer, true)).as(SatisfactionTable.ANSWERS),
            count_distinct(when(isAnswer, customer)).as(SatisfactionTable.CUSTOMERS),
            count(when(favourable, true)).as(SatisfactionTable.FAVOURABLE_ANSWERS),
            count(when(unfavourable, true)).as(SatisfactionTable.UNFAVOURABLE_ANSWERS),
            coalesce(sum(score), lit(0L)).as(SCORES),
            coalesce(sum(score.multiply(score)), lit(0L)).as(SQUARED_SCORES))
        .withColumn(
            SatisfactionTable.NEUTRAL_ANSWERS,
            col(SatisfactionTable.ANSWERS)
                .minus(col(SatisfactionTable.FAVOURABLE_ANSWERS))
                .minus(col(SatisfactionTable.UNFAVOURABLE_ANSWERS)));
  }

  /** What is withheld goes by customers, what a share is of by answers. */
  private static Dataset<Row> withShares(Dataset<Row> counted, Rates rates) {
    Rates ofAnySize = new Rates(1);
    Column customers = col(SatisfactionTable.CUSTOMERS);
    Column answers = col(SatisfactionTable.ANSWERS);
    Column favourable = col(SatisfactionTable.FAVOURABLE_ANSWERS);
    return counted
        .withColumn(
            SatisfactionTable.RESPONSE_RATE,
            rates.published(
                col(SatisfactionTable.CUSTOMERS_ASKED),
                Rates.ratio(
                    col(SatisfactionTable.QUESTIONS_ANSWERED),
                    col(SatisfactionTable.QUESTIONS_SENT))))
        .withColumn(
            SatisfactionTable.FAVOURABLE_SHARE,
            rates.published(customers, Rates.ratio(favourable, answers)))
        .withColumn(
            SatisfactionTable.FAVOURABLE_SHARE_LOW,
            rates.published(customers, ofAnySize.wilsonLow(favourable, answers)))
        .withColumn(
            SatisfactionTable.FAVOURABLE_SHARE_HIGH,
            rates.published(customers, ofAnySize.wilsonHigh(favourable, answers)));
  }

  private static Dataset<Row> withScores(Dataset<Row> counted, HistoryRules rules) {
    Rates rates = new Rates(rules.minimumGroupSize());
    Column customers = col(SatisfactionTable.CUSTOMERS);
    Column n = col(SatisfactionTable.ANSWERS);
    Column promoters = Rates.ratio(col(SatisfactionTable.FAVOURABLE_ANSWERS), n);
    Column detractors = Rates.ratio(col(SatisfactionTable.UNFAVOURABLE_ANSWERS), n);
    Column lead = promoters.minus(detractors);
    Column isPromoterScore = col(SatisfactionTable.INSTRUMENT).equalTo(SurveysInput.NPS);
    // Where all answers are alike, rounding must not take the root of less than nothing.
    Column spread = greatest(lit(0.0), promoters.plus(detractors).minus(lead.multiply(lead)));
    Column score = col(SatisfactionTable.NET_PROMOTER_SCORE);
    Column error = col(SatisfactionTable.NET_PROMOTER_SCORE_STANDARD_ERROR);
    // Whole numbers up to here, so that no digit is lost.
    Column squares = n.multiply(col(SQUARED_SCORES)).minus(col(SCORES).multiply(col(SCORES)));
    Column variance = Rates.ratio(squares, n.multiply(n).multiply(n.minus(1)));
    return counted
        .withColumn(
            SatisfactionTable.NET_PROMOTER_SCORE,
            rates.published(customers, when(isPromoterScore, lead.multiply(100.0))))
        .withColumn(
            SatisfactionTable.NET_PROMOTER_SCORE_STANDARD_ERROR,
            rates.published(
                customers, when(isPromoterScore, sqrt(Rates.ratio(spread, n)).multiply(100.0))))
        .withColumn(
            SatisfactionTable.NET_PROMOTER_SCORE_LOW,
            when(score.isNotNull(), greatest(lit(-100.0), score.minus(error.multiply(Z)))))
        .withColumn(
            SatisfactionTable.NET_PROMOTER_SCORE_HIGH,
            when(score.isNotNull(), least(lit(100.0), score.plus(error.multiply(Z)))))
        .withColumn(
            SatisfactionTable.MEAN_SCORE, rates.published(customers, Rates.ratio(col(SCORES), n)))
        .withColumn(
            SatisfactionTable.MEAN_SCORE_STANDARD_ERROR,
            rates.published(customers, when(n.gt(1), sqrt(variance))));
  }
}
