package io.perennial.table.output;

import static io.perennial.table.ColumnContract.optional;
import static io.perennial.table.ColumnContract.required;
import static io.perennial.table.Types.COUNT;
import static io.perennial.table.Types.DATE;
import static io.perennial.table.Types.FLAG;
import static io.perennial.table.Types.MONEY;
import static io.perennial.table.Types.RATE;
import static io.perennial.table.Types.TEXT;
import static io.perennial.table.Types.WHOLE;
import static io.perennial.table.output.RateColumns.constraints;
import static io.perennial.table.output.RateColumns.holds;
import static io.perennial.table.output.RateColumns.inUnitInterval;
import static io.perennial.table.output.RateColumns.notNegative;

import io.perennial.table.RunTotals;
import io.perennial.table.TableContract;
import io.perennial.table.TotalConstraint;
import io.perennial.table.input.OrdersInput;
import java.util.List;

/** How far customers are below what they, or others like them, have spent in a year. */
public final class SpendingHeadroomTable {
  public static final String NAME = "spending_headroom";
  public static final String CUSTOMER_ID = OrdersInput.CUSTOMER_ID;
  public static final String COHORT_YEAR = "cohort_year";
  public static final String HAS_FULL_YEAR = "has_full_year";
  public static final String SPEND_LAST_365_DAYS = "spend_last_365_days";
  public static final String BEST_YEAR_SPEND = "best_year_spend";
  public static final String BEST_YEAR_END = "best_year_end";
  public static final String SHARE_OF_BEST_YEAR = "share_of_best_year";
  public static final String IS_BELOW_BEST_YEAR = "is_below_best_year";
  public static final String HEADROOM_TO_BEST_YEAR = "headroom_to_best_year";
  public static final String COMPARABLE_CUSTOMERS = "comparable_customers";
  public static final String COMPARABLE_UPPER_SPEND = "comparable_upper_spend";
  public static final String HEADROOM_TO_COMPARABLE = "headroom_to_comparable";
  public static final String COHORT_SHARE_BELOW_BEST_YEAR = "cohort_share_below_best_year";

  /** The quantile of comparable customers' spend that is held against each of them. */
  public static final double UPPER_QUANTILE = 0.8;

  public static final TableContract CONTRACT =
      new TableContract(
          NAME,
          "One row is one customer with at least one order. Headroom is a difference of amounts that were"
              + " observed; nothing says that the customer could or would spend it.",
          List.of(
              required(CUSTOMER_ID, TEXT, "The customer."),
              required(
                  COHORT_YEAR,
                  WHOLE,
                  "The calendar year in which the customer's cohort began; customers of one cohort year"
                      + " are comparable, because spend depends on how long somebody has been a"
                      + " customer."),
              required(
                  HAS_FULL_YEAR,
                  FLAG,
                  "Whether the first order lies at least 365 days before the as-of date; without it the"
                      + " last 365 days hold all there is, and the best year is no yardstick."),
              required(
                  SPEND_LAST_365_DAYS,
                  MONEY,
                  "Net revenue of the 365 days that end on the as-of date; negative where returns"
                      + " outweigh."),
              required(
                  BEST_YEAR_SPEND,
                  MONEY,
                  "The largest net revenue of any 365 days that end on a day with an order of the"
                      + " customer's, or on the as-of date."),
              required(
                  BEST_YEAR_END,
                  DATE,
                  "The day on which these 365 days end: the earliest with an order that reaches the amount,"
                      + " or the as-of date where only the last 365 days do."),
              optional(
                  SHARE_OF_BEST_YEAR,
                  RATE,
                  "spend_last_365_days / best_year_spend; null unless the latter is positive, negative"
                      + " where returns outweigh."),
              required(
                  IS_BELOW_BEST_YEAR,
                  FLAG,
                  "Whether spend_last_365_days is below best_year_spend."),
              required(HEADROOM_TO_BEST_YEAR, MONEY, "best_year_spend less spend_last_365_days."),
              required(
                  COMPARABLE_CUSTOMERS,
                  COUNT,
                  "How many customers of the cohort year ordered in the last 365 days, this one included"
                      + " if so."),
              optional(
                  COMPARABLE_UPPER_SPEND,
                  MONEY,
                  "The 0.8 quantile, by linear interpolation, of their spend of the last 365 days: what"
                      + " the better fifth of them spends at least; null where they are fewer than the"
                      + " minimum group."),
              optional(
                  HEADROOM_TO_COMPARABLE,
                  MONEY,
                  "comparable_upper_spend less spend_last_365_days, at least 0; null with it."),
              optional(
                  COHORT_SHARE_BELOW_BEST_YEAR,
                  RATE,
                  "Of the cohort year's customers with a full year, the share that is below their best"
                      + " year; the same for all of a cohort year, null where they are fewer than the"
                      + " minimum group. A best year is the largest of many, so most are below it most"
                      + " of the time.")),
          List.of(CUSTOMER_ID),
          constraints(
              notNegative(HEADROOM_TO_BEST_YEAR, HEADROOM_TO_COMPARABLE, COMPARABLE_CUSTOMERS),
              inUnitInterval(COHORT_SHARE_BELOW_BEST_YEAR),
              holds(
                  "share_at_most_one",
                  "share_of_best_year <= 1",
                  "No year is better than the best."),
              holds(
                  "headroom_is_the_difference",
                  "abs(headroom_to_best_year - best_year_spend + spend_last_365_days) <= 0.02",
                  "Headroom is the best year less the last, but for rounding.")),
          List.of(
              new TotalConstraint(
                  "every_customer_with_orders",
                  "count(*) = :" + RunTotals.CUSTOMERS_WITH_ORDERS,
                  "Every customer with an order has a row.")),
          "How many customers with a full year are below their best year, and by how much?",
          "SELECT cohort_year, count(*) AS customers, avg(if(is_below_best_year, 1, 0)) AS"
              + " share_below_best_year, sum(headroom_to_best_year) AS headroom FROM"
              + " spending_headroom WHERE has_full_year GROUP BY cohort_year ORDER BY cohort_year");

  private SpendingHeadroomTable() {}
}
