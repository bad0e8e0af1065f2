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
import static io.perennial.table.output.RateColumns.SEGMENT_NAME;
import static io.perennial.table.output.RateColumns.SEGMENT_NAME_COLUMN;
import static io.perennial.table.output.RateColumns.SEGMENT_VALUE;
import static io.perennial.table.output.RateColumns.SEGMENT_VALUE_COLUMN;
import static io.perennial.table.output.RateColumns.constraints;
import static io.perennial.table.output.RateColumns.holds;
import static io.perennial.table.output.RateColumns.inUnitInterval;
import static io.perennial.table.output.RateColumns.notNegative;

import io.perennial.table.RunTotals;
import io.perennial.table.TableContract;
import io.perennial.table.TotalConstraint;
import java.util.List;

/** Retention, churn and the customer base of every calendar period. */
public final class RetentionByPeriodTable {
  public static final String NAME = "retention_by_period";
  public static final String GRANULARITY = "granularity";
  public static final String PERIOD_START = "period_start";
  public static final String PERIOD_END = "period_end";
  public static final String IS_COMPLETE = "is_complete";
  public static final String ACTIVITY_WINDOW_DAYS = "activity_window_days";
  public static final String CUSTOMERS_AT_START = "customers_at_start";
  public static final String CUSTOMERS_AT_END = "customers_at_end";
  public static final String NEW_CUSTOMERS = "new_customers";
  public static final String RETAINED_CUSTOMERS = "retained_customers";
  public static final String REACTIVATED_CUSTOMERS = "reactivated_customers";
  public static final String LOST_CUSTOMERS = "lost_customers";
  public static final String ACQUIRED_CUSTOMERS = "acquired_customers";
  public static final String RETENTION_RATE = "retention_rate";
  public static final String CHURN_RATE = "churn_rate";
  public static final String CHURN_RATE_OF_CUSTOMER_BASE = "churn_rate_of_customer_base";
  public static final String END_TO_START_RATIO = "end_to_start_ratio";
  public static final String PERIOD_OVER_PERIOD_RETENTION_RATE =
      "period_over_period_retention_rate";
  public static final String GROSS_REVENUE_RETENTION = "gross_revenue_retention";
  public static final String NET_REVENUE_RETENTION = "net_revenue_retention";
  public static final String QUICK_RATIO = "quick_ratio";
  public static final String ACTIVE_CUSTOMERS = "active_customers";
  public static final String ORDERS = "orders";
  public static final String NET_REVENUE = "net_revenue";
  public static final String AVERAGE_ORDER_VALUE = "average_order_value";
  public static final String PURCHASE_FREQUENCY = "purchase_frequency";
  public static final String REPEAT_PURCHASE_RATE = "repeat_purchase_rate";
  public static final String REPEAT_TO_ONE_TIME_RATIO = "repeat_to_one_time_ratio";
  public static final String ORDERS_PER_ONE_TIME_CUSTOMER = "orders_per_one_time_customer";
  public static final String REPEAT_REVENUE_SHARE = "repeat_revenue_share";

