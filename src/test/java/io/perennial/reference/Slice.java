package io.perennial.reference;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The events over which one set of figures is made.
 *
 * @param segmentName {@code all}, or the segment's name
 * @param segmentValue {@code all}, or the attribute's value
 * @param events the slice's events
 */
public record Slice(String segmentName, String segmentValue, List<Event> events) {
  /** Name and value of the total. */
  public static final String ALL = "all";

  public Slice {
    events = List.copyOf(events);
  }

  /** The total. */
  public static Slice total(List<Event> events) {
    return new Slice(ALL, ALL, events);
  }

  /** One slice per value of an order attribute: the same figures on only those events. */
  public static List<Slice> byOrderAttribute(
      String segmentName, String attribute, List<Event> events, Optional<String> whenMissing) {
    return by(
        segmentName,
        events,
        event -> Optional.ofNullable(event.orderAttributes().get(attribute)).or(() -> whenMissing));
  }

  /** One slice per value of a customer attribute: the same figures on only those customers. */
  public static List<Slice> byCustomerAttribute(
      String segmentName,
      Map<String, String> valueByCustomer,
      List<Event> events,
      Optional<String> whenMissing) {
    return by(
        segmentName,
        events,
        event ->
            Optional.ofNullable(valueByCustomer.get(event.customerId())).or(() -> whenMissing));
  }

  private static List<Slice> by(
      String segmentName, List<Event> events, Function<Event, Optional<String>> value) {
    SortedMap<String, List<Event>> byValue = new TreeMap<>();
    for (Event event : events) {
      value
          .apply(event)
          .ifPresent(found -> byValue.computeIfAbsent(found, any -> new ArrayList<>()).add(event));
    }
    return byValue.entrySet().stream()
        .map(entry -> new Slice(segmentName, entry.getKey(), entry.getValue()))
        .toList();
  }
}
