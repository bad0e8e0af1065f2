package io.perennial.metric;

import static io.perennial.testing.Histories.order;
import static io.perennial.testing.Histories.rules;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.perennial.history.PurchaseHistory;
import io.perennial.reference.Event;
import io.perennial.table.Granularity;
import io.perennial.table.input.DeparturesInput;
import io.perennial.table.output.WinBackCandidatesTable;
import io.perennial.table.output.WinBackHistoryTable;
import io.perennial.testing.Histories;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** Thirty customers who came back once and stayed, and then left for good. */
class WinBackHistoryTest {
  private static final int ALIKE = 30;
  private static final PurchaseHistory HISTORY =
      Histories.history(
          rules("2024-12-31", Granularity.MONTH),
          90,
          IntStream.range(0, ALIKE)
              .mapToObj(i -> orders("a" + i))
              .flatMap(List::stream)
              .toArray(Event[]::new));
  private static final Intermediates SHARED = SharedSteps.of(HISTORY);
  private static final Intermediates WITH_REASONS =
      SharedSteps.of(
          GivenInput.beside(
              HISTORY, DeparturesInput.NAME, "customer_id,left_at,reason", departures()));

  @Test
  void aSilenceIsLookedAtOnceInEachBand() {
    Map<String, Row> rows = history();
    assertThat(rows).hasSize(25);
    assertThat(counts(rows.get("all all"))).containsExactly(2L, 1L, 2L, 1L, 0L, 0L, 1L, 1L);
    assertThat(counts(rows.get("all up_to_180_days")))
        .containsExactly(2L, 1L, 2L, 1L, 0L, 0L, 1L, 1L);
    assertThat(counts(rows.get("all 181_to_365_days")))
        .containsExactly(2L, 1L, 1L, 1L, 1L, 0L, 1L, 1L);
    assertThat(counts(rows.get("0_days 181_to_365_days")))
        .containsExactly(1L, 1L, 1L, 1L, 0L, 0L, 1L, 1L);
    assertThat(counts(rows.get("1_to_365_days 366_to_730_days")))
        .containsExactly(1L, 0L, 0L, 0L, 1L, 0L, 0L, 0L);
    assertThat(counts(rows.get("all over_730_days")))
        .containsExactly(0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L);
  }

  @Test
  void aBandWithoutSilencesTakesTheChanceOfAllTenuresOrOfAllSilences() {
    Map<String, Row> rows = history();
    assertThat(chance(rows.get("0_days 181_to_365_days"))).isEqualTo("1.0 both_bands");
    assertThat(chance(rows.get("0_days 366_to_730_days"))).isEqualTo("0.0 time_away");
    assertThat(chance(rows.get("0_days over_730_days"))).isEqualTo("0.5 overall");
    assertThat(chance(rows.get("all over_730_days"))).isEqualTo("0.5 overall");
    assertThat(chance(rows.get("all 181_to_365_days"))).isEqualTo("0.5 time_away");
  }

  /** A year earlier every silence that had lasted half a year had ended in a return. */
  @Test
  void thePredictionKnowsNothingOfTheYearItIsHeldAgainst() {
    Row row = history().get("all 181_to_365_days");
    assertThat(row.<Double>getAs(WinBackHistoryTable.PREDICTED_RETURN_RATE)).isEqualTo(1);
    assertThat(row.<Double>getAs(WinBackHistoryTable.PREDICTED_RETURNS)).isEqualTo(ALIKE);
    assertThat(row.<Double>getAs(WinBackHistoryTable.HELD_OUT_RETURN_RATE)).isEqualTo(0);
  }

  @Test
  void aCandidateIsExpectedToBringTheYearBeforeLeavingTimesTheChance() {
    List<Row> rows =
        MetricCatalog.find(WinBackCandidatesTable.NAME).orElseThrow().of(SHARED).collectAsList();
    assertThat(rows).hasSize(ALIKE);
    Row a = rows.get(0);
    assertThat(a.<Integer>getAs(WinBackCandidatesTable.DAYS_SINCE_LAST_ORDER)).isEqualTo(852);
    assertThat(a.<String>getAs(WinBackCandidatesTable.TIME_AWAY_BAND)).isEqualTo("over_730_days");
    assertThat(a.<String>getAs(WinBackCandidatesTable.TENURE_BAND)).isEqualTo("1_to_365_days");
    assertThat(a.<String>getAs(WinBackCandidatesTable.VALUE_BASIS)).isEqualTo("revenue");
    assertThat(a.<BigDecimal>getAs(WinBackCandidatesTable.VALUE_BEFORE_LEAVING))
        .isEqualByComparingTo("60");
    assertThat(a.<BigDecimal>getAs(WinBackCandidatesTable.EXPECTED_RECOVERED_VALUE))
        .isEqualByComparingTo("30");
    assertThat(a.<Long>getAs(WinBackCandidatesTable.RECOVERY_RANK)).isEqualTo(1);
  }

  /**
   * Ten left because of the price before the first month-end of their silence, one of them again in
   * the second silence; ten because of the service between its first month-end and its second.
   */
  @Test
  void aSilenceIsOfTheReasonThatWasKnownOnTheMonthEnd() {
    Map<String, Row> rows = byReason(WITH_REASONS);
    assertThat(rows).hasSize(125);
    assertThat(silences(rows.get("price all up_to_180_days"))).isEqualTo("11 10");
    assertThat(silences(rows.get("service all up_to_180_days"))).isEqualTo("0 0");
    assertThat(silences(rows.get("service 0_days 181_to_365_days"))).isEqualTo("10 10");
    assertThat(silences(rows.get("other all 181_to_365_days"))).isEqualTo("0 0");
    assertThat(silences(rows.get("unknown all up_to_180_days"))).isEqualTo("49 20");
    assertThat(silences(rows.get("all all up_to_180_days"))).isEqualTo("60 30");
  }

