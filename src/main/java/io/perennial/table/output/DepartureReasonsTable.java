package io.perennial.table.output;

import static io.perennial.table.ColumnContract.optional;
import static io.perennial.table.ColumnContract.required;
import static io.perennial.table.Types.COUNT;
import static io.perennial.table.Types.MEAN_MONEY;
import static io.perennial.table.Types.MONEY;
import static io.perennial.table.Types.RATE;
import static io.perennial.table.Types.TEXT;
import static io.perennial.table.output.RateColumns.constraints;
import static io.perennial.table.output.RateColumns.holds;
import static io.perennial.table.output.RateColumns.inUnitInterval;
import static io.perennial.table.output.RateColumns.notNegative;

import io.perennial.table.TableContract;
import io.perennial.table.input.DeparturesInput;
import java.util.List;

/** Why customers left, as far as it is known, and what left with them. */
public final class DepartureReasonsTable {
  public static final String NAME = "departure_reasons";
  public static final String SEGMENT_NAME = RateColumns.SEGMENT_NAME;
  public static final String SEGMENT_VALUE = RateColumns.SEGMENT_VALUE;
  public static final String COHORT_YEAR = "cohort_year";
  public static final String DEPARTURE_KIND = "departure_kind";
  public static final String REASON = DeparturesInput.REASON;
  public static final String DEPARTURES = "departures";
  public static final String CUSTOMERS = "customers";
  public static final String SHARE_OF_DEPARTURES = "share_of_departures";
  public static final String SHARE_OF_DEPARTURES_LOW = "share_of_departures_low";
  public static final String SHARE_OF_DEPARTURES_HIGH = "share_of_departures_high";
  public static final String REVENUE_LOST = "revenue_of_last_365_days";
  public static final String REVENUE_LOST_PER_DEPARTURE = "revenue_of_last_365_days_per_departure";
  public static final String SHARE_OF_REVENUE_LOST = "share_of_revenue_lost";
  public static final String REVENUE_UP_TO_DEPARTURE = "revenue_up_to_departure";
  public static final String AVERAGE_TENURE_DAYS = "average_tenure_days";
  public static final String DEPARTURES_FOLLOWED_BY_AN_ORDER = "departures_followed_by_an_order";
  public static final String RETURN_RATE = "return_rate";

  /** The customer chose to leave. */
  public static final String VOLUNTARY = "voluntary";

  /** The customer did not choose to leave, as where a payment failed. */
  public static final String INVOLUNTARY = "involuntary";

  public static final TableContract CONTRACT =
      new TableContract(
          NAME,
          "One row is one reason for leaving of one kind, for one segment of customers and the cohort of"
              + " one year. It holds known departures alone; churn_evidence sets them against silence.",
          List.of(
              RateColumns.SEGMENT_NAME_COLUMN,
              RateColumns.SEGMENT_VALUE_COLUMN,
              required(
                  COHORT_YEAR,
                  TEXT,
                  "The year in which the customers' cohort starts; all for every year, none for"
                      + " customers without an order."),
              required(
                  DEPARTURE_KIND,
                  TEXT,
                  "voluntary: the customer chose to leave; involuntary: a payment failed or the company"
                      + " ended it; unknown; all for every kind."),
              required(
                  REASON,
                  TEXT,
                  "The reason in the words of the company; unknown where none is given; all for every"
                      + " reason."),
              required(DEPARTURES, COUNT, "Departures up to the as-of date."),
              required(CUSTOMERS, COUNT, "Customers who left so, each counted once."),
              optional(
                  SHARE_OF_DEPARTURES,
                  RATE,
                  "departures as a share of all departures of the segment and the cohort; null where"
                      + " those are of too few customers."),
              optional(SHARE_OF_DEPARTURES_LOW, RATE, "The lower end of its 95 % Wilson interval."),
              optional(SHARE_OF_DEPARTURES_HIGH, RATE, "The upper end of that interval."),
              required(
                  REVENUE_LOST,
                  MONEY,
                  "Net revenue of the 365 days that end on the day of the departure: what a year of them"
                      + " was worth. Of what it would have been in later years nothing is said."),
              optional(
                  REVENUE_LOST_PER_DEPARTURE,
                  MEAN_MONEY,
                  "The same per departure; null for a group of too few customers."),
              optional(
                  SHARE_OF_REVENUE_LOST,
                  RATE,
                  "The same as a share of that of all departures of the segment and the cohort; null"
                      + " where those are of too few customers or brought nothing."),
              required(
                  REVENUE_UP_TO_DEPARTURE,
                  MONEY,
                  "Net revenue from the first day to that of the departure; of a customer who left twice"
                      + " in both."),
              optional(
                  AVERAGE_TENURE_DAYS,
                  RATE,
                  "The mean number of days from the first order to the departure, of departures after an"
                      + " order; null for a group of too few customers."),
              required(
                  DEPARTURES_FOLLOWED_BY_AN_ORDER,
                  COUNT,
                  "Departures after whose day the customer ordered again, up to the as-of date."),
              optional(
                  RETURN_RATE,
                  RATE,
                  "departures_followed_by_an_order / departures; recent departures had little time for"
                      + " it. Null for a group of too few customers.")),
          List.of(SEGMENT_NAME, SEGMENT_VALUE, COHORT_YEAR, DEPARTURE_KIND, REASON),
          constraints(
              notNegative(DEPARTURES_FOLLOWED_BY_AN_ORDER),
              inUnitInterval(
                  SHARE_OF_DEPARTURES,
                  SHARE_OF_DEPARTURES_LOW,
                  SHARE_OF_DEPARTURES_HIGH,
                  RETURN_RATE),
              holds("some_departure", "departures > 0", "There is a departure in every row."),
              holds(
                  "no_more_customers_than_departures",
                  "customers between 1 and departures",
                  "Every departure is of one customer."),
              holds(
                  "known_kind",
                  "departure_kind in ('all', 'voluntary', 'involuntary', 'unknown')",
                  "The kind is one of the four.")),
          "Which reasons cost the most revenue, and which of them did customers choose?",
          "SELECT reason, departure_kind, departures, share_of_departures, revenue_of_last_365_days FROM"
              + " departure_reasons WHERE segment_name = 'all' AND cohort_year = 'all' AND reason <> 'all'"
              + " AND departure_kind <> 'all' ORDER BY revenue_of_last_365_days DESC");

  private DepartureReasonsTable() {}
}
