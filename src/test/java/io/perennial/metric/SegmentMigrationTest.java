package io.perennial.metric;

import static io.perennial.testing.Histories.order;
import static io.perennial.testing.Histories.rules;
import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.history.PurchaseHistory;
import io.perennial.reference.Event;
import io.perennial.table.Granularity;
import io.perennial.table.output.PurchaseSummaryTable;
import io.perennial.table.output.SegmentMigrationTable;
import io.perennial.testing.Histories;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class SegmentMigrationTest {
  private static final LocalDate AS_OF = LocalDate.of(2024, 9, 30);
  private static final List<Event> EVENTS = events(5, 40);

  /** The segments that runs as of the two ends of a year publish in purchase_summary. */
  @Test
  void customersMoveBetweenTheSegmentsOfRunsAsOfBothDays() {
    Map<String, String> before = segmentsAsOf(AS_OF.minusDays(365));
    Map<String, String> after = segmentsAsOf(AS_OF);
    Map<String, Long> moves = new TreeMap<>();
    after.forEach(
        (customer, segment) ->
            moves.merge(
                before.getOrDefault(customer, "not_yet_customer") + " to " + segment,
                1L,
                Long::sum));
    assertThat(moves).hasSizeGreaterThan(10);
    Map<String, Long> published =
        migrations(history(AS_OF))
            .filter(
                col(SegmentMigrationTable.CLASSIFICATION)
                    .equalTo(SegmentMigrationTable.RFM_SEGMENT)
                    .and(col(SegmentMigrationTable.YEAR_END).equalTo(AS_OF)))
            .collectAsList()
            .stream()
            .collect(
                Collectors.toMap(
                    row ->
                        row.<String>getAs(SegmentMigrationTable.FROM_GROUP)
                            + " to "
                            + row.<String>getAs(SegmentMigrationTable.TO_GROUP),
                    row -> row.<Long>getAs(SegmentMigrationTable.CUSTOMERS)));
    assertThat(published).isEqualTo(moves);
  }

  /** Eleven customers spend 1 to 11, and the year after in the reverse order, but for one. */
  @Test
  void decilesAreTenthsOfTheCustomersWhoOrderedInTheYear() {
    List<Event> events = new ArrayList<>();
    for (int i = 1; i <= 11; i++) {
      events.add(order("customer" + i, "2022-06-01", i));
      if (i > 1) {
        events.add(order("customer" + i, "2023-06-01", 12 - i));
      }
    }
    events.add(order("another", "2023-07-01", 10));
    List<Row> rows =
        migrations(
                Histories.history(
                    rules("2023-12-31", Granularity.MONTH), 90, events.toArray(Event[]::new)))
            .filter(
                col(SegmentMigrationTable.CLASSIFICATION)
                    .equalTo(SegmentMigrationTable.REVENUE_DECILE)
                    .and(col(SegmentMigrationTable.YEAR_END).equalTo(LocalDate.of(2023, 12, 31))))
            .orderBy(SegmentMigrationTable.FROM_GROUP, SegmentMigrationTable.TO_GROUP)
            .collectAsList();
    // Ranks 1 and 2 of eleven are in the first tenth: 0 * 10 div 11 and 1 * 10 div 11 are 0. In the
    // second year two have 10, so both have rank 1.
    assertThat(
            rows.stream()
                .map(
                    row ->
                        row.<String>getAs(SegmentMigrationTable.FROM_GROUP)
                            + " "
                            + row.<String>getAs(SegmentMigrationTable.TO_GROUP)
                            + " "
                            + row.<BigDecimal>getAs(SegmentMigrationTable.REVENUE_BEFORE)
                            + " "
                            + row.<BigDecimal>getAs(SegmentMigrationTable.REVENUE_AFTER)))
        .containsExactly(
            "decile_01 decile_09 10.00 2.00",
            "decile_01 decile_10 11.00 1.00",
            "decile_02 decile_08 9.00 3.00",
            "decile_03 decile_07 8.00 4.00",
            "decile_04 decile_06 7.00 5.00",
            "decile_05 decile_05 6.00 6.00",
            "decile_06 decile_04 5.00 7.00",
            "decile_07 decile_03 4.00 8.00",
            "decile_08 decile_02 3.00 9.00",
            "decile_09 decile_01 2.00 10.00",
            "decile_10 no_orders 1.00 0.00",
            "not_yet_customer decile_01 0.00 10.00");
    assertThat(rows.get(0).<Double>getAs(SegmentMigrationTable.SHARE_OF_FROM_GROUP)).isEqualTo(.5);
  }

  private static Map<String, String> segmentsAsOf(LocalDate day) {
    return MetricCatalog.find(PurchaseSummaryTable.NAME)
        .orElseThrow()
        .of(history(day))
        .collectAsList()
        .stream()
        .collect(
            Collectors.toMap(
                row -> row.<String>getAs(PurchaseSummaryTable.CUSTOMER_ID),
                row -> row.<String>getAs(PurchaseSummaryTable.RFM_SEGMENT)));
  }

  private static Dataset<Row> migrations(PurchaseHistory history) {
    return MetricCatalog.find(SegmentMigrationTable.NAME).orElseThrow().of(history);
  }

  private static PurchaseHistory history(LocalDate asOf) {
    return Histories.history(
        rules(asOf.toString(), Granularity.MONTH), 90, EVENTS.toArray(Event[]::new));
  }

  private static List<Event> events(long seed, int customers) {
    Random random = new Random(seed);
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < customers; i++) {
      LocalDate day = AS_OF.minusDays(random.nextInt(1300));
      while (!day.isAfter(AS_OF)) {
        events.add(order("customer" + i, day.toString(), 1 + random.nextInt(50)));
        day = day.plusDays(1 + random.nextInt(random.nextInt(5) == 0 ? 900 : 120));
      }
    }
    return events;
  }
}
