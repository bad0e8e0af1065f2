package io.perennial.reference;

import io.perennial.table.Granularity;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.List;
import java.util.OptionalInt;

/**
 * What the figures are asked for.
 *
 * @param asOf the day at whose end the observation ends
 * @param weekStart the first day of a week
 * @param granularities the period lengths
 * @param activityWindowDays how long an order keeps a customer in the base; empty: learnt
 * @param churnWindowDays days without an order after which a customer has churned; empty: the
 *     activity window
 * @param atRiskAfterTypicalGaps how many typical gaps without an order put a customer at risk
 * @param minimumGroupSize groups of fewer customers have no rates
 */
public record ReferenceSettings(
    LocalDate asOf,
    DayOfWeek weekStart,
    List<Granularity> granularities,
    OptionalInt activityWindowDays,
    OptionalInt churnWindowDays,
    double atRiskAfterTypicalGaps,
    int minimumGroupSize) {
  /** The one horizon of tables that look ahead; without a model nothing stands in it. */
  public static final int HORIZON_DAYS = 365;

  public ReferenceSettings {
    granularities = List.copyOf(granularities);
  }

  /** Calendar months and weeks from Monday, a learnt window, and rates however small the group. */
  public static ReferenceSettings asOf(LocalDate asOf) {
    return new ReferenceSettings(
        asOf,
        DayOfWeek.MONDAY,
        List.of(Granularity.MONTH),
        OptionalInt.empty(),
        OptionalInt.empty(),
        2.0,
        0);
  }

  /** The same with other period lengths. */
  public ReferenceSettings withGranularities(Granularity... chosen) {
    return new ReferenceSettings(
        asOf,
        weekStart,
        List.of(chosen),
        activityWindowDays,
        churnWindowDays,
        atRiskAfterTypicalGaps,
        minimumGroupSize);
  }

  /** The same with a given activity window. */
  public ReferenceSettings withActivityWindowDays(int days) {
    return new ReferenceSettings(
        asOf,
        weekStart,
        granularities,
        OptionalInt.of(days),
        churnWindowDays,
        atRiskAfterTypicalGaps,
        minimumGroupSize);
  }

  /** The same with a given churn window. */
  public ReferenceSettings withChurnWindowDays(int days) {
    return new ReferenceSettings(
        asOf,
        weekStart,
        granularities,
        activityWindowDays,
        OptionalInt.of(days),
        atRiskAfterTypicalGaps,
        minimumGroupSize);
  }

  /** The same with rates for groups of at least this many customers alone. */
  public ReferenceSettings withMinimumGroupSize(int customers) {
    return new ReferenceSettings(
        asOf,
        weekStart,
        granularities,
        activityWindowDays,
        churnWindowDays,
        atRiskAfterTypicalGaps,
        customers);
  }
}
