package io.perennial.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RevenueConcentrationSummaryTest {
  private static final LocalDate AS_OF = LocalDate.of(2024, 12, 30);

  @Test
  void fourCustomersAreConcentratedAsOnPaper() {
    RevenueConcentrationSummary all = all(10_000, 20_000, 30_000, 40_000);
    // 2 * (1 + 4 + 9 + 16) / (4 * 10) - 5 / 4
    assertThat(all.giniCoefficient().getAsDouble()).isCloseTo(0.25, within(1e-15));
    assertThat(all.herfindahlIndex().getAsDouble()).isCloseTo(0.30, within(1e-15));
    assertThat(all.top20PercentRevenueShare()).hasValue(0.4);
    assertThat(all.customersFor80Percent()).hasValue(3);
    assertThat(all.customerShareFor80Percent()).hasValue(0.75);
    assertThat(all.customersWithNegativeRevenue()).isZero();
  }

  @Test
  void negativeRevenueStaysIn() {
    RevenueConcentrationSummary all = all(-10_000, 0, 50_000);
    assertThat(all.netRevenue()).isEqualByComparingTo("4");
    assertThat(all.top1PercentRevenueShare()).hasValue(1.25);
    assertThat(all.customersWithNegativeRevenue()).isEqualTo(1);
    assertThat(all.negativeRevenue()).isEqualByComparingTo("-1");
  }

  @Test
  void withoutATotalThereAreNoShares() {
    RevenueConcentrationSummary all = all(-10_000, 10_000);
    assertThat(all.top20PercentRevenueShare()).isEmpty();
    assertThat(all.giniCoefficient()).isEmpty();
    assertThat(all.customersFor80Percent()).isEmpty();
  }

  @Test
  void scopesHoldTheCustomersSeenInThem() {
    List<Event> events =
        List.of(
            Event.order("a", AS_OF.minusDays(364), 10_000),
            Event.order("b", AS_OF.minusDays(365), 10_000),
            Event.returned("c", LocalDate.of(2022, 5, 5), -10_000),
            Event.order("d", AS_OF.plusDays(1), 10_000));
    List<RevenueConcentrationSummary> rows =
        RevenueConcentrationSummary.of(Slice.total(events), ReferenceSettings.asOf(AS_OF));
    assertThat(rows)
        .extracting(RevenueConcentrationSummary::scope, RevenueConcentrationSummary::customers)
        .containsExactly(
            tuple("all", 3L),
            tuple("last_365_days", 1L),
            tuple("year_2022", 1L),
            tuple("year_2023", 1L),
            tuple("year_2024", 1L));
  }

  private static RevenueConcentrationSummary all(long... units) {
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < units.length; i++) {
      events.add(Event.order("c" + i, AS_OF, units[i]));
    }
    return RevenueConcentrationSummary.of(Slice.total(events), ReferenceSettings.asOf(AS_OF))
        .get(0);
  }
}
