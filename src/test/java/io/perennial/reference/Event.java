package io.perennial.reference;

import java.time.LocalDate;
import java.util.Map;
import java.util.OptionalLong;

/**
 * One thing that a customer did, as the definitions see it.
 *
 * @param customerId who did it
 * @param day when, in the configured time zone
 * @param netUnits what it adds to net revenue, in ten-thousandths of the reporting currency
 * @param order whether it is an order; otherwise it is a return booked on that day
 * @param orderAttributes the attributes by which orders are sliced; one may be missing
 * @param costUnits what the order cost, where that is known; a return costs nothing
 */
public record Event(
    String customerId,
    LocalDate day,
    long netUnits,
    boolean order,
    Map<String, String> orderAttributes,
    OptionalLong costUnits) {
  public Event {
    orderAttributes = Map.copyOf(orderAttributes);
  }

  /** An order without attributes, of unknown cost. */
  public static Event order(String customerId, LocalDate day, long netUnits) {
    return new Event(customerId, day, netUnits, true, Map.of(), OptionalLong.empty());
  }

  /** A return without attributes. */
  public static Event returned(String customerId, LocalDate day, long netUnits) {
    return new Event(customerId, day, netUnits, false, Map.of(), OptionalLong.empty());
  }
}
