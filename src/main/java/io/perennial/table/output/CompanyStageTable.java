package io.perennial.table.output;

import static io.perennial.table.ColumnContract.optional;
import static io.perennial.table.ColumnContract.required;
import static io.perennial.table.Types.COUNT;
import static io.perennial.table.Types.FLAG;
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

import io.perennial.table.RunTotals;
import io.perennial.table.TableContract;
import io.perennial.table.TotalConstraint;
import java.util.List;

/** How far a company has come from winning customers to living on those it has. */
public final class CompanyStageTable {
  public static final String NAME = "company_stage";
  public static final String YEAR = "year";
  public static final String IS_COMPLETE = RetentionByPeriodTable.IS_COMPLETE;
  public static final String IS_FIRST_YEAR = "is_first_year";
  public static final String ACTIVE_CUSTOMERS = RetentionByPeriodTable.ACTIVE_CUSTOMERS;
  public static final String ACQUIRED_CUSTOMERS = RetentionByPeriodTable.ACQUIRED_CUSTOMERS;
  public static final String NET_REVENUE = RetentionByPeriodTable.NET_REVENUE;
  public static final String FIRST_ORDER_REVENUE = "first_order_revenue";
  public static final String REPEAT_REVENUE = "repeat_revenue";
  public static final String REPEAT_REVENUE_SHARE = RetentionByPeriodTable.REPEAT_REVENUE_SHARE;
  public static final String EARLIER_CUSTOMERS_REVENUE_SHARE = "earlier_customers_revenue_share";
  public static final String ANNUAL_REPURCHASE_RATE = "annual_repurchase_rate";
  public static final String STAGE = "stage";
  public static final String ADVISED_EMPHASIS = "advised_emphasis";

  /** Revenue comes from first orders for the most part. */
  public static final String STARTING = "starting";

  /** Revenue comes from both. */
  public static final String GROWING = "growing";

  /** Revenue comes from repeat orders for the most part. */
  public static final String ESTABLISHED = "established";

  public static final String WIN_CUSTOMERS = "win_customers";
  public static final String WIN_AND_KEEP_CUSTOMERS = "win_and_keep_customers";
  public static final String KEEP_CUSTOMERS = "keep_customers";

  /** The share of repeat revenue from which a company is growing. */
  public static final double GROWING_FROM = 0.4;

  /** The share of repeat revenue from which a company is established. */
  public static final double ESTABLISHED_FROM = 0.6;

  public static final TableContract CONTRACT =
      new TableContract(
          NAME,
          "One row is one calendar year of one segment with an order or a return.",
          List.of(
              SEGMENT_NAME_COLUMN,
              SEGMENT_VALUE_COLUMN,
              required(YEAR, WHOLE, "The calendar year."),
              required(
                  IS_COMPLETE,
                  FLAG,
                  "Whether the year's last day is on or before the as-of date; a year that is not runs to"
                      + " the as-of date."),
              required(
                  IS_FIRST_YEAR,
                  FLAG,
                  "Whether it is the year of the segment's first order or lies before it. Whoever orders"
                      + " for the first time in the data looks new, so where the data begin later than"
                      + " the company, this year looks more like a start than it was."),
              required(ACTIVE_CUSTOMERS, COUNT, "Customers who ordered in the year."),
              required(
                  ACQUIRED_CUSTOMERS,
                  COUNT,
                  "Customers whose first order in the segment lies in the year."),
              required(NET_REVENUE, MONEY, "Net revenue booked in the year."),
              required(
                  FIRST_ORDER_REVENUE,
                  MONEY,
                  "The part of it booked up to and on the day of the customer's first order in the"
                      + " segment, or of a customer without one: new revenue."),
              required(
                  REPEAT_REVENUE,
                  MONEY,
                  "The part booked after the day of the customer's first order in the segment, returns"
                      + " included."),
              optional(
                  REPEAT_REVENUE_SHARE,
                  RATE,
                  "repeat_revenue / net_revenue; outside [0, 1] where returns outweigh sales, null where"
                      + " net revenue is not positive or fewer customers than the minimum group ordered."),
              optional(
                  EARLIER_CUSTOMERS_REVENUE_SHARE,
                  RATE,
                  "The share of net_revenue from customers acquired in an earlier year: a stricter reading"
                      + " of repeat revenue; null under the same conditions."),
              optional(
                  ANNUAL_REPURCHASE_RATE,
                  RATE,
                  "Customers who ordered in the year before and in this one / customers who ordered in the"
                      + " year before; null where these are none or fewer than the minimum group."),
              optional(
                  STAGE,
                  TEXT,
                  "starting: repeat_revenue_share below 0.4; growing: from 0.4 and below 0.6; established:"
                      + " from 0.6. The three stages are the sources', the two cut points a convention of"
                      + " this table; null without the share and where it lies outside [0, 1]."),
              optional(
                  ADVISED_EMPHASIS,
                  TEXT,
                  "What the sources advise a company in the stage to emphasise: win_customers when"
                      + " starting, win_and_keep_customers when growing, keep_customers when established."
                      + " Their advice, not a result of these figures; null without a stage.")),
          List.of(SEGMENT_NAME, SEGMENT_VALUE, YEAR),
          constraints(
              notNegative(ACTIVE_CUSTOMERS),
              inUnitInterval(ANNUAL_REPURCHASE_RATE),
              holds(
                  "acquired_were_active",
                  "acquired_customers <= active_customers",
                  "Whoever was acquired in the year ordered in it."),
              holds(
                  "revenue_is_first_and_repeat",
                  "abs(net_revenue - first_order_revenue - repeat_revenue) <= 0.02",
                  "Revenue is new or repeat, but for rounding."),
              holds(
                  "known_stage",
                  "stage in ('starting', 'growing', 'established') and (stage is null) ="
                      + " (advised_emphasis is null)",
                  "The stage is one of the three, and advice comes with a stage.")),
          List.of(
              new TotalConstraint(
                  "every_customer_acquired_once",
                  "coalesce(sum(if(segment_name = 'all', acquired_customers, 0)), 0) = :"
                      + RunTotals.CUSTOMERS_WITH_ORDERS,
                  "Every customer is acquired in exactly one year."),
              new TotalConstraint(
                  "all_net_revenue",
                  "abs(coalesce(sum(if(segment_name = 'all', net_revenue, 0)), 0) - :"
                      + RunTotals.NET_REVENUE
                      + ") <= 0.005 * count(*)",
                  "The net revenue adds up to the accepted net revenue, but for rounding.")),
          "Is the company still starting, growing, or established, and what do the sources advise it?",
          "SELECT year, repeat_revenue_share, annual_repurchase_rate, stage, advised_emphasis FROM"
              + " company_stage WHERE segment_name = 'all' AND is_complete ORDER BY year");

  private CompanyStageTable() {}
}
