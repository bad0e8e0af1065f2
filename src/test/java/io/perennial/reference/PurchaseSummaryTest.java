package io.perennial.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PurchaseSummaryTest {
  private static final LocalDate AS_OF = LocalDate.of(2024, 12, 31);

  @Test
  void modelInputsCountOccasionsAndRepeatSpend() {
    List<Event> events =
        List.of(
            Event.order("a", AS_OF.minusDays(100), 10_000),
            Event.order("a", AS_OF.minusDays(100), 30_000),
            Event.order("a", AS_OF.minusDays(70), 20_000),
            Event.order("a", AS_OF.minusDays(70), 60_000),
            Event.order("a", AS_OF.minusDays(10), 40_000));
    PurchaseSummary summary = PurchaseSummary.of(events, ReferenceSettings.asOf(AS_OF)).get(0);
    assertThat(summary.orders()).isEqualTo(5);
    assertThat(summary.purchaseOccasions()).isEqualTo(3);
    assertThat(summary.frequency()).hasValue(2);
    assertThat(summary.recencyDays()).hasValue(90);
    assertThat(summary.customerAgeDays()).hasValue(100);
    assertThat(summary.monetaryValue().orElseThrow().rounded(4)).isEqualByComparingTo("6");
    assertThat(summary.averageOrderValue().orElseThrow().rounded(4)).isEqualByComparingTo("3.2");
    assertThat(summary.medianDaysBetweenOrders()).hasValue(45.0);
    assertThat(summary.daysSinceLastOrder()).hasValue(10);
    assertThat(summary.cohortMonth()).contains(LocalDate.of(2024, 9, 1));
  }

  @Test
  void fiveDifferentCustomersTakeTheFiveScores() {
    List<Event> events = new ArrayList<>();
    for (int i = 1; i <= 5; i++) {
      for (int order = 0; order < i; order++) {
        events.add(Event.order("c" + i, AS_OF.minusDays(10L * i), 10_000));
      }
    }
    events.add(Event.returned("returns alone", AS_OF, -10_000));
    List<PurchaseSummary> summaries = PurchaseSummary.of(events, ReferenceSettings.asOf(AS_OF));
    assertThat(summaries.subList(0, 5))
        .extracting(summary -> summary.frequencyScore().getAsInt())
        .containsExactly(1, 2, 3, 4, 5);
    assertThat(summaries.subList(0, 5))
        .extracting(summary -> summary.recencyScore().getAsInt())
        .containsExactly(5, 4, 3, 2, 1);
    assertThat(summaries.get(5).orders()).isZero();
    assertThat(summaries.get(5).frequencyScore()).isEmpty();
  }

  @Test
  void equalValuesShareAScore() {
    List<Event> events = new ArrayList<>();
    for (int i = 1; i <= 7; i++) {
      events.add(Event.order("c" + i, AS_OF, i == 7 ? 90_000 : 10_000));
    }
    assertThat(PurchaseSummary.of(events, ReferenceSettings.asOf(AS_OF)))
        .extracting(summary -> summary.monetaryScore().getAsInt())
        .containsExactly(1, 1, 1, 1, 1, 1, 5);
  }
}
