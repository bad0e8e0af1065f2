package io.perennial.reference;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What one customer did up to the as-of date.
 *
 * @param id the customer
 * @param events its events, in no order
 */
record Customer(String id, List<Event> events) {
  Customer {
    events = List.copyOf(events);
  }

  /** The customers of some events, without what lies after the as-of date. */
  static List<Customer> of(List<Event> events, LocalDate asOf) {
    Map<String, List<Event>> byCustomer = new TreeMap<>();
    for (Event event : events) {
      if (!event.day().isAfter(asOf)) {
        byCustomer.computeIfAbsent(event.customerId(), any -> new ArrayList<>()).add(event);
      }
    }
    return byCustomer.entrySet().stream()
        .map(entry -> new Customer(entry.getKey(), entry.getValue()))
        .toList();
  }

  /** The days on which the customer ordered, ascending, each once. */
  List<LocalDate> occasions() {
    return events.stream().filter(Event::order).map(Event::day).distinct().sorted().toList();
  }

  boolean hasOrders() {
    return events.stream().anyMatch(Event::order);
  }

  Optional<LocalDate> firstOrderDay() {
    return events.stream().filter(Event::order).map(Event::day).min(LocalDate::compareTo);
  }

  Optional<LocalDate> lastOrderDay() {
    return events.stream().filter(Event::order).map(Event::day).max(LocalDate::compareTo);
  }

  /** Whether the first order ever lies in these days. */
  boolean acquiredIn(LocalDate from, LocalDate to) {
    return firstOrderDay().filter(first -> !first.isBefore(from) && !first.isAfter(to)).isPresent();
  }

  /** Whether the first order ever lies before a day. */
  boolean acquiredBefore(LocalDate day) {
    return firstOrderDay().filter(first -> first.isBefore(day)).isPresent();
  }

  boolean orderedIn(LocalDate from, LocalDate to) {
    return ordersIn(from, to) > 0;
  }

  long ordersIn(LocalDate from, LocalDate to) {
    return events.stream().filter(Event::order).filter(event -> lies(event, from, to)).count();
  }

  /** Whether anything, be it an order or a return, lies in these days. */
  boolean seenIn(LocalDate from, LocalDate to) {
    return events.stream().anyMatch(event -> lies(event, from, to));
  }

  /** Net revenue of these days, in units. */
  long netUnitsIn(LocalDate from, LocalDate to) {
    long sum = 0;
    for (Event event : events) {
      if (lies(event, from, to)) {
        sum = Math.addExact(sum, event.netUnits());
      }
    }
    return sum;
  }

  long netUnits() {
    return netUnitsIn(LocalDate.MIN, LocalDate.MAX);
  }

  /** Net revenue of these days, as far as it is not booked before the first order, in units. */
  long netUnitsSinceFirstOrderIn(LocalDate from, LocalDate to) {
    if (!hasOrders()) {
      return 0;
    }
    LocalDate first = firstOrderDay().orElseThrow();
    return netUnitsIn(first.isAfter(from) ? first : from, to);
  }

  /** Whether the customer is in the base at the end of a day: ordered in day - W + 1 .. day. */
  boolean inBaseAtEndOf(LocalDate day, int windowDays) {
    return orderedIn(day.minusDays(windowDays - 1L), day);
  }

  /** Days from each purchase occasion to the next. */
  List<Long> gaps() {
    List<LocalDate> occasions = occasions();
    List<Long> gaps = new ArrayList<>();
    for (int i = 1; i < occasions.size(); i++) {
      gaps.add(ChronoUnit.DAYS.between(occasions.get(i - 1), occasions.get(i)));
    }
    return gaps;
  }

  private static boolean lies(Event event, LocalDate from, LocalDate to) {
    return !event.day().isBefore(from) && !event.day().isAfter(to);
  }
}
