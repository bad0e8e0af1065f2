package io.perennial.reference;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A row of customer_lifetime_value; the components are its columns. */
public record CustomerLifetimeValue(
    String customerId,
    int horizonDays,
    Optional<LocalDate> firstOrderDate,
    OptionalLong customerAgeDays,
    long orders,
    BigDecimal historicalValue,
    Optional<BigDecimal> historicalMargin) {

  /** One row per customer with any event, in the order of their ids. */
  public static List<CustomerLifetimeValue> of(List<Event> events, ReferenceSettings settings) {
    return Customer.of(events, settings.asOf()).stream()
        .map(customer -> of(customer, settings))
        .toList();
  }

  private static CustomerLifetimeValue of(Customer customer, ReferenceSettings settings) {
    Optional<LocalDate> first = customer.firstOrderDay();
    List<Event> orders = customer.events().stream().filter(Event::order).toList();
    boolean costsKnown =
        !orders.isEmpty() && orders.stream().allMatch(order -> order.costUnits().isPresent());
    long costs = orders.stream().mapToLong(order -> order.costUnits().orElse(0)).sum();
    return new CustomerLifetimeValue(
        customer.id(),
        ReferenceSettings.HORIZON_DAYS,
        first,
        first.isPresent()
            ? OptionalLong.of(ChronoUnit.DAYS.between(first.get(), settings.asOf()))
            : OptionalLong.empty(),
        orders.size(),
        Money.of(customer.netUnits()),
        costsKnown ? Optional.of(Money.of(customer.netUnits() - costs)) : Optional.empty());
  }
}
