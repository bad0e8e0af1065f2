package io.perennial.reference;

import io.perennial.table.Granularity;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** A row of cohort_retention_summary; the components are its columns. */
public record CohortRetentionSummary(
    String segmentName,
    String segmentValue,
    String granularity,
    int periodsSinceFirstOrder,
    long cohorts,
    long customers,
    long activeCustomers,
    OptionalDouble retentionRate,
    OptionalDouble retentionRateLow,
    OptionalDouble retentionRateHigh,
    long unboundedActiveCustomers,
    OptionalDouble unboundedRetentionRate,
    BigDecimal netRevenue) {

  /** The all-cohorts lines of a slice, from its cohort cells. */
  public static List<CohortRetentionSummary> of(Slice slice, ReferenceSettings settings) {
    List<CohortRetention> cells = CohortRetention.of(slice, settings);
    List<CohortRetentionSummary> rows = new ArrayList<>();
    for (Granularity granularity : settings.granularities()) {
      for (int k = 0; ; k++) {
        int index = k;
        List<CohortRetention> complete =
            cells.stream()
                .filter(cell -> cell.granularity().equals(granularity.label()))
                .filter(cell -> cell.periodsSinceFirstOrder() == index)
                .filter(CohortRetention::isComplete)
                .toList();
        if (complete.isEmpty()) {
          break;
        }
        rows.add(of(slice, granularity, k, complete, settings));
      }
    }
    return rows;
  }

  private static CohortRetentionSummary of(
      Slice slice,
      Granularity granularity,
      int k,
      List<CohortRetention> cells,
      ReferenceSettings settings) {
    long customers = cells.stream().mapToLong(CohortRetention::cohortSize).sum();
    long active = cells.stream().mapToLong(CohortRetention::activeCustomers).sum();
    long unbounded = cells.stream().mapToLong(CohortRetention::unboundedActiveCustomers).sum();
    boolean small = customers < settings.minimumGroupSize();
    return new CohortRetentionSummary(
        slice.segmentName(),
        slice.segmentValue(),
        granularity.label(),
        k,
        cells.size(),
        customers,
        active,
        Rates.ratio(active, customers, customers, settings),
        small ? OptionalDouble.empty() : Rates.wilsonLow(active, customers),
        small ? OptionalDouble.empty() : Rates.wilsonHigh(active, customers),
        unbounded,
        Rates.ratio(unbounded, customers, customers, settings),
        cells.stream().map(CohortRetention::netRevenue).reduce(Money.of(0), BigDecimal::add));
  }
}
