package io.perennial.table.output;

import static io.perennial.table.ColumnContract.optional;
import static io.perennial.table.ColumnContract.required;
import static io.perennial.table.Types.COUNT;
import static io.perennial.table.Types.MEAN_MONEY;
import static io.perennial.table.Types.MONEY;
import static io.perennial.table.Types.RATE;
import static io.perennial.table.Types.TEXT;
import static io.perennial.table.Types.WHOLE;
import static io.perennial.table.output.RateColumns.constraints;
import static io.perennial.table.output.RateColumns.holds;
import static io.perennial.table.output.RateColumns.inUnitInterval;
import static io.perennial.table.output.RateColumns.notNegative;

import io.perennial.table.TableContract;
import io.perennial.table.input.SurveysInput;
import java.util.List;

/** What promoters, passives and detractors did after they had answered. */
public final class SatisfactionAndRetentionTable {
  public static final String NAME = "satisfaction_and_retention";
  public static final String SEGMENT_NAME = RateColumns.SEGMENT_NAME;
  public static final String SEGMENT_VALUE = RateColumns.SEGMENT_VALUE;
  public static final String INSTRUMENT = SurveysInput.INSTRUMENT;
  public static final String ANSWER_GROUP = "answer_group";
  public static final String FOLLOW_UP_DAYS = "follow_up_days";
  public static final String CUSTOMERS = "customers";
  public static final String CUSTOMERS_ORDERING_AGAIN = "customers_ordering_again";
  public static final String RETENTION_RATE = "retention_rate";
  public static final String RETENTION_RATE_LOW = "retention_rate_low";
  public static final String RETENTION_RATE_HIGH = "retention_rate_high";
  public static final String NET_REVENUE = "net_revenue";
  public static final String REVENUE_PER_CUSTOMER = "revenue_per_customer";
  public static final String EARLIER_REVENUE_PER_CUSTOMER = "earlier_revenue_per_customer";

  public static final TableContract CONTRACT =
      new TableContract(
          NAME,
          "One row is the customers whose first answer of one kind was of one group, in one segment of"
              + " customers, followed for 90 or 365 days. Customers were observed, not assigned: what they"
              + " did after an answer was not caused by it.",
          List.of(
              RateColumns.SEGMENT_NAME_COLUMN,
              RateColumns.SEGMENT_VALUE_COLUMN,
              required(INSTRUMENT, TEXT, "How was asked: nps, csat or ces."),
              required(
                  ANSWER_GROUP,
                  TEXT,
                  "promoter, passive or detractor for nps, otherwise favourable, neutral or"
                      + " unfavourable, as in the table satisfaction."),
              required(
                  FOLLOW_UP_DAYS,
                  WHOLE,
                  "How many days after the day of the answer are looked at."),
              required(
                  CUSTOMERS,
                  COUNT,
                  "Customers of whom that answer was the first of its kind, and whose days after it are"
                      + " over on the as-of date."),
              required(CUSTOMERS_ORDERING_AGAIN, COUNT, "Those who ordered within these days."),
              optional(
                  RETENTION_RATE,
                  RATE,
                  "customers_ordering_again / customers; null for a group of too few."),
              optional(RETENTION_RATE_LOW, RATE, "The lower end of its 95 % Wilson interval."),
              optional(RETENTION_RATE_HIGH, RATE, "The upper end of that interval."),
              required(NET_REVENUE, MONEY, "Their net revenue of these days."),
              optional(
                  REVENUE_PER_CUSTOMER,
                  MEAN_MONEY,
                  "net_revenue / customers; null for a group of too few."),
              optional(
                  EARLIER_REVENUE_PER_CUSTOMER,
                  MEAN_MONEY,
                  "Their net revenue, per customer, of the 365 days that end on the day of the answer: how"
                      + " far the groups differed before; null for a group of too few.")),
          List.of(SEGMENT_NAME, SEGMENT_VALUE, INSTRUMENT, ANSWER_GROUP, FOLLOW_UP_DAYS),
          constraints(
              notNegative(CUSTOMERS_ORDERING_AGAIN),
              inUnitInterval(RETENTION_RATE, RETENTION_RATE_LOW, RETENTION_RATE_HIGH),
              holds("some_customer", "customers > 0", "There is a customer in every group."),
              holds(
                  "no_more_ordering_than_there_are",
                  "customers_ordering_again <= customers",
                  "No more customers order than there are.")),
          "Do promoters stay, and how much more did they spend before they were asked?",
          "SELECT answer_group, customers, retention_rate, retention_rate_low, retention_rate_high,"
              + " revenue_per_customer, earlier_revenue_per_customer FROM satisfaction_and_retention WHERE"
              + " segment_name = 'all' AND instrument = 'nps' AND follow_up_days = 365 ORDER BY"
              + " answer_group");

  private SatisfactionAndRetentionTable() {}
}
