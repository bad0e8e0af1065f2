package io.perennial.table.input;

import static io.perennial.table.Types.TEXT;
import static io.perennial.table.Types.TIMESTAMP;
import static io.perennial.table.Types.WHOLE;
import static io.perennial.table.input.InputColumn.mayLack;
import static io.perennial.table.input.InputColumn.optional;
import static io.perennial.table.input.InputColumn.required;

import java.util.List;

/** The surveys: one row a question that was put to a customer. */
public final class SurveysInput {
  public static final String NAME = "surveys";
  public static final String SURVEY_ID = "survey_id";
  public static final String CUSTOMER_ID = OrdersInput.CUSTOMER_ID;
  public static final String SENT_AT = "sent_at";
  public static final String ANSWERED_AT = "answered_at";
  public static final String INSTRUMENT = "instrument";
  public static final String SCORE = "score";
  public static final String STAGE = "stage";

  /** How likely the customer is to recommend the company, from 0 to 10 (Net Promoter Score). */
  public static final String NPS = "nps";

  /** How content the customer is, from 1 to 5 (customer satisfaction). */
  public static final String CSAT = "csat";

  /** How easy it was, from 1, very hard, to 7, very easy (customer effort score). */
  public static final String CES = "ces";

  public static final InputContract CONTRACT =
      new InputContract(
          NAME,
          "One row is one question of a survey that was sent to a customer, answered or not.",
          List.of(
              optional(
                  SURVEY_ID,
                  TEXT,
                  "What identifies the row; without it each row stands for itself."),
              required(CUSTOMER_ID, TEXT, "Who was asked, as the orders name the customer."),
              optional(SENT_AT, TIMESTAMP, "When it was sent; absent, when it was answered."),
              mayLack(
                  ANSWERED_AT,
                  TIMESTAMP,
                  "When it was answered; absent or after the as-of date, it was not yet."),
              required(INSTRUMENT, TEXT, "How was asked.").oneOf(NPS, CSAT, CES),
              mayLack(SCORE, WHOLE, "The answer; absent, there is none."),
              optional(
                  STAGE,
                  TEXT,
                  "At which stage of the customer's way it was asked, such as after the purchase or after service.")),
          true,
          List.of(SURVEY_ID),
          List.of(SENT_AT, ANSWERED_AT),
          List.of(
              new InputCheck(
                  "missing_answered_at",
                  "It has neither a day on which it was sent nor one on which it was answered.",
                  SENT_AT + " is null and " + ANSWERED_AT + " is null"),
              new InputCheck(
                  InputCheck.OUT_OF_RANGE + SCORE,
                  "score lies outside the range of its instrument: 0 to 10, 1 to 5 or 1 to 7.",
                  "case lower(trim(instrument)) when 'nps' then score not between 0 and 10"
                      + " when 'csat' then score not between 1 and 5"
                      + " else score not between 1 and 7 end"),
              new InputCheck(
                  "answered_before_sent",
                  "answered_at lies before the day of sent_at.",
                  "to_date(answered_at) < to_date(sent_at)")));

  private SurveysInput() {}
}
