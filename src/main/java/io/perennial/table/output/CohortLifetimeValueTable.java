package io.perennial.table.output;

import static io.perennial.table.ColumnContract.optional;
import static io.perennial.table.ColumnContract.required;
import static io.perennial.table.Types.COUNT;
import static io.perennial.table.Types.DATE;
import static io.perennial.table.Types.MEAN_MONEY;
import static io.perennial.table.Types.MONEY;
import static io.perennial.table.Types.TEXT;
import static io.perennial.table.Types.WHOLE;
import static io.perennial.table.output.RateColumns.constraints;
import static io.perennial.table.output.RateColumns.notNegative;

import io.perennial.table.RunTotals;
import io.perennial.table.TableContract;
import io.perennial.table.TotalConstraint;
import java.util.List;

/** What each month's new customers have been worth, and are expected to be. */
public final class CohortLifetimeValueTable {
  public static final String NAME = "cohort_lifetime_value";
  public static final String COHORT_MONTH = PurchaseSummaryTable.COHORT_MONTH;
  public static final String HORIZON_DAYS = CustomerLifetimeValueTable.HORIZON_DAYS;
  public static final String CUSTOMERS = "customers";
  public static final String VALUE_BASIS = CustomerLifetimeValueTable.VALUE_BASIS;
  public static final String VALUE_TO_DATE = "value_to_date";
  public static final String EXPECTED_REMAINING_VALUE = "expected_remaining_value";
  public static final String EXPECTED_VALUE = "expected_lifetime_value";
  public static final String EXPECTED_VALUE_PER_CUSTOMER = "expected_lifetime_value_per_customer";
  public static final String ACQUISITION_COST = "acquisition_cost";
  public static final String CUSTOMERS_WITH_ACQUISITION_COST = "customers_with_acquisition_cost";
  public static final String PAYBACK_MONTH = "payback_month";

  public static final TableContract CONTRACT =
      new TableContract(
          NAME,
          "One row is the customers whose cohort began in one month, and one horizon.",
          List.of(
              required(COHORT_MONTH, DATE, "The first day of the month in which the cohort began."),
              required(
                  HORIZON_DAYS,
                  WHOLE,
                  "How many days after the as-of date the expectation reaches."),
              required(CUSTOMERS, COUNT, "Customers of the cohort with an order."),
              required(
                  VALUE_BASIS,
                  TEXT,
                  "What the values are: margin where the cost of every order is known and net revenue is"
                      + " positive, revenue otherwise."),
              required(VALUE_TO_DATE, MONEY, "What they have been worth to the as-of date."),
              optional(
                  EXPECTED_REMAINING_VALUE,
                  MONEY,
                  "The sum of their predicted_value within the horizon, rounded only as a sum; null where that of any of them is"
                      + " not known."),
              optional(
                  EXPECTED_VALUE,
                  MONEY,
                  "value_to_date, which is not discounted, and expected_remaining_value, which is,"
                      + " together."),
              optional(
                  EXPECTED_VALUE_PER_CUSTOMER,
                  MEAN_MONEY,
                  "expected_lifetime_value divided by customers."),
              optional(
                  ACQUISITION_COST,
                  MONEY,
                  "What acquiring them cost, where the customers table gives it; null where it gives it"
                      + " for none of them."),
              required(
                  CUSTOMERS_WITH_ACQUISITION_COST,
                  COUNT,
                  "Customers of the cohort whose acquisition cost is known."),
              optional(
                  PAYBACK_MONTH,
                  WHOLE,
                  "Months from the cohort's first month to the one in which the value to date of the"
                      + " customers with a known acquisition cost first reached that cost; null where it"
                      + " has not, or no cost is known. Where the value is revenue and not margin, it is"
                      + " sooner than the cost was really earned back.")),
          List.of(COHORT_MONTH, HORIZON_DAYS),
          constraints(notNegative(CUSTOMERS, CUSTOMERS_WITH_ACQUISITION_COST, PAYBACK_MONTH)),
          List.of(
              new TotalConstraint(
                  "every_customer_with_orders",
                  "coalesce(sum(customers), 0) = :"
                      + RunTotals.CUSTOMERS_WITH_ORDERS
                      + " * greatest(count(distinct horizon_days), 1)",
                  "Every customer with an order is in one cohort.")),
          "Which months' new customers pay back, and how fast?",
          "SELECT cohort_month, customers, value_to_date, expected_lifetime_value_per_customer,"
              + " acquisition_cost, payback_month FROM cohort_lifetime_value WHERE horizon_days = 365 ORDER"
              + " BY cohort_month");

  private CohortLifetimeValueTable() {}
}
