package io.perennial.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.perennial.testing.PublicData;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The reference against what is published about the CDNOW master file. */
@Tag("real-data")
class CdnowReferenceTest {
  private static final ReferenceSettings SETTINGS =
      ReferenceSettings.asOf(LocalDate.of(1998, 6, 30));
  private static List<Event> events = List.of();

  @BeforeAll
  static void readTheMasterFile() {
    List<Event> read = new ArrayList<>();
    List<String> lines = PublicData.lines("cdnow/CDNOW_master.txt.gz");
    for (String line : lines.subList(1, lines.size())) {
      String[] fields = line.trim().split("\\s+");
      read.add(
          Event.order(
              fields[0],
              LocalDate.parse(fields[1], DateTimeFormatter.BASIC_ISO_DATE),
              new BigDecimal(fields[3]).movePointRight(4).longValueExact()));
    }
    events = read;
  }

  @Test
  void concentrationIsAsPublished() {
    RevenueConcentrationSummary all =
        RevenueConcentrationSummary.of(Slice.total(events), SETTINGS).get(0);
    assertThat(all.customers()).isEqualTo(23_570);
    assertThat(all.netRevenue()).isEqualByComparingTo("2500315.63");
    assertThat(all.giniCoefficient().getAsDouble()).isCloseTo(0.634571, within(5e-7));
    assertThat(all.top20PercentRevenueShare().getAsDouble()).isCloseTo(0.67777, within(5e-6));
    assertThat(all.top10PercentRevenueShare().getAsDouble()).isCloseTo(0.50943, within(5e-6));
    assertThat(all.customersFor80Percent()).hasValue(7_695);
  }

  @Test
  void theFirstCohortComesBackAsPublished() {
    List<CohortRetention> cells = CohortRetention.of(Slice.total(events), SETTINGS);
    assertThat(cells.subList(0, 4))
        .extracting(CohortRetention::activeCustomers)
        .containsExactly(7_846L, 1_157L, 964L, 810L);
    assertThat(cells.get(0).cohortSize()).isEqualTo(7_846);
    assertThat(cells.get(0).cohortStart()).isEqualTo("1997-01-01");
  }

  @Test
  void repeatCustomersAreAsPublishedByDayAndByRow() {
    List<PurchaseSummary> summaries = PurchaseSummary.of(events, SETTINGS);
    assertThat(summaries.stream().filter(summary -> summary.purchaseOccasions() >= 2))
        .hasSize(11_516);
    assertThat(summaries.stream().filter(summary -> summary.orders() >= 2)).hasSize(11_662);
  }

  @Test
  void theLedgersOfTheBaseAndOfRevenueBalance() {
    int window = Quantiles.activityWindowDays(events, SETTINGS);
    List<RetentionByPeriod> periods = RetentionByPeriod.of(Slice.total(events), window, SETTINGS);
    assertThat(periods).hasSize(18);
    assertThat(periods)
        .allMatch(
            row ->
                row.customersAtEnd()
                    == row.retainedCustomers() + row.newCustomers() + row.reactivatedCustomers());
    assertThat(periods.stream().mapToLong(RetentionByPeriod::acquiredCustomers).sum())
        .isEqualTo(23_570);
    RevenueReconciliation reconciliation = RevenueReconciliation.of(events, SETTINGS);
    assertThat(reconciliation.inCohortCells())
        .isEqualByComparingTo(reconciliation.acceptedNetRevenue());
  }
}
