package io.perennial.table.output;

import static io.perennial.table.ColumnContract.optional;
import static io.perennial.table.ColumnContract.required;
import static io.perennial.table.Types.COUNT;
import static io.perennial.table.Types.MEAN_MONEY;
import static io.perennial.table.Types.MONEY;
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
import static io.perennial.table.output.RateColumns.notNegative;

import io.perennial.table.TableContract;
import java.util.List;

/** What a point more of annual retention is worth by the textbook formula. */
public final class RetentionSensitivityTable {
  public static final String NAME = "retention_sensitivity";
  public static final String RETENTION_POINTS = "retention_points";
  public static final String VALUE_BASIS = CustomerLifetimeValueTable.VALUE_BASIS;
  public static final String CUSTOMERS_IN_BASE = "customers_in_base";
  public static final String ACTIVE_CUSTOMERS = RetentionByPeriodTable.ACTIVE_CUSTOMERS;
  public static final String ANNUAL_VALUE_PER_CUSTOMER = "annual_value_per_customer";
  public static final String OBSERVED_RETENTION_RATE = "observed_retention_rate";
  public static final String ASSUMED_RETENTION_RATE = "assumed_retention_rate";
  public static final String YEARLY_DISCOUNT_RATE = "yearly_discount_rate";
  public static final String STEADY_STATE_VALUE_PER_CUSTOMER = "steady_state_value_per_customer";
  public static final String FIVE_YEAR_VALUE_PER_CUSTOMER = "five_year_value_per_customer";
  public static final String STEADY_STATE_VALUE_OF_BASE = "steady_state_value_of_base";
  public static final String FIVE_YEAR_VALUE_OF_BASE = "five_year_value_of_base";
  public static final String STEADY_STATE_GAIN_SHARE = "steady_state_gain_share";
  public static final String FIVE_YEAR_GAIN_SHARE = "five_year_gain_share";
  public static final String CLAIMED_GAIN_SHARE_LOW = "claimed_gain_share_low";
  public static final String CLAIMED_GAIN_SHARE_HIGH = "claimed_gain_share_high";
  public static final String STEADY_STATE_AGAINST_CLAIM = "steady_state_against_claim";
  public static final String FIVE_YEAR_AGAINST_CLAIM = "five_year_against_claim";

  /** By how many points of annual retention the rows differ. */
  public static final List<Integer> POINTS = List.of(0, 1, 2, 5);

  /** The points that the sources' claim is about. */
  public static final int CLAIMED_POINTS = 5;

  /** The least gain of profit that the sources claim for them. */
  public static final double CLAIMED_LOW = 0.25;

  /** The largest. */
  public static final double CLAIMED_HIGH = 0.95;

  public static final String BELOW = "below";
  public static final String WITHIN = "within";
  public static final String ABOVE = "above";

