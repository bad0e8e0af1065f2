package io.perennial.table.output;

import static io.perennial.table.ColumnContract.optional;
import static io.perennial.table.ColumnContract.required;
import static io.perennial.table.Types.COUNT;
import static io.perennial.table.Types.MEAN_MONEY;
import static io.perennial.table.Types.MONEY;
import static io.perennial.table.Types.RATE;
import static io.perennial.table.Types.TEXT;
import static io.perennial.table.output.RateColumns.constraints;
import static io.perennial.table.output.RateColumns.holds;
import static io.perennial.table.output.RateColumns.inUnitInterval;
import static io.perennial.table.output.RateColumns.notNegative;

import io.perennial.table.RunTotals;
import io.perennial.table.TableContract;
import io.perennial.table.TotalConstraint;
import java.util.List;

/** What orders of each size and channel bring, and what they cost. */
public final class OrderEconomicsTable {
  public static final String NAME = "order_economics";
  public static final String BREAKDOWN = "breakdown";
  public static final String SIZE_BAND = "size_band";
  public static final String CHANNEL = "channel";
  public static final String SIZE_FROM = "size_from";
  public static final String SIZE_TO = "size_to";
  public static final String CUSTOMERS = "customers";
  public static final String ORDERS = "orders";
  public static final String ORDERED_AMOUNT = "ordered_amount";
  public static final String NET_REVENUE = "net_revenue";
  public static final String AVERAGE_ORDER_VALUE = "average_order_value";
  public static final String ORDERS_WITH_COST = "orders_with_cost";
  public static final String COST_AMOUNT = "cost_amount";
  public static final String MARGIN = "margin";
  public static final String MARGIN_PER_ORDER = "margin_per_order";
  public static final String MARGIN_SHARE = "margin_to_revenue_ratio";
  public static final String ORDERS_WITH_HANDLING_MINUTES = "orders_with_handling_minutes";
  public static final String HANDLING_MINUTES_PER_ORDER = "handling_minutes_per_order";
  public static final String HANDLING_COST = "handling_cost";
  public static final String HANDLING_COST_PER_ORDER = "handling_cost_per_order";
  public static final String ORDERS_WITH_DEVIATION = "orders_with_deviation";
  public static final String DEVIATION_RATE = "deviation_rate";
  public static final String DEVIATION_COST = "deviation_cost";
  public static final String DEVIATION_COST_PER_ORDER = "deviation_cost_per_order";
  public static final String ORDERS_WITH_ID = "orders_with_id";
  public static final String RETURNS = "returns";
  public static final String RETURNS_PER_ORDER = "returns_per_order";
  public static final String RETURN_COST = "return_cost";
  public static final String CONTACTS = "contacts";
  public static final String CONTACTS_PER_ORDER = "contacts_per_order";
  public static final String CONTACT_COST = "contact_cost";
  public static final String MARGIN_AFTER_SERVICE = "margin_after_service";
  public static final String MARGIN_AFTER_SERVICE_PER_ORDER = "margin_after_service_per_order";

  /** The breakdown that is everything in one row. */
  public static final String ALL = RateColumns.ALL;

  /** The breakdown by size alone. */
  public static final String BY_SIZE = "size_band";

  /** The breakdown by channel alone. */
  public static final String BY_CHANNEL = "channel";

  /** The breakdown by both. */
  public static final String BY_SIZE_AND_CHANNEL = "size_band_and_channel";

  /** The band of orders whose discount exceeds their amount. */
  public static final String BELOW_ZERO = "below 0";

