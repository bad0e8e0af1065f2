package io.perennial.run;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.perennial.metric.Metric;
import io.perennial.metric.MetricCatalog;
import io.perennial.sample.DealingsTruth;
import io.perennial.table.input.SurveysInput;
import io.perennial.table.output.ContactDriversTable;
import io.perennial.table.output.CustomerProfitabilityTable;
import io.perennial.table.output.DepartureReasonsTable;
import io.perennial.table.output.ExperimentResultsTable;
import io.perennial.table.output.FirstOrderExperienceTable;
import io.perennial.table.output.OrderEconomicsTable;
import io.perennial.table.output.RateColumns;
import io.perennial.table.output.RetentionCostTable;
import io.perennial.table.output.ReturnOriginsTable;
import io.perennial.table.output.SatisfactionTable;
import io.perennial.table.output.ServiceRecoveryTable;
import io.perennial.table.output.WalletShareTable;
import io.perennial.table.output.WinBackHistoryTable;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.function.Executable;

/**
 * What was planted in the made-up company's dealings with its customers, found again in the
 * published tables: counts and sums exactly as they were written.
 */
final class PlantedDealings {
  private static final String EVERYBODY = RateColumns.SEGMENT_NAME + " = 'all'";

  private final DealingsTruth truth;
  private final Function<String, Dataset<Row>> tables;

  private PlantedDealings(DealingsTruth truth, Function<String, Dataset<Row>> tables) {
    this.truth = truth;
    this.tables = tables;
  }

  /**
   * A test for each thing that was planted.
   *
   * @param tables a published table by its name
   */
  static Stream<DynamicTest> tests(DealingsTruth truth, Function<String, Dataset<Row>> tables) {
    PlantedDealings planted = new PlantedDealings(truth, tables);
    Map<String, Executable> tests = new TreeMap<>();
    tests.put("every table has rows", planted::everyTableHasRows);
    tests.put("contacts", planted::contacts);
    tests.put("returns", planted::returns);
    tests.put("handling of orders", planted::handling);
    tests.put("first orders", planted::firstOrders);
    tests.put("recommendation", planted::recommendation);
    tests.put("departures", planted::departures);
    tests.put("win-back by reason", planted::winBackByReason);
    tests.put("experiments", planted::experiments);
    tests.put("share of wallet", planted::shareOfWallet);
    tests.put("programme costs", planted::programmeCosts);
    tests.put("service recovery", planted::serviceRecovery);
    return tests.entrySet().stream()
        .map(test -> DynamicTest.dynamicTest(test.getKey(), test.getValue()));
  }

  private void everyTableHasRows() {
    List<String> empty = new ArrayList<>();
    for (Metric metric : MetricCatalog.ALL) {
      String name = metric.contract().name();
      if (tables.apply(name).isEmpty()) {
        empty.add(name);
      }
    }
    assertThat(empty).isEmpty();
  }

  private List<Row> rows(String table, String condition, String... columns) {
    return tables.apply(table).filter(condition).selectExpr(columns).collectAsList();
  }

  private static BigDecimal cents(BigDecimal amount) {
    return amount.setScale(2, RoundingMode.HALF_UP);
  }

  private void contacts() {
    Map<String, DealingsTruth.ContactSum> found = new TreeMap<>();
    for (Row row :
        rows(
            ContactDriversTable.NAME,
            "breakdown in ('kind', 'channel')",
            "breakdown_value",
            "contacts",
            "cost")) {
      found.put(row.getString(0), new DealingsTruth.ContactSum(row.getLong(1), row.getDecimal(2)));
    }
    Map<String, DealingsTruth.ContactSum> planted = new TreeMap<>();
    truth.contacts().byKind().forEach((kind, sum) -> planted.put(kind, inCents(sum)));
    truth.contacts().byChannel().forEach((channel, sum) -> planted.put(channel, inCents(sum)));
    assertThat(found).isEqualTo(planted);
  }

  private static DealingsTruth.ContactSum inCents(DealingsTruth.ContactSum sum) {
    return new DealingsTruth.ContactSum(sum.contacts(), cents(sum.cost()));
  }

