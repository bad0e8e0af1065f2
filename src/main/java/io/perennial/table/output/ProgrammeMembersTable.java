package io.perennial.table.output;

import static io.perennial.table.ColumnContract.optional;
import static io.perennial.table.ColumnContract.required;
import static io.perennial.table.Types.COUNT;
import static io.perennial.table.Types.RATE;
import static io.perennial.table.Types.TEXT;
import static io.perennial.table.Types.WHOLE;
import static io.perennial.table.output.RateColumns.constraints;
import static io.perennial.table.output.RateColumns.holds;
import static io.perennial.table.output.RateColumns.inUnitInterval;
import static io.perennial.table.output.RateColumns.notNegative;

import io.perennial.table.TableContract;
import io.perennial.table.input.MembershipsInput;
import java.util.List;

/** Members of a loyalty programme beside customers like them who were no members. */
public final class ProgrammeMembersTable {
  public static final String NAME = "programme_members";
  public static final String SEGMENT_NAME = RateColumns.SEGMENT_NAME;
  public static final String SEGMENT_VALUE = RateColumns.SEGMENT_VALUE;
  public static final String PROGRAMME = MembershipsInput.PROGRAMME;
  public static final String FOLLOW_UP_DAYS = "follow_up_days";
  public static final String MEMBERS = "members";
  public static final String MATCHED_MEMBERS = "matched_members";
  public static final String MATCHED_OTHERS = "matched_others";
  public static final String MEMBER_RETENTION_RATE = "member_retention_rate";
  public static final String OTHER_RETENTION_RATE = "other_retention_rate";
  public static final String OBSERVED_DIFFERENCE = "observed_retention_difference";
  public static final String STANDARD_ERROR = "observed_retention_difference_standard_error";
  public static final String OBSERVED_DIFFERENCE_LOW = "observed_retention_difference_low";
  public static final String OBSERVED_DIFFERENCE_HIGH = "observed_retention_difference_high";
  public static final String UNMATCHED_DIFFERENCE = "unmatched_retention_difference";
  public static final String MEMBER_REVENUE = "member_revenue_per_customer";
  public static final String OTHER_REVENUE = "other_revenue_per_customer";
  public static final String MEMBER_EARLIER_REVENUE = "member_earlier_revenue_per_customer";
  public static final String OTHER_EARLIER_REVENUE = "other_earlier_revenue_per_customer";

  public static final TableContract CONTRACT =
      new TableContract(
          NAME,
          "One row is one programme, in one segment of customers, whose members are followed for 90 or"
              + " 365 days beside others who were like them when they joined. It is an observational"
              + " comparison: members chose to join, so a difference is not the programme's effect; a"
              + " trial (experiment_results) would show that.",
          List.of(
              RateColumns.SEGMENT_NAME_COLUMN,
              RateColumns.SEGMENT_VALUE_COLUMN,
              required(PROGRAMME, TEXT, "The programme."),
              required(
                  FOLLOW_UP_DAYS,
                  WHOLE,
                  "How many days after the last day of the quarter of joining are looked at."),
              required(
                  MEMBERS,
                  COUNT,
                  "Members who had ordered before the quarter in which they first joined, and whose days"
                      + " are over on the as-of date."),
              required(
                  MATCHED_MEMBERS,
                  COUNT,
                  "Those of them beside whom there were others alike: with a first order before the same"
                      + " quarter, in the same band of tenure (up to 90, 180, 365 or 730 days, or longer)"
                      + " and of net revenue of the 365 days before the quarter (bands that double from"
                      + " one to the next), and not members by the quarter's end."),
              required(
                  MATCHED_OTHERS,
                  COUNT,
                  "Those others, each counted in every quarter in which they stand beside a member."),
              optional(
                  MEMBER_RETENTION_RATE,
                  RATE,
                  "The share of matched members who ordered within the days; null for a group of too"
                      + " few."),
              optional(
                  OTHER_RETENTION_RATE,
                  RATE,
                  "That of the others, each band of a quarter weighted by its members; null likewise."),
              optional(
                  OBSERVED_DIFFERENCE,
                  RATE,
                  "member_retention_rate less other_retention_rate: observed, and no effect."),
              optional(
                  STANDARD_ERROR,
                  RATE,
                  "Its standard error from the two pooled rates, sqrt(p (1 - p) / n + q (1 - q) sum(w^2 /"
                      + " m)) with w a band's share of the n members and m its others; it takes customers"
                      + " for independent."),
              optional(OBSERVED_DIFFERENCE_LOW, RATE, "The difference less 1.96 standard errors."),
              optional(OBSERVED_DIFFERENCE_HIGH, RATE, "The difference and 1.96 standard errors."),
              optional(
                  UNMATCHED_DIFFERENCE,
                  RATE,
                  "The difference between all members and all others of these quarters, without regard to"
                      + " tenure and earlier revenue: how far matching changes the picture."),
              optional(
                  MEMBER_REVENUE,
                  RATE,
                  "Net revenue of the days per matched member, in the reporting currency; null for a group"
                      + " of too few."),
              optional(OTHER_REVENUE, RATE, "That of the others, weighted as their rate is."),
              optional(
                  MEMBER_EARLIER_REVENUE,
                  RATE,
                  "Net revenue per matched member of the 365 days before the quarter of joining, in the"
                      + " reporting currency."),
              optional(
                  OTHER_EARLIER_REVENUE,
                  RATE,
                  "That of the others, weighted likewise: how well the bands match.")),
          List.of(SEGMENT_NAME, SEGMENT_VALUE, PROGRAMME, FOLLOW_UP_DAYS),
          constraints(
              notNegative(MATCHED_OTHERS, STANDARD_ERROR),
              inUnitInterval(MEMBER_RETENTION_RATE, OTHER_RETENTION_RATE),
              holds(
                  "matched_are_members",
                  "matched_members between 0 and members and members > 0",
                  "Only members are matched."),
              holds(
                  "difference_in_range",
                  "observed_retention_difference between -1 and 1 and unmatched_retention_difference"
                      + " between -1 and 1",
                  "A difference of shares lies between -1 and 1.")),
          "Do members stay more often than customers who were like them before they joined?",
          "SELECT programme, matched_members, members, member_retention_rate, other_retention_rate,"
              + " observed_retention_difference_low, observed_retention_difference_high,"
              + " unmatched_retention_difference FROM programme_members WHERE segment_name = 'all' AND"
              + " follow_up_days = 365");

  private ProgrammeMembersTable() {}
}
