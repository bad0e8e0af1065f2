package io.perennial.table.output;

import static io.perennial.table.ColumnContract.optional;
import static io.perennial.table.ColumnContract.required;
import static io.perennial.table.Types.COUNT;
import static io.perennial.table.Types.FLAG;
import static io.perennial.table.Types.MEAN_MONEY;
import static io.perennial.table.Types.MONEY;
import static io.perennial.table.Types.RATE;
import static io.perennial.table.Types.TEXT;
import static io.perennial.table.output.RateColumns.constraints;
import static io.perennial.table.output.RateColumns.holds;
import static io.perennial.table.output.RateColumns.notNegative;

import io.perennial.table.RunTotals;
import io.perennial.table.TableContract;
import io.perennial.table.TotalConstraint;
import java.util.List;

/** What each customer has earned the company, after everything that serving them cost. */
public final class CustomerProfitabilityTable {
  public static final String NAME = "customer_profitability";
  public static final String CUSTOMER_ID = PurchaseSummaryTable.CUSTOMER_ID;
  public static final String ORDERS = "orders";
  public static final String PURCHASE_DAYS = "purchase_days";
  public static final String NET_REVENUE = "net_revenue";
  public static final String ORDERS_WITHOUT_COST = "orders_without_cost";
  public static final String COST_AMOUNT = "cost_amount";
  public static final String MARGIN = "margin";
  public static final String RETURN_COST = "return_cost";
  public static final String CONTACT_COST = "contact_cost";
  public static final String HANDLING_COST = "handling_cost";
  public static final String DEVIATION_COST = "deviation_cost";
  public static final String PROGRAMME_COST = "programme_cost";
  public static final String PROFIT = "profit";
  public static final String MARGIN_PER_ORDER = "margin_per_order";
  public static final String PROFIT_PER_ORDER = "profit_per_order";
  public static final String TENURE_YEARS = "tenure_years";
  public static final String PROFIT_PER_YEAR = "profit_per_year_of_tenure";
  public static final String IS_LOYAL = "is_loyal";
  public static final String IS_LOSS_MAKING = "is_loss_making";
  public static final String LOSS_DRIVER = "loss_driver";

  /** From how many days with an order on a customer is called loyal. */
  public static final int LOYAL_FROM_DAYS = 3;

  public static final String NO_REVENUE = "no_revenue";
  public static final String COST_OF_ORDERS = "cost_of_orders";
  public static final String RETURNS = "returns";
  public static final String CONTACTS = "contacts";
  public static final String HANDLING = "handling";
  public static final String DEVIATIONS = "deviations";
  public static final String PROGRAMMES = "programmes";

