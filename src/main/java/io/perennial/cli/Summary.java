package io.perennial.cli;

import static io.perennial.cli.TextTable.right;

import io.perennial.config.Configuration;
import io.perennial.run.CheckReport;
import io.perennial.run.Plan;
import io.perennial.run.RunReport;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a command prints of a plan or a run when it is done. */
final class Summary {
  private static final String END = System.lineSeparator();

  private Summary() {}

  /** A plan for one as-of date. */
  static String of(Plan plan, Configuration configuration) {
    return of(plan, configuration, List.of(configuration.asOfDate()));
  }

  /**
   * A plan: the inputs found, the tables to be computed, and the tables left out.
   *
   * @param days the as-of dates it is carried out for, one after the other
   */
  static String of(Plan plan, Configuration configuration, List<LocalDate> days) {
    StringBuilder text = new StringBuilder();
    text.append("Plan as of ");
    text.append(days.stream().map(LocalDate::toString).collect(Collectors.joining(", ")));
    text.append(", in ").append(configuration.timeZone());
    text.append(", to ").append(configuration.output().path());
    text.append(" as ").append(configuration.output().format().label()).append(END);
    heading(text, "Inputs");
    text.append(
        new TextTable(
                List.of("table", "format", "location", "columns"),
                plan.inputs().stream()
                    .map(
                        input ->
                            List.of(
                                input.name(),
                                input.format(),
                                input.location(),
                                String.join(", ", input.columns())))
                    .toList())
            .text());
    heading(text, "Tables to be computed");
    plan.tables().forEach(table -> text.append("  ").append(table).append(END));
    if (!plan.leftOut().isEmpty()) {
      heading(text, "Tables left out");
      text.append(
          new TextTable(
                  List.of("table", "reason"),
                  plan.leftOut().stream()
                      .map(table -> List.of(table.name(), table.reason()))
                      .toList())
              .text());
    }
    return text.toString();
  }

  /** A run: inputs, tables, headline figures and warnings. */
  static String of(RunReport report) {
    StringBuilder text = new StringBuilder();
    text.append("Run ").append(report.runId());
    text.append(" as of ").append(report.asOfDate()).append(END);
    inputs(text, report.inputs());
    if (!report.copies().isEmpty()) {
      heading(text, "What was new");
      report.copies().forEach(copy -> text.append("  - ").append(copy).append(END));
    }
    heading(text, "Tables");
    text.append(
        new TextTable(
                List.of("table", right("rows"), right("seconds"), "path"),
                report.tables().stream()
                    .map(
                        table ->
                            List.of(
                                table.name(),
                                count(table.rows()),
                                String.format(Locale.ROOT, "%.1f", table.seconds()),
                                table.location()))
                    .toList())
            .text());
    if (!report.headlines().isEmpty()) {
      heading(text, "Headline figures");
      text.append(
          new TextTable(
                  List.of("figure", right("value")),
                  report.headlines().stream()
                      .map(headline -> List.of(headline.label(), headline.value()))
                      .toList())
              .text());
    }
    warnings(text, report.warnings());
    return text.toString();
  }

  /** A check: inputs, why rows were rejected, and warnings; nothing was published. */
  static String ofCheck(CheckReport report) {
    StringBuilder text = new StringBuilder();
    text.append("Checked as of ").append(report.asOfDate());
    text.append("; nothing was published").append(END);
    inputs(text, report.inputs());
    if (!report.rejections().isEmpty()) {
      heading(text, "Rejected rows by rule");
      text.append(
          new TextTable(
                  List.of("table", "rule", right("rows"), "reason"),
                  report.rejections().stream()
                      .map(
                          rejection ->
                              List.of(
                                  rejection.input(),
                                  rejection.rule(),
                                  count(rejection.rows()),
                                  rejection.reason()))
                      .toList())
              .text());
    }
    warnings(text, report.warnings());
    return text.toString();
  }

  private static void inputs(StringBuilder text, List<RunReport.InputReport> inputs) {
    heading(text, "Rows of the inputs");
    text.append(
        new TextTable(
                List.of(
                    "table",
                    right("read"),
                    right("accepted"),
                    right("rejected"),
                    right("excluded"),
                    right("anonymous")),
                inputs.stream()
                    .map(
                        input ->
                            List.of(
                                input.name(),
                                count(input.rowsRead()),
                                count(input.rowsAccepted()),
                                count(input.rowsRejected()),
                                count(input.rowsExcluded()),
                                count(input.rowsAnonymous())))
                    .toList())
            .text());
  }

  private static void warnings(StringBuilder text, List<String> warnings) {
    if (warnings.isEmpty()) {
      return;
    }
    heading(text, "Warnings");
    warnings.forEach(warning -> text.append("  - ").append(warning).append(END));
  }

  private static void heading(StringBuilder text, String heading) {
    text.append(END).append(heading).append(END);
  }

  private static String count(long rows) {
    return String.format(Locale.ROOT, "%,d", rows);
  }
}
