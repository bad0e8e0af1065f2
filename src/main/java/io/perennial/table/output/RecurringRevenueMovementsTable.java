package io.perennial.table.output;

import static io.perennial.table.ColumnContract.optional;
import static io.perennial.table.ColumnContract.required;
import static io.perennial.table.Types.COUNT;
import static io.perennial.table.Types.DATE;
import static io.perennial.table.Types.FLAG;
import static io.perennial.table.Types.MEAN_MONEY;
import static io.perennial.table.Types.RATE;
import static io.perennial.table.output.RateColumns.SEGMENT_NAME;
import static io.perennial.table.output.RateColumns.SEGMENT_NAME_COLUMN;
import static io.perennial.table.output.RateColumns.SEGMENT_VALUE;
import static io.perennial.table.output.RateColumns.SEGMENT_VALUE_COLUMN;
import static io.perennial.table.output.RateColumns.constraints;
import static io.perennial.table.output.RateColumns.holds;
import static io.perennial.table.output.RateColumns.inUnitInterval;
import static io.perennial.table.output.RateColumns.notNegative;

import io.perennial.table.TableContract;
import java.util.List;

/** What became of the monthly recurring revenue in every calendar month. */
public final class RecurringRevenueMovementsTable {
  public static final String NAME = "recurring_revenue_movements";
  public static final String MONTH_START = "month_start";
  public static final String MONTH_END = "month_end";
  public static final String IS_COMPLETE = RetentionByPeriodTable.IS_COMPLETE;
  public static final String STARTING_RECURRING_REVENUE = "starting_recurring_revenue";
  public static final String NEW_RECURRING_REVENUE = "new_recurring_revenue";
  public static final String REACTIVATED_RECURRING_REVENUE = "reactivated_recurring_revenue";
  public static final String EXPANSION_RECURRING_REVENUE = "expansion_recurring_revenue";
  public static final String CONTRACTION_RECURRING_REVENUE = "contraction_recurring_revenue";
  public static final String CHURNED_RECURRING_REVENUE = "churned_recurring_revenue";
  public static final String ENDING_RECURRING_REVENUE = "ending_recurring_revenue";
  public static final String GROSS_REVENUE_RETENTION =
      RetentionByPeriodTable.GROSS_REVENUE_RETENTION;
  public static final String NET_REVENUE_RETENTION = RetentionByPeriodTable.NET_REVENUE_RETENTION;
  public static final String QUICK_RATIO = RetentionByPeriodTable.QUICK_RATIO;
  public static final String CUSTOMERS_AT_START = RetentionByPeriodTable.CUSTOMERS_AT_START;
  public static final String NEW_CUSTOMERS = RetentionByPeriodTable.NEW_CUSTOMERS;
  public static final String REACTIVATED_CUSTOMERS = RetentionByPeriodTable.REACTIVATED_CUSTOMERS;
  public static final String CHURNED_CUSTOMERS = "churned_customers";
  public static final String CUSTOMERS_AT_END = RetentionByPeriodTable.CUSTOMERS_AT_END;
  public static final String EXPANDED_CUSTOMERS = "expanded_customers";
  public static final String CONTRACTED_CUSTOMERS = "contracted_customers";
  public static final String SUBSCRIPTIONS_AT_START = "subscriptions_at_start";
  public static final String STARTED_SUBSCRIPTIONS = "started_subscriptions";
  public static final String ENDED_SUBSCRIPTIONS = "ended_subscriptions";
  public static final String SUBSCRIPTIONS_AT_END = "subscriptions_at_end";

