package io.perennial.report.section;

import static org.apache.spark.sql.functions.col;

import io.perennial.report.Advice;
import io.perennial.report.Block;
import io.perennial.report.Cell;
import io.perennial.report.Chart;
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
import io.perennial.table.output.ClvModelComparisonTable;
import io.perennial.table.output.ClvValidationTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Whether the forecast is to be trusted: what it said of orders it had not seen. */
public final class ModelTrust implements Section {
  private static final int MODELS = 20;

  /** The weeks of a hundred years. */
  private static final int WEEKS = 5300;

  /** An error of the total from which on a plan should not lean on the forecast alone. */
  private static final double LARGE_ERROR = 0.2;

  static final Question COMPARISON =
      Question.of(
          "comparison of models",
          ClvModelComparisonTable.CONTRACT,
          rows -> rows.orderBy(ClvModelComparisonTable.MODEL),
          MODELS);

  /** The weeks of every model, so that one table alone is asked. */
  static final Question WEEKLY =
      Question.of(
          "weeks of the models",
          ClvValidationTable.CONTRACT,
          rows ->
              rows.filter(col(ClvValidationTable.BREAKDOWN).equalTo(ClvValidationTable.WEEK))
                  .orderBy(ClvValidationTable.MODEL, ClvValidationTable.BUCKET),
          MODELS * WEEKS);

  @Override
  public String key() {
    return "trust";
  }

  @Override
  public List<TableContract> needs() {
    return List.of(ClvModelComparisonTable.CONTRACT);
  }

  @Override
  public List<Question> questions(ReportSettings settings) {
    return List.of(COMPARISON, WEEKLY);
  }

  @Override
  public Optional<Content> content(Material material) {
    Words words = material.words();
    List<Line> models =
        material.answers().of(COMPARISON).stream()
            .filter(line -> line.has(ClvModelComparisonTable.ROOT_MEAN_SQUARE_ERROR))
            .sorted(
                Comparator.comparing(
                        (Line line) ->
                            line.rate(ClvModelComparisonTable.ROOT_MEAN_SQUARE_ERROR)
                                .orElse(Double.MAX_VALUE))
                    .thenComparing(line -> line.text(ClvModelComparisonTable.MODEL)))
            .toList();
    if (models.isEmpty()) {
      return Optional.empty();
    }
    Optional<Line> selected =
        models.stream().filter(line -> line.flag(ClvModelComparisonTable.IS_SELECTED)).findFirst();
    List<Block> blocks = new ArrayList<>();
    Optional<String> message = selected.flatMap(line -> message(words, line));
    blocks.add(
        Paragraph.message(message.orElseGet(() -> words.text("section.trust.none_selected"))));
    selected
        .filter(line -> !line.text(ClvModelComparisonTable.MODEL).equals(best(models)))
        .map(
            line ->
                Paragraph.note(words.text("section.trust.not_best", label(words, best(models)))))
        .ifPresent(blocks::add);
    selected
        .flatMap(line -> chart(words, weeks(material, line.text(ClvModelComparisonTable.MODEL))))
        .ifPresent(blocks::add);
    blocks.add(table(words, models));
    return Optional.of(
        new Content(
            blocks,
            selected
                .flatMap(ModelTrust::error)
                .filter(error -> Math.abs(error) >= LARGE_ERROR)
                .flatMap(
                    error ->
                        message.map(
                            text -> new Advice(50, words.text("advice.careful_forecast"), text)))));
  }

  private static List<Line> weeks(Material material, String model) {
    return material.answers().of(WEEKLY).stream()
        .filter(line -> line.text(ClvValidationTable.MODEL).equals(model))
        .toList();
  }

  private static String best(List<Line> models) {
    return models.get(0).text(ClvModelComparisonTable.MODEL);
  }

  /** By which share of the actual orders the expectation was off. */
  private static Optional<Double> error(Line model) {
    double actual = model.rate(ClvModelComparisonTable.ACTUAL_ORDERS).orElse(0.0);
    return actual > 0
        ? model
            .rate(ClvModelComparisonTable.EXPECTED_ORDERS)
            .map(expected -> (expected - actual) / actual)
        : Optional.empty();
  }

  private static Optional<String> message(Words words, Line model) {
    return error(model)
        .flatMap(
            error ->
                model
                    .optionalDate(ClvModelComparisonTable.CALIBRATED_TO)
                    .map(
                        known ->
                            words.text(
                                "section.trust.message",
                                label(words, model.text(ClvModelComparisonTable.MODEL)),
                                words.date(known),
                                words.count(
                                    Math.round(
                                        model
                                            .rate(ClvModelComparisonTable.EXPECTED_ORDERS)
                                            .orElseThrow())),
                                words.count(model.count(ClvModelComparisonTable.ACTUAL_ORDERS)),
                                words.change(error))));
  }

