package io.perennial.run;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.perennial.config.Configuration;
import io.perennial.config.ConfigurationReader;
import io.perennial.error.PerennialException;
import io.perennial.model.survival.RenewalTable;
import io.perennial.model.survival.ShiftedBetaGeometric;
import io.perennial.table.output.ContractRetentionTable;
import io.perennial.table.output.InputReconciliationTable;
import io.perennial.table.output.RecurringRevenueMovementsTable;
import io.perennial.table.output.RejectedRowsTable;
import io.perennial.testing.SharedSpark;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The tables of contracts through the whole job, on the two cohorts that Fader and Hardie (2007)
 * print: 1,000 regular and 1,000 high-end contracts, all of which started on one day, renewed by
 * the month in place of the year.
 */
class SubscriptionsTest {
  private static final LocalDate START = LocalDate.of(2024, 1, 1);
  private static final LocalDate AS_OF = LocalDate.of(2024, 8, 15);
  private static final List<String> TABLES =
      List.of(ContractRetentionTable.NAME, RecurringRevenueMovementsTable.NAME);

  /** Survivors after each renewal, per thousand. */
  private static final long[] REGULAR = {1000, 631, 468, 382, 326, 289, 262, 241};

  private static final long[] HIGH_END = {1000, 869, 743, 653, 593, 551, 517, 491};

  @TempDir private static Path folder;
  private static RunReport report;

  @BeforeAll
  static void runTheJob() throws IOException {
    Files.writeString(
        folder.resolve("orders.csv"), "customer,day,total\nr0,2024-01-05,10\nh0,2024-02-05,20\n");
    List<String> lines = new ArrayList<>(List.of("id,customer,from,to,price,tier"));
    cohort(lines, "r", "regular", "10", REGULAR);
    cohort(lines, "h", "high end", "30", HIGH_END);
    lines.add("late,r1,2024-08-16,,10,regular");
    lines.add("turned,r2,2024-03-01,2024-02-01,10,regular");
    lines.add("unpriced,r3,2024-03-01,,,regular");
    Files.write(folder.resolve("subscriptions.csv"), lines);
    report =
        new RetentionJob(
                SharedSpark.session(),
                new RunRequest(configuration(true), TABLES),
                RunListener.SILENT)
            .run();
  }

  /** A contract that is lost at renewal k ends k months after its start. */
  private static void cohort(
      List<String> lines, String prefix, String tier, String price, long[] survivors) {
    int number = 0;
    for (int renewal = 1; renewal < survivors.length; renewal++) {
      for (long i = survivors[renewal]; i < survivors[renewal - 1]; i++) {
        String id = prefix + number++;
        lines.add(
            String.join(
                ",", id, id, START.toString(), START.plusMonths(renewal).toString(), price, tier));
      }
    }
    while (number < survivors[0]) {
      String id = prefix + number++;
      lines.add(String.join(",", id, id, START.toString(), "", price, tier));
    }
  }

  @Test
  void observedSurvivalAndCountsAreThePublishedSurvivors() {
    for (int renewal = 0; renewal < REGULAR.length; renewal++) {
      Row regular = contracts("tier", "regular", renewal);
      assertThat(regular.<Double>getAs(ContractRetentionTable.SURVIVAL_RATE))
          .isCloseTo(REGULAR[renewal] / 1000.0, within(1e-12));
      assertThat(regular.<Long>getAs(ContractRetentionTable.AT_RISK))
          .isEqualTo(REGULAR[Math.max(0, renewal - 1)]);
      assertThat(regular.<Double>getAs(ContractRetentionTable.MEDIAN_MONTHS)).isEqualTo(2);
      Row all = contracts("all", "all", renewal);
      assertThat(all.<Double>getAs(ContractRetentionTable.SURVIVAL_RATE))
          .isCloseTo((REGULAR[renewal] + HIGH_END[renewal]) / 2000.0, within(1e-12));
    }
    assertThat(contracts("tier", "regular", 7).<Long>getAs(ContractRetentionTable.CENSORED))
        .isEqualTo(241);
  }

