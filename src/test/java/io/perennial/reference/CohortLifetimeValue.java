package io.perennial.reference;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A row of cohort_lifetime_value without what is expected; the components are its columns. */
public record CohortLifetimeValue(
    LocalDate cohortMonth,
    int horizonDays,
    long customers,
    String valueBasis,
    BigDecimal valueToDate,
    long customersWithAcquisitionCost) {

  /**
   * One row per month in which somebody ordered for the first time, without any customers table.
   */
  public static List<CohortLifetimeValue> of(List<Event> events, ReferenceSettings settings) {
    Map<LocalDate, List<Customer>> cohorts = new TreeMap<>();
    for (Customer customer : Customer.of(events, settings.asOf())) {
      customer
          .firstOrderDay()
          .ifPresent(
              day ->
                  cohorts
                      .computeIfAbsent(day.withDayOfMonth(1), m -> new ArrayList<>())
                      .add(customer));
    }
    List<CohortLifetimeValue> rows = new ArrayList<>();
    cohorts.forEach(
        (month, customers) ->
            rows.add(
                new CohortLifetimeValue(
                    month,
                    ReferenceSettings.HORIZON_DAYS,
                    customers.size(),
                    "revenue",
                    Money.of(customers.stream().mapToLong(Customer::netUnits).sum()),
                    0)));
    return rows;
  }
}
