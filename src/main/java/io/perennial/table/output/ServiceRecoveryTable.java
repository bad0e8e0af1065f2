package io.perennial.table.output;

import static io.perennial.table.ColumnContract.optional;
import static io.perennial.table.ColumnContract.required;
import static io.perennial.table.Types.COUNT;
import static io.perennial.table.Types.RATE;
import static io.perennial.table.Types.TEXT;
import static io.perennial.table.Types.WHOLE;
import static io.perennial.table.output.RateColumns.SEGMENT_NAME;
import static io.perennial.table.output.RateColumns.SEGMENT_NAME_COLUMN;
import static io.perennial.table.output.RateColumns.SEGMENT_VALUE;
import static io.perennial.table.output.RateColumns.SEGMENT_VALUE_COLUMN;
import static io.perennial.table.output.RateColumns.constraints;
import static io.perennial.table.output.RateColumns.holds;
import static io.perennial.table.output.RateColumns.inUnitInterval;

import io.perennial.table.TableContract;
import java.util.List;

/** Who orders again after something went wrong, by how it was handled. */
public final class ServiceRecoveryTable {
  public static final String NAME = "service_recovery";
  public static final String INCIDENT = "incident";
  public static final String HANDLING = "handling";
  public static final String WINDOW_DAYS = "window_days";
  public static final String CUSTOMERS = "customers";
  public static final String ORDERED_AGAIN = "customers_ordering_again";
  public static final String RATE_AGAIN = "ordering_again_rate";
  public static final String RATE_LOW = "ordering_again_rate_low";
  public static final String RATE_HIGH = "ordering_again_rate_high";
  public static final String COMPARED = "compared_customers";
  public static final String COMPARED_RATE = "compared_ordering_again_rate";
  public static final String COMPARISON_RATE = "comparison_rate";
  public static final String DIFFERENCE = "rate_difference";
  public static final String CLAIM_LOW = "claimed_rate_low";
  public static final String CLAIM_HIGH = "claimed_rate_high";

  public static final String COMPLAINT = "complaint";
  public static final String RETURN = "return";

  /** Whichever of the two came first. */
  public static final String EITHER = "complaint_or_return";

  /** Neither ever. */
  public static final String NONE = "none";

  public static final String WELL = "well";
  public static final String BADLY = "badly";
  public static final String UNKNOWN = RateColumns.UNKNOWN;

  /** The lower of the two shares that are often quoted for customers who were served well. */
  public static final double CLAIMED_LOW = 0.85;

  /** The higher of them. */
  public static final double CLAIMED_HIGH = 0.93;

  public static final TableContract CONTRACT =
      new TableContract(
          NAME,
          "One row is the customers of one segment whose first complaint, first return or first of either was"
              + " handled in one way, or who had neither. This is an observational comparison: whose incident"
              + " was handled well may have been a better customer before, and no row shows an effect.",
          List.of(
              SEGMENT_NAME_COLUMN,
              SEGMENT_VALUE_COLUMN,
              required(
                  INCIDENT,
                  TEXT,
                  "complaint, return, complaint_or_return, or none. A customer counts once in each of the first"
                      + " three, with the first such incident on or after the day of the first order; segments"
                      + " are those of customers."),
              required(
                  HANDLING,
                  TEXT,
                  "How that incident was handled: well, badly, or unknown where nobody judged it or it was"
                      + " settled after the as-of date; none where there was none. A complaint that the company"
                      + " does not judge went well where the customer's satisfaction with it is 4 or 5."),
              required(
                  WINDOW_DAYS,
                  WHOLE,
                  "Within how many days after the incident, its own day not counted, an order counts as"
                      + " ordering again: the activity window."),
              required(
                  CUSTOMERS,
                  COUNT,
                  "Customers whose incident lies at least window_days before the as-of date, n. In the row"
                      + " without incident: customers without such an incident who ordered so long before it."),
              optional(
                  ORDERED_AGAIN,
                  COUNT,
                  "Those who ordered again within window_days; null in the row without incident, where a"
                      + " customer has many days to start from."),
              optional(
                  RATE_AGAIN,
                  RATE,
                  "customers_ordering_again / customers. Without incident: the mean over customers of the share"
                      + " of their purchase days that another one followed within window_days. Null below the"
                      + " minimum group size."),
              optional(
                  RATE_LOW,
                  RATE,
                  "The lower end of the 95 % Wilson interval with n = customers; without incident it is wider"
                      + " than it needs to be, as a share varies less between customers than a yes or no."),
              optional(RATE_HIGH, RATE, "The upper end of the same interval."),
              optional(
                  COMPARED,
                  COUNT,
                  "Customers of the row for whom there are customers without incident of the same tenure"
                      + " (under 90 days, under a year, longer) and the same band of net revenue until then"
                      + " (bounds 1, 2 and 5 times powers of ten); null in the row without incident, as are"
                      + " the three columns after it."),
              optional(
                  COMPARED_RATE,
                  RATE,
                  "The share of compared_customers who ordered again; null below the minimum group size."),
              optional(
                  COMPARISON_RATE,
                  RATE,
                  "The rate of customers without incident, weighted so that tenure and revenue until then are"
                      + " spread as among compared_customers; null below the minimum group size."),
              optional(
                  DIFFERENCE,
                  RATE,
                  "compared_ordering_again_rate - comparison_rate: observed, not caused."),
              optional(
                  CLAIM_LOW,
                  RATE,
                  "0.85, the lower of two shares often quoted for customers who were served well, in rows"
                      + " handled well, else null. No window or definition is quoted with them, so they are a"
                      + " sign-post and no norm."),
              optional(CLAIM_HIGH, RATE, "0.93, the higher of them.")),
          List.of(SEGMENT_NAME, SEGMENT_VALUE, INCIDENT, HANDLING),
          constraints(
              inUnitInterval(RATE_AGAIN, RATE_LOW, RATE_HIGH, COMPARED_RATE, COMPARISON_RATE),
              holds(
                  "who_ordered_again_is_a_customer",
                  "customers_ordering_again between 0 and customers and compared_customers between 0 and"
                      + " customers",
                  "Parts are no larger than the whole."),
              holds(
                  "rate_within_its_interval",
                  "ordering_again_rate between ordering_again_rate_low - 1e-9 and"
                      + " ordering_again_rate_high + 1e-9",
                  "The rate lies within its interval."),
              holds(
                  "handled_where_there_was_something",
                  "(incident = 'none') = (handling = 'none')",
                  "Where nothing happened, nothing was handled.")),
          "Do customers whose complaint was handled well come back more often than those without one?",
          "SELECT incident, handling, customers, ordering_again_rate, ordering_again_rate_low,"
              + " ordering_again_rate_high, comparison_rate FROM service_recovery WHERE segment_name = 'all'"
              + " ORDER BY incident, handling");

  private ServiceRecoveryTable() {}
}
