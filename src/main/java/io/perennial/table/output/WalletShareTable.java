package io.perennial.table.output;

import static io.perennial.table.ColumnContract.optional;
import static io.perennial.table.ColumnContract.required;
import static io.perennial.table.Types.COUNT;
import static io.perennial.table.Types.DATE;
import static io.perennial.table.Types.MONEY;
import static io.perennial.table.Types.RATE;
import static io.perennial.table.output.RateColumns.constraints;
import static io.perennial.table.output.RateColumns.holds;
import static io.perennial.table.output.RateColumns.inUnitInterval;
import static io.perennial.table.output.RateColumns.notNegative;

import io.perennial.table.TableContract;
import io.perennial.table.input.ShareOfWalletInput;
import java.util.List;

/** Which part of what customers spend on such things they spend here. */
public final class WalletShareTable {
  public static final String NAME = "wallet_share";
  public static final String SEGMENT_NAME = RateColumns.SEGMENT_NAME;
  public static final String SEGMENT_VALUE = RateColumns.SEGMENT_VALUE;
  public static final String PERIOD_START = ShareOfWalletInput.PERIOD_START;
  public static final String PERIOD_END = ShareOfWalletInput.PERIOD_END;
  public static final String CUSTOMERS = "customers";
  public static final String CUSTOMERS_SPENDING_MORE_HERE = "customers_spending_more_here";
  public static final String NET_REVENUE = "net_revenue";
  public static final String TOTAL_SPEND = ShareOfWalletInput.TOTAL_SPEND;
  public static final String SPENT_ELSEWHERE = "spent_elsewhere";
  public static final String SHARE_OF_WALLET = "share_of_wallet";
  public static final String AVERAGE_CUSTOMER_SHARE = "average_customer_share";
  public static final String LOWER_QUARTILE_SHARE = "lower_quartile_share";
  public static final String MEDIAN_SHARE = "median_share";
  public static final String UPPER_QUARTILE_SHARE = "upper_quartile_share";
  public static final String CUSTOMERS_BELOW_HALF = "customers_below_half";
  public static final String SHARE_OF_CUSTOMERS_BELOW_HALF = "share_of_customers_below_half";

  public static final TableContract CONTRACT =
      new TableContract(
          NAME,
          "One row is the customers of whom it is known what they spent in one span of days, here and"
              + " elsewhere, in one segment of customers. Of no customer alone is the share published.",
          List.of(
              RateColumns.SEGMENT_NAME_COLUMN,
              RateColumns.SEGMENT_VALUE_COLUMN,
              required(PERIOD_START, DATE, "The first day of the span, as it was given."),
              required(PERIOD_END, DATE, "The last day of the span, as it was given."),
              required(CUSTOMERS, COUNT, "Customers of whom it is known, and who spent something."),
              required(
                  CUSTOMERS_SPENDING_MORE_HERE,
                  COUNT,
                  "Those whose net revenue of the span is more than what they are said to have spent in"
                      + " all; their share counts as 1. Many of them mean that the totals are too low."),
              required(
                  NET_REVENUE,
                  MONEY,
                  "Net revenue of these customers in the span, each at least 0 and at most what the"
                      + " customer spent in all."),
              required(TOTAL_SPEND, MONEY, "What they spent in all."),
              required(
                  SPENT_ELSEWHERE,
                  MONEY,
                  "total_spend less net_revenue, rounded once: what could be won from them at most."),
              optional(
                  SHARE_OF_WALLET, RATE, "net_revenue / total_spend; null for a group of too few."),
              optional(
                  AVERAGE_CUSTOMER_SHARE,
                  RATE,
                  "The mean of the customers' own shares, each of the same weight; null likewise."),
              optional(
                  LOWER_QUARTILE_SHARE,
                  RATE,
                  "The share that a quarter of the customers do not exceed, by linear interpolation; null"
                      + " likewise."),
              optional(MEDIAN_SHARE, RATE, "The median of the customers' shares."),
              optional(UPPER_QUARTILE_SHARE, RATE, "Their upper quartile."),
              required(
                  CUSTOMERS_BELOW_HALF, COUNT, "Customers who spent less than half of it here."),
              optional(
                  SHARE_OF_CUSTOMERS_BELOW_HALF,
                  RATE,
                  "customers_below_half / customers; null for a group of too few.")),
          List.of(SEGMENT_NAME, SEGMENT_VALUE, PERIOD_START, PERIOD_END),
          constraints(
              notNegative(NET_REVENUE, SPENT_ELSEWHERE, CUSTOMERS_BELOW_HALF),
              inUnitInterval(
                  SHARE_OF_WALLET,
                  AVERAGE_CUSTOMER_SHARE,
                  LOWER_QUARTILE_SHARE,
                  MEDIAN_SHARE,
                  UPPER_QUARTILE_SHARE,
                  SHARE_OF_CUSTOMERS_BELOW_HALF),
              holds(
                  "no_more_here_than_in_all",
                  "net_revenue <= total_spend",
                  "No more is spent here than in all."),
              holds(
                  "groups_of_customers",
                  "customers_spending_more_here + customers_below_half <= customers and customers > 0",
                  "Whoever spends less than half here does not spend more than all.")),
          "Which part of their spending do customers bring us, and is that changing?",
          "SELECT period_start, period_end, customers, share_of_wallet, median_share, spent_elsewhere FROM"
              + " wallet_share WHERE segment_name = 'all' ORDER BY period_start, period_end");

  private WalletShareTable() {}
}
