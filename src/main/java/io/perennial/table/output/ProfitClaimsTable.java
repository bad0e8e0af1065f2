package io.perennial.table.output;

import static io.perennial.table.ColumnContract.optional;
import static io.perennial.table.ColumnContract.required;
import static io.perennial.table.Types.COUNT;
import static io.perennial.table.Types.FLAG;
import static io.perennial.table.Types.RATE;
import static io.perennial.table.Types.TEXT;
import static io.perennial.table.output.RateColumns.constraints;
import static io.perennial.table.output.RateColumns.holds;

import io.perennial.table.TableContract;
import java.util.List;

/** What is often said of customers and profit, held against the company's own figures. */
public final class ProfitClaimsTable {
  public static final String NAME = "profit_claims";
  public static final String CLAIM = "claim";
  public static final String CUSTOMERS = "customers";
  public static final String GROUP_CUSTOMERS = "group_customers";
  public static final String CLAIMED_SHARE = "claimed_share";
  public static final String MEASURED_SHARE = "measured_share";
  public static final String HOLDS = "holds";

  /** Twenty percent of customers make eighty percent of revenue. */
  public static final String TOP_20_PERCENT =
      "twenty_percent_of_customers_make_80_percent_of_revenue";

  /** Loyal customers make most of the profit. */
  public static final String LOYAL = "loyal_customers_make_most_profit";

  /** The customers behind the last twenty percent of revenue cause most of the cost of serving. */
  public static final String LAST_20_PERCENT =
      "customers_behind_the_last_20_percent_of_revenue_cause_most_service_cost";

  public static final TableContract CONTRACT =
      new TableContract(
          NAME,
          "One row is one claim that is often made of customers and profit, to the as-of date.",
          List.of(
              required(
                  CLAIM,
                  TEXT,
                  "The claim: "
                      + TOP_20_PERCENT
                      + ", "
                      + LOYAL
                      + " (loyal is who ordered on three days or more), or "
                      + LAST_20_PERCENT
                      + "."),
              required(
                  CUSTOMERS,
                  COUNT,
                  "The customers the shares are of; of loyal customers' profit those whose orders' costs"
                      + " are all known."),
              required(
                  GROUP_CUSTOMERS,
                  COUNT,
                  "The customers the claim is about: the top 20 %, the loyal ones, or those with less net"
                      + " revenue than the customer with whom the largest, in turn, reach 80 % of it."),
              required(
                  CLAIMED_SHARE, RATE, "What the claim says at least, or for most, is exceeded."),
              optional(
                  MEASURED_SHARE,
                  RATE,
                  "The group's share: of net revenue, of profit, or of what returns, contacts, handling,"
                      + " deviations and retention programmes cost, as far as those are known. Null where"
                      + " that is not positive in total or customers are fewer than the minimum group. A"
                      + " share of profit may exceed 1, as others make a loss."),
              optional(
                  HOLDS,
                  FLAG,
                  "Whether measured_share reaches 0.8, or exceeds 0.5; null where it is.")),
          List.of(CLAIM),
          constraints(
              holds(
                  "group_among_customers",
                  "group_customers between 0 and customers",
                  "The group is among the customers."),
              holds(
                  "judged_where_measured",
                  "(holds is null) = (measured_share is null)",
                  "A claim is judged where it was measured.")),
          "Which of the rules of thumb about customers hold for us?",
          "SELECT claim, claimed_share, measured_share, holds FROM profit_claims ORDER BY claim");

  private ProfitClaimsTable() {}
}
