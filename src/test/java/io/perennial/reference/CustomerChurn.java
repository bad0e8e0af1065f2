package io.perennial.reference;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** A row of customer_churn; the components are its columns. */
public record CustomerChurn(
    String customerId,
    long daysSinceLastOrder,
    OptionalDouble typicalGapDays,
    int churnWindowDays,
    String churnStatus,
    Optional<LocalDate> churnedOn,
    long timesReactivated,
    BigDecimal revenueLast365Days,
    BigDecimal revenueAtRisk) {

  /** One row per customer with an order, in the order of their ids. */
  public static List<CustomerChurn> of(List<Event> events, ReferenceSettings settings) {
    List<Customer> customers =
        Customer.of(events, settings.asOf()).stream().filter(Customer::hasOrders).toList();
    OptionalDouble populationMedian =
        Quantiles.median(customers.stream().flatMap(customer -> customer.gaps().stream()).toList());
    int window = Quantiles.churnWindowDays(events, settings);
    return customers.stream()
        .map(customer -> of(customer, populationMedian, window, settings))
        .toList();
  }

  private static CustomerChurn of(
      Customer customer, OptionalDouble populationMedian, int window, ReferenceSettings settings) {
    LocalDate asOf = settings.asOf();
    LocalDate last = customer.lastOrderDay().orElseThrow();
    long sinceLast = ChronoUnit.DAYS.between(last, asOf);
    OptionalDouble own = Quantiles.median(customer.gaps());
    OptionalDouble typical = own.isPresent() ? own : populationMedian;
    boolean churned = !customer.inBaseAtEndOf(asOf, window);
    boolean late =
        typical.isPresent()
            && sinceLast > settings.atRiskAfterTypicalGaps() * typical.getAsDouble();
    String status = churned ? "churned" : late ? "at_risk" : "active";
    long lastYear = customer.netUnitsIn(asOf.minusDays(364), asOf);
    return new CustomerChurn(
        customer.id(),
        sinceLast,
        typical,
        window,
        status,
        churned ? Optional.of(last.plusDays(window)) : Optional.empty(),
        timesReactivated(customer, window),
        Money.of(lastYear),
        Money.of(status.equals("at_risk") ? Math.max(0, lastYear) : 0));
  }

  /** How often the customer, having left the base, is back in it at the end of the next day. */
  private static long timesReactivated(Customer customer, int window) {
    LocalDate last = customer.lastOrderDay().orElseThrow();
    long times = 0;
    boolean wasIn = true;
    for (LocalDate day = customer.firstOrderDay().orElseThrow();
        !day.isAfter(last);
        day = day.plusDays(1)) {
      boolean isIn = customer.inBaseAtEndOf(day, window);
      times += isIn && !wasIn ? 1 : 0;
      wasIn = isIn;
    }
    return times;
  }
}
