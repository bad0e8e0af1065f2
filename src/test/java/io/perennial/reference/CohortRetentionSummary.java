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
    long orders,
    BigDecimal netRevenue,
    OptionalDouble revenueRetentionRate) {

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
        rows.add(of(slice, granularity, k, complete, ownPeriods(complete, cells), settings));
      }
    }
    return rows;
  }

  /** The cells of the same cohorts in their own period. */
  private static List<CohortRetention> ownPeriods(
      List<CohortRetention> of, List<CohortRetention> among) {
    List<CohortRetention> found = new ArrayList<>();
    for (CohortRetention cell : of) {
      for (CohortRetention own : among) {
        if (own.periodsSinceFirstOrder() == 0
            && own.granularity().equals(cell.granularity())
            && own.cohortStart().equals(cell.cohortStart())) {
          found.add(own);
        }
      }
    }
    return found;
  }

  private static CohortRetentionSummary of(
      Slice slice,
      Granularity granularity,
      int k,
      List<CohortRetention> cells,
      List<CohortRetention> ownPeriods,
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
        cells.stream().mapToLong(CohortRetention::orders).sum(),
        netRevenue(cells),
        Rates.overPositive(
            Money.units(netRevenue(cells)),
            Money.units(netRevenue(ownPeriods)),
            customers,
            settings));
  }

  private static BigDecimal netRevenue(List<CohortRetention> cells) {
    return cells.stream().map(CohortRetention::netRevenue).reduce(Money.of(0), BigDecimal::add);
  }
}
