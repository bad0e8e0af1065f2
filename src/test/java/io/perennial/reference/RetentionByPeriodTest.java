package io.perennial.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetentionByPeriodTest {
  private static final LocalDate JANUARY = LocalDate.of(2024, 1, 15);
  private static final LocalDate FEBRUARY = LocalDate.of(2024, 2, 15);
  private static final ReferenceSettings SETTINGS =
      ReferenceSettings.asOf(LocalDate.of(2024, 2, 29)).withActivityWindowDays(30);

  @Test
  void revenueMovesByChurnContractionAndExpansion() {
    List<Event> events =
        List.of(
            Event.order("leaves", JANUARY, 100_000),
            Event.order("shrinks", JANUARY, 200_000),
            Event.order("grows", JANUARY, 300_000),
            Event.order("stays", JANUARY, 400_000),
            Event.order("shrinks", FEBRUARY, 100_000),
            Event.order("grows", FEBRUARY, 400_000),
            Event.order("stays", FEBRUARY, 400_000));
    RetentionByPeriod february = february(events, SETTINGS);
    assertThat(february.grossRevenueRetention()).hasValue(0.8);
    assertThat(february.netRevenueRetention()).hasValue(0.9);
    assertThat(february.quickRatio()).hasValue(0.5);
    assertThat(february.periodOverPeriodRetentionRate()).hasValue(0.75);
  }

  @Test
  void aCustomerLeavesTheBaseWindowDaysAfterTheLastOrder() {
    LocalDate end = LocalDate.of(2024, 2, 29);
    List<Event> events =
        List.of(
            Event.order("lost", JANUARY, 10_000),
            Event.order("kept", JANUARY, 10_000),
            Event.order("kept", end.minusDays(29), 10_000),
            Event.order("back", JANUARY.minusDays(60), 10_000),
            Event.order("back", end, 10_000),
            Event.order("new", end, 10_000),
            Event.order("too early to stay", JANUARY.minusDays(60), 10_000));
    RetentionByPeriod february = february(events, SETTINGS);
    assertThat(february.customersAtStart()).isEqualTo(2);
    assertThat(february.retainedCustomers()).isEqualTo(1);
    assertThat(february.lostCustomers()).isEqualTo(1);
    assertThat(february.reactivatedCustomers()).isEqualTo(1);
    assertThat(february.newCustomers()).isEqualTo(1);
    assertThat(february.customersAtEnd()).isEqualTo(3);
    assertThat(february.retentionRate()).hasValue(0.5);
    assertThat(february.churnRate()).hasValue(0.5);
    assertThat(february.endToStartRatio()).hasValue(1.5);
    assertThat(february.churnRateOfCustomerBase()).hasValue(0.2);
  }

  @Test
  void aCustomerAcquiredAndGoneWithinThePeriodIsAcquiredButNotNew() {
    List<Event> events =
        List.of(
            Event.order("brief", LocalDate.of(2024, 2, 1), 10_000),
            Event.order("other", FEBRUARY, 10_000));
    RetentionByPeriod february = february(events, SETTINGS.withActivityWindowDays(28));
    assertThat(february.acquiredCustomers()).isEqualTo(2);
    assertThat(february.newCustomers()).isEqualTo(1);
    assertThat(february.customersAtEnd()).isEqualTo(1);
  }

  @Test
  void repeatFiguresCountOrdersNotOccasionsAndRepeatRevenueStartsTheDayAfterTheFirst() {
    List<Event> events =
        List.of(
            Event.order("once", FEBRUARY, 100_000),
            Event.order("twice a day", FEBRUARY, 100_000),
            Event.order("twice a day", FEBRUARY, 100_000),
            Event.order("thrice", FEBRUARY, 100_000),
            Event.order("thrice", FEBRUARY.plusDays(1), 150_000),
            Event.order("thrice", FEBRUARY.plusDays(2), 0),
            Event.returned("thrice", FEBRUARY.plusDays(3), -50_000),
            Event.returned("never ordered", FEBRUARY, -100_000));
    RetentionByPeriod february = february(events, SETTINGS);
    assertThat(february.activeCustomers()).isEqualTo(3);
    assertThat(february.orders()).isEqualTo(6);
    assertThat(february.netRevenue()).isEqualByComparingTo("40");
    assertThat(february.averageOrderValue().orElseThrow().rounded(4))
        .isEqualByComparingTo("6.6667");
    assertThat(february.purchaseFrequency()).hasValue(2.0);
    assertThat(february.repeatPurchaseRate().getAsDouble()).isCloseTo(2.0 / 3, within(1e-15));
    assertThat(february.repeatToOneTimeRatio()).hasValue(2.0);
    assertThat(february.ordersPerOneTimeCustomer()).hasValue(6.0);
    assertThat(february.repeatRevenueShare()).hasValue(0.25);
  }

  @Test
  void theOpenPeriodEndsAtTheAsOfDate() {
    ReferenceSettings settings =
        ReferenceSettings.asOf(FEBRUARY).withActivityWindowDays(10).withMinimumGroupSize(2);
    RetentionByPeriod february =
        february(
            List.of(
                Event.order("a", FEBRUARY.minusDays(9), 10_000),
                Event.order("b", FEBRUARY.plusDays(1), 10_000)),
            settings);
    assertThat(february.isComplete()).isFalse();
    assertThat(february.periodEnd()).isEqualTo("2024-02-29");
    assertThat(february.customersAtEnd()).isEqualTo(1);
    assertThat(february.orders()).isEqualTo(1);
    assertThat(february.repeatPurchaseRate()).isEmpty();
  }

  private static RetentionByPeriod february(List<Event> events, ReferenceSettings settings) {
    int window = Quantiles.activityWindowDays(events, settings);
    return RetentionByPeriod.of(Slice.total(events), window, settings).stream()
        .filter(row -> row.periodStart().equals(LocalDate.of(2024, 2, 1)))
        .findFirst()
        .orElseThrow();
  }
}
