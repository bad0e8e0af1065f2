package io.perennial.table.output;

import static io.perennial.table.ColumnContract.optional;
import static io.perennial.table.ColumnContract.required;
import static io.perennial.table.Types.COUNT;
import static io.perennial.table.Types.DATE;
import static io.perennial.table.Types.FLAG;
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

/** In which state of their life with the company customers began each period, and ended it. */
public final class LifecycleFlowTable {
  public static final String NAME = "lifecycle_flow";
  public static final String GRANULARITY = RetentionByPeriodTable.GRANULARITY;
  public static final String PERIOD_START = RetentionByPeriodTable.PERIOD_START;
  public static final String PERIOD_END = RetentionByPeriodTable.PERIOD_END;
  public static final String IS_COMPLETE = RetentionByPeriodTable.IS_COMPLETE;
  public static final String STATE_AT_START = "state_at_start";
  public static final String AT_RISK_AFTER_DAYS = "at_risk_after_days";
  public static final String CHURN_WINDOW_DAYS = CustomerChurnTable.CHURN_WINDOW_DAYS;
  public static final String CUSTOMERS_AT_START = RetentionByPeriodTable.CUSTOMERS_AT_START;
  public static final String CUSTOMERS_AT_END = RetentionByPeriodTable.CUSTOMERS_AT_END;
  public static final String BUYING_SHARE = "buying_share";
  public static final String GONE_SHARE = "gone_share";

  /** No order yet. */
  public static final String NOT_YET_CUSTOMER = "not_yet_customer";

  /** The first purchase occasion is the last one, and it was lately. */
  public static final String NEW = "new";

  /** Ordered lately, after an order before that was no churn ago. */
  public static final String ACTIVE = "active";

  /** Silent for longer than is usual, and not for the churn window. */
  public static final String AT_RISK = "at_risk";

  /** Silent for the churn window, and not for twice as long. */
  public static final String LAPSED = "lapsed";

  /** Silent for twice the churn window. */
  public static final String LOST = "lost";

  /** Ordered lately, and that order ended a silence longer than the churn window. */
  public static final String WON_BACK = "won_back";

  /** The states of customers, in the order of the columns. */
  public static final List<String> STATES = List.of(NEW, ACTIVE, AT_RISK, LAPSED, LOST, WON_BACK);

  /** The column that counts who ended the period in a state. */
  public static String ended(String state) {
    return "ended_" + state;
  }

  public static final TableContract CONTRACT =
      new TableContract(
          NAME,
          "One row is one state at the start of one calendar period of one segment: a row of the period's flow"
              + " matrix. A customer's state at the end of a day follows from the last purchase occasion"
              + " up to that day and the days of silence since. Silent for at most at_risk_after_days:"
              + " new where that occasion is the first, won_back where it ended a silence of more than"
              + " churn_window_days, active otherwise. Silent for longer: at_risk; from"
              + " churn_window_days on lapsed; from twice churn_window_days on lost.",
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
                  "Whether the period's last day is on or before the as-of date; the flows of an"
                      + " incomplete period run to the as-of date and are not comparable."),
              required(
                  STATE_AT_START,
                  TEXT,
                  "The state at the end of the day before the period: new, active, at_risk, lapsed, lost"
                      + " or won_back; not_yet_customer for those whose first order in the segment lies"
                      + " in the period."),
              required(
                  AT_RISK_AFTER_DAYS,
                  WHOLE,
                  "The days of silence after which a customer is at risk: the configured multiple of the"
                      + " median gap between purchase occasions over all customers, in whole days and"
                      + " less than the churn window; one number for everybody, unlike the customer's"
                      + " own typical gap in customer_churn, so that past states need no past medians."
                      + " Without any gap it is the churn window less a day, and nobody is at risk."),
              required(
                  CHURN_WINDOW_DAYS,
                  WHOLE,
                  "Days without an order after which a customer has churned, as configured or learnt: the"
                      + " lapsed and lost at the as-of date are the churned of customer_churn."),
              required(
                  CUSTOMERS_AT_START,
                  COUNT,
                  "Customers in the state at the start; for not_yet_customer those acquired in the"
                      + " period."),
              required(
                  ended(NEW),
                  COUNT,
                  "Those of them who are new at the period's end, or at the as-of date if that is"
                      + " earlier."),
              required(ended(ACTIVE), COUNT, "Those who are active then."),
              required(ended(AT_RISK), COUNT, "Those who are at risk then."),
              required(ended(LAPSED), COUNT, "Those who have lapsed by then."),
              required(ended(LOST), COUNT, "Those who are lost by then."),
              required(ended(WON_BACK), COUNT, "Those who are won back then."),
              required(
                  CUSTOMERS_AT_END,
                  COUNT,
                  "Customers in this row's state at the period's end, wherever they came from; 0 for"
                      + " not_yet_customer."),
              optional(
                  BUYING_SHARE,
                  RATE,
                  "The share of customers_at_start who are new, active or won back at the end; null where"
                      + " there are none or fewer than the minimum group. What was observed; nothing says"
                      + " why."),
              optional(
                  GONE_SHARE,
                  RATE,
                  "The share of customers_at_start who are lapsed or lost at the end; null where there are"
                      + " none or fewer than the minimum group.")),
          List.of(SEGMENT_NAME, SEGMENT_VALUE, GRANULARITY, PERIOD_START, STATE_AT_START),
          constraints(
              notNegative(CUSTOMERS_AT_START, CUSTOMERS_AT_END, ended(NEW), ended(LOST)),
              inUnitInterval(BUYING_SHARE, GONE_SHARE),
              holds(
                  "outflow_is_stock",
                  "customers_at_start = ended_new + ended_active + ended_at_risk + ended_lapsed +"
                      + " ended_lost + ended_won_back",
                  "Everybody who is in a state at the start is in one at the end."),
              holds(
                  "only_newcomers_become_new",
                  "ended_new = 0 or state_at_start in ('new', 'not_yet_customer')",
                  "Nobody becomes new twice."),
              holds(
                  "at_risk_before_churned",
                  "at_risk_after_days < churn_window_days",
                  "A customer is at risk before having churned.")),
          List.of(
              new TotalConstraint(
                  "every_customer_begins_once",
                  "coalesce(sum(if(segment_name = 'all' and state_at_start = 'not_yet_customer',"
                      + " customers_at_start, 0)), 0) = :"
                      + RunTotals.CUSTOMERS_WITH_ORDERS
                      + " * count(distinct granularity)",
                  "In each granularity every customer begins in exactly one period.")),
          "Of the customers at risk at the start of each complete month, how many bought again and how"
              + " many went?",
          "SELECT period_start, customers_at_start, buying_share, gone_share FROM lifecycle_flow WHERE"
              + " segment_name = 'all' AND granularity = 'month' AND is_complete AND state_at_start ="
              + " 'at_risk' ORDER BY period_start");

  private LifecycleFlowTable() {}
}