  /** Fader and Hardie (2007): S(12) is 17.0 and 37.8 percent. */
  @Test
  void projectedSurvivalIsThePublishedOne() {
    Row regular = contracts("tier", "regular", 12);
    Row highEnd = contracts("tier", "high end", 12);
    assertThat(regular.<Boolean>getAs(ContractRetentionTable.IS_OBSERVED)).isFalse();
    assertThat(regular.<Object>getAs(ContractRetentionTable.SURVIVAL_RATE)).isNull();
    assertThat(regular.<Double>getAs(ContractRetentionTable.SHIFTED_BETA_GEOMETRIC_SURVIVAL_RATE))
        .isCloseTo(.170, within(5e-4));
    assertThat(highEnd.<Double>getAs(ContractRetentionTable.SHIFTED_BETA_GEOMETRIC_SURVIVAL_RATE))
        .isCloseTo(.378, within(5e-4));
    assertThat(regular.<String>getAs(ContractRetentionTable.SHIFTED_BETA_GEOMETRIC_VERDICT))
        .isEqualTo("converged");
    // The maximum of the likelihood, as the simplex method finds it.
    assertThat(regular.<Double>getAs(ContractRetentionTable.BETA_DISCRETE_WEIBULL_SURVIVAL_RATE))
        .isCloseTo(.17733, within(1e-4));
    double all =
        ShiftedBetaGeometric.fit(
                RenewalTable.builder().addCohort(REGULAR).addCohort(HIGH_END).build())
            .model()
            .orElseThrow()
            .survival(19);
    assertThat(
            contracts("all", "all", 19)
                .<Double>getAs(ContractRetentionTable.SHIFTED_BETA_GEOMETRIC_SURVIVAL_RATE))
        .isCloseTo(all, within(1e-12));
  }

  /** By R's definition of the test, computed apart from this code with two groups of 1,000. */
  @Test
  void theTiersDiffer() {
    Row regular = contracts("tier", "regular", 3);
    Row highEnd = contracts("tier", "high end", 3);
    assertThat(regular.<Double>getAs(ContractRetentionTable.LOG_RANK_CHI_SQUARE))
        .isCloseTo(179.69004176482323, within(1e-6))
        .isCloseTo(highEnd.<Double>getAs(ContractRetentionTable.LOG_RANK_CHI_SQUARE), within(1e-9));
    assertThat(regular.<Double>getAs(ContractRetentionTable.LOG_RANK_P_VALUE))
        .isBetween(0.0, 1e-20);
    assertThat(contracts("all", "all", 3).<Object>getAs(ContractRetentionTable.LOG_RANK_P_VALUE))
        .isNull();
  }

  @Test
  void recurringRevenueFallsByWhatIsChurned() {
    for (int month = 0; month <= 7; month++) {
      Row row = movements(START.plusMonths(month));
      BigDecimal churned =
          month == 0
              ? BigDecimal.ZERO
              : BigDecimal.valueOf(
                  10 * (REGULAR[month - 1] - REGULAR[month])
                      + 30 * (HIGH_END[month - 1] - HIGH_END[month]));
      assertThat(row.<BigDecimal>getAs(RecurringRevenueMovementsTable.CHURNED_RECURRING_REVENUE))
          .isEqualByComparingTo(churned);
      assertThat(row.<BigDecimal>getAs(RecurringRevenueMovementsTable.ENDING_RECURRING_REVENUE))
          .isEqualByComparingTo(BigDecimal.valueOf(10 * REGULAR[month] + 30 * HIGH_END[month]));
      assertThat(row.<Long>getAs(RecurringRevenueMovementsTable.CUSTOMERS_AT_END))
          .isEqualTo(REGULAR[month] + HIGH_END[month]);
      assertThat(row.<Boolean>getAs(RecurringRevenueMovementsTable.IS_COMPLETE))
          .isEqualTo(month < 7);
    }
    Row first = movements(START);
    assertThat(first.<BigDecimal>getAs(RecurringRevenueMovementsTable.NEW_RECURRING_REVENUE))
        .isEqualByComparingTo("40000");
    Row second = movements(START.plusMonths(1));
    assertThat(second.<Double>getAs(RecurringRevenueMovementsTable.GROSS_REVENUE_RETENTION))
        .isCloseTo((10 * 631 + 30 * 869) / 40_000.0, within(1e-12));
  }

