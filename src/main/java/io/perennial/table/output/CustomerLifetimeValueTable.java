package io.perennial.table.output;

import static io.perennial.table.ColumnContract.optional;
import static io.perennial.table.ColumnContract.required;
import static io.perennial.table.Types.COUNT;
import static io.perennial.table.Types.DATE;
import static io.perennial.table.Types.MONEY;
import static io.perennial.table.Types.TEXT;
import static io.perennial.table.Types.WHOLE;
import static io.perennial.table.output.RateColumns.constraints;
import static io.perennial.table.output.RateColumns.notNegative;

import io.perennial.table.RunTotals;
import io.perennial.table.TableContract;
import io.perennial.table.TotalConstraint;
import io.perennial.table.input.OrdersInput;
import java.util.List;

/** What each customer has been worth to the as-of date. */
public final class CustomerLifetimeValueTable {
  public static final String NAME = "customer_lifetime_value";
  public static final String CUSTOMER_ID = OrdersInput.CUSTOMER_ID;
  public static final String FIRST_ORDER_DATE = "first_order_date";
  public static final String CUSTOMER_AGE_DAYS = PurchaseSummaryTable.CUSTOMER_AGE_DAYS;
  public static final String ORDERS = PurchaseSummaryTable.ORDERS;
  public static final String HISTORICAL_VALUE = "historical_value";
  public static final String HISTORICAL_MARGIN = "historical_margin";

  public static final TableContract CONTRACT =
      new TableContract(
          NAME,
          "One row is one customer with at least one accepted order or return up to the as-of date.",
          List.of(
              required(CUSTOMER_ID, TEXT, "The customer."),
              optional(
                  FIRST_ORDER_DATE,
                  DATE,
                  "The day of the first order; null for a customer with returns only."),
              optional(
                  CUSTOMER_AGE_DAYS,
                  WHOLE,
                  "Days from the first order to the as-of date; null without an order."),
              required(ORDERS, COUNT, "How many orders."),
              required(
                  HISTORICAL_VALUE,
                  MONEY,
                  "Net revenue to the as-of date, in the reporting currency."),
              optional(
                  HISTORICAL_MARGIN,
                  MONEY,
                  "Net revenue less the costs of the customer's orders; null where the cost of one of them"
                      + " is not known, or without an order.")),
          List.of(CUSTOMER_ID),
          constraints(notNegative(ORDERS, CUSTOMER_AGE_DAYS)),
          List.of(
              new TotalConstraint(
                  "every_customer",
                  "count(*) = :" + RunTotals.CUSTOMERS,
                  "Every customer with an order or a return has a row."),
              new TotalConstraint(
                  "all_net_revenue",
                  "abs(coalesce(sum(historical_value), 0) - :"
                      + RunTotals.NET_REVENUE
                      + ") <= 0.005 * count(*)",
                  "The values add up to the accepted net revenue, but for rounding.")),
          "Which fifty customers have been worth most so far?",
          "SELECT customer_id, historical_value, historical_margin FROM customer_lifetime_value ORDER BY"
              + " historical_value DESC, customer_id LIMIT 50");

  private CustomerLifetimeValueTable() {}
}
