package io.perennial.reference;

import java.math.BigInteger;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;

/**
 * The cut points between the five scores of each measure, over the customers with orders; a hundred
 * times their value, so that they are exact. Empty where no customer has an order.
 *
 * @param recency of the days since the last order
 * @param frequency of the number of orders
 * @param monetary of net revenue, in units
 */
public record RfmCutPoints(
    List<BigInteger> recency, List<BigInteger> frequency, List<BigInteger> monetary) {

  /** The cut points of some events. */
  public static RfmCutPoints of(List<Event> events, ReferenceSettings settings) {
    List<Customer> customers =
        Customer.of(events, settings.asOf()).stream().filter(Customer::hasOrders).toList();
    return new RfmCutPoints(
        cutPoints(
            customers,
            customer ->
                ChronoUnit.DAYS.between(customer.lastOrderDay().orElseThrow(), settings.asOf())),
        cutPoints(customers, customer -> customer.events().stream().filter(Event::order).count()),
        cutPoints(customers, Customer::netUnits));
  }

  private static List<BigInteger> cutPoints(
      List<Customer> customers, ToLongFunction<Customer> measure) {
    if (customers.isEmpty()) {
      return List.of();
    }
    List<Long> values = customers.stream().mapToLong(measure).boxed().toList();
    return IntStream.of(20, 40, 60, 80)
        .mapToObj(percent -> Quantiles.hundredfold(values, percent))
        .toList();
  }
}