  @Test
  void everyRowOfTheSubscriptionsIsAccountedFor() {
    RunReport.InputReport input =
        report.inputs().stream()
            .filter(one -> one.name().equals("subscriptions"))
            .findFirst()
            .orElseThrow();
    assertThat(input).isEqualTo(new RunReport.InputReport("subscriptions", 2003, 2000, 2, 1, 0));
    assertThat(
            rows(RejectedRowsTable.NAME).stream()
                .map(row -> row.<String>getAs(RejectedRowsTable.REASON_CODE)))
        .containsExactlyInAnyOrder("ended_before_start", "missing_monthly_amount");
    assertThat(
            rows(InputReconciliationTable.NAME).stream()
                .map(row -> row.<String>getAs(InputReconciliationTable.INPUT_TABLE)))
        .contains("subscriptions");
  }

  @Test
  void withoutSubscriptionsTheTablesAreLeftOutWithTheReason() {
    RetentionJob job =
        new RetentionJob(
            SharedSpark.session(),
            new RunRequest(configuration(false), List.of()),
            RunListener.SILENT);
    Plan plan = job.plan();
    assertThat(plan.tables()).doesNotContainAnyElementsOf(TABLES);
    assertThat(plan.leftOut())
        .containsAll(
            TABLES.stream()
                .map(
                    name ->
                        new Plan.LeftOut(
                            name, "it needs the input subscriptions, which is not configured"))
                .toList());
    assertThatThrownBy(
            () ->
                new RetentionJob(
                    SharedSpark.session(),
                    new RunRequest(configuration(false), TABLES),
                    RunListener.SILENT))
        .isInstanceOf(PerennialException.class)
        .hasMessageContaining("subscriptions");
  }

  private static Row contracts(String segment, String value, int month) {
    return SharedSpark.session()
        .read()
        .parquet(location(ContractRetentionTable.NAME))
        .filter(
            col(ContractRetentionTable.CONTRACT.columnNames().get(0))
                .equalTo(segment)
                .and(col(ContractRetentionTable.CONTRACT.columnNames().get(1)).equalTo(value))
                .and(col(ContractRetentionTable.MONTHS_SINCE_START).equalTo(month)))
        .collectAsList()
        .get(0);
  }

  private static Row movements(LocalDate month) {
    return SharedSpark.session()
        .read()
        .parquet(location(RecurringRevenueMovementsTable.NAME))
        .filter(
            col(RecurringRevenueMovementsTable.CONTRACT.columnNames().get(0))
                .equalTo("all")
                .and(
                    col(RecurringRevenueMovementsTable.MONTH_START)
                        .equalTo(java.sql.Date.valueOf(month))))
        .collectAsList()
        .get(0);
  }

  private static List<Row> rows(String table) {
    return SharedSpark.session().read().parquet(location(table)).collectAsList();
  }

  private static String location(String table) {
    return report.tables().stream()
        .filter(one -> one.name().equals(table))
        .findFirst()
        .orElseThrow()
        .location();
  }

  private static Configuration configuration(boolean withSubscriptions) {
    String subscriptions =
        """
          subscriptions:
            path: %s/subscriptions.csv
            format: csv
            options: {header: "true"}
            mapping:
              subscription_id: id
              customer_id: customer
              started_at: from
              ended_at: to
              monthly_amount: price
            attributes: {tier: tier}
        segments:
          - {name: tier, table: subscriptions, attribute: tier}
        """
            .formatted(folder);
    String yaml =
        """
        currency: EUR
        output: {format: parquet, path: "%s/output"}
        quality: {maximum_rejected_share: 0.1}
        inputs:
          orders:
            path: %s/orders.csv
            format: csv
            options: {header: "true"}
            mapping: {customer_id: customer, ordered_at: day, amount: total}
        """
            .formatted(folder, folder);
    try {
      Path file = Files.createTempFile(folder, "shop", ".yaml");
      Files.writeString(file, withSubscriptions ? yaml + subscriptions : yaml);
      return ConfigurationReader.read(file, List.of(), Optional.of(AS_OF), Map.of());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
