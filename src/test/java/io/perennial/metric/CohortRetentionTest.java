package io.perennial.metric;

import static io.perennial.testing.Histories.order;
import static io.perennial.testing.Histories.rules;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.perennial.history.PurchaseHistory;
import io.perennial.reference.Event;
import io.perennial.table.Granularity;
import io.perennial.table.output.CohortRetentionSummaryTable;
import io.perennial.table.output.CohortRetentionTable;
import io.perennial.testing.Histories;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class CohortRetentionTest {
  /**
   * The example by which the two readings are usually told apart: one of three returns on day 1,
   * one on day 5.
   */
  @Test
  void boundedAndUnboundedRetentionOfThreeCustomersAreAsPublished() {
    PurchaseHistory history =
        Histories.history(
            rules("2020-01-07", Granularity.DAY),
            365,
            order("a", "2020-01-01", 1),
            order("b", "2020-01-01", 1),
            order("c", "2020-01-01", 1),
            order("a", "2020-01-02", 1),
            order("b", "2020-01-06", 1));
    List<Row> rows =
        MetricCatalog.find(CohortRetentionTable.NAME)
            .orElseThrow()
            .of(history)
            .orderBy(CohortRetentionTable.PERIODS_SINCE_FIRST_ORDER)
            .collectAsList();
    List<Double> bounded = new ArrayList<>();
    List<Double> unbounded = new ArrayList<>();
    for (Row row : rows.subList(1, 7)) {
      bounded.add(row.getAs(CohortRetentionTable.RETENTION_RATE));
      unbounded.add(row.getAs(CohortRetentionTable.UNBOUNDED_RETENTION_RATE));
    }
    double third = 1.0 / 3;
    assertThat(bounded).containsExactly(third, 0.0, 0.0, 0.0, third, 0.0);
    assertThat(unbounded).containsExactly(2 * third, third, third, third, third, 0.0);
  }

  @Test
  void theAllCohortsLineIsWeightedByCohortSize() {
    List<Event> purchases = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      purchases.add(order("small" + i, "2020-01-10", 5));
    }
    purchases.add(order("small0", "2020-02-10", 5));
    purchases.add(order("small1", "2020-02-10", 5));
    for (int i = 0; i < 100; i++) {
      purchases.add(order("large" + i, "2020-02-11", 5));
    }
    PurchaseHistory history =
        Histories.history(
            rules("2020-03-31", Granularity.MONTH), 365, purchases.toArray(Event[]::new));
    Row second =
        MetricCatalog.find(CohortRetentionSummaryTable.NAME)
            .orElseThrow()
            .of(history)
            .filter("periods_since_first_order = 1")
            .head();
    assertThat(second.<Double>getAs("retention_rate")).isCloseTo(2.0 / 110, within(1e-12));
  }
}