  public static final TableContract CONTRACT =
      new TableContract(
          NAME,
          "One row is one segment and one number of points by which annual retention is assumed to be higher"
              + " than observed. With m the value of a customer and year, r the annual retention and d"
              + " the yearly discount rate, a customer of today is worth m r / (1 + d - r) from next"
              + " year on for ever (Gupta & Lehmann 2003), and the sum of m (r / (1 + d))^t over t = 1"
              + " to 5 within five years. An arithmetic of what would follow if m stayed the same and"
              + " retention could be had for nothing; not a forecast.",
          List.of(
              SEGMENT_NAME_COLUMN,
              SEGMENT_VALUE_COLUMN,
              required(
                  RETENTION_POINTS,
                  WHOLE,
                  "Percentage points added to the observed annual retention: 0 for retention as"
                      + " observed, 1, 2 or 5."),
              required(
                  VALUE_BASIS,
                  TEXT,
                  "What value is: margin (net revenue less costs) where the cost of every order of the"
                      + " last 365 days of the segment is known, revenue otherwise; gains of profit can"
                      + " be read from margin alone."),
              required(
                  CUSTOMERS_IN_BASE,
                  COUNT,
                  "Customers who ordered in the activity window that ends on the as-of date."),
              required(ACTIVE_CUSTOMERS, COUNT, "Customers who ordered in the last 365 days."),
              optional(
                  ANNUAL_VALUE_PER_CUSTOMER,
                  MEAN_MONEY,
                  "m: the value that active_customers brought in the last 365 days, per customer; null"
                      + " where these are none or fewer than the minimum group."),
              optional(
                  OBSERVED_RETENTION_RATE,
                  RATE,
                  "The share of the customers in the base 365 days before the as-of date who are in it on"
                      + " the as-of date, which is 1 - annual_churn_rate of lifetime_value_by_segment;"
                      + " null where these are none or fewer than the minimum group."),
              optional(
                  ASSUMED_RETENTION_RATE,
                  RATE,
                  "r: observed_retention_rate plus the points; null where that exceeds 1."),
              required(YEARLY_DISCOUNT_RATE, RATE, "d: the configured yearly discount rate."),
              optional(
                  STEADY_STATE_VALUE_PER_CUSTOMER,
                  MEAN_MONEY,
                  "m r / (1 + d - r); null without m or r, and where r = 1 meets d = 0 and the sum has no"
                      + " end."),
              optional(
                  FIVE_YEAR_VALUE_PER_CUSTOMER,
                  MEAN_MONEY,
                  "The same within five years; null without m or r."),
              optional(
                  STEADY_STATE_VALUE_OF_BASE,
                  MONEY,
                  "The value for ever of all customers_in_base."),
              optional(FIVE_YEAR_VALUE_OF_BASE, MONEY, "The value within five years of the same."),
              optional(
                  STEADY_STATE_GAIN_SHARE,
                  RATE,
                  "How much larger the value for ever is than at retention as observed, as a share of"
                      + " that; null unless that is positive."),
              optional(FIVE_YEAR_GAIN_SHARE, RATE, "The same of the value within five years."),
              optional(
                  CLAIMED_GAIN_SHARE_LOW,
                  RATE,
                  "The sources' claim, for comparison: five points of retention raise profit by 0.25 at"
                      + " least; null for other points. A claim over other companies of another time,"
                      + " no figure of this one."),
              optional(CLAIMED_GAIN_SHARE_HIGH, RATE, "The same claim: by 0.95 at most."),
              optional(
                  STEADY_STATE_AGAINST_CLAIM,
                  TEXT,
                  "Whether steady_state_gain_share lies below, within or above the claimed range, both"
                      + " ends included; null where one is null."),
              optional(
                  FIVE_YEAR_AGAINST_CLAIM,
                  TEXT,
                  "The same for five_year_gain_share, which leaves out the years in which most of a"
                      + " higher retention pays.")),
          List.of(SEGMENT_NAME, SEGMENT_VALUE, RETENTION_POINTS),
          constraints(
              notNegative(
                  CUSTOMERS_IN_BASE,
                  ACTIVE_CUSTOMERS,
                  YEARLY_DISCOUNT_RATE,
                  STEADY_STATE_GAIN_SHARE,
                  FIVE_YEAR_GAIN_SHARE),
              inUnitInterval(OBSERVED_RETENTION_RATE, ASSUMED_RETENTION_RATE),
              holds(
                  "known_points",
                  "retention_points in (0, 1, 2, 5)",
                  "The points are one of the four."),
              holds(
                  "no_points_no_gain",
                  "retention_points > 0 or (coalesce(steady_state_gain_share, 0) = 0 and"
                      + " coalesce(five_year_gain_share, 0) = 0)",
                  "At retention as observed nothing is gained."),
              holds(
                  "claim_for_five_points",
                  "(retention_points = 5) = (claimed_gain_share_low is not null)",
                  "The claim stands beside five points alone.")),
          "What would five points of retention be worth, and how does that compare with the claim?",
          "SELECT retention_points, assumed_retention_rate, steady_state_gain_share,"
              + " five_year_gain_share, claimed_gain_share_low, claimed_gain_share_high FROM"
              + " retention_sensitivity WHERE segment_name = 'all' ORDER BY retention_points");

  private RetentionSensitivityTable() {}
}
