package io.perennial.reference;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** A row of lifetime_value_by_segment; the components are its columns. */
public record LifetimeValueBySegment(
    String segmentName,
    String segmentValue,
    long customers,
    long orders,
    BigDecimal netRevenue,
    Optional<Mean> averageOrderValue,
    Optional<Mean> revenuePerCustomer,
    OptionalDouble ordersPerCustomerPerYear,
    OptionalDouble observedTenureYears,
    OptionalDouble annualChurnRate,
    OptionalDouble expectedTenureYears,
    OptionalDouble lifetimeValueByObservedTenure,
    OptionalDouble lifetimeValueByChurnRate) {
  private static final double DAYS_PER_YEAR = 365.25;

  /** The row of a slice, unless nobody in it ever ordered. */
  public static Optional<LifetimeValueBySegment> of(
      Slice slice, int windowDays, ReferenceSettings settings) {
    List<Customer> customers =
        Customer.of(slice.events(), settings.asOf()).stream().filter(Customer::hasOrders).toList();
    return customers.isEmpty()
        ? Optional.empty()
        : Optional.of(of(slice, customers, windowDays, settings));
  }

  private static LifetimeValueBySegment of(
      Slice slice, List<Customer> customers, int windowDays, ReferenceSettings settings) {
    LocalDate asOf = settings.asOf();
    LocalDate yearAgo = asOf.minusDays(365);
    long n = customers.size();
    long orders = 0;
    long netUnits = 0;
    double years = 0;
    long inBaseThen = 0;
    long lostSince = 0;
    for (Customer customer : customers) {
      LocalDate first = customer.firstOrderDay().orElseThrow();
      orders += customer.ordersIn(first, asOf);
      netUnits += customer.netUnits();
      years += (ChronoUnit.DAYS.between(first, asOf) + 1) / DAYS_PER_YEAR;
      if (customer.inBaseAtEndOf(yearAgo, windowDays)) {
        inBaseThen++;
        lostSince += customer.inBaseAtEndOf(asOf, windowDays) ? 0 : 1;
      }
    }
    if (n < settings.minimumGroupSize()) {
      return new LifetimeValueBySegment(
          slice.segmentName(),
          slice.segmentValue(),
          n,
          orders,
          Money.of(netUnits),
          Optional.empty(),
          Optional.empty(),
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          OptionalDouble.empty());
    }
    double orderValue = netUnits / 10_000.0 / orders;
    double ordersPerYear = orders / years;
    double observed = years / n;
    OptionalDouble churn = Rates.ratio(lostSince, inBaseThen, inBaseThen, settings);
    OptionalDouble expected =
        lostSince == 0 || churn.isEmpty()
            ? OptionalDouble.empty()
            : OptionalDouble.of(1 / churn.getAsDouble());
    return new LifetimeValueBySegment(
        slice.segmentName(),
        slice.segmentValue(),
        n,
        orders,
        Money.of(netUnits),
        Mean.of(netUnits, orders),
        Mean.of(netUnits, n),
        OptionalDouble.of(ordersPerYear),
        OptionalDouble.of(observed),
        churn,
        expected,
        OptionalDouble.of(orderValue * ordersPerYear * observed),
        expected.isPresent()
            ? OptionalDouble.of(orderValue * ordersPerYear * expected.getAsDouble())
            : OptionalDouble.empty());
  }
}