  public static final TableContract CONTRACT =
      new TableContract(
          NAME,
          "One row is one calendar month of one segment, from the month of the segment's first"
              + " subscription to the month that holds the as-of date; a customer's recurring revenue at"
              + " the month's ends is compared, so that what was lost and came back within the month is"
              + " no movement. Amounts have the decimals they were read with, so that they add up exactly.",
          List.of(
              SEGMENT_NAME_COLUMN,
              SEGMENT_VALUE_COLUMN,
              required(MONTH_START, DATE, "The first day of the month."),
              required(MONTH_END, DATE, "The last day of the month."),
              required(
                  IS_COMPLETE,
                  FLAG,
                  "Whether the month's last day is on or before the as-of date; figures of an incomplete"
                      + " month run to the as-of date and are not comparable."),
              required(
                  STARTING_RECURRING_REVENUE,
                  MEAN_MONEY,
                  "What the subscriptions that ran at the end of the day before the month pay a month."),
              required(
                  NEW_RECURRING_REVENUE,
                  MEAN_MONEY,
                  "The ending recurring revenue of customers without a subscription before the month."),
              required(
                  REACTIVATED_RECURRING_REVENUE,
                  MEAN_MONEY,
                  "The ending recurring revenue of customers who had a subscription before the month and none"
                      + " that ran at its start."),
              required(
                  EXPANSION_RECURRING_REVENUE,
                  MEAN_MONEY,
                  "By how much customers with a subscription at both ends pay more."),
              required(
                  CONTRACTION_RECURRING_REVENUE,
                  MEAN_MONEY,
                  "By how much customers with a subscription at both ends pay less, as a positive number."),
              required(
                  CHURNED_RECURRING_REVENUE,
                  MEAN_MONEY,
                  "The starting recurring revenue of customers without a subscription at the end, as a"
                      + " positive number."),
              required(
                  ENDING_RECURRING_REVENUE,
                  MEAN_MONEY,
                  "What the subscriptions that ran at the end of the month, or of the as-of date if that is"
                      + " earlier, pay a month."),
              optional(
                  GROSS_REVENUE_RETENTION,
                  RATE,
                  "(starting - churned - contraction) / starting recurring revenue; null where that is 0, or"
                      + " where fewer than the minimum group were customers at the start."),
              optional(
                  NET_REVENUE_RETENTION,
                  RATE,
                  "(starting - churned - contraction + expansion) / starting recurring revenue; null as"
                      + " before."),
              optional(
                  QUICK_RATIO,
                  RATE,
                  "(new + reactivated + expansion) / (churned + contraction) recurring revenue; null where"
                      + " nothing was lost, and for small groups."),
              required(
                  CUSTOMERS_AT_START,
                  COUNT,
                  "Customers with a subscription that ran at the end of the day before the month."),
              required(
                  NEW_CUSTOMERS,
                  COUNT,
                  "Customers at the end without a subscription before the month."),
              required(
                  REACTIVATED_CUSTOMERS,
                  COUNT,
                  "Customers at the end who had a subscription before the month and none at its start."),
              required(
                  CHURNED_CUSTOMERS,
                  COUNT,
                  "Customers at the start without a subscription at the end."),
              required(
                  CUSTOMERS_AT_END,
                  COUNT,
                  "Customers with a subscription that ran at the end of the month, or of the as-of date if"
                      + " that is earlier."),
              required(
                  EXPANDED_CUSTOMERS, COUNT, "Customers at both ends who pay more at the end."),
              required(
                  CONTRACTED_CUSTOMERS, COUNT, "Customers at both ends who pay less at the end."),
              required(
                  SUBSCRIPTIONS_AT_START,
                  COUNT,
                  "Subscriptions that ran at the end of the day before the month."),
              required(
                  STARTED_SUBSCRIPTIONS,
                  COUNT,
                  "Subscriptions that started in the month, those that replace another included."),
              required(
                  ENDED_SUBSCRIPTIONS,
                  COUNT,
                  "Subscriptions that ended in the month, those that were replaced included."),
              required(
                  SUBSCRIPTIONS_AT_END,
                  COUNT,
                  "Subscriptions that ran at the end of the month, or of the as-of date if that is"
                      + " earlier.")),
          List.of(SEGMENT_NAME, SEGMENT_VALUE, MONTH_START),
          constraints(
              inUnitInterval(GROSS_REVENUE_RETENTION),
              notNegative(
                  STARTING_RECURRING_REVENUE,
                  NEW_RECURRING_REVENUE,
                  REACTIVATED_RECURRING_REVENUE,
                  EXPANSION_RECURRING_REVENUE,
                  CONTRACTION_RECURRING_REVENUE,
                  CHURNED_RECURRING_REVENUE,
                  ENDING_RECURRING_REVENUE,
                  NET_REVENUE_RETENTION,
                  QUICK_RATIO),
              holds(
                  "movements_lead_from_start_to_end",
                  "starting_recurring_revenue + new_recurring_revenue + reactivated_recurring_revenue +"
                      + " expansion_recurring_revenue - contraction_recurring_revenue -"
                      + " churned_recurring_revenue = ending_recurring_revenue",
                  "Starting recurring revenue and the movements give the ending recurring revenue."),
              holds(
                  "customers_lead_from_start_to_end",
                  "customers_at_start + new_customers + reactivated_customers - churned_customers ="
                      + " customers_at_end",
                  "Customers at the start and their movements give the customers at the end."),
              holds(
                  "subscriptions_lead_from_start_to_end",
                  "subscriptions_at_start + started_subscriptions - ended_subscriptions ="
                      + " subscriptions_at_end",
                  "Subscriptions at the start and their movements give the subscriptions at the end.")),
          "How did recurring revenue get from where each month began to where it ended?",
          "SELECT month_start, starting_recurring_revenue, new_recurring_revenue,"
              + " expansion_recurring_revenue, churned_recurring_revenue, ending_recurring_revenue FROM"
              + " recurring_revenue_movements WHERE segment_name = 'all' AND is_complete ORDER BY"
              + " month_start");

  private RecurringRevenueMovementsTable() {}
}