  private void returns() {
    for (Map.Entry<String, Map<String, DealingsTruth.ReturnSum>> breakdown :
        Map.of(
                ReturnOriginsTable.BY_ORIGIN, truth.returns().byOrigin(),
                ReturnOriginsTable.BY_REASON, truth.returns().byReason(),
                ReturnOriginsTable.BY_CHANNEL, truth.returns().byChannel())
            .entrySet()) {
      Map<String, DealingsTruth.ReturnSum> found = new TreeMap<>();
      for (Row row :
          rows(
              ReturnOriginsTable.NAME,
              "breakdown = '" + breakdown.getKey() + "'",
              "breakdown_value",
              "returns",
              "amount",
              "cost")) {
        found.put(
            row.getString(0),
            new DealingsTruth.ReturnSum(row.getLong(1), row.getDecimal(2), row.getDecimal(3)));
      }
      Map<String, DealingsTruth.ReturnSum> planted = new TreeMap<>();
      breakdown
          .getValue()
          .forEach(
              (value, sum) ->
                  planted.put(
                      value,
                      new DealingsTruth.ReturnSum(
                          sum.returns(), cents(sum.amount()), cents(sum.cost()))));
      assertThat(found).as(breakdown.getKey()).isEqualTo(planted);
    }
  }

  private void handling() {
    Map<String, DealingsTruth.Handling> found = new TreeMap<>();
    for (Row row :
        rows(
            OrderEconomicsTable.NAME,
            "breakdown = 'channel'",
            "channel",
            "orders",
            "round(handling_minutes_per_order * orders_with_handling_minutes)",
            "orders_with_deviation",
            "deviation_cost")) {
      found.put(
          row.getString(0),
          new DealingsTruth.Handling(
              row.getLong(1), (long) row.getDouble(2), row.getLong(3), row.getDecimal(4)));
    }
    Map<String, DealingsTruth.Handling> planted = new TreeMap<>();
    truth
        .handling()
        .forEach(
            (channel, one) ->
                planted.put(
                    channel,
                    new DealingsTruth.Handling(
                        one.orders(),
                        one.handlingMinutes(),
                        one.deviations(),
                        cents(one.deviationCost()))));
    assertThat(found).isEqualTo(planted);
  }

  private void firstOrders() {
    Map<String, Map<String, DealingsTruth.Outcome>> found = new TreeMap<>();
    for (Row row :
        rows(
            FirstOrderExperienceTable.NAME,
            EVERYBODY + " and experience = 'delivery' and experience_value in ('late', 'on_time')",
            "experience_value",
            "customers_observed_90_days",
            "came_back_within_90_days",
            "customers_observed_365_days",
            "came_back_within_365_days")) {
      found.put(
          row.getString(0),
          Map.of(
              "90", new DealingsTruth.Outcome(row.getLong(1), row.getLong(2)),
              "365", new DealingsTruth.Outcome(row.getLong(3), row.getLong(4))));
    }
    assertThat(found).isEqualTo(truth.firstOrders());
  }

  private void recommendation() {
    Map<String, DealingsTruth.Recommendation> found = new TreeMap<>();
    for (Row row :
        rows(
            SatisfactionTable.NAME,
            EVERYBODY
                + " and stage = 'all' and granularity = 'year' and answers > 0 and instrument = '"
                + SurveysInput.NPS
                + "'",
            "cast(year(period_start) as string)",
            "favourable_answers",
            "neutral_answers",
            "unfavourable_answers")) {
      found.put(
          row.getString(0),
          new DealingsTruth.Recommendation(row.getLong(1), row.getLong(2), row.getLong(3)));
    }
    assertThat(found).isEqualTo(truth.surveys().recommendation());
  }

  private void departures() {
    Map<String, Long> found = new TreeMap<>();
    for (Row row :
        rows(
            DepartureReasonsTable.NAME,
            EVERYBODY + " and cohort_year = 'all' and departure_kind = 'all' and reason <> 'all'",
            "reason",
            "departures")) {
      found.put(row.getString(0), row.getLong(1));
    }
    Map<String, Long> planted = new TreeMap<>();
    truth.departures().forEach((reason, one) -> planted.put(reason, one.departures()));
    assertThat(found).isEqualTo(planted);
  }

  /**
   * The table counts those of the leavers alone who are still away when the churn window is over,
   * the truth everybody, so that the sides of the planted contrast are all that both must agree on.
   */
  private void winBackByReason() {
    Map<String, Double> rates = new TreeMap<>();
    Map<String, Double> chances = new TreeMap<>();
    for (Row row :
        rows(
            WinBackHistoryTable.NAME,
            "tenure_band = 'all' and time_away_band = 'all' and reason_class in ('price', 'service')",
            "reason_class",
            "return_rate",
            "chance_of_return")) {
      rates.put(row.getString(0), row.getDouble(1));
      chances.put(row.getString(0), row.getDouble(2));
    }
    Map<String, DealingsTruth.Departure> planted = truth.departures();
    assertThat(share(planted.get("price"))).isGreaterThan(share(planted.get("service")));
    assertThat(rates.get("price")).isGreaterThan(rates.get("service"));
    assertThat(chances.get("price")).isGreaterThan(chances.get("service"));
  }

