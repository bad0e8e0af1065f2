package io.perennial.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class LifetimeValueBySegmentTest {
  private static final LocalDate AS_OF = LocalDate.of(2024, 12, 31);
  private static final ReferenceSettings SETTINGS =
      ReferenceSettings.asOf(AS_OF).withActivityWindowDays(90);

  @Test
  void theFormulaIsOrderValueTimesOrdersPerYearTimesYears() {
    List<Event> events =
        List.of(
            Event.order("stays", AS_OF.minusDays(1460), 1_000_000),
            Event.order("stays", AS_OF.minusDays(365), 1_000_000),
            Event.order("stays", AS_OF, 1_000_000),
            Event.order("leaves", AS_OF.minusDays(454), 1_000_000),
            Event.order("not then in the base", AS_OF.minusDays(455), 1_000_000));
    LifetimeValueBySegment all =
        LifetimeValueBySegment.of(Slice.total(events), 90, SETTINGS).orElseThrow();
    double years = (1461 + 455 + 456) / 365.25;
    assertThat(all.annualChurnRate()).hasValue(0.5);
    assertThat(all.expectedTenureYears()).hasValue(2.0);
    assertThat(all.ordersPerCustomerPerYear().getAsDouble()).isCloseTo(5 / years, within(1e-12));
    assertThat(all.lifetimeValueByChurnRate().getAsDouble())
        .isCloseTo(100 * 5 / years * 2, within(1e-9));
    // Observed tenure gives back what each customer has brought so far.
    assertThat(all.lifetimeValueByObservedTenure().getAsDouble())
        .isCloseTo(500.0 / 3, within(1e-9));
    assertThat(all.revenuePerCustomer().orElseThrow().rounded(4)).isEqualByComparingTo("166.6667");
  }

  @Test
  void withoutChurnTheExpectedTenureIsUnknown() {
    LifetimeValueBySegment all =
        LifetimeValueBySegment.of(
                Slice.total(List.of(Event.order("a", AS_OF, 10_000))), 90, SETTINGS)
            .orElseThrow();
    assertThat(all.annualChurnRate()).isEmpty();
    assertThat(all.expectedTenureYears()).isEmpty();
    assertThat(all.lifetimeValueByChurnRate()).isEmpty();
  }

  @Test
  void aMarginNeedsTheCostOfEveryOrder() {
    List<Event> events =
        List.of(
            new Event("known", AS_OF, 100_000, true, Map.of(), OptionalLong.of(60_000)),
            Event.returned("known", AS_OF, -10_000),
            new Event("partly", AS_OF, 100_000, true, Map.of(), OptionalLong.of(60_000)),
            Event.order("partly", AS_OF, 10_000));
    List<CustomerLifetimeValue> values = CustomerLifetimeValue.of(events, SETTINGS);
    assertThat(values.get(0).historicalMargin()).contains(Money.of(30_000));
    assertThat(values.get(1).historicalMargin()).isEmpty();
    assertThat(values.get(1).historicalValue()).isEqualByComparingTo("11");
  }
}
