package io.perennial.table.output;

import static io.perennial.table.ColumnContract.optional;
import static io.perennial.table.ColumnContract.required;
import static io.perennial.table.Types.COUNT;
import static io.perennial.table.Types.DATE;
import static io.perennial.table.Types.FLAG;
import static io.perennial.table.Types.MEAN_MONEY;
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

/** What each customer has been worth to the as-of date, and is expected to be worth after it. */
public final class CustomerLifetimeValueTable {
  public static final String NAME = "customer_lifetime_value";
  public static final String CUSTOMER_ID = OrdersInput.CUSTOMER_ID;
  public static final String FIRST_ORDER_DATE = "first_order_date";
  public static final String CUSTOMER_AGE_DAYS = PurchaseSummaryTable.CUSTOMER_AGE_DAYS;
  public static final String ORDERS = PurchaseSummaryTable.ORDERS;
  public static final String HISTORICAL_VALUE = "historical_value";
  public static final String HISTORICAL_MARGIN = "historical_margin";
  public static final String HORIZON_DAYS = "horizon_days";
  public static final String MODEL = "model";
  public static final String PROBABILITY_ALIVE = "probability_alive";
  public static final String PROBABILITY_ALIVE_IS_CERTAIN = "probability_alive_is_certain";
  public static final String EXPECTED_ORDERS = "expected_orders";
  public static final String EXPECTED_ORDERS_LOW = "expected_orders_low";
  public static final String EXPECTED_ORDERS_HIGH = "expected_orders_high";
  public static final String EXPECTED_SPEND_PER_ORDER = "expected_spend_per_order";
  public static final String VALUE_BASIS = "value_basis";
  public static final String PREDICTED_VALUE = "predicted_value";
  public static final String PREDICTED_VALUE_LOW = "predicted_value_low";
  public static final String PREDICTED_VALUE_HIGH = "predicted_value_high";
  public static final String VALUE_RANK = "value_rank";
  public static final String VALUE_DECILE = "value_decile";

  /** The predicted value is margin: revenue less costs. */
  public static final String MARGIN = "margin";

  /** The predicted value is net revenue, since costs are not known of every order. */
  public static final String REVENUE = "revenue";

