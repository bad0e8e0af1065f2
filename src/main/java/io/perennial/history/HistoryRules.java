package io.perennial.history;

import io.perennial.table.CohortStart;
import io.perennial.table.Granularity;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/**
 * What the purchase history and the metrics are asked for.
 *
 * @param asOf the last day of the observation
 * @param weekStart the first day of a week
 * @param cohortGranularities the period lengths of the cohort tables
 * @param cohortStart the event that puts a customer into a cohort
 * @param retentionGranularities the period lengths of retention by period
 * @param segments the attributes by which rate tables are sliced
 * @param minimumGroupSize groups of fewer customers are published without rates
 * @param atRiskAfterTypicalGaps how many typical gaps of silence put a customer at risk
 * @param trials how trials are compared
 * @param engagement how engagement is measured
 * @param actions what may be spent on approaching customers
 * @param departures how reasons for leaving are classed
 * @param handlingCostPerHour what an hour of work on orders costs, in the reporting currency; empty
 *     where handling is not costed
 */
public record HistoryRules(
    LocalDate asOf,
    DayOfWeek weekStart,
    List<Granularity> cohortGranularities,
    CohortStart cohortStart,
    List<Granularity> retentionGranularities,
    List<SegmentRule> segments,
    int minimumGroupSize,
    double atRiskAfterTypicalGaps,
    TrialRules trials,
    EngagementRules engagement,
    ActionRules actions,
    DepartureRules departures,
    Optional<BigDecimal> handlingCostPerHour) {
  public HistoryRules {
    cohortGranularities = List.copyOf(cohortGranularities);
    retentionGranularities = List.copyOf(retentionGranularities);
    segments = List.copyOf(segments);
  }

  /** The rules of a history of orders, with the usual ones for everything else. */
  public HistoryRules(
      LocalDate asOf,
      DayOfWeek weekStart,
      List<Granularity> cohortGranularities,
      CohortStart cohortStart,
      List<Granularity> retentionGranularities,
      List<SegmentRule> segments,
      int minimumGroupSize,
      double atRiskAfterTypicalGaps) {
    this(
        asOf,
        weekStart,
        cohortGranularities,
        cohortStart,
        retentionGranularities,
        segments,
        minimumGroupSize,
        atRiskAfterTypicalGaps,
        TrialRules.USUAL,
        EngagementRules.USUAL,
        ActionRules.UNLIMITED,
        DepartureRules.USUAL,
        Optional.empty());
  }

  /** The period lengths that any table needs, shortest first. */
  public List<Granularity> granularities() {
    EnumSet<Granularity> all = EnumSet.noneOf(Granularity.class);
    all.addAll(cohortGranularities);
    all.addAll(retentionGranularities);
    return List.copyOf(all);
  }
}
