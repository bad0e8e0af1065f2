package io.perennial.table.output;

import static io.perennial.table.ColumnContract.optional;
import static io.perennial.table.ColumnContract.required;
import static io.perennial.table.Types.COUNT;
import static io.perennial.table.Types.DATE;
import static io.perennial.table.Types.MEAN_MONEY;
import static io.perennial.table.Types.MONEY;
import static io.perennial.table.Types.RATE;
import static io.perennial.table.Types.TEXT;
import static io.perennial.table.Types.TIMESTAMP;
import static io.perennial.table.Types.WHOLE;
import static io.perennial.table.output.RateColumns.constraints;
import static io.perennial.table.output.RateColumns.holds;
import static io.perennial.table.output.RateColumns.notNegative;

import io.perennial.table.RunTotals;
import io.perennial.table.TableContract;
import io.perennial.table.TotalConstraint;
import io.perennial.table.input.OrdersInput;
import java.util.List;

/** Every customer's purchases to date in one row, with recency, frequency and money scores. */
public final class PurchaseSummaryTable {
  public static final String NAME = "purchase_summary";
  public static final String CUSTOMER_ID = OrdersInput.CUSTOMER_ID;
  public static final String FIRST_ORDER_AT = "first_order_at";
  public static final String LAST_ORDER_AT = "last_order_at";
  public static final String ORDERS = "orders";
  public static final String PURCHASE_OCCASIONS = "purchase_occasions";
  public static final String NET_REVENUE = "net_revenue";
  public static final String AVERAGE_ORDER_VALUE = "average_order_value";
  public static final String MEDIAN_DAYS_BETWEEN_ORDERS = "median_days_between_orders";
  public static final String DAYS_SINCE_LAST_ORDER = "days_since_last_order";
  public static final String COHORT_MONTH = "cohort_month";
  public static final String FREQUENCY = "frequency";
  public static final String RECENCY_DAYS = "recency_days";
  public static final String CUSTOMER_AGE_DAYS = "customer_age_days";
  public static final String MONETARY_VALUE = "monetary_value";
  public static final String RECENCY_SCORE = "recency_score";
  public static final String FREQUENCY_SCORE = "frequency_score";
  public static final String MONETARY_SCORE = "monetary_score";
  public static final String RFM_SEGMENT = "rfm_segment";

  public static final TableContract CONTRACT =
      new TableContract(
          NAME,
          "One row is one customer with at least one accepted order or return up to the as-of date.",
          List.of(
              required(CUSTOMER_ID, TEXT, "The customer."),
              optional(
                  FIRST_ORDER_AT,
                  TIMESTAMP,
                  "The instant of the first order; null for a customer with returns only."),
              optional(
                  LAST_ORDER_AT,
                  TIMESTAMP,
                  "The instant of the last order; null for a customer with returns only."),
              required(ORDERS, COUNT, "How many orders; a return is none."),
              required(
                  PURCHASE_OCCASIONS,
                  COUNT,
                  "On how many different days the customer ordered; two orders on one day are one"
                      + " occasion."),
              required(
                  NET_REVENUE,
                  MONEY,
                  "Order amounts less discounts less returned amounts, in the reporting currency; rounded"
                      + " of each customer, so that only revenue_reconciliation has the exact total."),
              optional(
                  AVERAGE_ORDER_VALUE,
                  MEAN_MONEY,
                  "net_revenue divided by orders; null without an order."),
              optional(
                  MEDIAN_DAYS_BETWEEN_ORDERS,
                  RATE,
                  "The median number of days from one purchase occasion to the next; null with fewer than"
                      + " two occasions."),
              optional(
                  DAYS_SINCE_LAST_ORDER,
                  WHOLE,
                  "Days from the last order to the as-of date: the recency of RFM; null without an"
                      + " order."),
              optional(
                  COHORT_MONTH,
                  DATE,
                  "The first day of the month in which the customer's cohort began; null without an"
                      + " order."),
              optional(
                  FREQUENCY,
                  COUNT,
                  "Repeat purchases for lifetime value models, x: purchase_occasions less one; null"
                      + " without an order."),
              optional(
                  RECENCY_DAYS,
                  WHOLE,
                  "Days from the first to the last purchase occasion, t_x; null without an order."),
              optional(
                  CUSTOMER_AGE_DAYS,
                  WHOLE,
                  "Days from the first order to the as-of date, T; null without an order."),
              optional(
                  MONETARY_VALUE,
                  MEAN_MONEY,
                  "The mean net revenue of the repeat occasions, the first occasion left out and amounts"
                      + " of one day summed; null without a repeat occasion."),
              optional(
                  RECENCY_SCORE,
                  WHOLE,
                  "1 to 5 by fifths of days_since_last_order, 5 for the most recent; equal values share a"
                      + " score; null without an order."),
              optional(
                  FREQUENCY_SCORE,
                  WHOLE,
                  "1 to 5 by fifths of orders, 5 for the most; null without an order."),
              optional(
                  MONETARY_SCORE,
                  WHOLE,
                  "1 to 5 by fifths of net_revenue, 5 for the most; null without an order."),
              optional(
                  RFM_SEGMENT,
                  TEXT,
                  "A name for the pair of recency and frequency scores, such as champions or hibernating;"
                      + " null without an order.")),
          List.of(CUSTOMER_ID),
          constraints(
              notNegative(ORDERS, PURCHASE_OCCASIONS, DAYS_SINCE_LAST_ORDER, RECENCY_DAYS),
              holds(
                  "occasions_within_orders",
                  PURCHASE_OCCASIONS + " <= " + ORDERS,
                  "There are at most as many purchase occasions as orders."),
              holds(
                  "recency_within_age",
                  RECENCY_DAYS + " <= " + CUSTOMER_AGE_DAYS,
                  "The last purchase is not after the as-of date."),
              holds(
                  "scores_from_one_to_five",
                  RECENCY_SCORE
                      + " between 1 and 5 and "
                      + FREQUENCY_SCORE
                      + " between 1 and 5 and "
                      + MONETARY_SCORE
                      + " between 1 and 5",
                  "Scores lie between 1 and 5.")),
          List.of(
              new TotalConstraint(
                  "every_customer",
                  "count(*) = :" + RunTotals.CUSTOMERS,
                  "Every customer with an order or a return has a row."),
              new TotalConstraint(
                  "every_order",
                  "coalesce(sum(" + ORDERS + "), 0) = :" + RunTotals.ORDERS,
                  "The orders add up to the accepted orders."),
              new TotalConstraint(
                  "all_net_revenue",
                  "abs(coalesce(sum("
                      + NET_REVENUE
                      + "), 0) - :"
                      + RunTotals.NET_REVENUE
                      + ") <= 0.005 * count(*)",
                  "The net revenue adds up to the accepted net revenue, but for rounding.")),
          "Which customers are worth most and have been silent for half a year?",
          "SELECT customer_id, net_revenue, days_since_last_order FROM purchase_summary"
              + " WHERE days_since_last_order > 182 ORDER BY net_revenue DESC, customer_id LIMIT 20");

  private PurchaseSummaryTable() {}
}
