package io.perennial.metric;

import static io.perennial.testing.Histories.order;
import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.perennial.history.ActionRules;
import io.perennial.history.DepartureRules;
import io.perennial.history.EngagementRules;
import io.perennial.history.HistoryRules;
import io.perennial.history.PurchaseHistory;
import io.perennial.history.SegmentRule;
import io.perennial.history.TrialRules;
import io.perennial.reference.Event;
import io.perennial.reference.Ledgers;
import io.perennial.table.Granularity;
import io.perennial.table.input.CustomersInput;
import io.perennial.table.input.ExperimentsInput;
import io.perennial.table.output.ExperimentResultsTable;
import io.perennial.testing.Datasets;
import io.perennial.testing.Histories;
import io.perennial.testing.SharedSpark;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class ExperimentResultsTest {
  private static final String HEADER =
      "experiment,variant,customer_id,assigned_at,converted,outcome_amount";

  /** Ten days from the day after the assignment on: neither that day nor the eleventh counts. */
  @Test
  void ordersCountFromTheDayAfterTheAssignmentAndToTheLastDay() {
    Event[] orders = {
      order("a", "2024-03-01", 1000),
      order("a", "2024-03-02", 10),
      order("b", "2024-03-11", 20),
      order("c", "2024-03-12", 400),
      order("d", "2024-03-05", 5),
      order("d", "2024-03-06", 7),
    };
    Row revenue =
        only(
            results(
                1,
                0,
                orders,
                "t,control,c,2024-03-01 09:00:00,,",
                "t,control,d,2024-03-01 23:59:59,,",
                "t,new,a,2024-03-01 00:00:00,,",
                "t,new,b,2024-03-01 12:00:00,,"),
            ExperimentResultsTable.NET_REVENUE);
    assertThat(revenue.<Double>getAs(ExperimentResultsTable.CONTROL_VALUE)).isEqualTo(6.0);
    assertThat(revenue.<Double>getAs(ExperimentResultsTable.VARIANT_VALUE)).isEqualTo(15.0);
    // Variances 72 and 50 of two customers each: the error is sqrt(72 / 2 + 50 / 2).
    assertThat(revenue.<Double>getAs(ExperimentResultsTable.STANDARD_ERROR))
        .isCloseTo(Math.sqrt(61), within(1e-12));
  }

  @Test
  void customersWhoseDaysAreNotOverAreNotComparedByOrders() {
    Dataset<Row> results =
        results(
            1,
            0,
            new Event[] {order("a", "2024-03-30", 10), order("b", "2024-03-02", 10)},
            "t,control,b,2024-03-01 09:00:00,false,",
            "t,control,c,2024-03-22 09:00:00,false,",
            "t,new,a,2024-03-22 09:00:00,true,",
            "t,new,d,2024-03-21 09:00:00,,");
    Row ordered = only(results, ExperimentResultsTable.ORDERED);
    assertThat(ordered.<Long>getAs(ExperimentResultsTable.ASSIGNED_CUSTOMERS)).isEqualTo(2);
    assertThat(ordered.<Long>getAs(ExperimentResultsTable.COMPARED_CUSTOMERS)).isEqualTo(1);
    assertThat(ordered.<Long>getAs(ExperimentResultsTable.COMPARED_CONTROLS)).isEqualTo(1);
    assertThat(ordered.<Double>getAs(ExperimentResultsTable.DIFFERENCE)).isEqualTo(-1.0);
    Row converted = only(results, ExperimentsInput.CONVERTED);
    assertThat(converted.<Long>getAs(ExperimentResultsTable.COMPARED_CUSTOMERS)).isEqualTo(1);
    assertThat(converted.<Long>getAs(ExperimentResultsTable.COMPARED_CONTROLS)).isEqualTo(2);
    assertThat(results.filter(col("outcome").equalTo(ExperimentsInput.OUTCOME_AMOUNT)).count())
        .isZero();
  }

  @Test
  void aTrialWithoutTheControlSaysSoAndTellsNothingElse() {
    List<Row> rows =
        results(
                1,
                0,
                new Event[] {order("a", "2024-03-02", 10)},
                "t,placebo,a,2024-03-01 09:00:00,,",
                "t,new,b,2024-03-01 09:00:00,,")
            .collectAsList();
    assertThat(rows)
        .hasSize(4)
        .allSatisfy(
            row -> {
              assertThat(row.<String>getAs(ExperimentResultsTable.VERDICT)).isEqualTo("no_control");
              assertThat(row.<String>getAs(ExperimentResultsTable.CONTROL)).isNull();
              assertThat(row.<Double>getAs(ExperimentResultsTable.VARIANT_VALUE)).isNull();
            });
  }

  @Test
  void theControlIsFoundWhateverItsCaseAndASmallArmIsNotPublished() {
    Row row =
        only(
            results(
                3,
                0,
                new Event[] {order("a", "2024-03-02", 10)},
                "t, Control ,a,2024-03-01 09:00:00,,",
                "t, Control ,b,2024-03-01 09:00:00,,",
                "t,new,c,2024-03-01 09:00:00,,"),
            ExperimentResultsTable.ORDERED);
    assertThat(row.<String>getAs(ExperimentResultsTable.CONTROL)).isEqualTo(" Control ");
    assertThat(row.<String>getAs(ExperimentResultsTable.VERDICT)).isEqualTo("too_few");
    assertThat(row.<Double>getAs(ExperimentResultsTable.CONTROL_VALUE)).isNull();
    assertThat(row.<Long>getAs(ExperimentResultsTable.ASSIGNED_TO_CONTROL)).isEqualTo(2);
  }

  /** Holm takes the smaller of two p-values times two, and the other as it is. */
  @Test
  void pValuesAreCorrectedForAllTestsOfTheTrial() {
    String[] assigned = new String[120];
    for (int i = 0; i < 120; i++) {
      String variant = i < 40 ? "control" : i < 80 ? "blue" : "red";
      // 10 of 40 of the control, 20 of blue, 30 of red.
      boolean converted = i % 40 < (i < 40 ? 10 : i < 80 ? 20 : 30);
      assigned[i] = "t," + variant + ",c" + i + ",2024-03-01 09:00:00," + converted + ",";
    }
    Map<String, Row> rows = new HashMap<>();
    results(1, 0, new Event[] {order("z", "2024-03-02", 10)}, assigned)
        .filter(col(ExperimentResultsTable.OUTCOME).equalTo(ExperimentsInput.CONVERTED))
        .collectAsList()
        .forEach(row -> rows.put(row.getAs(ExperimentResultsTable.VARIANT), row));
    // z = (.5 - .25) / sqrt(.375 * .625 * 2 / 40) and (.75 - .25) / sqrt(.5 * .5 * 2 / 40).
    assertThat(rows.get("blue").<Double>getAs(ExperimentResultsTable.STATISTIC))
        .isCloseTo(.25 / Math.sqrt(.375 * .625 / 20), within(1e-12));
    assertThat(rows.get("red").<Double>getAs(ExperimentResultsTable.STATISTIC))
        .isCloseTo(.5 / Math.sqrt(.25 / 20), within(1e-12));
    // Nobody ordered, so that only the two tests of converted have a p-value.
    double red = rows.get("red").getAs(ExperimentResultsTable.P_VALUE);
    double blue = rows.get("blue").getAs(ExperimentResultsTable.P_VALUE);
    assertThat(rows.get("red").<Double>getAs(ExperimentResultsTable.P_VALUE_HOLM))
        .isCloseTo(2 * red, within(1e-15));
    assertThat(rows.get("blue").<Double>getAs(ExperimentResultsTable.P_VALUE_HOLM))
        .isCloseTo(blue, within(1e-15));
    assertThat(rows.get("red").<String>getAs(ExperimentResultsTable.SAMPLE_RATIO_VERDICT))
        .isEqualTo("as_planned");
  }

  /** Where revenue is the earlier one and the same on top for all, nothing is left to chance. */
  @Test
  void earlierRevenueIsTakenFromTheDaysBeforeTheAssignmentAlone() {
    Event[] orders = new Event[40];
    String[] assigned = new String[20];
    for (int i = 0; i < 20; i++) {
      // Uneven, so that the arms differ by chance before anything happened.
      int before = 1 + (i * i) % 17;
      int noise = i % 3;
      orders[2 * i] = order("c" + i, "2024-02-29", before);
      orders[2 * i + 1] = order("c" + i, "2024-03-05", before + noise + (i < 10 ? 0 : 5));
      assigned[i] = "t," + (i < 10 ? "control" : "new") + ",c" + i + ",2024-03-01 09:00:00,,";
    }
    Row row = only(results(1, 1, orders, assigned), ExperimentResultsTable.NET_REVENUE);
    assertThat(row.<Double>getAs(ExperimentResultsTable.VARIANCE_REMOVED)).isGreaterThan(.9);
    assertThat(row.<Double>getAs(ExperimentResultsTable.ADJUSTED_STANDARD_ERROR))
        .isLessThan(row.<Double>getAs(ExperimentResultsTable.STANDARD_ERROR) / 3);
    assertThat(row.<Double>getAs(ExperimentResultsTable.ADJUSTED_DIFFERENCE))
        .isCloseTo(5, within(.5));
    Row plain = only(results(1, 0, orders, assigned), ExperimentResultsTable.NET_REVENUE);
    assertThat(plain.<Double>getAs(ExperimentResultsTable.VARIANCE_REMOVED)).isNull();
    assertThat(plain.<Double>getAs(ExperimentResultsTable.ADJUSTED_DIFFERENCE)).isNull();
  }

  @Test
  void sizesAreHeldAgainstThoseThatWerePlanned() {
    String[] assigned = new String[100];
    for (int i = 0; i < 100; i++) {
      assigned[i] = "t," + (i < 25 ? "control" : "New") + ",c" + i + ",2024-03-01 09:00:00,,";
    }
    Event[] orders = {order("c1", "2024-03-02", 10)};
    // Of 25 and 75 against 50 and 50 the chi-square is 25.
    assertThat(
            only(results(1, 0, orders, assigned), ExperimentResultsTable.ORDERED)
                .<String>getAs(ExperimentResultsTable.SAMPLE_RATIO_VERDICT))
        .isEqualTo("mismatch");
    assertThat(
            only(results(1, 0, Map.of("new", 3.0), orders, assigned), "ordered")
                .<Double>getAs(ExperimentResultsTable.SAMPLE_RATIO_P_VALUE))
        .isEqualTo(1.0);
  }

  /** Each value of a segment is a trial of its own, of the customers who have it. */
  @Test
  void aTrialIsComparedWithinEachSegment() {
    HistoryRules usual = Histories.rules("2024-03-31", Granularity.MONTH);
    HistoryRules rules =
        new HistoryRules(
            usual.asOf(),
            usual.weekStart(),
            usual.cohortGranularities(),
            usual.cohortStart(),
            usual.retentionGranularities(),
            List.of(new SegmentRule("source", true, CustomersInput.ACQUISITION_CHANNEL)),
            1,
            usual.atRiskAfterTypicalGaps());
    PurchaseHistory history =
        GivenInput.beside(
            Histories.history(
                Ledgers.of(
                    SharedSpark.session(),
                    List.of(order("a", "2024-01-02", 1)),
                    rules.asOf(),
                    List.of()),
                rules,
                OptionalInt.of(90),
                OptionalInt.empty(),
                Optional.of(
                    Datasets.ofCsv(
                        "customer_id string, signed_up_at timestamp, acquisition_channel string",
                        "a,,shop",
                        "b,,shop",
                        "c,,fair"))),
            ExperimentsInput.NAME,
            HEADER,
            "t,control,a,2024-01-01 09:00:00,false,",
            "t,new,b,2024-01-03 09:00:00,true,",
            "t,control,c,2024-01-02 09:00:00,true,",
            "t,new,d,2024-01-04 09:00:00,false,");
    Map<String, Row> rows = new HashMap<>();
    MetricCatalog.find(ExperimentResultsTable.NAME)
        .orElseThrow()
        .of(history)
        .filter(col("outcome").equalTo(ExperimentsInput.CONVERTED))
        .collectAsList()
        .forEach(row -> rows.put(row.getAs(ExperimentResultsTable.SEGMENT_VALUE), row));
    // Of the fair there is a control alone, so that nothing is compared; nobody knows where d came
    // from, who has no control there.
    assertThat(rows).containsOnlyKeys("all", "shop", "unknown");
    assertThat(rows.get("all").<Double>getAs(ExperimentResultsTable.DIFFERENCE)).isEqualTo(0.0);
    assertThat(rows.get("shop").<Double>getAs(ExperimentResultsTable.DIFFERENCE)).isEqualTo(1.0);
    assertThat(rows.get("shop").<java.sql.Date>getAs(ExperimentResultsTable.LAST_ASSIGNED_ON))
        .hasToString("2024-01-03");
    assertThat(rows.get("unknown").<String>getAs(ExperimentResultsTable.VERDICT))
        .isEqualTo(ExperimentResultsTable.NO_CONTROL);
  }

  private static Row only(Dataset<Row> results, String outcome) {
    List<Row> rows =
        results.filter(col(ExperimentResultsTable.OUTCOME).equalTo(outcome)).collectAsList();
    assertThat(rows).hasSize(1);
    return rows.get(0);
  }

  private static Dataset<Row> results(
      int minimumGroupSize, int prePeriodDays, Event[] orders, String... assigned) {
    return results(minimumGroupSize, prePeriodDays, Map.of(), orders, assigned);
  }

  private static Dataset<Row> results(
      int minimumGroupSize,
      int prePeriodDays,
      Map<String, Double> plannedSizes,
      Event[] orders,
      String... assigned) {
    HistoryRules usual = Histories.rules("2024-03-31", Granularity.MONTH);
    HistoryRules rules =
        new HistoryRules(
            LocalDate.parse("2024-03-31"),
            usual.weekStart(),
            usual.cohortGranularities(),
            usual.cohortStart(),
            usual.retentionGranularities(),
            usual.segments(),
            minimumGroupSize,
            usual.atRiskAfterTypicalGaps(),
            new TrialRules("control", 10, prePeriodDays, plannedSizes),
            EngagementRules.USUAL,
            ActionRules.UNLIMITED,
            DepartureRules.USUAL,
            Optional.empty());
    PurchaseHistory history =
        GivenInput.beside(
            Histories.history(rules, 90, orders), ExperimentsInput.NAME, HEADER, assigned);
    return MetricCatalog.find(ExperimentResultsTable.NAME).orElseThrow().of(history);
  }
}
