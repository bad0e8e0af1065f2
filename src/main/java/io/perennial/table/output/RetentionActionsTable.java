package io.perennial.table.output;

import static io.perennial.table.ColumnContract.optional;
import static io.perennial.table.ColumnContract.required;
import static io.perennial.table.Types.AMOUNT;
import static io.perennial.table.Types.COUNT;
import static io.perennial.table.Types.FLAG;
import static io.perennial.table.Types.MONEY;
import static io.perennial.table.Types.TEXT;
import static io.perennial.table.output.RateColumns.constraints;
import static io.perennial.table.output.RateColumns.holds;
import static io.perennial.table.output.RateColumns.notNegative;

import io.perennial.table.RunTotals;
import io.perennial.table.TableContract;
import io.perennial.table.TotalConstraint;
import io.perennial.table.input.OrdersInput;
import java.util.List;

/** The one next thing to do about each customer, as far as the inputs tell. */
public final class RetentionActionsTable {
  public static final String NAME = "retention_actions";
  public static final String CUSTOMER_ID = OrdersInput.CUSTOMER_ID;
  public static final String ACTION = "action";
  public static final String CHURN_STATUS = CustomerChurnTable.CHURN_STATUS;
  public static final String VALUE_AT_STAKE = "value_at_stake";
  public static final String VALUE_BASIS = CustomerLifetimeValueTable.VALUE_BASIS;
  public static final String EVIDENCE = "evidence";
  public static final String COST_PER_ACTION = "cost_per_action";
  public static final String PRIORITY_RANK = "priority_rank";
  public static final String IS_WITHIN_BUDGET = "is_within_budget";

  public static final String WIN_BACK = "win_back";
  public static final String RECOVER = "recover";
  public static final String REDUCE_COST_TO_SERVE = "reduce_cost_to_serve";
  public static final String SECOND_ORDER = "second_order";
  public static final String RE_ENGAGE = "re_engage";
  public static final String THANK = "thank";
  public static final String LEAVE_ALONE = "leave_alone";

  public static final TableContract CONTRACT =
      new TableContract(
          NAME,
          "One row is one customer with at least one order, and the one action that the figures support. The"
              + " first of these that applies is taken: win_back of a customer who has churned;"
              + " recover of one whose complaint or return of the configured last days was handled badly or"
              + " is not settled, before anything else is asked of the customer; reduce_cost_to_serve where the last 365 days, with at least one order in them, cost more than they brought: net"
              + " revenue less the cost of orders, returns, contacts, handling and deviations, as far as"
              + " those are given, as in customer_profitability, but without programmes, which the customer"
              + " does not cause; second_order for one who bought on one day only; re_engage for one at risk,"
              + " who has bought on several days and is still to be kept, not won back;"
              + " thank for one of the RFM segments champions and loyal; leave_alone for all others,"
              + " and where no more is at stake than an action costs.",
          List.of(
              required(CUSTOMER_ID, TEXT, "The customer."),
              required(
                  ACTION,
                  TEXT,
                  "win_back, recover, reduce_cost_to_serve, second_order, re_engage, thank or"
                      + " leave_alone; recover where contacts or returns are given."),
              required(CHURN_STATUS, TEXT, "The customer's status in customer_churn."),
              required(
                  VALUE_AT_STAKE,
                  MONEY,
                  "What hangs on the customer, not what the action brings. win_back:"
                      + " expected_recovered_value of win_back_candidates, and nothing of a customer who cost"
                      + " more than they brought to date, without programmes, whom win_back would contradict; reduce_cost_to_serve: the loss"
                      + " of the last 365 days, never where the cost of one of its orders is not known; second_order: the value of the first purchase day times"
                      + " the share of all customers who bought on a second one; recover, re_engage and"
                      + " thank: the value of the last 365 days; 0 for leave_alone. Programmes are left out of all of these, so a"
                      + " customer may be is_loss_making in customer_profitability by their part in programmes alone. Value is net revenue, at"
                      + " least 0, times the company's margin share (value_basis of"
                      + " customer_lifetime_value says what that is) where the basis is margin."),
              required(
                  VALUE_BASIS,
                  TEXT,
                  "What value is: margin where the cost of every order to date is known and net revenue"
                      + " positive, revenue otherwise. A loss is always one of margin."),
              required(
                  EVIDENCE,
                  TEXT,
                  "What the action rests on, in words; amounts in the reporting currency. Of a loss what"
                      + " makes it is named, as by loss_driver in customer_profitability. A complaint or a"
                      + " return is said not to be settled where its input settles any and has no day"
                      + " for it up to the as-of date."),
              required(COST_PER_ACTION, AMOUNT, "What one action costs, as configured."),
              optional(
                  PRIORITY_RANK,
                  COUNT,
                  "One more than the number of customers with more at stake; equal values share a rank, null"
                      + " for leave_alone."),
              required(
                  IS_WITHIN_BUDGET,
                  FLAG,
                  "Whether the configured budget pays for the action when it is spent in the order of"
                      + " value_at_stake, the largest first, and of customer_id among equals; true for"
                      + " every action without a budget, false for leave_alone.")),
          List.of(CUSTOMER_ID),
          constraints(
              notNegative(VALUE_AT_STAKE),
              holds(
                  "known_action",
                  "action in ('win_back', 'recover', 'reduce_cost_to_serve', 'second_order', 're_engage', 'thank',"
                      + " 'leave_alone')",
                  "The action is one of the seven."),
              holds(
                  "only_the_churned_are_won_back",
                  "action in ('win_back', 'leave_alone') or churn_status <> 'churned'",
                  "Whoever has churned is won back or left alone, and nobody else is won back."),
              holds(
                  "win_back_of_the_churned",
                  "action <> 'win_back' or churn_status = 'churned'",
                  "Nobody is won back who has not churned."),
              holds(
                  "re_engage_of_those_at_risk",
                  "action <> 're_engage' or churn_status = 'at_risk'",
                  "Only customers at risk are re-engaged."),
              holds(
                  "an_action_is_worth_its_cost",
                  "(action = 'leave_alone' and value_at_stake = 0) or value_at_stake > cost_per_action",
                  "More is at stake than the action costs."),
              holds(
                  "ranked_unless_left_alone",
                  "(priority_rank is null) = (action = 'leave_alone') and (priority_rank is not null or"
                      + " not is_within_budget)",
                  "Every action has a rank, and nothing is spent on leaving alone.")),
          List.of(
              new TotalConstraint(
                  "every_customer_with_orders",
                  "count(*) = :" + RunTotals.CUSTOMERS_WITH_ORDERS,
                  "Every customer with an order has a row.")),
          "What should be done next, for how many customers, and how much is at stake?",
          "SELECT action, count(*) AS customers, sum(value_at_stake) AS value_at_stake,"
              + " count_if(is_within_budget) AS within_budget FROM retention_actions GROUP BY action"
              + " ORDER BY value_at_stake DESC, action");

  private RetentionActionsTable() {}
}
