package io.perennial.reference;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A generated purchase history.
 *
 * @param events what happened, in no order, some of it after the as-of date
 * @param regionByCustomer an attribute of customers; a customer may lack it
 */
public record History(List<Event> events, Map<String, String> regionByCustomer) {
  public History {
    events = List.copyOf(events);
    regionByCustomer = Map.copyOf(regionByCustomer);
  }

  /** The same history of customers of other names, each with one more attribute on its events. */
  public History renamed(String prefix, String attribute, String value) {
    return new History(
        events.stream()
            .map(
                event ->
                    new Event(
                        prefix + event.customerId(),
                        event.day(),
                        event.netUnits(),
                        event.order(),
                        with(event.orderAttributes(), attribute, value),
                        event.costUnits()))
            .toList(),
        regionByCustomer.entrySet().stream()
            .collect(Collectors.toMap(entry -> prefix + entry.getKey(), Map.Entry::getValue)));
  }

  /** A line per event, ordered, for messages. */
  @Override
  public String toString() {
    return events.stream()
        .map(
            event ->
                "%s %-6s %12d %s %s"
                    .formatted(
                        event.day(),
                        event.order() ? "order" : "return",
                        event.netUnits(),
                        quoted(event.customerId()),
                        event.orderAttributes()))
        .sorted()
        .collect(Collectors.joining(System.lineSeparator()));
  }

  private static String quoted(String id) {
    return "'" + id.replace("\n", "\\n").replace("\t", "\\t") + "'";
  }

  private static Map<String, String> with(Map<String, String> map, String key, String value) {
    Map<String, String> copy = new HashMap<>(map);
    copy.put(key, value);
    return copy;
  }
}
