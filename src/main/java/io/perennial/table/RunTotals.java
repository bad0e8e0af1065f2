package io.perennial.table;

import java.util.List;

/**
 * The totals of a run with which the sums of published tables must agree, as names in a {@link
 * TotalConstraint}.
 */
public final class RunTotals {
  /** Net revenue of all customers, exact, in the reporting currency. */
  public static final String NET_REVENUE = "net_revenue";

  /** Net revenue of customers with an order, from their first order day on. */
  public static final String NET_REVENUE_SINCE_FIRST_ORDER = "net_revenue_since_first_order";

  /** Customers with an order or a return. */
  public static final String CUSTOMERS = "customers";

  /** Customers with an order. */
  public static final String CUSTOMERS_WITH_ORDERS = "customers_with_orders";

  /** Orders of customers. */
  public static final String ORDERS = "orders";

  /** All of them. */
  public static final List<String> ALL =
      List.of(NET_REVENUE, NET_REVENUE_SINCE_FIRST_ORDER, CUSTOMERS, CUSTOMERS_WITH_ORDERS, ORDERS);

  private RunTotals() {}
}
