package io.perennial.table.output;

import static io.perennial.table.ColumnContract.optional;
import static io.perennial.table.ColumnContract.required;
import static io.perennial.table.Types.COUNT;
import static io.perennial.table.Types.DATE;
import static io.perennial.table.Types.MONEY;
import static io.perennial.table.Types.RATE;
import static io.perennial.table.Types.TEXT;
import static io.perennial.table.Types.WHOLE;
import static io.perennial.table.output.RateColumns.constraints;
import static io.perennial.table.output.RateColumns.holds;
import static io.perennial.table.output.RateColumns.inUnitInterval;
import static io.perennial.table.output.RateColumns.notNegative;

import io.perennial.table.TableContract;
import java.util.List;

/** What became of customers who were more or less engaged a churn window ago. */
public final class EngagementAndRetentionTable {
  public static final String NAME = "engagement_and_retention";
  public static final String SEGMENT_NAME = RateColumns.SEGMENT_NAME;
  public static final String SEGMENT_VALUE = RateColumns.SEGMENT_VALUE;
  public static final String GROUPED_BY = "grouped_by";
  public static final String ENGAGEMENT_GROUP = "engagement_group";
  public static final String MEASURED_ON = "measured_on";
  public static final String OUTCOME_DAYS = "outcome_days";
  public static final String CUSTOMERS = "customers";
  public static final String CUSTOMERS_ORDERING_AGAIN = "customers_ordering_again";
  public static final String RETENTION_RATE = "retention_rate";
  public static final String RETENTION_RATE_LOW = "retention_rate_low";
  public static final String RETENTION_RATE_HIGH = "retention_rate_high";
  public static final String CHURN_RATE = "churn_rate";
  public static final String NET_REVENUE = "net_revenue";

  /** The words of {@link #GROUPED_BY}. */
  public static final String BY_LEVEL = "level";

  public static final String BY_MOVEMENT = "movement";

  public static final TableContract CONTRACT =
      new TableContract(
          NAME,
          "One row is the customers who were in the base on the day of the measurement, in one segment of"
              + " customers, by their level or movement of engagement on that day. It is observed: who is"
              + " engaged differs in more than that, so engagement is a sign here and not a cause.",
          List.of(
              RateColumns.SEGMENT_NAME_COLUMN,
              RateColumns.SEGMENT_VALUE_COLUMN,
              required(GROUPED_BY, TEXT, "level or movement; each holds every customer once."),
              required(
                  ENGAGEMENT_GROUP,
                  TEXT,
                  "By level: none: no points in the engagement window that ended on the day; low, medium"
                      + " or high: the lower, middle or upper third of the customers with points, those"
                      + " with as many in the same third. By movement: as in engagement_index."),
              required(
                  MEASURED_ON,
                  DATE,
                  "The day of the measurement, outcome_days before the as-of date; nothing after it"
                      + " enters the groups."),
              required(OUTCOME_DAYS, WHOLE, "The churn window, in days."),
              required(
                  CUSTOMERS,
                  COUNT,
                  "Customers in the base at the end of that day: with an order in the activity window"
                      + " that ended on it."),
              required(
                  CUSTOMERS_ORDERING_AGAIN,
                  COUNT,
                  "Those who ordered after that day, up to the as-of date."),
              optional(
                  RETENTION_RATE,
                  RATE,
                  "customers_ordering_again / customers; null for a group of too few."),
              optional(RETENTION_RATE_LOW, RATE, "The lower end of its 95 % Wilson interval."),
              optional(RETENTION_RATE_HIGH, RATE, "The upper end of that interval."),
              optional(CHURN_RATE, RATE, "1 - retention_rate."),
              required(NET_REVENUE, MONEY, "Net revenue of these customers after that day.")),
          List.of(SEGMENT_NAME, SEGMENT_VALUE, GROUPED_BY, ENGAGEMENT_GROUP),
          constraints(
              notNegative(CUSTOMERS_ORDERING_AGAIN),
              inUnitInterval(RETENTION_RATE, RETENTION_RATE_LOW, RETENTION_RATE_HIGH, CHURN_RATE),
              holds(
                  "known_grouping", "grouped_by in ('level', 'movement')", "It is one of the two."),
              holds(
                  "no_more_ordering_than_there_are",
                  "customers_ordering_again <= customers",
                  "No more customers order than there are.")),
          "Did customers whose engagement fell leave more often than the others?",
          "SELECT engagement_group, customers, churn_rate FROM engagement_and_retention WHERE"
              + " segment_name = 'all' AND grouped_by = 'movement' ORDER BY churn_rate DESC");

  private EngagementAndRetentionTable() {}
}
