package io.perennial.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CustomerChurnTest {
  private static final LocalDate AS_OF = LocalDate.of(2024, 12, 31);
  private static final ReferenceSettings SETTINGS =
      ReferenceSettings.asOf(AS_OF).withChurnWindowDays(90);

  @Test
  void aCustomerIsAtRiskAfterTwoTypicalGapsAndChurnedAfterTheWindow() {
    assertThat(churn(orders(80, 60, 40)).churnStatus()).isEqualTo("active");
    assertThat(churn(orders(81, 61, 41)).churnStatus()).isEqualTo("at_risk");
    assertThat(churn(orders(129, 109, 89)).churnStatus()).isEqualTo("at_risk");
    CustomerChurn churned = churn(orders(130, 110, 90));
    assertThat(churned.churnStatus()).isEqualTo("churned");
    assertThat(churned.churnedOn()).contains(AS_OF);
    assertThat(churned.revenueAtRisk()).isZero();
  }

  @Test
  void aGapLongerThanTheWindowIsAReactivation() {
    assertThat(churn(orders(90, 0)).timesReactivated()).isZero();
    assertThat(churn(orders(91, 0)).timesReactivated()).isEqualTo(1);
    assertThat(churn(orders(400, 300, 200, 110, 0)).timesReactivated()).isEqualTo(3);
  }

  @Test
  void aSingleOccasionTakesTheTypicalGapOfAllCustomers() {
    List<Event> events = new ArrayList<>(orders(50));
    events.add(Event.order("other", AS_OF.minusDays(20), 10_000));
    events.add(Event.order("other", AS_OF, 10_000));
    assertThat(churn(events).typicalGapDays()).hasValue(20.0);
    assertThat(churn(events).churnStatus()).isEqualTo("at_risk");
    assertThat(churn(orders(50)).typicalGapDays()).isEmpty();
    assertThat(churn(orders(50)).churnStatus()).isEqualTo("active");
  }

  @Test
  void revenueAtRiskIsThatOfTheLastYearAndNeverNegative() {
    List<Event> events = new ArrayList<>(orders(365, 364, 61, 41));
    assertThat(churn(events).revenueLast365Days()).isEqualByComparingTo("3");
    assertThat(churn(orders(101, 81, 61, 41)).revenueAtRisk()).isEqualByComparingTo("4");
    List<Event> returned = new ArrayList<>(orders(81, 61, 41));
    returned.add(Event.returned("a", AS_OF, -90_000));
    assertThat(churn(returned).revenueLast365Days()).isEqualByComparingTo("-6");
    assertThat(churn(returned).revenueAtRisk()).isZero();
  }

  private static CustomerChurn churn(List<Event> events) {
    return CustomerChurn.of(events, SETTINGS).get(0);
  }

  private static List<Event> orders(int... daysBeforeAsOf) {
    List<Event> events = new ArrayList<>();
    for (int days : daysBeforeAsOf) {
      events.add(Event.order("a", AS_OF.minusDays(days), 10_000));
    }
    return events;
  }
}