  private static Optional<Chart> chart(Words words, List<Line> weeks) {
    if (weeks.size() < 2) {
      return Optional.empty();
    }
    List<String> names =
        weeks.stream()
            .map(
                line ->
                    line.optionalDate(ClvValidationTable.PERIOD_END)
                        .map(end -> words.period("week", end))
                        .orElseGet(() -> words.count(line.count(ClvValidationTable.BUCKET))))
            .toList();
    int holdout = 0;
    while (holdout < weeks.size() && !weeks.get(holdout).flag(ClvValidationTable.IN_HOLDOUT)) {
      holdout++;
    }
    String title = words.text("section.trust.weeks_title");
    int every = Math.max(1, weeks.size() / 26);
    List<List<Cell>> rows = new ArrayList<>();
    for (int i = weeks.size() - 1; i >= 0; i -= every) {
      Line line = weeks.get(i);
      rows.add(
          List.of(
              Cell.of(names.get(i)),
              Cell.of(line.optionalCount(ClvValidationTable.ACTUAL_ORDERS), words::count),
              Cell.of(
                  line.rate(ClvValidationTable.EXPECTED_ORDERS),
                  orders -> words.count(Math.round(orders))),
              Cell.of(
                  words.text(line.flag(ClvValidationTable.IN_HOLDOUT) ? "word.no" : "word.yes"))));
    }
    return Optional.of(
        new Chart(
            "model-weeks",
            title,
            words.text("section.trust.weeks_summary"),
            Chart.Unit.COUNT,
            words.text("section.trust.axis"),
            names,
            List.of(
                series(
                    words.text("series.actual"),
                    Chart.Style.LINE,
                    weeks,
                    ClvValidationTable.ACTUAL_ORDERS),
                series(
                    words.text("series.model"),
                    Chart.Style.DASHED,
                    weeks,
                    ClvValidationTable.EXPECTED_ORDERS)),
            holdout < weeks.size()
                ? Optional.of(new Chart.Mark(holdout, words.text("section.trust.unseen")))
                : Optional.empty(),
            DataTable.of(
                "model-weeks-table",
                title,
                List.of(
                    Header.text(
                        words.text("column.week_end"),
                        new Source(ClvValidationTable.CONTRACT, ClvValidationTable.PERIOD_END)),
                    ofValidation(words, "column.actual_orders", ClvValidationTable.ACTUAL_ORDERS),
                    ofValidation(
                        words, "column.expected_orders", ClvValidationTable.EXPECTED_ORDERS),
                    Header.text(
                        words.text("column.known_to_model"),
                        new Source(ClvValidationTable.CONTRACT, ClvValidationTable.IN_HOLDOUT))),
                rows)));
  }

  private static Chart.Series series(
      String title, Chart.Style style, List<Line> lines, String column) {
    return new Chart.Series(title, style, lines.stream().map(line -> line.rate(column)).toList());
  }

  private static DataTable table(Words words, List<Line> models) {
    List<List<Cell>> rows =
        models.stream()
            .map(
                line ->
                    List.of(
                        Cell.of(
                            line.flag(ClvModelComparisonTable.IS_SELECTED)
                                ? words.text(
                                    "section.trust.selected",
                                    label(words, line.text(ClvModelComparisonTable.MODEL)))
                                : label(words, line.text(ClvModelComparisonTable.MODEL))),
                        Cell.of(
                            line.rate(ClvModelComparisonTable.EXPECTED_ORDERS),
                            orders -> words.count(Math.round(orders))),
                        Cell.of(
                            line.optionalCount(ClvModelComparisonTable.ACTUAL_ORDERS),
                            words::count),
                        decimal(words, line, ClvModelComparisonTable.ROOT_MEAN_SQUARE_ERROR),
                        decimal(words, line, ClvModelComparisonTable.MEAN_ABSOLUTE_ERROR),
                        decimal(words, line, ClvModelComparisonTable.NORMALISED_GINI)))
            .toList();
    return DataTable.of(
        "model-comparison",
        words.text("section.trust.comparison_title"),
        List.of(
            Header.text(
                words.text("column.model"),
                new Source(ClvModelComparisonTable.CONTRACT, ClvModelComparisonTable.MODEL)),
            ofComparison(words, "column.expected_orders", ClvModelComparisonTable.EXPECTED_ORDERS),
            ofComparison(words, "column.actual_orders", ClvModelComparisonTable.ACTUAL_ORDERS),
            ofComparison(words, "column.rmse", ClvModelComparisonTable.ROOT_MEAN_SQUARE_ERROR),
            ofComparison(words, "column.mae", ClvModelComparisonTable.MEAN_ABSOLUTE_ERROR),
            ofComparison(words, "column.ranking", ClvModelComparisonTable.NORMALISED_GINI)),
        rows);
  }

  private static Cell decimal(Words words, Line line, String column) {
    return Cell.of(line.rate(column), number -> words.number(number, 2));
  }

  /** The models are called as in the literature; the naive guesses have words. */
  private static String label(Words words, String model) {
    String key = "model." + model.replace(' ', '_');
    return words.has(key) ? words.text(key) : model;
  }

  private static Header ofComparison(Words words, String title, String column) {
    return Header.number(words.text(title), new Source(ClvModelComparisonTable.CONTRACT, column));
  }

  private static Header ofValidation(Words words, String title, String column) {
    return Header.number(words.text(title), new Source(ClvValidationTable.CONTRACT, column));
  }
}
