package io.perennial.report.section;

import static org.apache.spark.sql.functions.col;

import io.perennial.report.Block;
import io.perennial.report.Cell;
import io.perennial.report.Content;
import io.perennial.report.DataTable;
import io.perennial.report.Figure;
import io.perennial.report.Figures;
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
import io.perennial.table.output.RateColumns;
import io.perennial.table.output.ServiceRecoveryTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Who ordered again after a complaint or a return, by how it was handled. */
public final class RecoveryComparison implements Section {
  private static final int ROWS = 20;

  static final Question RECOVERY =
      Question.of(
          "service recovery",
          ServiceRecoveryTable.CONTRACT,
          rows ->
              rows.filter(col(RateColumns.SEGMENT_NAME).equalTo(RateColumns.ALL))
                  .orderBy(ServiceRecoveryTable.INCIDENT, ServiceRecoveryTable.HANDLING),
          ROWS);

  @Override
  public String key() {
    return "recovery";
  }

  @Override
  public List<TableContract> needs() {
    return List.of(ServiceRecoveryTable.CONTRACT);
  }

  @Override
  public List<Question> questions(ReportSettings settings) {
    return List.of(RECOVERY);
  }

  @Override
  public Optional<Content> content(Material material) {
    Words words = material.words();
    List<Line> recovery = material.answers().of(RECOVERY);
    Optional<Double> well = rate(recovery, ServiceRecoveryTable.WELL);
    Optional<Double> badly = rate(recovery, ServiceRecoveryTable.BADLY);
    if (well.isEmpty() && badly.isEmpty()) {
      return Optional.empty();
    }
    List<Block> blocks = new ArrayList<>();
    if (well.isPresent() && badly.isPresent()) {
      blocks.add(
          Paragraph.message(
              words.text(
                  "section.recovery.message",
                  words.percent(well.get()),
                  words.percent(badly.get()),
                  words.count(recovery.get(0).count(ServiceRecoveryTable.WINDOW_DAYS)))));
    }
    blocks.add(table(words, recovery.stream().filter(line -> !isWithoutIncident(line)).toList()));
    String days = words.count(recovery.get(0).count(ServiceRecoveryTable.WINDOW_DAYS));
    blocks.add(Paragraph.note(words.text("section.recovery.note", days)));
    recovery.stream()
        .filter(RecoveryComparison::isWithoutIncident)
        .findFirst()
        .flatMap(line -> withoutIncident(words, line, days))
        .ifPresent(figure -> blocks.add(new Figures(List.of(figure))));
    return Optional.of(Content.of(blocks));
  }

  private static boolean isWithoutIncident(Line line) {
    return line.text(ServiceRecoveryTable.INCIDENT).equals(ServiceRecoveryTable.NONE);
  }

  /** Of purchase days, not of customers: a figure of its own, not a row among the others. */
  private static Optional<Figure> withoutIncident(Words words, Line line, String days) {
    return line.rate(ServiceRecoveryTable.RATE_AGAIN)
        .map(
            rate ->
                Figure.of(
                    words.text("figure.without_incident.label"),
                    words.percent(rate),
                    words.text(
                        "figure.without_incident.meaning",
                        words.count(line.count(ServiceRecoveryTable.CUSTOMERS)),
                        days),
                    new Source(ServiceRecoveryTable.CONTRACT, ServiceRecoveryTable.RATE_AGAIN)));
  }

  private static Optional<Double> rate(List<Line> recovery, String handling) {
    return recovery.stream()
        .filter(
            line ->
                line.text(ServiceRecoveryTable.INCIDENT).equals(ServiceRecoveryTable.EITHER)
                    && line.text(ServiceRecoveryTable.HANDLING).equals(handling))
        .findFirst()
        .flatMap(line -> line.rate(ServiceRecoveryTable.RATE_AGAIN));
  }

  private static DataTable table(Words words, List<Line> recovery) {
    List<List<Cell>> rows =
        recovery.stream()
            .map(
                line ->
                    List.of(
                        Cell.of(words.label("incident", line.text(ServiceRecoveryTable.INCIDENT))),
                        Cell.of(words.label("handling", line.text(ServiceRecoveryTable.HANDLING))),
                        Cell.of(line.optionalCount(ServiceRecoveryTable.CUSTOMERS), words::count),
                        Cell.of(line.rate(ServiceRecoveryTable.RATE_AGAIN), words::percent),
                        Cell.of(line.rate(ServiceRecoveryTable.RATE_LOW), words::percent),
                        Cell.of(line.rate(ServiceRecoveryTable.RATE_HIGH), words::percent),
                        Cell.of(line.rate(ServiceRecoveryTable.COMPARISON_RATE), words::percent)))
            .toList();
    return DataTable.of(
        "service-recovery",
        words.text("section.recovery.table_title"),
        List.of(
            Header.text(
                words.text("column.incident"),
                new Source(ServiceRecoveryTable.CONTRACT, ServiceRecoveryTable.INCIDENT)),
            Header.text(
                words.text("column.handling"),
                new Source(ServiceRecoveryTable.CONTRACT, ServiceRecoveryTable.HANDLING)),
            header(words, "column.customers", ServiceRecoveryTable.CUSTOMERS),
            header(words, "column.ordered_again", ServiceRecoveryTable.RATE_AGAIN),
            header(words, "column.interval_low", ServiceRecoveryTable.RATE_LOW),
            header(words, "column.interval_high", ServiceRecoveryTable.RATE_HIGH),
            header(words, "column.without_incident", ServiceRecoveryTable.COMPARISON_RATE)),
        rows);
  }

  private static Header header(Words words, String title, String column) {
    return Header.number(words.text(title), new Source(ServiceRecoveryTable.CONTRACT, column));
  }
}
