package io.perennial.table.output;

import static io.perennial.table.ColumnContract.required;
import static io.perennial.table.Types.COUNT;
import static io.perennial.table.Types.MONEY;
import static io.perennial.table.Types.TEXT;
import static io.perennial.table.output.RateColumns.constraints;
import static io.perennial.table.output.RateColumns.holds;
import static io.perennial.table.output.RateColumns.notNegative;

import io.perennial.table.TableContract;
import io.perennial.table.input.OrdersInput;
import java.util.List;

/** What referring customers are worth together with whom they brought. */
public final class ReferrerValueTable {
  public static final String NAME = "referrer_value";
  public static final String CUSTOMER_ID = OrdersInput.CUSTOMER_ID;
  public static final String REFERRED_CUSTOMERS = "referred_customers";
  public static final String BROUGHT_CUSTOMERS = "brought_customers";
  public static final String OWN_NET_REVENUE = "own_net_revenue";
  public static final String BROUGHT_NET_REVENUE = "brought_net_revenue";
  public static final String NET_REVENUE_WITH_BROUGHT = "net_revenue_with_brought";

  public static final String DOWNSTREAM_CUSTOMERS = "downstream_customers";
  public static final String DOWNSTREAM_NET_REVENUE = "downstream_net_revenue";
  public static final String NET_REVENUE_WITH_DOWNSTREAM = "net_revenue_with_downstream";

  /** How many referrals lie at most between a referrer and a customer downstream. */
  public static final int GENERATIONS = 8;

  public static final TableContract CONTRACT =
      new TableContract(
          NAME,
          "One row is one customer who referred another up to the as-of date.",
          List.of(
              required(CUSTOMER_ID, TEXT, "The referring customer."),
              required(REFERRED_CUSTOMERS, COUNT, "Whom the customer referred."),
              required(
                  BROUGHT_CUSTOMERS,
                  COUNT,
                  "Those of them who first ordered on the day of the referral or after it."),
              required(
                  OWN_NET_REVENUE,
                  MONEY,
                  "The customer's own net revenue to the as-of date; 0 without an order or a return."),
              required(
                  BROUGHT_NET_REVENUE,
                  MONEY,
                  "That of the brought customers. Some of them might have come without being referred;"
                      + " whom they brought in turn is in downstream_net_revenue and in their own rows."),
              required(NET_REVENUE_WITH_BROUGHT, MONEY, "Both together, rounded once."),
              required(
                  DOWNSTREAM_CUSTOMERS,
                  COUNT,
                  "The brought customers, whom they brought in turn, and so on for eight generations, each"
                      + " counted once and the customer not at all, should the referrals go round in a circle."
                      + " A customer is downstream of everybody above, so that rows do not add up."),
              required(
                  DOWNSTREAM_NET_REVENUE,
                  MONEY,
                  "The net revenue of the downstream customers to the as-of date."),
              required(
                  NET_REVENUE_WITH_DOWNSTREAM,
                  MONEY,
                  "The customer's own and that of the downstream customers, rounded once.")),
          List.of(CUSTOMER_ID),
          constraints(
              notNegative(BROUGHT_CUSTOMERS),
              holds(
                  "brought_are_downstream",
                  "downstream_customers >= brought_customers",
                  "Whoever was brought directly is downstream."),
              holds(
                  "no_more_brought_than_referred",
                  "brought_customers <= referred_customers and referred_customers > 0",
                  "Only referred customers are brought."),
              holds(
                  "sum_of_both",
                  "abs(net_revenue_with_brought - own_net_revenue - brought_net_revenue) <= 0.01",
                  "The whole is the sum of both, but for rounding."),
              holds(
                  "sum_with_downstream",
                  "abs(net_revenue_with_downstream - own_net_revenue - downstream_net_revenue) <= 0.01",
                  "The whole with everybody downstream is the sum of both, but for rounding.")),
          "Which referring customers are worth most with whom they brought, and how would they rank without?",
          "SELECT customer_id, own_net_revenue, brought_customers, brought_net_revenue,"
              + " net_revenue_with_brought, downstream_customers, net_revenue_with_downstream FROM"
              + " referrer_value ORDER BY net_revenue_with_downstream DESC, customer_id LIMIT 20");

  private ReferrerValueTable() {}
}
