package io.perennial.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.perennial.table.Granularity;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class CohortRetentionTest {
  private static final LocalDate DAY = LocalDate.of(2024, 2, 27);

  @Test
  void threeCustomersOfWhomTwoReturnAreCountedBoundedAndUnbounded() {
    List<Event> events =
        List.of(
            Event.order("a", DAY, 10_000),
            Event.order("b", DAY, 10_000),
            Event.order("c", DAY, 10_000),
            Event.order("a", DAY.plusDays(1), 10_000),
            Event.order("b", DAY.plusDays(5), 10_000));
    List<CohortRetention> cells =
        CohortRetention.of(
            Slice.total(events),
            ReferenceSettings.asOf(DAY.plusDays(6)).withGranularities(Granularity.DAY));
    assertThat(cells)
        .extracting(CohortRetention::activeCustomers)
        .containsExactly(3L, 1L, 0L, 0L, 0L, 1L, 0L);
    assertThat(cells)
        .extracting(CohortRetention::unboundedActiveCustomers)
        .containsExactly(3L, 2L, 1L, 1L, 1L, 1L, 0L);
    assertThat(cells).allMatch(cell -> cell.cohortSize() == 3 && cell.isComplete());
    assertThat(cells.get(1).retentionRate()).hasValue(1.0 / 3);
    assertThat(cells.get(1).unboundedRetentionRate()).hasValue(2.0 / 3);
  }

  @Test
  void theIntervalIsWilsons() {
    // 1 of 10: the interval [.017876, .404150] of the score method.
    assertThat(Rates.wilsonLow(1, 10).getAsDouble()).isCloseTo(0.017876, within(1e-6));
    assertThat(Rates.wilsonHigh(1, 10).getAsDouble()).isCloseTo(0.404150, within(1e-6));
    assertThat(Rates.wilsonLow(0, 10)).hasValue(0.0);
    assertThat(Rates.wilsonHigh(10, 10).getAsDouble()).isCloseTo(1, within(1e-12));
  }

  @Test
  void revenueCountsFromTheFirstOrderDayOnAndIsSharedOverTheWholeCohort() {
    List<Event> events =
        List.of(
            Event.returned("a", LocalDate.of(2024, 1, 3), -50_000),
            Event.returned("a", LocalDate.of(2024, 1, 9), -20_000),
            Event.order("a", LocalDate.of(2024, 1, 9), 100_000),
            Event.order("b", LocalDate.of(2024, 1, 31), 100_000),
            Event.order("a", LocalDate.of(2024, 2, 1), 90_000),
            Event.returned("b", LocalDate.of(2024, 2, 29), -45_000),
            Event.order("b", LocalDate.of(2024, 3, 1), 1));
    List<CohortRetention> cells =
        CohortRetention.of(Slice.total(events), ReferenceSettings.asOf(LocalDate.of(2024, 2, 29)));
    assertThat(cells).hasSize(2);
    assertThat(cells.get(0).netRevenue()).isEqualByComparingTo("18");
    assertThat(cells.get(1).netRevenue()).isEqualByComparingTo("4.5");
    assertThat(cells.get(1).revenueRetentionRate()).hasValue(0.25);
    assertThat(cells.get(1).cumulativeRevenuePerCustomer().orElseThrow().rounded(4))
        .isEqualByComparingTo("11.25");
    assertThat(cells.get(1).isComplete()).isTrue();
    assertThat(cells.get(1).activeCustomers()).isEqualTo(1);
  }

  @Test
  void smallCohortsKeepTheirCountsAndLoseTheirRates() {
    CohortRetention cell =
        CohortRetention.of(
                Slice.total(List.of(Event.order("a", DAY, 10_000))),
                ReferenceSettings.asOf(DAY).withMinimumGroupSize(2))
            .get(0);
    assertThat(cell.activeCustomers()).isEqualTo(1);
    assertThat(cell.isComplete()).isFalse();
    assertThat(
            List.of(
                cell.retentionRate(),
                cell.retentionRateLow(),
                cell.retentionRateHigh(),
                cell.unboundedRetentionRate(),
                cell.revenueRetentionRate()))
        .containsOnly(OptionalDouble.empty());
  }

  @Test
  void theAllCohortsLineWeighsCohortsBySizeAndLeavesOutIncompleteCells() {
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      events.add(Event.order("early" + i, LocalDate.of(2024, 1, 5), 10_000));
    }
    for (int i = 0; i < 2; i++) {
      events.add(Event.order("early" + i, LocalDate.of(2024, 2, 5), 10_000));
    }
    for (int i = 0; i < 100; i++) {
      events.add(Event.order("late" + i, LocalDate.of(2024, 2, 6), 10_000));
    }
    events.add(Event.order("last", LocalDate.of(2024, 3, 1), 10_000));
    List<CohortRetentionSummary> lines =
        CohortRetentionSummary.of(
            Slice.total(events), ReferenceSettings.asOf(LocalDate.of(2024, 4, 15)));
    CohortRetentionSummary first = lines.get(1);
    assertThat(first.cohorts()).isEqualTo(2);
    assertThat(first.customers()).isEqualTo(110);
    assertThat(first.retentionRate().getAsDouble()).isCloseTo(0.018, within(0.0005));
    assertThat(lines).hasSize(3);
    assertThat(lines.get(2).cohorts()).isEqualTo(1);
  }
}
