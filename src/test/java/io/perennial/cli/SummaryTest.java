package io.perennial.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.run.CheckReport;
import io.perennial.run.RunReport;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SummaryTest {
  private static final RunReport REPORT =
      new RunReport(
          "run-1",
          LocalDate.of(2026, 6, 30),
          List.of(new RunReport.InputReport("orders", 1_234_567, 1_234_000, 500, 60, 7)),
          List.of(
              new RunReport.TableReport(
                  "customer_churn", 20_000, 1.26, "/data/customer_churn", "3"),
              new RunReport.TableReport("rfm_cut_points", 12, 0.4, "/data/rfm_cut_points", "3")),
          List.of(new RunReport.Headline("Customers", "20,000")),
          List.of("Costs are not known."),
          List.of("orders: 12 rows of 1 file read."),
          Optional.empty());

  @Test
  void aRunIsSummedUpInAlignedTables() {
    assertThat(Summary.of(REPORT))
        .isEqualToNormalizingNewlines(
            """
            Run run-1 as of 2026-06-30

            Rows of the inputs
              table        read   accepted  rejected  excluded  anonymous
              orders  1,234,567  1,234,000       500        60          7

            What was new
              - orders: 12 rows of 1 file read.

            Tables
              table             rows  seconds  path
              customer_churn  20,000      1.3  /data/customer_churn
              rfm_cut_points      12      0.4  /data/rfm_cut_points

            Headline figures
              figure      value
              Customers  20,000

            Warnings
              - Costs are not known.
            """);
  }

  @Test
  void aCheckSaysThatNothingWasPublished() {
    CheckReport report =
        new CheckReport(
            REPORT.asOfDate(),
            REPORT.inputs(),
            List.of(
                new CheckReport.Rejection("orders", "no_amount", "The amount is missing.", 499),
                new CheckReport.Rejection("orders", "late", "The day is to come.", 1)),
            REPORT.warnings(),
            Optional.empty());
    assertThat(Summary.ofCheck(report))
        .isEqualToNormalizingNewlines(
            """
            Checked as of 2026-06-30; nothing was published

            Rows of the inputs
              table        read   accepted  rejected  excluded  anonymous
              orders  1,234,567  1,234,000       500        60          7

            Rejected rows by rule
              table   rule       rows  reason
              orders  no_amount   499  The amount is missing.
              orders  late          1  The day is to come.

            Warnings
              - Costs are not known.
            """);
  }

  @Test
  void aStageIsOneStructuredLineInALog() {
    assertThat(LogProgress.line("read orders", 1234, Duration.ofMillis(1500)))
        .isEqualTo("stage=\"read orders\" rows=1234 seconds=1.500");
    assertThat(LogProgress.line("publish", -1, Duration.ofMillis(20)))
        .isEqualTo("stage=\"publish\" seconds=0.020");
  }

  @Test
  void aStageLeavesOneLineOnATerminal() {
    StringWriter written = new StringWriter();
    try (TerminalProgress progress = new TerminalProgress(new PrintWriter(written))) {
      progress.started("read orders");
      progress.finished("read orders", 1234, Duration.ofMillis(1500));
      progress.started("publish");
    }
    String afterLastClear = written.toString().replaceAll("\r[^\n]*\u001b\\[K", "");
    assertThat(afterLastClear.strip()).matches("read orders +1,234 rows +1\\.5 s");
  }
}
