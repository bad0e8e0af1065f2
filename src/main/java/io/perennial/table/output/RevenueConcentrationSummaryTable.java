package io.perennial.table.output;

import static io.perennial.table.ColumnContract.optional;
import static io.perennial.table.ColumnContract.required;
import static io.perennial.table.Types.COUNT;
import static io.perennial.table.Types.MONEY;
import static io.perennial.table.Types.RATE;
import static io.perennial.table.Types.TEXT;
import static io.perennial.table.output.RateColumns.SEGMENT_NAME;
import static io.perennial.table.output.RateColumns.SEGMENT_NAME_COLUMN;
import static io.perennial.table.output.RateColumns.SEGMENT_VALUE;
import static io.perennial.table.output.RateColumns.SEGMENT_VALUE_COLUMN;
import static io.perennial.table.output.RateColumns.constraints;
import static io.perennial.table.output.RateColumns.holds;
import static io.perennial.table.output.RateColumns.inUnitInterval;

import io.perennial.table.RunTotals;
import io.perennial.table.TableContract;
import io.perennial.table.TotalConstraint;
import java.util.List;

/** The 80/20 figures: how unequally revenue is spread over customers. */
public final class RevenueConcentrationSummaryTable {
  public static final String NAME = "revenue_concentration_summary";
  public static final String SCOPE = RevenueConcentrationTable.SCOPE;
  public static final String CUSTOMERS = "customers";
  public static final String NET_REVENUE = "net_revenue";
  public static final String TOP_1_PERCENT_REVENUE_SHARE = "top_1_percent_revenue_share";
  public static final String TOP_5_PERCENT_REVENUE_SHARE = "top_5_percent_revenue_share";
  public static final String TOP_10_PERCENT_REVENUE_SHARE = "top_10_percent_revenue_share";
  public static final String TOP_20_PERCENT_REVENUE_SHARE = "top_20_percent_revenue_share";
  public static final String CUSTOMERS_FOR_80_PERCENT = "customers_for_80_percent";
  public static final String CUSTOMER_SHARE_FOR_80_PERCENT = "customer_share_for_80_percent";
  public static final String GINI_COEFFICIENT = "gini_coefficient";
  public static final String HERFINDAHL_INDEX = "herfindahl_index";
  public static final String CUSTOMERS_WITH_NEGATIVE_REVENUE = "customers_with_negative_revenue";
  public static final String NEGATIVE_REVENUE = "negative_revenue";

  public static final TableContract CONTRACT =
      new TableContract(
          NAME,
          "One row is one scope of one segment; shares and indices are null where the scope's net revenue"
              + " is not positive or its customers are fewer than the minimum group size.",
          List.of(
              SEGMENT_NAME_COLUMN,
              SEGMENT_VALUE_COLUMN,
              required(
                  SCOPE,
                  TEXT,
                  "Which revenue counts: all, last_365_days, or a calendar year such as year_2011."),
              required(CUSTOMERS, COUNT, "Customers with an order or a return in the scope, n."),
              required(NET_REVENUE, MONEY, "Their net revenue in the scope."),
              optional(
                  TOP_1_PERCENT_REVENUE_SHARE,
                  RATE,
                  "The share of net revenue of the largest ceil(0.01 n) customers."),
              optional(
                  TOP_5_PERCENT_REVENUE_SHARE,
                  RATE,
                  "The share of net revenue of the largest ceil(0.05 n) customers."),
              optional(
                  TOP_10_PERCENT_REVENUE_SHARE,
                  RATE,
                  "The share of net revenue of the largest ceil(0.1 n) customers."),
              optional(
                  TOP_20_PERCENT_REVENUE_SHARE,
                  RATE,
                  "The share of net revenue of the largest ceil(0.2 n) customers."),
              optional(
                  CUSTOMERS_FOR_80_PERCENT,
                  COUNT,
                  "The smallest number of customers, the largest first, that make at least 80 % of net"
                      + " revenue."),
              optional(
                  CUSTOMER_SHARE_FOR_80_PERCENT, RATE, "customers_for_80_percent / customers."),
              optional(
                  GINI_COEFFICIENT,
                  RATE,
                  "2 sum(i x_i) / (n sum x) - (n + 1) / n over ascending x: 0 when all are equal, near 1"
                      + " when one has all; may exceed 1 where customers have negative net revenue."),
              optional(
                  HERFINDAHL_INDEX,
                  RATE,
                  "The sum of the squared revenue shares, as fractions: 1 / n when all are equal, 1 when one"
                      + " has all."),
              required(
                  CUSTOMERS_WITH_NEGATIVE_REVENUE,
                  COUNT,
                  "Customers whose net revenue is below zero; they stay in every figure."),
              required(NEGATIVE_REVENUE, MONEY, "Their net revenue, zero or negative.")),
          List.of(SEGMENT_NAME, SEGMENT_VALUE, SCOPE),
          constraints(
              inUnitInterval(CUSTOMER_SHARE_FOR_80_PERCENT),
              holds(
                  "negative_revenue_not_positive",
                  "negative_revenue <= 0",
                  "Negative revenue is not positive."),
              holds(
                  "gini_not_negative",
                  "gini_coefficient >= -1e-9",
                  "The Gini coefficient is not negative.")),
          List.of(
              new TotalConstraint(
                  "every_customer_in_all_time",
                  "coalesce(sum(if(segment_name = 'all' and scope = 'all', customers, 0)), 0) = :"
                      + RunTotals.CUSTOMERS,
                  "The scope of all time holds every customer."),
              new TotalConstraint(
                  "all_net_revenue_in_all_time",
                  "abs(coalesce(sum(if(segment_name = 'all' and scope = 'all', net_revenue, 0)), 0) - :"
                      + RunTotals.NET_REVENUE
                      + ") <= 0.005",
                  "The scope of all time holds all net revenue.")),
          "Do twenty percent of our customers make eighty percent of revenue, and is it getting worse?",
          "SELECT scope, top_20_percent_revenue_share, gini_coefficient FROM revenue_concentration_summary"
              + " WHERE segment_name = 'all' ORDER BY scope");

  private RevenueConcentrationSummaryTable() {}
}
