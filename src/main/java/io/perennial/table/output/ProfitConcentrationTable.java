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

/** The curve of cumulated profit, from the most profitable customer to the least. */
public final class ProfitConcentrationTable {
  public static final String NAME = "profit_concentration";
  public static final String SCOPE = RevenueConcentrationTable.SCOPE;
  public static final String PERCENTILE = RevenueConcentrationTable.PERCENTILE;
  public static final String CUSTOMERS = RevenueConcentrationTable.CUSTOMERS;
  public static final String CUMULATIVE_CUSTOMER_SHARE =
      RevenueConcentrationTable.CUMULATIVE_CUSTOMER_SHARE;
  public static final String CUMULATIVE_PROFIT = "cumulative_profit";
  public static final String CUMULATIVE_PROFIT_SHARE = "cumulative_profit_share";

  public static final TableContract CONTRACT =
      new TableContract(
          NAME,
          "One row is one percentile of the customers of one scope and segment, the most profitable first: the"
              + " curve, often called whale curve, rises above all profit before customers who make a loss"
              + " bring it down.",
          List.of(
              SEGMENT_NAME_COLUMN,
              SEGMENT_VALUE_COLUMN,
              required(
                  SCOPE,
                  TEXT,
                  "Which revenue and costs count: all, last_365_days, or a calendar year such as year_2011;"
                      + " its customers are those with an order, a return or a cost in it. Customers with an"
                      + " order in it whose cost is not known are left out; segments are those of customers."),
              required(PERCENTILE, WHOLE, "The percentile p, from 0 to 100."),
              required(
                  CUSTOMERS,
                  COUNT,
                  "The most profitable ceil(p n / 100) of the n customers, ties by customer id."),
              required(CUMULATIVE_CUSTOMER_SHARE, RATE, "customers / n."),
              required(
                  CUMULATIVE_PROFIT,
                  MONEY,
                  "Their profit as in customer_profitability, of the scope alone; a month's programme costs"
                      + " count where the month ends."),
              optional(
                  CUMULATIVE_PROFIT_SHARE,
                  RATE,
                  "Their share of the scope's profit; null where that is not positive or the group is below"
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
                  "percentile > 0 or (customers = 0 and cumulative_profit = 0)",
                  "No customers make no profit."),
              holds(
                  "curve_ends_at_one",
                  "percentile < 100 or (cumulative_customer_share = 1 and"
                      + " coalesce(cumulative_profit_share, 1) = 1)",
                  "All customers make all profit.")),
          "How high does profit rise before customers who make a loss bring it down?",
          "SELECT max(cumulative_profit_share) AS top_of_the_curve FROM profit_concentration WHERE"
              + " segment_name = 'all' AND scope = 'last_365_days'");

  private ProfitConcentrationTable() {}
}
