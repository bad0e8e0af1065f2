package io.perennial.table.output;

import static io.perennial.table.ColumnContract.optional;
import static io.perennial.table.ColumnContract.required;
import static io.perennial.table.Types.COUNT;
import static io.perennial.table.Types.DATE;
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

/** Whether each customer is active, at risk or gone, and what hangs on it. */
public final class CustomerChurnTable {
  public static final String NAME = "customer_churn";
  public static final String CUSTOMER_ID = OrdersInput.CUSTOMER_ID;
  public static final String DAYS_SINCE_LAST_ORDER = PurchaseSummaryTable.DAYS_SINCE_LAST_ORDER;
  public static final String TYPICAL_GAP_DAYS = "typical_gap_days";
  public static final String CHURN_WINDOW_DAYS = "churn_window_days";
  public static final String PROBABILITY_ALIVE = "probability_alive";
  public static final String CHURN_STATUS = "churn_status";
  public static final String CHURNED_ON = "churned_on";
  public static final String TIMES_REACTIVATED = "times_reactivated";
  public static final String REVENUE_LAST_365_DAYS = "revenue_last_365_days";
  public static final String REVENUE_AT_RISK = "revenue_at_risk";

  /** The customer ordered lately enough. */
  public static final String ACTIVE = "active";

  /** The customer has been silent for longer than is usual for them. */
  public static final String AT_RISK = "at_risk";

  /** The customer has been silent for the whole churn window. */
  public static final String CHURNED = "churned";

  public static final TableContract CONTRACT =
      new TableContract(
          NAME,
          "One row is one customer with at least one order.",
          List.of(
              required(CUSTOMER_ID, TEXT, "The customer."),
              required(DAYS_SINCE_LAST_ORDER, WHOLE, "Days from the last order to the as-of date."),
              optional(
                  TYPICAL_GAP_DAYS,
                  RATE,
                  "The median number of days between the customer's purchase occasions; with fewer than two"
                      + " occasions the median over all gaps of all customers; null where nobody ever"
                      + " came back."),
              required(
                  CHURN_WINDOW_DAYS,
                  WHOLE,
                  "Days without an order after which a customer has churned, as configured or learnt;"
                      + " 365 where it was to be learnt and no customer ever came back."),
              required(
                  CHURN_STATUS,
                  TEXT,
                  "churned: no order in the churn window that ends on the as-of date; at_risk: silent for"
                      + " more than the configured multiple of typical_gap_days, or with a"
                      + " probability_alive below the configured threshold; active: neither."),
              optional(
                  PROBABILITY_ALIVE,
                  RATE,
                  "The probability that the customer has not left for good, under the model that"
                      + " customer_lifetime_value names; null where there is none."),
              optional(
                  CHURNED_ON,
                  DATE,
                  "The first day at whose end the customer was out of the base: the last order plus the"
                      + " churn window; null unless churned."),
              required(
                  TIMES_REACTIVATED,
                  COUNT,
                  "How often the customer ordered again after having churned."),
              required(
                  REVENUE_LAST_365_DAYS,
                  MONEY,
                  "Net revenue of the 365 days that end on the as-of date."),
              required(
                  REVENUE_AT_RISK,
                  MONEY,
                  "revenue_last_365_days of a customer at risk, at least 0; 0 for every other customer.")),
          List.of(CUSTOMER_ID),
          constraints(
              notNegative(DAYS_SINCE_LAST_ORDER, TIMES_REACTIVATED, REVENUE_AT_RISK),
              inUnitInterval(PROBABILITY_ALIVE),
              holds(
                  "known_status",
                  "churn_status in ('active', 'at_risk', 'churned')",
                  "The status is one of the three."),
              holds(
                  "churned_when_silent_for_the_window",
                  "(churn_status = 'churned') = (days_since_last_order >= churn_window_days)",
                  "A customer has churned exactly when silent for the churn window."),
              holds(
                  "churned_on_when_churned",
                  "(churn_status = 'churned') = (churned_on is not null)",
                  "Churned customers and no others have a churn date.")),
          List.of(
              new TotalConstraint(
                  "every_customer_with_orders",
                  "count(*) = :" + RunTotals.CUSTOMERS_WITH_ORDERS,
                  "Every customer with an order has a row.")),
          "How much revenue of the last year is at risk, and with how many customers?",
          "SELECT churn_status, count(*) AS customers, sum(revenue_last_365_days) AS"
              + " revenue_last_365_days, sum(revenue_at_risk) AS revenue_at_risk FROM customer_churn GROUP"
              + " BY churn_status ORDER BY churn_status");

  private CustomerChurnTable() {}
}
