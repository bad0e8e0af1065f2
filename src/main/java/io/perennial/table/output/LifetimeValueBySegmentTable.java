package io.perennial.table.output;

import static io.perennial.table.ColumnContract.optional;
import static io.perennial.table.ColumnContract.required;
import static io.perennial.table.Types.COUNT;
import static io.perennial.table.Types.MEAN_MONEY;
import static io.perennial.table.Types.MONEY;
import static io.perennial.table.Types.RATE;
import static io.perennial.table.output.RateColumns.SEGMENT_NAME;
import static io.perennial.table.output.RateColumns.SEGMENT_NAME_COLUMN;
import static io.perennial.table.output.RateColumns.SEGMENT_VALUE;
import static io.perennial.table.output.RateColumns.SEGMENT_VALUE_COLUMN;
import static io.perennial.table.output.RateColumns.constraints;
import static io.perennial.table.output.RateColumns.inUnitInterval;
import static io.perennial.table.output.RateColumns.notNegative;

import io.perennial.table.TableContract;
import java.util.List;

/** Lifetime value by the formula of order value, order frequency and relationship length. */
public final class LifetimeValueBySegmentTable {
  public static final String NAME = "lifetime_value_by_segment";
  public static final String CUSTOMERS = "customers";
  public static final String ORDERS = "orders";
  public static final String NET_REVENUE = "net_revenue";
  public static final String AVERAGE_ORDER_VALUE = "average_order_value";
  public static final String REVENUE_PER_CUSTOMER = "revenue_per_customer";
  public static final String ORDERS_PER_YEAR = "orders_per_customer_per_year";
  public static final String OBSERVED_TENURE_YEARS = "observed_tenure_years";
  public static final String ANNUAL_CHURN_RATE = "annual_churn_rate";
  public static final String EXPECTED_TENURE_YEARS = "expected_tenure_years";
  public static final String VALUE_BY_OBSERVED_TENURE = "lifetime_value_by_observed_tenure";
  public static final String VALUE_BY_CHURN_RATE = "lifetime_value_by_churn_rate";

  public static final TableContract CONTRACT =
      new TableContract(
          NAME,
          "One row is one segment's customers with at least one order.",
          List.of(
              SEGMENT_NAME_COLUMN,
              SEGMENT_VALUE_COLUMN,
              required(CUSTOMERS, COUNT, "Customers with at least one order."),
              required(ORDERS, COUNT, "Their orders to the as-of date."),
              required(NET_REVENUE, MONEY, "Their net revenue to the as-of date."),
              optional(
                  AVERAGE_ORDER_VALUE,
                  MEAN_MONEY,
                  "net_revenue / orders: the formula's first factor; null below the minimum group size, as"
                      + " are the columns after it."),
              optional(
                  REVENUE_PER_CUSTOMER,
                  MEAN_MONEY,
                  "net_revenue / customers, also called sales per customer."),
              optional(
                  ORDERS_PER_YEAR,
                  RATE,
                  "orders / the customers' years from first order to the as-of date, its day included (years"
                      + " of 365.25 days): the formula's second factor."),
              optional(
                  OBSERVED_TENURE_YEARS,
                  RATE,
                  "The mean of the customers' years from first order to the as-of date, its day included:"
                      + " the third factor as observed; too short for customers who will stay."),
              optional(
                  ANNUAL_CHURN_RATE,
                  RATE,
                  "Customers in the base 365 days before the as-of date and no longer at it / those in the"
                      + " base then; null where nobody was, or fewer than the minimum group; then the two"
                      + " columns made from it are null too."),
              optional(
                  EXPECTED_TENURE_YEARS,
                  RATE,
                  "1 / annual_churn_rate: the third factor as it follows from churn; null without churn."),
              optional(
                  VALUE_BY_OBSERVED_TENURE,
                  MEAN_MONEY,
                  "average_order_value x orders_per_customer_per_year x observed_tenure_years, in the"
                      + " reporting currency per customer."),
              optional(
                  VALUE_BY_CHURN_RATE,
                  MEAN_MONEY,
                  "average_order_value x orders_per_customer_per_year x expected_tenure_years, in the"
                      + " reporting currency per customer, not discounted.")),
          List.of(SEGMENT_NAME, SEGMENT_VALUE),
          constraints(
              inUnitInterval(ANNUAL_CHURN_RATE), notNegative(ORDERS, OBSERVED_TENURE_YEARS)),
          "Which segment's customers are worth most by the textbook formula?",
          "SELECT segment_name, segment_value, lifetime_value_by_churn_rate FROM"
              + " lifetime_value_by_segment ORDER BY lifetime_value_by_churn_rate DESC, segment_name,"
              + " segment_value");

  private LifetimeValueBySegmentTable() {}
}