  public static final TableContract CONTRACT =
      new TableContract(
          NAME,
          "One row is the orders of one size band, of one channel, of both together, or all orders; add up the rows"
              + " of one breakdown only.",
          List.of(
              required(
                  BREAKDOWN,
                  TEXT,
                  "By what the row is broken down: all, size_band, channel or size_band_and_channel."),
              required(
                  SIZE_BAND,
                  TEXT,
                  "The band of the order's amount after discount and before returns, such as 20-50; all"
                      + " where the row is not broken down by it. Bounds are 1, 2 and 5 times a power of"
                      + " ten, the lower one belongs to the band, and they are the same in every run."),
              required(
                  CHANNEL,
                  TEXT,
                  "Through which channel the order was placed, unknown where that is not known; all where"
                      + " the row is not broken down by it."),
              optional(
                  SIZE_FROM,
                  MONEY,
                  "The band's lower bound, which belongs to it; null where there is none, or no band."),
              optional(
                  SIZE_TO, MONEY, "The band's upper bound, which does not; null where no band is."),
              required(CUSTOMERS, COUNT, "Customers who placed the orders."),
              required(ORDERS, COUNT, "Orders of known customers to the as-of date."),
              required(ORDERED_AMOUNT, MONEY, "What was ordered, after discount, before returns."),
              required(
                  NET_REVENUE,
                  MONEY,
                  "The same less what was paid back of these orders to the as-of date, whenever that was"
                      + " booked."),
              optional(AVERAGE_ORDER_VALUE, MEAN_MONEY, "net_revenue / orders."),
              required(ORDERS_WITH_COST, COUNT, "Orders whose cost is known."),
              optional(
                  COST_AMOUNT,
                  MONEY,
                  "The cost of those; null where the cost of none is known, as are the margins."),
              optional(
                  MARGIN,
                  MONEY,
                  "The net revenue of the orders with a cost, less that cost and nothing else, as in"
                      + " customer_profitability."),
              optional(MARGIN_PER_ORDER, MEAN_MONEY, "margin / orders_with_cost."),
              optional(
                  MARGIN_SHARE,
                  RATE,
                  "margin / the net revenue of the orders with a cost; null where that is not positive or"
                      + " customers are fewer than the minimum group. It may be negative, and differs from the"
                      + " company's margin share, which is of all orders."),
              required(ORDERS_WITH_HANDLING_MINUTES, COUNT, "Orders whose handling time is known."),
              optional(
                  HANDLING_MINUTES_PER_ORDER,
                  RATE,
                  "The mean minutes of work of those; null without one or below the minimum group."),
              optional(
                  HANDLING_COST,
                  MONEY,
                  "Those minutes at costs.handling_cost_per_hour, rounded to ten-thousandths of each order;"
                      + " null where that is not configured or no order of the row has minutes."),
              optional(
                  HANDLING_COST_PER_ORDER,
                  MEAN_MONEY,
                  "handling_cost / orders_with_handling_minutes."),
              optional(
                  ORDERS_WITH_DEVIATION,
                  COUNT,
                  "Orders that cost extra because something went otherwise than planned; null where no"
                      + " order of the row says, as are the other columns of deviations."),
              optional(
                  DEVIATION_RATE,
                  RATE,
                  "orders_with_deviation / orders; null below the minimum group. An order that says nothing"
                      + " counts as one without."),
              optional(DEVIATION_COST, MONEY, "What those deviations cost."),
              optional(DEVIATION_COST_PER_ORDER, MEAN_MONEY, "deviation_cost / orders."),
              required(
                  ORDERS_WITH_ID,
                  COUNT,
                  "Orders with an order id, to which returns and contacts can belong."),
              optional(
                  RETURNS,
                  COUNT,
                  "Returns that name one of these orders; null where returns are not given or no order has"
                      + " an id, as are the other columns of returns."),
              optional(
                  RETURNS_PER_ORDER,
                  RATE,
                  "returns / orders_with_id; null below the minimum group. An order may be returned in"
                      + " parts, so it may exceed 1."),
              optional(
                  RETURN_COST,
                  MONEY,
                  "What those returns cost beyond what was paid back, as far as it is known."),
              optional(
                  CONTACTS,
                  COUNT,
                  "Contacts that name one of these orders; null where contacts are not given or no order"
                      + " has an id, as are the other columns of contacts."),
              optional(
                  CONTACTS_PER_ORDER,
                  RATE,
                  "contacts / orders_with_id; null below the minimum group."),
              optional(CONTACT_COST, MONEY, "What those contacts cost, as far as it is known."),
              optional(
                  MARGIN_AFTER_SERVICE,
                  MONEY,
                  "margin less what handling, deviations, returns and contacts of the orders with a cost"
                      + " cost, as far as those are known: the profit of customer_profitability before"
                      + " programmes, of orders. Returns and contacts that name none of the orders are in"
                      + " no row here. Null where margin is."),
              optional(
                  MARGIN_AFTER_SERVICE_PER_ORDER,
                  MEAN_MONEY,
                  "margin_after_service / orders_with_cost.")),
          List.of(BREAKDOWN, SIZE_BAND, CHANNEL),
          constraints(
              inUnitInterval(DEVIATION_RATE),
              notNegative(RETURNS, RETURN_COST, CONTACTS, CONTACT_COST, HANDLING_COST),
              holds(
                  "orders_are_there",
                  "orders > 0 and customers between 1 and orders",
                  "Every row has an order, and no more customers than orders."),
              holds(
                  "some_orders_have_what_is_counted",
                  "greatest(orders_with_cost, orders_with_handling_minutes, orders_with_id,"
                      + " coalesce(orders_with_deviation, 0)) <= orders",
                  "Orders with a property are among the orders."),
              holds("bounds_ascend", "size_from < size_to", "The lower bound is the lower one.")),
          List.of(
              new TotalConstraint(
                  "every_order_in_the_total",
                  "coalesce(sum(if(breakdown = 'all', orders, 0)), 0) = :" + RunTotals.ORDERS,
                  "The row of everything holds every order."),
              new TotalConstraint(
                  "every_order_in_each_breakdown",
                  "coalesce(sum(orders), 0) = :" + RunTotals.ORDERS + " * 4",
                  "Each of the four breakdowns holds every order.")),
          "Which sizes of order cost us money, after everything that goes wrong with them?",
          "SELECT size_band, orders, margin_per_order, margin_after_service_per_order FROM"
              + " order_economics WHERE breakdown = 'size_band' ORDER BY size_to");

  private OrderEconomicsTable() {}
}