  public static final TableContract CONTRACT =
      new TableContract(
          NAME,
          "One row is one customer with an order or a return, to the as-of date.",
          List.of(
              required(CUSTOMER_ID, TEXT, "The customer."),
              required(ORDERS, COUNT, "Orders."),
              required(PURCHASE_DAYS, COUNT, "Days with an order."),
              required(
                  NET_REVENUE,
                  MONEY,
                  "Net revenue; rounded of each customer, so that only revenue_reconciliation has the exact"
                      + " total."),
              required(ORDERS_WITHOUT_COST, COUNT, "Orders whose cost is not known."),
              optional(
                  COST_AMOUNT,
                  MONEY,
                  "What the orders cost; null where the cost of one is not known, as are the margin and"
                      + " everything made from it. Of a customer with returns only it is 0."),
              optional(
                  MARGIN,
                  MONEY,
                  "net_revenue - cost_amount and nothing else, as in order_economics."),
              optional(
                  RETURN_COST,
                  MONEY,
                  "What the customer's returns cost beyond what was paid back; null where returns are not"
                      + " given."),
              optional(
                  CONTACT_COST,
                  MONEY,
                  "What the customer's contacts cost; null where contacts are not given."),
              optional(
                  HANDLING_COST,
                  MONEY,
                  "The minutes of work on the customer's orders, as far as they are known, at"
                      + " costs.handling_cost_per_hour; null where none are or that is not configured."),
              optional(
                  DEVIATION_COST,
                  MONEY,
                  "What the customer's orders cost extra because something went otherwise than planned; null"
                      + " where none of them says."),
              optional(
                  PROGRAMME_COST,
                  MONEY,
                  "The customer's part of the programme costs for retention: those of each month, spread over"
                      + " the days they are for, are divided evenly among the customers who ordered in it, in"
                      + " whole cents: of those that are left each of the first customers by customer_id bears one"
                      + " more, and the very first what is less than a cent, so that the parts add up."
                      + " Those of a month without orders are nobody's. Null where programme costs are not"
                      + " given or no part falls to the customer."),
              optional(
                  PROFIT,
                  MONEY,
                  "margin less the five costs after it (returns, contacts, handling, deviations and"
                      + " programmes), as far as they are known; what winning the customer cost is not taken"
                      + " off."),
              optional(MARGIN_PER_ORDER, MEAN_MONEY, "margin / orders; null without an order."),
              optional(PROFIT_PER_ORDER, MEAN_MONEY, "profit / orders; null without an order."),
              optional(
                  TENURE_YEARS,
                  RATE,
                  "Years of 365.25 days from the day of the first order to the as-of date, both included;"
                      + " null without an order."),
              optional(
                  PROFIT_PER_YEAR,
                  MEAN_MONEY,
                  "profit / tenure_years, and of a tenure below a year the profit itself, which a few days"
                      + " must not multiply."),
              required(IS_LOYAL, FLAG, "Whether the customer ordered on three days or more."),
              optional(IS_LOSS_MAKING, FLAG, "Whether profit is below zero; null where it is."),
              optional(
                  LOSS_DRIVER,
                  TEXT,
                  "Of a customer who makes a loss, what makes it: no_revenue where nothing is left after"
                      + " returned amounts, cost_of_orders where the margin is not positive, else the"
                      + " largest of returns, contacts, handling, deviations and programmes, the first of"
                      + " equal ones. Null of all others.")),
          List.of(CUSTOMER_ID),
          constraints(
              notNegative(
                  ORDERS, PURCHASE_DAYS, RETURN_COST, CONTACT_COST, PROGRAMME_COST, TENURE_YEARS),
              holds(
                  "purchase_days_among_orders",
                  "purchase_days <= orders",
                  "A day with an order has one at least."),
              holds(
                  "loyal_by_days",
                  "is_loyal = (purchase_days >= " + LOYAL_FROM_DAYS + ")",
                  "Loyal is who ordered on three days or more."),
              holds(
                  "loss_has_its_driver",
                  "coalesce(is_loss_making, false) = (loss_driver is not null)",
                  "Every loss has its driver, and nothing else has."),
              holds(
                  "margin_where_costs_are_known",
                  "(margin is null) = (orders_without_cost > 0)",
                  "The margin is known where the cost of every order is.")),
          List.of(
              new TotalConstraint(
                  "every_customer",
                  "count(*) = :" + RunTotals.CUSTOMERS,
                  "Every customer with an order or a return has a row."),
              new TotalConstraint(
                  "every_order",
                  "coalesce(sum(orders), 0) = :" + RunTotals.ORDERS,
                  "Every order is in one row."),
              new TotalConstraint(
                  "all_net_revenue",
                  "abs(coalesce(sum(net_revenue), 0) - :"
                      + RunTotals.NET_REVENUE
                      + ") <= 0.005 * greatest(count(*), 1)",
                  "The rows hold all net revenue, each rounded to the cent.")),
          "Which customers cost more than they bring, and what makes them so?",
          "SELECT loss_driver, count(*) AS customers, sum(profit) AS loss FROM customer_profitability WHERE"
              + " is_loss_making GROUP BY loss_driver ORDER BY loss");

  private CustomerProfitabilityTable() {}
}
