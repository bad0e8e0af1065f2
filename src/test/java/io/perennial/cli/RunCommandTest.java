package io.perennial.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.testing.SmallShop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunCommandTest {
  @TempDir private Path folder;
  private Path configuration;
  private Path output;

  @BeforeEach
  void shop() throws IOException {
    SmallShop shop =
        SmallShop.in(folder, "as_of_date: 2025-12-31", "time_zone: Europe/Paris")
            .sell(SmallShop.ordersOf2025(60, 17));
    configuration = shop.configuration();
    output = shop.output();
  }

  @Test
  void aRunPublishesAndSumsUp() {
    CommandRun run =
        CommandRun.withSpark(
            "run",
            "--config",
            configuration.toString(),
            "--metrics",
            "purchase_summary, customer_churn");
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .contains("as of 2025-12-31", "Rows of the inputs", "Headline figures")
        .containsPattern("orders +60 +60 +0 +0 +0\n")
        .containsPattern("purchase_summary +17 ")
        .containsPattern("customer_churn +17 ")
        .doesNotContain("cohort_retention");
    assertThat(output.resolve("purchase_summary")).exists();
    assertThat(output.resolve("cohort_retention")).doesNotExist();
  }

  @Test
  void aDryRunPrintsThePlanAndPublishesNothing() {
    CommandRun run =
        CommandRun.withSpark(
            "run",
            "--config",
            configuration.toString(),
            "--as-of",
            "2025-06-30",
            "--metrics",
            "cohort_retention",
            "--dry-run");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .contains("Plan as of 2025-06-30, in Europe/Paris", output.toString(), "as parquet")
        .contains("amount, customer_id, order_id, ordered_at")
        .contains("Tables to be computed\n  cohort_retention\n")
        .contains("Tables left out", "purchase_summary");
    assertThat(output).doesNotExist();
  }

  @Test
  void aBackfillPublishesTheTablesAsOfTheLastDayOfEachPeriod() throws IOException {
    CommandRun run =
        CommandRun.withSpark(
            "run",
            "--config",
            configuration.toString(),
            "--metrics",
            "rfm_cut_points",
            "--as-of-each",
            "quarter",
            "--from",
            "2025-03-31",
            "--to",
            "2025-09-29");
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains(" as of 2025-03-31", " as of 2025-06-30");
    assertThat(run.out()).doesNotContain("as of 2025-09-30");
    assertThat(run.out().indexOf("as of 2025-03-31"))
        .isLessThan(run.out().indexOf("as of 2025-06-30"));
  }

  @Test
  void aDryRunOfABackfillNamesItsDays() {
    CommandRun run =
        CommandRun.withSpark(
            "run",
            "--config",
            configuration.toString(),
            "--dry-run",
            "--as-of-each",
            "week",
            "--from",
            "2025-06-02",
            "--to",
            "2025-06-15");
    assertThat(run.out()).contains("Plan as of 2025-06-08, 2025-06-15, in Europe/Paris");
    assertThat(output).doesNotExist();
  }

  @Test
  void aBackfillThatCannotBeMeantIsRefusedBeforeSparkStarts() {
    assertThat(refused("--from", "2025-01-01")).contains("--from is given without --as-of-each");
    assertThat(refused("--as-of-each", "month", "--from", "2025-01-01"))
        .contains("--as-of-each is given without --to");
    assertThat(refused("--as-of-each", "day", "--from", "2025-01-02", "--to", "2025-01-01"))
        .contains("--from 2025-01-02 is after --to 2025-01-01");
    assertThat(refused("--as-of-each", "year", "--from", "2025-01-01", "--to", "2025-12-30"))
        .contains("No year ends from 2025-01-01 to 2025-12-30");
    assertThat(
            refused(
                "--as-of-each",
                "day",
                "--from",
                "2025-01-01",
                "--to",
                "2025-01-02",
                "--as-of",
                "2025-01-02"))
        .contains("--as-of-each and --as-of are both given");
  }

  private String refused(String... options) {
    List<String> arguments = new ArrayList<>(List.of("run", "--config", configuration.toString()));
    arguments.addAll(List.of(options));
    CommandRun run = CommandRun.withoutSpark(arguments.toArray(String[]::new));
    assertThat(run.exitCode()).isEqualTo(2);
    return run.err();
  }

  @Test
  void aCheckReadsTheInputsAndPublishesNothing() {
    CommandRun run =
        CommandRun.withSpark(
            "check",
            "--config",
            configuration.toString(),
            "--set",
            "inputs.orders.mapping.status=lower('PAID')",
            "--set",
            "orders.excluded_statuses=[void]");
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .contains("nothing was published")
        .containsPattern("orders +60 +60 ")
        .contains("names the status 'void'", "the statuses found are 'paid'.");
    assertThat(output).doesNotExist();
  }

  @Test
  void aTableThatThereIsNotIsRefusedBeforeSparkStarts() {
    CommandRun run =
        CommandRun.withoutSpark(
            "run", "--config", configuration.toString(), "--metrics", "purchase_sumary");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("purchase_sumary", "purchase_summary");
  }

  @Test
  void inputsThatAreNotThereEndWithThreeAndWithoutAStackTrace() throws IOException {
    try (Stream<String> lines = Files.lines(configuration)) {
      Files.write(
          configuration, lines.map(line -> line.replace("orders.csv", "elsewhere.csv")).toList());
    }
    CommandRun run = CommandRun.withSpark("check", "--config", configuration.toString());
    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("elsewhere.csv", "remedy:").doesNotContain("\tat ");
  }

  @Test
  void rowsBeyondTheThresholdEndWithThreeAndPublishNothing() throws IOException {
    Files.writeString(
        folder.resolve("orders.csv"), "id,customer,day,total\n1,a,never,5\n2,b,2025-01-02,6\n");
    CommandRun check = CommandRun.withSpark("check", "--config", configuration.toString());
    assertThat(check.exitCode()).isEqualTo(3);
    assertThat(check.out())
        .as("the rows come first")
        .containsPattern(
            "(?m)^  table +read +accepted +rejected +excluded +anonymous\n  orders +2 +1 +1 +0 +0$")
        .containsPattern("(?m)^  table +rule +rows +reason\n  orders +\\w+ +1 +\\w.*$");
    assertThat(check.err()).startsWith("perennial: 1 of 2 rows of orders were rejected (50 %)");

    CommandRun run = CommandRun.withSpark("run", "--config", configuration.toString());
    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.err()).contains("remedy:").doesNotContain("\tat ");
    assertThat(output.resolve("purchase_summary")).doesNotExist();
  }
}
