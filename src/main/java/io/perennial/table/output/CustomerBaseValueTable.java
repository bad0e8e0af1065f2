package io.perennial.table.output;

import static io.perennial.table.ColumnContract.optional;
import static io.perennial.table.ColumnContract.required;
import static io.perennial.table.Types.COUNT;
import static io.perennial.table.Types.MONEY;
import static io.perennial.table.Types.RATE;
import static io.perennial.table.Types.TEXT;
import static io.perennial.table.Types.WHOLE;
import static io.perennial.table.output.RateColumns.constraints;
import static io.perennial.table.output.RateColumns.notNegative;

import io.perennial.table.TableContract;
import java.util.List;

/** What all customers to date are expected to be worth together. */
public final class CustomerBaseValueTable {
  public static final String NAME = "customer_base_value";
  public static final String SEGMENT_NAME = RateColumns.SEGMENT_NAME;
  public static final String SEGMENT_VALUE = RateColumns.SEGMENT_VALUE;
  public static final String HORIZON_DAYS = CustomerLifetimeValueTable.HORIZON_DAYS;
  public static final String CUSTOMERS = "customers";
  public static final String CUSTOMERS_WITH_VALUE = "customers_with_value";
  public static final String EXPECTED_CUSTOMERS_ALIVE = "expected_customers_alive";
  public static final String CUSTOMERS_ALIVE_BY_DEFINITION = "customers_alive_by_definition";
  public static final String EXPECTED_ORDERS = "expected_orders";
  public static final String VALUE_BASIS = CustomerLifetimeValueTable.VALUE_BASIS;
  public static final String CUSTOMER_EQUITY = "customer_equity";
  public static final String CUSTOMER_EQUITY_LOW = "customer_equity_low";
  public static final String CUSTOMER_EQUITY_HIGH = "customer_equity_high";

  public static final TableContract CONTRACT =
      new TableContract(
          NAME,
          "One row is one value of a segment of customers, or all of them, and one horizon; there is none"
              + " where nothing is predicted.",
          List.of(
              RateColumns.SEGMENT_NAME_COLUMN,
              RateColumns.SEGMENT_VALUE_COLUMN,
              required(
                  HORIZON_DAYS,
                  WHOLE,
                  "How many days after the as-of date the expectation reaches."),
              required(CUSTOMERS, COUNT, "Customers with an order."),
              required(
                  CUSTOMERS_WITH_VALUE,
                  COUNT,
                  "Those whose value is predicted and in customer_equity: all of them, unless the spend"
                      + " model has no mean; then those with few repeat purchases are missing."),
              required(
                  EXPECTED_CUSTOMERS_ALIVE,
                  RATE,
                  "How many of them the model takes for alive: the sum of probability_alive, which counts"
                      + " customers_alive_by_definition in full."),
              required(
                  CUSTOMERS_ALIVE_BY_DEFINITION,
                  COUNT,
                  "How many of them the model takes for alive whatever the data say"
                      + " (probability_alive_is_certain): under BG/NBD all who ordered on one day only,"
                      + " under the other models nobody. Of these, expected_customers_alive knows"
                      + " nothing."),
              required(
                  EXPECTED_ORDERS,
                  RATE,
                  "The purchase occasions (days with an order) that are expected of them within the"
                      + " horizon."),
              optional(
                  VALUE_BASIS,
                  TEXT,
                  "What the value is: margin where the cost of every order is known, revenue otherwise;"
                      + " null where there is no spend model."),
              optional(
                  CUSTOMER_EQUITY,
                  MONEY,
                  "The sum of predicted_value, rounded only as a sum: what all who ever ordered, also those who seem gone, are expected to be worth within the"
                      + " horizon, discounted; null where there is no spend model."),
              optional(
                  CUSTOMER_EQUITY_LOW,
                  MONEY,
                  "The lower end of its 95 % interval if the model holds, from the chance in what customers"
                      + " do and the standard errors of the parameters; what the holdout showed the model to"
                      + " miss (clv_model_comparison) is not in it. Null where either is not known or"
                      + " infinite."),
              optional(CUSTOMER_EQUITY_HIGH, MONEY, "The upper end of that interval.")),
          List.of(SEGMENT_NAME, SEGMENT_VALUE, HORIZON_DAYS),
          constraints(
              notNegative(
                  CUSTOMERS,
                  CUSTOMERS_WITH_VALUE,
                  EXPECTED_CUSTOMERS_ALIVE,
                  CUSTOMERS_ALIVE_BY_DEFINITION,
                  EXPECTED_ORDERS)),
          "What are the customers to date worth, and where does that value sit?",
          "SELECT segment_name, segment_value, customers, customer_equity, customer_equity_low,"
              + " customer_equity_high FROM customer_base_value WHERE horizon_days = 365 ORDER BY"
              + " segment_name, customer_equity DESC, segment_value");

  private CustomerBaseValueTable() {}
}
