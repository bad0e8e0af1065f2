package io.perennial.table.output;

import static io.perennial.table.ColumnContract.optional;
import static io.perennial.table.ColumnContract.required;
import static io.perennial.table.Types.COUNT;
import static io.perennial.table.Types.DATE;
import static io.perennial.table.Types.FLAG;
import static io.perennial.table.Types.RATE;
import static io.perennial.table.Types.TEXT;
import static io.perennial.table.output.RateColumns.constraints;
import static io.perennial.table.output.RateColumns.holds;
import static io.perennial.table.output.RateColumns.inUnitInterval;
import static io.perennial.table.output.RateColumns.notNegative;

import io.perennial.table.TableContract;
import io.perennial.table.input.SurveysInput;
import java.util.List;

/** What customers answered when they were asked, over time and by stage. */
public final class SatisfactionTable {
  public static final String NAME = "satisfaction";
  public static final String SEGMENT_NAME = RateColumns.SEGMENT_NAME;
  public static final String SEGMENT_VALUE = RateColumns.SEGMENT_VALUE;
  public static final String INSTRUMENT = SurveysInput.INSTRUMENT;
  public static final String STAGE = SurveysInput.STAGE;
  public static final String GRANULARITY = RetentionByPeriodTable.GRANULARITY;
  public static final String PERIOD_START = RetentionByPeriodTable.PERIOD_START;
  public static final String PERIOD_END = RetentionByPeriodTable.PERIOD_END;
  public static final String IS_COMPLETE = RetentionByPeriodTable.IS_COMPLETE;
  public static final String QUESTIONS_SENT = "questions_sent";
  public static final String QUESTIONS_ANSWERED = "questions_answered";
  public static final String CUSTOMERS_ASKED = "customers_asked";
  public static final String RESPONSE_RATE = "response_rate";
  public static final String ANSWERS = "answers";
  public static final String CUSTOMERS = "customers";
  public static final String FAVOURABLE_ANSWERS = "favourable_answers";
  public static final String NEUTRAL_ANSWERS = "neutral_answers";
  public static final String UNFAVOURABLE_ANSWERS = "unfavourable_answers";
  public static final String FAVOURABLE_SHARE = "favourable_share";
  public static final String FAVOURABLE_SHARE_LOW = "favourable_share_low";
  public static final String FAVOURABLE_SHARE_HIGH = "favourable_share_high";
  public static final String NET_PROMOTER_SCORE = "net_promoter_score";
  public static final String NET_PROMOTER_SCORE_STANDARD_ERROR =
      "net_promoter_score_standard_error";
  public static final String NET_PROMOTER_SCORE_LOW = "net_promoter_score_low";
  public static final String NET_PROMOTER_SCORE_HIGH = "net_promoter_score_high";
  public static final String MEAN_SCORE = "mean_score";
  public static final String MEAN_SCORE_STANDARD_ERROR = "mean_score_standard_error";

