package io.perennial.table.output;

import static io.perennial.table.ColumnContract.optional;
import static io.perennial.table.ColumnContract.required;
import static io.perennial.table.Types.COUNT;
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

import io.perennial.table.TableContract;
import java.util.List;

/** The concentration (Lorenz) curve: how much revenue the largest customers make. */
public final class RevenueConcentrationTable {
  public static final String NAME = "revenue_concentration";
  public static final String SCOPE = "scope";
  public static final String PERCENTILE = "percentile";
  public static final String CUSTOMERS = "customers";
  public static final String CUMULATIVE_CUSTOMER_SHARE = "cumulative_customer_share";
  public static final String CUMULATIVE_REVENUE = "cumulative_revenue";
  public static final String CUMULATIVE_REVENUE_SHARE = "cumulative_revenue_share";

  /** The scope of all revenue to the as-of date. */
  public static final String ALL_TIME = "all";

  /** The scope of the 365 days that end on the as-of date. */
  public static final String LAST_365_DAYS = "last_365_days";

  /** The prefix of the scopes of calendar years. */
  public static final String YEAR = "year_";

  public static final TableContract CONTRACT =
      new TableContract(
          NAME,
          "One row is one percentile of the customers of one scope and segment, the largest first.",
          List.of(
              SEGMENT_NAME_COLUMN,
              SEGMENT_VALUE_COLUMN,
              required(
                  SCOPE,
                  TEXT,
                  "Which revenue counts: all, last_365_days, or a calendar year such as year_2011; its"
                      + " customers are those with an order or a return in it."),
              required(PERCENTILE, WHOLE, "The percentile p, from 0 to 100."),
              required(
                  CUSTOMERS,
                  COUNT,
                  "The largest ceil(p n / 100) of the n customers by net revenue, ties by customer id."),
              required(CUMULATIVE_CUSTOMER_SHARE, RATE, "customers / n."),
              required(CUMULATIVE_REVENUE, MONEY, "Their net revenue."),
              optional(
                  CUMULATIVE_REVENUE_SHARE,
                  RATE,
                  "Their share of the scope's net revenue; above 1 before the end where customers have"
                      + " negative net revenue; null where the total is not positive or the group is below"
                      + " the minimum size.")),
          List.of(SEGMENT_NAME, SEGMENT_VALUE, SCOPE, PERCENTILE),
          constraints(
              inUnitInterval(CUMULATIVE_CUSTOMER_SHARE),
              holds(
                  "percentile_range",
                  "percentile between 0 and 100",
                  "Percentiles run from 0 to 100."),
              holds(
                  "curve_begins_at_nothing",
                  "percentile > 0 or (customers = 0 and cumulative_revenue = 0)",
                  "No customers make no revenue."),
              holds(
                  "curve_ends_at_one",
                  "percentile < 100 or (cumulative_customer_share = 1 and"
                      + " coalesce(cumulative_revenue_share, 1) = 1)",
                  "All customers make all revenue.")),
          "What share of last year's revenue did the largest tenth of customers make?",
          "SELECT cumulative_revenue_share FROM revenue_concentration WHERE segment_name = 'all' AND scope"
              + " = 'last_365_days' AND percentile = 10");

  private RevenueConcentrationTable() {}
}