  public static final TableContract CONTRACT =
      new TableContract(
          NAME,
          "One row is one customer with at least one accepted order or return up to the as-of date, and one"
              + " horizon: a customer's history stands in each of the horizons' rows, so choose a horizon"
              + " before you add it up.",
          List.of(
              required(CUSTOMER_ID, TEXT, "The customer."),
              required(
                  HORIZON_DAYS,
                  WHOLE,
                  "How many days after the as-of date the expectations and the predicted value of the row"
                      + " reach."),
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
                      + " is not known, or without an order."),
              optional(
                  MODEL,
                  TEXT,
                  "The model of repeat purchases that predicts, such as Pareto/NBD; null where nothing is"
                      + " predicted: no model could be fitted, none is wanted, or the customer has no"
                      + " order."),
              optional(
                  PROBABILITY_ALIVE,
                  RATE,
                  "The probability that the customer has not left for good, under the model; null where"
                      + " nothing is predicted."),
              optional(
                  PROBABILITY_ALIVE_IS_CERTAIN,
                  FLAG,
                  "Whether the model takes the customer for alive whatever the data say: BG/NBD does so"
                      + " with everybody who ordered on one day only. Null where nothing is predicted."),
              optional(
                  EXPECTED_ORDERS,
                  RATE,
                  "How many purchase occasions (days with an order) the model expects within the horizon;"
                      + " null where nothing is predicted."),
              optional(
                  EXPECTED_ORDERS_LOW,
                  COUNT,
                  "The lower end of the 95 % prediction interval of purchase occasions within the"
                      + " horizon. Occasions are whole and often none, so a small expectation can lie above"
                      + " both ends."),
              optional(
                  EXPECTED_ORDERS_HIGH,
                  COUNT,
                  "The upper end of the 95 % prediction interval of purchase occasions within the"
                      + " horizon."),
              optional(
                  EXPECTED_SPEND_PER_ORDER,
                  MEAN_MONEY,
                  "The net revenue that the spend model (Gamma-Gamma) expects per purchase occasion; the"
                      + " mean of all customers for one without positive repeat spend; null where there is"
                      + " no spend model or its expectation is infinite (p x + q <= 1). Returns booked on"
                      + " days of their own are in no occasion, so they are not in it."),
              optional(
                  VALUE_BASIS,
                  TEXT,
                  "What the predicted value is: margin where the cost of every order is known, revenue"
                      + " otherwise; null where no value is predicted. The company's margin share, by which"
                      + " revenue becomes margin, is (net revenue - cost of orders) / net revenue, both"
                      + " summed over all customers with an order to the as-of date; it is one number for"
                      + " all customers, before returns, contacts, handling, deviations and programmes cost"
                      + " anything, and negative where the company sells below cost."),
              optional(
                  PREDICTED_VALUE,
                  MONEY,
                  "The value expected within the horizon: expected purchase occasions of each month of"
                      + " 365.25 / 12 days, discounted from the month's end, times the expected spend, times the company's"
                      + " margin share where the basis is margin; null where there is no expected spend."),
              optional(
                  PREDICTED_VALUE_LOW,
                  MONEY,
                  "The lower end of the 95 % prediction interval of the value, given the fitted"
                      + " parameters; like that of the occasions it can be 0 to 0 where the expectation is"
                      + " small."),
              optional(
                  PREDICTED_VALUE_HIGH,
                  MONEY,
                  "The upper end of the 95 % prediction interval of the value, given the fitted"
                      + " parameters."),
              optional(
                  VALUE_RANK,
                  COUNT,
                  "One more than the number of customers with a larger predicted_value within the horizon;"
                      + " equal values share a rank."),
              optional(
                  VALUE_DECILE,
                  WHOLE,
                  "The tenth of the customers by value_rank, 1 for the most valuable tenth. Customers with"
                      + " equal values are together, so tenths can be uneven.")),
          List.of(CUSTOMER_ID, HORIZON_DAYS),
          constraints(
              notNegative(
                  ORDERS,
                  CUSTOMER_AGE_DAYS,
                  EXPECTED_ORDERS,
                  EXPECTED_ORDERS_LOW,
                  EXPECTED_SPEND_PER_ORDER),
              inUnitInterval(PROBABILITY_ALIVE),
              holds(
                  "orders_interval_ordered",
                  "expected_orders_low <= expected_orders_high",
                  "The ends of the interval of purchase occasions are in order."),
              holds(
                  "value_interval_ordered",
                  "predicted_value_low <= predicted_value_high",
                  "The ends of the interval of the value are in order."),
              holds(
                  "value_decile_from_one_to_ten",
                  "value_decile between 1 and 10",
                  "A decile is a tenth.")),
          List.of(
              new TotalConstraint(
                  "every_customer",
                  "count(*) = :" + RunTotals.CUSTOMERS + " * count(distinct horizon_days)",
                  "Every customer with an order or a return has a row for each horizon."),
              new TotalConstraint(
                  "all_net_revenue",
                  "abs(coalesce(sum(historical_value), 0) - :"
                      + RunTotals.NET_REVENUE
                      + " * count(distinct horizon_days)) <= 0.005 * count(*)",
                  "The values of each horizon add up to the accepted net revenue, but for rounding.")),
          "Which fifty customers will be worth most within a year?",
          "SELECT customer_id, predicted_value, predicted_value_low, predicted_value_high,"
              + " probability_alive, historical_value FROM customer_lifetime_value WHERE horizon_days ="
              + " 365 AND value_rank <= 50 ORDER BY value_rank");

  private CustomerLifetimeValueTable() {}
}
