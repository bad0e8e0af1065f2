package io.perennial.metric;

import static io.perennial.testing.Histories.order;
import static io.perennial.testing.Histories.rules;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.perennial.history.PurchaseHistory;
import io.perennial.table.Granularity;
import io.perennial.table.input.ContactsInput;
import io.perennial.table.output.ServiceRecoveryTable;
import io.perennial.testing.Datasets;
import io.perennial.testing.Histories;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * With a window of 30 days: "calm" and "once" have nothing to complain of; "well" is back on the
 * 30th day after a complaint and complains again later; "badly" is back on the 31st; "early"
 * complained before the first order; "late" complained too near the as-of date to be judged.
 */
class ServiceRecoveryTest {
  private static Map<String, Row> rows;

  @BeforeAll
  static void compute() {
    PurchaseHistory history =
        Histories.history(
            rules("2021-12-31", Granularity.YEAR),
            30,
            order("calm", "2021-01-01", 10),
            order("calm", "2021-01-20", 10),
            order("once", "2021-01-05", 10),
            order("well", "2021-01-02", 15),
            order("well", "2021-02-09", 15),
            order("badly", "2021-01-31", 12),
            order("badly", "2021-03-04", 12),
            order("early", "2021-02-01", 100),
            order("late", "2021-12-01", 10));
    Dataset<Row> contacts =
        Datasets.ofCsv(
            "contact_id string, customer_id string, contacted_at timestamp, kind string, resolved_at"
                + " timestamp, satisfaction int, handled_well boolean",
            "1,well,2021-01-10 10:00:00,complaint,,5,",
            "2,well,2021-03-01 10:00:00,complaint,,,false",
            "3,badly,2021-02-01 10:00:00,complaint,,3,",
            "4,early,2021-01-01 10:00:00,complaint,,,true",
            "5,late,2021-12-02 10:00:00,complaint,,,true",
            "6,once,2021-01-06 10:00:00,question,,1,");
    rows =
        MetricCatalog.find(ServiceRecoveryTable.NAME)
            .orElseThrow()
            .of(
                Histories.beside(
                    history,
                    Map.of(ContactsInput.NAME, contacts),
                    Optional.empty(),
                    Optional.empty()))
            .collectAsList()
            .stream()
            .collect(
                Collectors.toMap(
                    row ->
                        row.getAs(ServiceRecoveryTable.INCIDENT)
                            + " "
                            + row.getAs(ServiceRecoveryTable.HANDLING),
                    row -> row));
  }

  @Test
  void aCustomerCountsOnceWithTheFirstIncidentThatCanBeJudged() {
    assertThat(rows).containsOnlyKeys("complaint well", "complaint badly", "none none");
    assertThat(rate("complaint well", ServiceRecoveryTable.RATE_AGAIN)).isEqualTo(1);
    assertThat(rate("complaint badly", ServiceRecoveryTable.RATE_AGAIN)).isEqualTo(0);
    assertThat(rows.get("complaint well").<Long>getAs(ServiceRecoveryTable.CUSTOMERS)).isEqualTo(1);
  }

  /** "calm" was followed on one of two days; "once" and "early" on none of one. */
  @Test
  void withoutAnIncidentEachCustomerCountsOnceWithTheShareOfItsDays() {
    assertThat(rows.get("none none").<Long>getAs(ServiceRecoveryTable.CUSTOMERS)).isEqualTo(3);
    assertThat(rate("none none", ServiceRecoveryTable.RATE_AGAIN)).isCloseTo(.5 / 3, within(1e-12));
  }

  /** Of peers with 10 to 20 of revenue so far, "calm" came back on that day and "once" did not. */
  @Test
  void customersAreHeldAgainstPeersOfTheirTenureAndRevenue() {
    assertThat(rate("complaint well", ServiceRecoveryTable.COMPARISON_RATE)).isEqualTo(.5);
    assertThat(rate("complaint well", ServiceRecoveryTable.DIFFERENCE)).isEqualTo(.5);
    assertThat(rate("complaint badly", ServiceRecoveryTable.DIFFERENCE)).isEqualTo(-.5);
  }

  private static double rate(String row, String column) {
    return rows.get(row).<Double>getAs(column);
  }
}
