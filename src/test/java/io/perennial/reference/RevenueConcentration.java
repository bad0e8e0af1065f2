package io.perennial.reference;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** A row of revenue_concentration; the components are its columns. */
public record RevenueConcentration(
    String segmentName,
    String segmentValue,
    String scope,
    int percentile,
    long customers,
    OptionalDouble cumulativeCustomerShare,
    BigDecimal cumulativeRevenue,
    OptionalDouble cumulativeRevenueShare) {

  /** The curve of a slice at the percentiles 0 to 100, for each scope in which it has an event. */
  public static List<RevenueConcentration> of(Slice slice, ReferenceSettings settings) {
    List<RevenueConcentration> rows = new ArrayList<>();
    scopes(slice, settings)
        .forEach(
            (scope, descending) -> {
              long n = descending.size();
              long total = descending.stream().mapToLong(Long::longValue).sum();
              for (int percentile = 0; percentile <= 100; percentile++) {
                long largest = ceilOfPercent(percentile, n);
                long units = sumOfFirst(largest, descending);
                rows.add(
                    new RevenueConcentration(
                        slice.segmentName(),
                        slice.segmentValue(),
                        scope,
                        percentile,
                        largest,
                        Rates.ratio(largest, n),
                        Money.of(units),
                        Rates.overPositive(units, total, n, settings)));
              }
            });
    return rows;
  }

  /** Per scope, each customer's net revenue in it in units, descending. */
  static SortedMap<String, List<Long>> scopes(Slice slice, ReferenceSettings settings) {
    List<Customer> customers = Customer.of(slice.events(), settings.asOf());
    SortedMap<String, List<Long>> scopes = new TreeMap<>();
    put(scopes, "all", customers, LocalDate.MIN, settings.asOf());
    put(scopes, "last_365_days", customers, settings.asOf().minusDays(364), settings.asOf());
    TreeSet<Integer> years = new TreeSet<>();
    customers.forEach(
        customer -> customer.events().forEach(event -> years.add(event.day().getYear())));
    for (int year : years) {
      put(scopes, "year_" + year, customers, LocalDate.of(year, 1, 1), LocalDate.of(year, 12, 31));
    }
    return scopes;
  }

  private static void put(
      SortedMap<String, List<Long>> scopes,
      String scope,
      List<Customer> customers,
      LocalDate from,
      LocalDate to) {
    List<Long> descending =
        customers.stream()
            .filter(customer -> customer.seenIn(from, to))
            .map(customer -> customer.netUnitsIn(from, to))
            .sorted(Comparator.reverseOrder())
            .toList();
    if (!descending.isEmpty()) {
      scopes.put(scope, descending);
    }
  }

  static long ceilOfPercent(int percent, long n) {
    return (percent * n + 99) / 100;
  }

  static long sumOfFirst(long count, List<Long> values) {
    long sum = 0;
    for (int i = 0; i < count; i++) {
      sum = Math.addExact(sum, values.get(i));
    }
    return sum;
  }
}
