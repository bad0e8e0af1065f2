package io.perennial.metric;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.to_date;
import static org.apache.spark.sql.functions.when;

import io.perennial.history.PurchaseHistory;
import io.perennial.table.input.SurveysInput;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The questions of surveys as of the as-of date, and what their answers mean. */
final class SurveyAnswers {
  static final String CUSTOMER_ID = SurveysInput.CUSTOMER_ID;
  static final String INSTRUMENT = SurveysInput.INSTRUMENT;
  static final String STAGE = SurveysInput.STAGE;
  static final String SCORE = SurveysInput.SCORE;

  /** The day of sending; null where it is not known. */
  static final String SENT_ON = "sent_on";

  /** When it was answered; null where it was not up to the as-of date. */
  static final String ANSWERED_AT = SurveysInput.ANSWERED_AT;

  private SurveyAnswers() {}

  /** One row per question. */
  static Dataset<Row> of(PurchaseHistory history) {
    Column isAnswered =
        to_date(col(SurveysInput.ANSWERED_AT))
            .leq(lit(history.rules().asOf()))
            .and(col(SCORE).isNotNull());
    return history
        .input(SurveysInput.NAME)
        .orElseThrow()
        .select(
            col(CUSTOMER_ID),
            col(INSTRUMENT),
            col(STAGE),
            col(SCORE),
            to_date(col(SurveysInput.SENT_AT)).as(SENT_ON),
            when(isAnswered, col(SurveysInput.ANSWERED_AT)).as(ANSWERED_AT));
  }

  /** Whether the score is among the best of its instrument. */
  static Column isFavourable() {
    return col(SCORE).geq(byInstrument(lit(9), lit(4), lit(5)));
  }

  /** Whether the score is among the worst of its instrument. */
  static Column isUnfavourable() {
    return col(SCORE).leq(byInstrument(lit(6), lit(2), lit(3)));
  }

  private static Column byInstrument(Column nps, Column csat, Column ces) {
    return when(col(INSTRUMENT).equalTo(SurveysInput.NPS), nps)
        .when(col(INSTRUMENT).equalTo(SurveysInput.CSAT), csat)
        .otherwise(ces);
  }
}
