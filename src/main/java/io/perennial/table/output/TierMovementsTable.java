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

import io.perennial.table.TableContract;
import io.perennial.table.input.MembershipsInput;
import java.util.List;

/** Where the members of a programme's tiers were at the end of the period before, and are now. */
public final class TierMovementsTable {
  public static final String NAME = "tier_movements";
  public static final String SEGMENT_NAME = RateColumns.SEGMENT_NAME;
  public static final String SEGMENT_VALUE = RateColumns.SEGMENT_VALUE;
  public static final String PROGRAMME = MembershipsInput.PROGRAMME;
  public static final String GRANULARITY = RetentionByPeriodTable.GRANULARITY;
  public static final String PERIOD_START = RetentionByPeriodTable.PERIOD_START;
  public static final String PERIOD_END = RetentionByPeriodTable.PERIOD_END;
  public static final String IS_COMPLETE = RetentionByPeriodTable.IS_COMPLETE;
  public static final String FROM_TIER = "from_tier";
  public static final String TO_TIER = "to_tier";
  public static final String CUSTOMERS = "customers";
  public static final String CUSTOMERS_OF_FROM_TIER = "customers_of_from_tier";
  public static final String SHARE_OF_FROM_TIER = "share_of_from_tier";

  /** The tier of a customer who is no member. */
  public static final String NO_MEMBER = "none";

  /** The tier of a member of a programme without tiers. */
  public static final String MEMBER = "member";

  public static final TableContract CONTRACT =
      new TableContract(
          NAME,
          "One row is one way from a tier to a tier, which may be the same, that members of a programme"
              + " took within one calendar period, in one segment of customers.",
          List.of(
              RateColumns.SEGMENT_NAME_COLUMN,
              RateColumns.SEGMENT_VALUE_COLUMN,
              required(PROGRAMME, TEXT, "The programme."),
              required(GRANULARITY, TEXT, "The length of the period, as configured for retention."),
              required(PERIOD_START, DATE, "The first day of the period."),
              required(PERIOD_END, DATE, "The last day of the period."),
              required(
                  IS_COMPLETE, FLAG, "Whether the period's last day is not after the as-of date."),
              required(
                  FROM_TIER,
                  TEXT,
                  "The tier at the end of the period before; none: not a member then; member: a member"
                      + " without a tier."),
              required(
                  TO_TIER,
                  TEXT,
                  "The tier at the end of the period, or on the as-of date where that is earlier; none:"
                      + " no longer a member."),
              required(
                  CUSTOMERS,
                  COUNT,
                  "Customers who went that way. Of two tiers at a time the one joined last counts; who"
                      + " joins and leaves between two ends is not seen."),
              optional(
                  CUSTOMERS_OF_FROM_TIER,
                  COUNT,
                  "All customers of from_tier at the end of the period before; null for none."),
              optional(
                  SHARE_OF_FROM_TIER,
                  RATE,
                  "customers / customers_of_from_tier; null for a group of too few and for none.")),
          List.of(
              SEGMENT_NAME,
              SEGMENT_VALUE,
              PROGRAMME,
              GRANULARITY,
              PERIOD_START,
              FROM_TIER,
              TO_TIER),
          constraints(
              inUnitInterval(SHARE_OF_FROM_TIER),
              holds("some_customer", "customers > 0", "There is a customer in every row."),
              holds(
                  "no_more_than_the_tier_had",
                  "customers <= customers_of_from_tier",
                  "No more customers leave a tier than were in it."),
              holds(
                  "a_member_at_one_end",
                  "not (from_tier = 'none' and to_tier = 'none')",
                  "Somebody who is a member at neither end did not move.")),
          "How many members rose, fell and left in the last quarters?",
          "SELECT period_start, from_tier, to_tier, customers, share_of_from_tier FROM tier_movements WHERE"
              + " segment_name = 'all' AND granularity = 'quarter' AND is_complete AND from_tier <>"
              + " to_tier ORDER BY period_start DESC, customers DESC, from_tier, to_tier");

  private TierMovementsTable() {}
}
