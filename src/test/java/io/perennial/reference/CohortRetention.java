package io.perennial.reference;

import io.perennial.table.Granularity;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** A row of cohort_retention; the components are its columns. */
public record CohortRetention(
    String segmentName,
    String segmentValue,
    String granularity,
    LocalDate cohortStart,
    int periodsSinceFirstOrder,
    LocalDate periodStart,
    boolean isComplete,
    long cohortSize,
    long activeCustomers,
    OptionalDouble retentionRate,
    OptionalDouble retentionRateLow,
    OptionalDouble retentionRateHigh,
    long unboundedActiveCustomers,
    OptionalDouble unboundedRetentionRate,
    boolean unboundedIsCensored,
    long orders,
    BigDecimal netRevenue,
    OptionalDouble revenueRetentionRate,
    Optional<Mean> cumulativeRevenuePerCustomer) {

  /** The rows of a slice: every cohort with customers, in every period up to the as-of date. */
  public static List<CohortRetention> of(Slice slice, ReferenceSettings settings) {
    List<Customer> customers =
        Customer.of(slice.events(), settings.asOf()).stream().filter(Customer::hasOrders).toList();
    Optional<LocalDate> first =
        customers.stream()
            .map(customer -> customer.firstOrderDay().orElseThrow())
            .min(LocalDate::compareTo);
    List<CohortRetention> rows = new ArrayList<>();
    if (first.isPresent()) {
      for (Granularity granularity : settings.granularities()) {
        List<Period> periods =
            Period.between(granularity, first.get(), settings.asOf(), settings.weekStart());
        for (int i = 0; i < periods.size(); i++) {
          Period cohort = periods.get(i);
          List<Customer> members =
              customers.stream()
                  .filter(customer -> customer.acquiredIn(cohort.start(), cohort.end()))
                  .toList();
          if (!members.isEmpty()) {
            rows.addAll(ofCohort(slice, members, periods.subList(i, periods.size()), settings));
          }
        }
      }
    }
    return rows;
  }

  private static List<CohortRetention> ofCohort(
      Slice slice, List<Customer> members, List<Period> periods, ReferenceSettings settings) {
    LocalDate asOf = settings.asOf();
    Period cohort = periods.get(0);
    long size = members.size();
    long firstUnits = 0;
    long cumulated = 0;
    List<CohortRetention> rows = new ArrayList<>();
    for (int k = 0; k < periods.size(); k++) {
      Period period = periods.get(k);
      long active = 0;
      long activeLater = 0;
      long orders = 0;
      long netUnits = 0;
      for (Customer member : members) {
        active += member.orderedIn(period.start(), period.end()) ? 1 : 0;
        activeLater += member.orderedIn(period.start(), asOf) ? 1 : 0;
        orders += member.ordersIn(period.start(), period.end());
        netUnits += member.netUnitsSinceFirstOrderIn(period.start(), period.end());
      }
      firstUnits = k == 0 ? netUnits : firstUnits;
      cumulated += netUnits;
      boolean small = size < settings.minimumGroupSize();
      rows.add(
          new CohortRetention(
              slice.segmentName(),
              slice.segmentValue(),
              period.granularity().label(),
              cohort.start(),
              k,
              period.start(),
              !period.end().isAfter(asOf),
              size,
              active,
              Rates.ratio(active, size, size, settings),
              small ? OptionalDouble.empty() : Rates.wilsonLow(active, size),
              small ? OptionalDouble.empty() : Rates.wilsonHigh(active, size),
              activeLater,
              Rates.ratio(activeLater, size, size, settings),
              true,
              orders,
              Money.of(netUnits),
              Rates.overPositive(netUnits, firstUnits, size, settings),
              Mean.of(cumulated, size)));
    }
    return rows;
  }
}
