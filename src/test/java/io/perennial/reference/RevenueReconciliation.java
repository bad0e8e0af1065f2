package io.perennial.reference;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;

/**
 * Where the accepted net revenue stands.
 *
 * @param acceptedNetRevenue all of it
 * @param inCohortCells what cohort cells hold
 * @param beforeFirstOrder what was booked before its customer's first order
 * @param withoutOrders what belongs to customers who never ordered
 */
public record RevenueReconciliation(
    BigDecimal acceptedNetRevenue,
    BigDecimal inCohortCells,
    BigDecimal beforeFirstOrder,
    BigDecimal withoutOrders) {

  /**
   * A line of revenue_reconciliation.
   *
   * @param line its name
   * @param amount its amount
   */
  public record Line(String line, BigDecimal amount) {}

  /** The lines that customers' net revenue has in revenue_reconciliation. */
  public List<Line> lines() {
    return List.of(
        new Line("net_revenue", acceptedNetRevenue),
        new Line("net_revenue_since_first_order", inCohortCells),
        new Line("net_revenue_before_first_order", beforeFirstOrder),
        new Line("net_revenue_of_customers_without_orders", withoutOrders));
  }

  /** The reconciliation of some events up to the as-of date. */
  public static RevenueReconciliation of(List<Event> events, ReferenceSettings settings) {
    long accepted = 0;
    long inCells = 0;
    long before = 0;
    long without = 0;
    for (Customer customer : Customer.of(events, settings.asOf())) {
      accepted += customer.netUnits();
      if (customer.hasOrders()) {
        LocalDate first = customer.firstOrderDay().orElseThrow();
        inCells += customer.netUnitsIn(first, settings.asOf());
        before += customer.netUnitsIn(LocalDate.MIN, first.minusDays(1));
      } else {
        without += customer.netUnits();
      }
    }
    return new RevenueReconciliation(
        Money.of(accepted), Money.of(inCells), Money.of(before), Money.of(without));
  }
}