  private static double share(DealingsTruth.Departure departures) {
    return (double) departures.outcome().cameBack() / departures.outcome().decided();
  }

  private void experiments() {
    for (Row row :
        rows(
            ExperimentResultsTable.NAME,
            EVERYBODY + " and outcome = 'converted'",
            "experiment",
            "variant",
            "compared_customers",
            "compared_controls",
            "variant_value",
            "control_value",
            "difference_low",
            "sample_ratio_verdict")) {
      Map<String, DealingsTruth.Arm> arms = truth.experiments().get(row.getString(0));
      DealingsTruth.Arm variant = arms.get(row.getString(1));
      DealingsTruth.Arm control = arms.get("control");
      assertThat(row.getLong(2)).isEqualTo(variant.assigned());
      assertThat(row.getLong(3)).isEqualTo(control.assigned());
      assertThat(row.getDouble(4))
          .isCloseTo((double) variant.converted() / variant.assigned(), within(1e-12));
      assertThat(row.getDouble(5))
          .isCloseTo((double) control.converted() / control.assigned(), within(1e-12));
    }
    Row lost =
        rows(
                ExperimentResultsTable.NAME,
                EVERYBODY + " and experiment = 'new_checkout' and outcome = 'converted'",
                "sample_ratio_verdict")
            .get(0);
    assertThat(lost.getString(0)).isEqualTo("mismatch");
  }

  private void shareOfWallet() {
    Row sums =
        tables
            .apply(WalletShareTable.NAME)
            .filter(EVERYBODY)
            .selectExpr("sum(customers)", "sum(total_spend)", "sum(net_revenue)")
            .head();
    assertThat(sums.getLong(0)).isEqualTo(truth.shareOfWallet().answers());
    assertThat(sums.getDecimal(1)).isEqualByComparingTo(truth.shareOfWallet().totalSpend());
    // Two periods, each rounded to the cent.
    assertThat(sums.getDecimal(2).doubleValue())
        .isCloseTo(truth.shareOfWallet().ownSpend().doubleValue(), within(0.011));
  }

  private void programmeCosts() {
    Map<String, BigDecimal> retention = new TreeMap<>();
    Map<String, BigDecimal> acquisition = new TreeMap<>();
    for (Row row :
        rows(
            RetentionCostTable.NAME,
            "granularity = 'year'",
            "cast(year(period_start) as string)",
            "retention_cost",
            "acquisition_cost")) {
      retention.put(row.getString(0), row.getDecimal(1));
      acquisition.put(row.getString(0), row.getDecimal(2));
    }
    assertThat(retention).isEqualTo(inCents(truth.programmeCosts().get("retention")));
    assertThat(acquisition).isEqualTo(inCents(truth.programmeCosts().get("acquisition")));
    // Somebody ordered in every month, so that what was spent is somebody's, to the cent.
    BigDecimal spent = retention.values().stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    assertThat(
            rows(CustomerProfitabilityTable.NAME, "true", "sum(programme_cost)")
                .get(0)
                .getDecimal(0))
        .isEqualByComparingTo(spent);
  }

  private static Map<String, BigDecimal> inCents(Map<String, BigDecimal> amounts) {
    Map<String, BigDecimal> cents = new TreeMap<>();
    amounts.forEach((year, amount) -> cents.put(year, cents(amount)));
    return cents;
  }

  /**
   * The table counts the first incident of a customer, the truth each, so that the sides of the
   * planted contrast are all that both must agree on.
   */
  private void serviceRecovery() {
    Dataset<Row> rates =
        tables
            .apply(ServiceRecoveryTable.NAME)
            .filter(
                col(RateColumns.SEGMENT_NAME)
                    .equalTo(RateColumns.ALL)
                    .and(
                        col(ServiceRecoveryTable.INCIDENT)
                            .equalTo(ServiceRecoveryTable.COMPLAINT)));
    double well = rate(rates, ServiceRecoveryTable.WELL);
    double badly = rate(rates, ServiceRecoveryTable.BADLY);
    assertThat(well).isGreaterThan(badly);
  }

  private static double rate(Dataset<Row> rates, String handling) {
    return rates
        .filter(col(ServiceRecoveryTable.HANDLING).equalTo(lit(handling)))
        .select(ServiceRecoveryTable.RATE_AGAIN)
        .head()
        .getDouble(0);
  }
}