  public static final TableContract CONTRACT =
      new TableContract(
          NAME,
          "One row is one calendar period of one segment, from the period of the segment's first order to"
              + " the period that holds the as-of date.",
          List.of(
              SEGMENT_NAME_COLUMN,
              SEGMENT_VALUE_COLUMN,
              required(
                  GRANULARITY, TEXT, "The period's length: day, week, month, quarter or year."),
              required(PERIOD_START, DATE, "The first day of the period."),
              required(PERIOD_END, DATE, "The last day of the period."),
              required(
                  IS_COMPLETE,
                  FLAG,
                  "Whether the period's last day is on or before the as-of date; figures of an incomplete"
                      + " period run to the as-of date and are not comparable."),
              required(
                  ACTIVITY_WINDOW_DAYS,
                  WHOLE,
                  "The activity window W: a customer is in the base at the end of a day if they ordered on"
                      + " it or on one of the W - 1 days before; as configured or learnt, and 365 where it"
                      + " was to be learnt and no customer ever came back."),
              required(
                  CUSTOMERS_AT_START,
                  COUNT,
                  "Customers in the base at the end of the day before the period."),
              required(
                  CUSTOMERS_AT_END,
                  COUNT,
                  "Customers in the base at the end of the period, or of the as-of date if that is earlier."),
              required(
                  NEW_CUSTOMERS,
                  COUNT,
                  "Customers whose first order in the segment lies in the period and who are in the base at its end."),
              required(RETAINED_CUSTOMERS, COUNT, "Customers in the base at both ends."),
              required(
                  REACTIVATED_CUSTOMERS,
                  COUNT,
                  "Customers who ordered before the period, were not in the base at its start and are at its"
                      + " end."),
              required(LOST_CUSTOMERS, COUNT, "customers_at_start less retained_customers."),
              required(
                  ACQUIRED_CUSTOMERS,
                  COUNT,
                  "Customers whose first order in the segment lies in the period, in the base at its end or not."),
              optional(
                  RETENTION_RATE,
                  RATE,
                  "retained_customers / customers_at_start; null where nobody, or fewer than the minimum"
                      + " group, was there at the start."),
              optional(
                  CHURN_RATE,
                  RATE,
                  "lost_customers / customers_at_start, which is 1 - retention_rate."),
              optional(
                  CHURN_RATE_OF_CUSTOMER_BASE,
                  RATE,
                  "lost_customers / all customers ever acquired by the end of the period: another reading of"
                      + " churn."),
              optional(
                  END_TO_START_RATIO,
                  RATE,
                  "customers_at_end / customers_at_start, new customers included: another reading of"
                      + " retention; may exceed 1."),
              optional(
                  PERIOD_OVER_PERIOD_RETENTION_RATE,
                  RATE,
                  "Customers who ordered in the period before and in this one / customers who ordered in the"
                      + " period before; no window enters it."),
              optional(
                  GROSS_REVENUE_RETENTION,
                  RATE,
                  "Of the customers who ordered in the period before: this period's revenue, capped at each"
                      + " one's revenue of the period before, / their revenue of the period before; a"
                      + " customer's revenue of a period is floored at 0."),
              optional(
                  NET_REVENUE_RETENTION,
                  RATE,
                  "The same without the cap, so that growth of a customer counts; may exceed 1."),
              optional(
                  QUICK_RATIO,
                  RATE,
                  "(revenue of customers who did not order in the period before + expansion) / (revenue lost"
                      + " with customers + contraction), against the period before."),
              required(ACTIVE_CUSTOMERS, COUNT, "Customers who ordered in the period."),
              required(ORDERS, COUNT, "Orders in the period."),
              required(
                  NET_REVENUE,
                  MONEY,
                  "Net revenue booked in the period, returns of customers who did not order in it included."),
              optional(
                  AVERAGE_ORDER_VALUE, MEAN_MONEY, "net_revenue / orders; null without an order."),
              optional(PURCHASE_FREQUENCY, RATE, "orders / active_customers."),
              optional(
                  REPEAT_PURCHASE_RATE,
                  RATE,
                  "Active customers with two or more orders in the period / active_customers."),
              optional(
                  REPEAT_TO_ONE_TIME_RATIO,
                  RATE,
                  "Active customers with two or more orders in the period / active customers with exactly"
                      + " one: another reading of the repeat purchase rate."),
              optional(
                  ORDERS_PER_ONE_TIME_CUSTOMER,
                  RATE,
                  "orders / active customers with exactly one order in the period: another reading of"
                      + " purchase frequency."),
              optional(
                  REPEAT_REVENUE_SHARE,
                  RATE,
                  "The share of net_revenue booked after the day of the customer's first order in the segment;"
                      + " outside [0, 1] where returns outweigh sales.")),
          List.of(SEGMENT_NAME, SEGMENT_VALUE, GRANULARITY, PERIOD_START),
          constraints(
              inUnitInterval(
                  RETENTION_RATE,
                  CHURN_RATE,
                  CHURN_RATE_OF_CUSTOMER_BASE,
                  PERIOD_OVER_PERIOD_RETENTION_RATE,
                  GROSS_REVENUE_RETENTION,
                  REPEAT_PURCHASE_RATE),
              notNegative(LOST_CUSTOMERS, END_TO_START_RATIO, NET_REVENUE_RETENTION, ORDERS),
              holds(
                  "end_is_retained_new_and_reactivated",
                  "customers_at_end = retained_customers + new_customers + reactivated_customers",
                  "Whoever is there at the end was retained, is new or came back."),
              holds(
                  "start_is_retained_and_lost",
                  "customers_at_start = retained_customers + lost_customers",
                  "Whoever was there at the start was retained or lost."),
              holds(
                  "new_were_acquired",
                  "new_customers <= acquired_customers",
                  "New customers were acquired in the period.")),
          List.of(
              new TotalConstraint(
                  "every_customer_acquired_once",
                  "coalesce(sum(if(segment_name = 'all', acquired_customers, 0)), 0) = :"
                      + RunTotals.CUSTOMERS_WITH_ORDERS
                      + " * count(distinct granularity)",
                  "In each granularity every customer is acquired in exactly one period."),
              new TotalConstraint(
                  "every_order_in_one_period",
                  "coalesce(sum(if(segment_name = 'all', orders, 0)), 0) = :"
                      + RunTotals.ORDERS
                      + " * count(distinct granularity)",
                  "In each granularity every order lies in exactly one period.")),
          "How did quarterly retention develop over the complete quarters?",
          "SELECT period_start, retention_rate, churn_rate FROM retention_by_period WHERE segment_name ="
              + " 'all' AND granularity = 'quarter' AND is_complete ORDER BY period_start");

  private RetentionByPeriodTable() {}
}