  /** Thirty more silences that end as those of all reasons do, half of them. */
  @Test
  void theChanceOfAReasonIsDrawnTowardsThatOfAllReasons() {
    Map<String, Row> rows = byReason(WITH_REASONS);
    double ofPrice = (10 + 30 * .5) / (11 + 30);
    Row allTenures = rows.get("price all up_to_180_days");
    assertThat(allTenures.<Double>getAs(WinBackHistoryTable.CHANCE_OF_RETURN))
        .isCloseTo(ofPrice, within(1e-12));
    assertThat(allTenures.<Double>getAs(WinBackHistoryTable.PREDICTED_RETURN_RATE))
        .isCloseTo(ofPrice, within(1e-12));
    assertThat(allTenures.<String>getAs(WinBackHistoryTable.CHANCE_BASIS)).isEqualTo("reason");
    assertThat(
            rows.get("price 0_days up_to_180_days")
                .<Double>getAs(WinBackHistoryTable.CHANCE_OF_RETURN))
        .isCloseTo((10 + 30 * ofPrice) / (10 + 30), within(1e-12));
    assertThat(chance(rows.get("other 0_days 181_to_365_days"))).isEqualTo("1.0 both_bands");
    assertThat(chance(rows.get("price 0_days over_730_days"))).isEqualTo("0.5 overall");
  }

  @Test
  void aCandidateHasTheReasonOfTheLastDepartureSinceTheLastOrder() {
    Map<String, String> reasons =
        MetricCatalog.find(WinBackCandidatesTable.NAME)
            .orElseThrow()
            .of(WITH_REASONS)
            .collectAsList()
            .stream()
            .collect(
                Collectors.toMap(
                    row -> row.getAs(WinBackCandidatesTable.CUSTOMER_ID),
                    row -> row.getAs(WinBackCandidatesTable.REASON_CLASS)));
    assertThat(reasons).hasSize(ALIKE).containsEntry("a0", "price").containsEntry("a1", "unknown");
  }

  private static Map<String, Row> byReason(Intermediates shared) {
    return MetricCatalog.find(WinBackHistoryTable.NAME)
        .orElseThrow()
        .of(shared)
        .collectAsList()
        .stream()
        .collect(
            Collectors.toMap(
                row ->
                    row.<String>getAs(WinBackHistoryTable.REASON_CLASS)
                        + " "
                        + row.<String>getAs(WinBackHistoryTable.TENURE_BAND)
                        + " "
                        + row.<String>getAs(WinBackHistoryTable.TIME_AWAY_BAND),
                row -> row));
  }

  private static String silences(Row row) {
    return row.getAs(WinBackHistoryTable.SILENCES) + " " + row.getAs(WinBackHistoryTable.RETURNS);
  }

  private static String[] departures() {
    return Stream.concat(
            IntStream.range(0, 20)
                .mapToObj(
                    i ->
                        i < 10
                            ? "a" + i + ",2022-02-01 12:00:00, PRICE"
                            : "a" + i + ",2022-05-15 12:00:00,Service"),
            Stream.of("a0,2022-10-01 12:00:00,price"))
        .toArray(String[]::new);
  }

  private static List<Event> orders(String customer) {
    return List.of(
        // Churned from 2022-04-10; month-ends on 2022-04-30 after 110 days, 2022-07-31 after 202.
        order(customer, "2022-01-10", 10),
        order(customer, "2022-08-01", 20),
        // Churned from 2022-11-30, a month-end, after 90 days; 2023-03-31 after 211, 2023-09-30
        // after 394; the month-end of the band after that lies in the last 365 days.
        order(customer, "2022-09-01", 30));
  }

  private static Map<String, Row> history() {
    return MetricCatalog.find(WinBackHistoryTable.NAME)
        .orElseThrow()
        .of(SHARED)
        .collectAsList()
        .stream()
        .collect(
            Collectors.toMap(
                row ->
                    row.<String>getAs(WinBackHistoryTable.TENURE_BAND)
                        + " "
                        + row.<String>getAs(WinBackHistoryTable.TIME_AWAY_BAND),
                row -> row));
  }

  private static String chance(Row row) {
    return row.<Double>getAs(WinBackHistoryTable.CHANCE_OF_RETURN)
        + " "
        + row.<String>getAs(WinBackHistoryTable.CHANCE_BASIS);
  }

  /** The counts per customer. */
  private static List<Long> counts(Row row) {
    return Stream.<Long>of(
            row.getAs(WinBackHistoryTable.SILENCES),
            row.getAs(WinBackHistoryTable.RETURNS),
            row.getAs(WinBackHistoryTable.EARLIER_SILENCES),
            row.getAs(WinBackHistoryTable.EARLIER_RETURNS),
            row.getAs(WinBackHistoryTable.HELD_OUT_SILENCES),
            row.getAs(WinBackHistoryTable.HELD_OUT_RETURNS),
            row.getAs(WinBackHistoryTable.FOLLOWED_RETURNS),
            row.getAs(WinBackHistoryTable.STAYED_RETURNS))
        .map(count -> count / ALIKE)
        .toList();
  }
}