  public static final TableContract CONTRACT =
      new TableContract(
          NAME,
          "One row is one kind of survey in one calendar period, or in all of them, for one segment of"
              + " customers and one stage. Who answers has chosen to.",
          List.of(
              RateColumns.SEGMENT_NAME_COLUMN,
              RateColumns.SEGMENT_VALUE_COLUMN,
              required(
                  INSTRUMENT,
                  TEXT,
                  "How was asked: nps from 0 to 10, csat from 1 to 5, ces from 1, very hard, to 7, very"
                      + " easy."),
              required(
                  STAGE,
                  TEXT,
                  "At which stage of the customer's way was asked; all for every stage, and for questions"
                      + " that name none."),
              required(
                  GRANULARITY,
                  TEXT,
                  "The length of the period, as configured for retention; all for the whole time."),
              required(
                  PERIOD_START,
                  DATE,
                  "The first day of the period; of the whole time, the first day with a question or an"
                      + " answer."),
              required(
                  PERIOD_END,
                  DATE,
                  "The last day of the period; of the whole time, the as-of date."),
              required(
                  IS_COMPLETE, FLAG, "Whether the period's last day is not after the as-of date."),
              required(
                  QUESTIONS_SENT,
                  COUNT,
                  "Questions sent in the period; those whose day of sending is not known are in none."),
              required(
                  QUESTIONS_ANSWERED,
                  COUNT,
                  "Those of them that were answered up to the as-of date."),
              required(CUSTOMERS_ASKED, COUNT, "Customers to whom those questions were sent."),
              optional(
                  RESPONSE_RATE,
                  RATE,
                  "questions_answered / questions_sent. Questions of the last days may still be answered."
                      + " Null for a group of too few customers."),
              required(
                  ANSWERS, COUNT, "Answers given in the period, whenever the question was sent."),
              required(CUSTOMERS, COUNT, "Customers who gave them."),
              required(
                  FAVOURABLE_ANSWERS,
                  COUNT,
                  "Answers of 9 or 10 for nps (promoters), 4 or 5 for csat, 5 to 7 for ces."),
              required(
                  NEUTRAL_ANSWERS,
                  COUNT,
                  "Answers of 7 or 8 for nps (passives), 3 for csat, 4 for ces."),
              required(
                  UNFAVOURABLE_ANSWERS,
                  COUNT,
                  "Answers of 0 to 6 for nps (detractors), 1 or 2 for csat, 1 to 3 for ces."),
              optional(
                  FAVOURABLE_SHARE,
                  RATE,
                  "favourable_answers / answers; for csat the customer satisfaction score. Null for a"
                      + " group of too few customers."),
              optional(
                  FAVOURABLE_SHARE_LOW,
                  RATE,
                  "The lower end of its 95 % Wilson interval, which takes answers for independent."),
              optional(FAVOURABLE_SHARE_HIGH, RATE, "The upper end of that interval."),
              optional(
                  NET_PROMOTER_SCORE,
                  RATE,
                  "100 (promoters - detractors) / answers, from -100 to 100; null for other instruments"
                      + " and for a group of too few customers."),
              optional(
                  NET_PROMOTER_SCORE_STANDARD_ERROR,
                  RATE,
                  "Its standard error, 100 sqrt((p + d - (p - d)^2) / n) with p and d the shares of"
                      + " promoters and detractors among n answers, which it takes for independent."),
              optional(
                  NET_PROMOTER_SCORE_LOW,
                  RATE,
                  "The score less 1.96 standard errors, at least -100; it says little of a few answers."),
              optional(
                  NET_PROMOTER_SCORE_HIGH,
                  RATE,
                  "The score and 1.96 standard errors, at most 100."),
              optional(
                  MEAN_SCORE,
                  RATE,
                  "The mean answer; for ces the customer effort score. Null for a group of too few"
                      + " customers."),
              optional(
                  MEAN_SCORE_STANDARD_ERROR,
                  RATE,
                  "Its standard error, which takes answers for independent; null for one answer.")),
          List.of(SEGMENT_NAME, SEGMENT_VALUE, INSTRUMENT, STAGE, GRANULARITY, PERIOD_START),
          constraints(
              notNegative(QUESTIONS_SENT, ANSWERS, MEAN_SCORE_STANDARD_ERROR),
              inUnitInterval(
                  RESPONSE_RATE, FAVOURABLE_SHARE, FAVOURABLE_SHARE_LOW, FAVOURABLE_SHARE_HIGH),
              holds(
                  "known_instrument",
                  "instrument in ('nps', 'csat', 'ces')",
                  "The instrument is one of the three."),
              holds(
                  "every_answer_in_one_group",
                  "favourable_answers + neutral_answers + unfavourable_answers = answers",
                  "Every answer is favourable, neutral or unfavourable."),
              holds(
                  "no_more_answered_than_sent",
                  "questions_answered <= questions_sent",
                  "No more questions are answered than were sent."),
              holds(
                  "score_in_its_range",
                  "net_promoter_score between -100 and 100 and net_promoter_score between"
                      + " net_promoter_score_low and net_promoter_score_high",
                  "The net promoter score lies between -100 and 100, and in its interval.")),
          "How did the net promoter score move from quarter to quarter, and is the change beyond chance?",
          "SELECT period_start, answers, round(net_promoter_score, 1) AS score,"
              + " round(net_promoter_score_low, 1) AS low, round(net_promoter_score_high, 1) AS high FROM"
              + " satisfaction WHERE segment_name = 'all' AND instrument = 'nps' AND stage = 'all' AND"
              + " granularity = 'quarter' AND is_complete ORDER BY period_start");

  private SatisfactionTable() {}
}
