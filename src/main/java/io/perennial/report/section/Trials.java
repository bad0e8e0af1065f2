package io.perennial.report.section;

import static org.apache.spark.sql.functions.col;

import io.perennial.report.Block;
import io.perennial.report.Cell;
import io.perennial.report.Content;
import io.perennial.report.DataTable;
import io.perennial.report.Header;
import io.perennial.report.Line;
import io.perennial.report.Material;
import io.perennial.report.Paragraph;
import io.perennial.report.Question;
import io.perennial.report.ReportSettings;
import io.perennial.report.Section;
import io.perennial.report.Source;
import io.perennial.report.Words;
import io.perennial.table.TableContract;
import io.perennial.table.output.ExperimentResultsTable;
import io.perennial.table.output.RateColumns;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the trials showed, beyond chance. */
public final class Trials implements Section {
  private static final int ROWS = 60;
  private static final int DECIMALS = 2;
  private static final double SIGNIFICANCE = 0.05;
  private static final String MISMATCH = "mismatch";

  /** The latest trials. */
  static final Question RESULTS =
      Question.of(
          "experiment results",
          ExperimentResultsTable.CONTRACT,
          rows ->
              rows.filter(col(RateColumns.SEGMENT_NAME).equalTo(RateColumns.ALL))
                  .orderBy(
                      col(ExperimentResultsTable.FIRST_ASSIGNED_ON).desc(),
                      col(ExperimentResultsTable.EXPERIMENT),
                      col(ExperimentResultsTable.OUTCOME),
                      col(ExperimentResultsTable.VARIANT))
                  .limit(ROWS),
          ROWS);

  @Override
  public String key() {
    return "trials";
  }

  @Override
  public List<TableContract> needs() {
    return List.of(ExperimentResultsTable.CONTRACT);
  }

  @Override
  public List<Question> questions(ReportSettings settings) {
    return List.of(RESULTS);
  }

  @Override
  public Optional<Content> content(Material material) {
    Words words = material.words();
    List<Line> results = material.answers().of(RESULTS);
    if (results.isEmpty()) {
      return Optional.empty();
    }
    List<Line> trusted = results.stream().filter(line -> !isMismatch(line)).toList();
    long tests =
        trusted.stream().filter(line -> line.has(ExperimentResultsTable.P_VALUE_HOLM)).count();
    long clear =
        trusted.stream()
            .filter(
                line ->
                    line.rate(ExperimentResultsTable.P_VALUE_HOLM)
                        .filter(p -> p < SIGNIFICANCE)
                        .isPresent())
            .count();
    List<Block> blocks = new ArrayList<>();
    if (!trusted.isEmpty()) {
      blocks.add(
          Paragraph.message(
              words.text("section.trials.message", words.count(clear), words.count(tests))));
    }
    mismatched(words, results).map(Paragraph::message).ifPresent(blocks::add);
    blocks.add(table(words, results));
    return Optional.of(Content.of(blocks));
  }

  /** The trials that are not counted, by name. */
  private static Optional<String> mismatched(Words words, List<Line> results) {
    List<String> names =
        results.stream()
            .filter(Trials::isMismatch)
            .map(line -> line.text(ExperimentResultsTable.EXPERIMENT))
            .distinct()
            .toList();
    return names.isEmpty()
        ? Optional.empty()
        : Optional.of(
            words.counted("section.trials.mismatch", names.size(), String.join(", ", names)));
  }

  private static boolean isMismatch(Line line) {
    return line.optionalText(ExperimentResultsTable.SAMPLE_RATIO_VERDICT)
        .filter(MISMATCH::equals)
        .isPresent();
  }

  private static DataTable table(Words words, List<Line> results) {
    List<List<Cell>> rows =
        results.stream()
            .map(
                line ->
                    List.of(
                        Cell.of(line.text(ExperimentResultsTable.EXPERIMENT)),
                        Cell.of(line.text(ExperimentResultsTable.VARIANT)),
                        Cell.of(words.label("outcome", line.text(ExperimentResultsTable.OUTCOME))),
                        Cell.of(
                            line.optionalCount(ExperimentResultsTable.COMPARED_CUSTOMERS),
                            words::count),
                        value(words, line),
                        difference(words, line, ExperimentResultsTable.DIFFERENCE),
                        difference(words, line, ExperimentResultsTable.DIFFERENCE_LOW),
                        difference(words, line, ExperimentResultsTable.DIFFERENCE_HIGH),
                        Cell.of(
                            line.rate(ExperimentResultsTable.P_VALUE_HOLM),
                            p -> words.number(p, 4)),
                        Cell.of(
                            line.optionalText(ExperimentResultsTable.SAMPLE_RATIO_VERDICT)
                                .map(verdict -> words.label("sample_ratio", verdict))
                                .orElse("–"))))
            .toList();
    return DataTable.of(
        "trials-table",
        words.text("section.trials.table_title"),
        List.of(
            text(words, "column.trial", ExperimentResultsTable.EXPERIMENT),
            text(words, "column.variant", ExperimentResultsTable.VARIANT),
            text(words, "column.outcome", ExperimentResultsTable.OUTCOME),
            header(words, "column.customers", ExperimentResultsTable.COMPARED_CUSTOMERS),
            header(words, "column.control", ExperimentResultsTable.CONTROL_VALUE),
            header(words, "column.difference", ExperimentResultsTable.DIFFERENCE),
            header(words, "column.interval_low", ExperimentResultsTable.DIFFERENCE_LOW),
            header(words, "column.interval_high", ExperimentResultsTable.DIFFERENCE_HIGH),
            header(words, "column.p_value", ExperimentResultsTable.P_VALUE_HOLM),
            text(words, "column.sample_ratio", ExperimentResultsTable.SAMPLE_RATIO_VERDICT)),
        rows);
  }

  /** A share as a percentage, a mean as an amount. */
  private static Cell value(Words words, Line line) {
    return isShare(line)
        ? Cell.of(
            line.rate(ExperimentResultsTable.CONTROL_VALUE),
            value -> words.percent(value, DECIMALS))
        : mean(words, line, ExperimentResultsTable.CONTROL_VALUE);
  }

  /** The same of what lies between two of them. */
  private static Cell difference(Words words, Line line, String column) {
    return isShare(line)
        ? Cell.of(line.rate(column), value -> words.pointsInTable(value, DECIMALS))
        : mean(words, line, column);
  }

  private static Cell mean(Words words, Line line, String column) {
    return Cell.of(line.rate(column), value -> words.money(BigDecimal.valueOf(value), DECIMALS));
  }

  private static boolean isShare(Line line) {
    return List.of(ExperimentResultsTable.ORDERED, "converted")
        .contains(line.text(ExperimentResultsTable.OUTCOME));
  }

  private static Header text(Words words, String title, String column) {
    return Header.text(words.text(title), new Source(ExperimentResultsTable.CONTRACT, column));
  }

  private static Header header(Words words, String title, String column) {
    return Header.number(words.text(title), new Source(ExperimentResultsTable.CONTRACT, column));
  }
}
