package io.perennial.report.section;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.dense_rank;

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
import io.perennial.table.Granularity;
import io.perennial.table.TableContract;
import io.perennial.table.output.CohortRetentionSummaryTable;
import io.perennial.table.output.CohortRetentionTable;
import io.perennial.table.output.RateColumns;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.expressions.Window;

/** How many of the customers won in a period order again, one, two, three periods later. */
public final class CohortHeatmap implements Section {
  private static final int COHORTS = 24;
  private static final int AGES = 12;
  private static final int SHADES = 10;

  /** One cohort more than is shown, to know whether there are more. */
  static final Question CELLS =
      Question.of(
          "cohort cells",
          CohortRetentionTable.CONTRACT,
          rows ->
              rows.filter(
                      col(RateColumns.SEGMENT_NAME)
                          .equalTo(RateColumns.ALL)
                          .and(col(CohortRetentionTable.PERIODS_SINCE_FIRST_ORDER).leq(AGES)))
                  .withColumn(
                      "recency",
                      dense_rank()
                          .over(
                              Window.partitionBy(CohortRetentionTable.GRANULARITY)
                                  .orderBy(col(CohortRetentionTable.COHORT_START).desc())))
                  .filter(col("recency").leq(COHORTS + 1))
                  .select(
                      CohortRetentionTable.GRANULARITY,
                      CohortRetentionTable.COHORT_START,
                      CohortRetentionTable.PERIODS_SINCE_FIRST_ORDER,
                      CohortRetentionTable.IS_COMPLETE,
                      CohortRetentionTable.COHORT_SIZE,
                      CohortRetentionTable.RETENTION_RATE)
                  .orderBy(
                      CohortRetentionTable.GRANULARITY,
                      CohortRetentionTable.COHORT_START,
                      CohortRetentionTable.PERIODS_SINCE_FIRST_ORDER),
          Granularity.values().length * (COHORTS + 1) * (AGES + 1));

  /** The curve over all cohorts. */
  static final Question CURVE =
      Question.of(
          "cohort curve",
          CohortRetentionSummaryTable.CONTRACT,
          rows ->
              rows.filter(
                      col(RateColumns.SEGMENT_NAME)
                          .equalTo(RateColumns.ALL)
                          .and(
                              col(CohortRetentionSummaryTable.PERIODS_SINCE_FIRST_ORDER).leq(AGES)))
                  .orderBy(
                      CohortRetentionSummaryTable.GRANULARITY,
                      CohortRetentionSummaryTable.PERIODS_SINCE_FIRST_ORDER),
          Granularity.values().length * (AGES + 1));

  @Override
  public String key() {
    return "cohorts";
  }

  @Override
  public List<TableContract> needs() {
    return List.of(CohortRetentionTable.CONTRACT);
  }

  @Override
  public List<Question> questions(ReportSettings settings) {
    return List.of(CELLS, CURVE);
  }

  @Override
  public Optional<Content> content(Material material) {
    Map<String, Map<LocalDate, List<Line>>> cohorts =
        material.answers().of(CELLS).stream()
            .collect(
                Collectors.groupingBy(
                    line -> line.text(CohortRetentionTable.GRANULARITY),
                    Collectors.groupingBy(
                        line -> line.date(CohortRetentionTable.COHORT_START),
                        TreeMap::new,
                        Collectors.toList())));
    return granularity(cohorts)
        .map(granularity -> content(material, granularity, cohorts.get(granularity.label())));
  }

  /**
   * The finest granularity of months and longer whose whole history can be shown; else the first.
   */
  private static Optional<Granularity> granularity(
      Map<String, Map<LocalDate, List<Line>>> cohorts) {
    List<Granularity> there =
        Stream.of(
                Granularity.MONTH,
                Granularity.QUARTER,
                Granularity.YEAR,
                Granularity.WEEK,
                Granularity.DAY)
            .filter(one -> cohorts.containsKey(one.label()))
            .toList();
    return there.stream()
        .filter(one -> cohorts.get(one.label()).size() <= COHORTS)
        .findFirst()
        .or(() -> there.stream().findFirst());
  }

  private static Content content(
      Material material, Granularity granularity, Map<LocalDate, List<Line>> cohorts) {
    Words words = material.words();
    String unit = words.text("granularity." + granularity.label());
    String lowerUnit = unit.toLowerCase(words.language().locale());
    Map<Integer, Line> curve =
        material.answers().of(CURVE).stream()
            .filter(
                line ->
                    line.text(CohortRetentionSummaryTable.GRANULARITY).equals(granularity.label()))
            .collect(
                Collectors.toMap(
                    line -> (int) line.count(CohortRetentionSummaryTable.PERIODS_SINCE_FIRST_ORDER),
                    Function.identity(),
                    (one, other) -> one,
                    TreeMap::new));
    List<Block> blocks = new ArrayList<>();
    Optional<Line> first =
        Optional.ofNullable(curve.get(1))
            .filter(line -> line.has(CohortRetentionSummaryTable.RETENTION_RATE));
    Optional<String> message =
        first.map(
            line ->
                words.text(
                    "section.cohorts.message_" + granularity.label(),
                    words.percent(
                        line.rate(CohortRetentionSummaryTable.RETENTION_RATE).orElseThrow()),
                    words.count(line.count(CohortRetentionSummaryTable.CUSTOMERS))));
    message.map(Paragraph::message).ifPresent(blocks::add);
    List<LocalDate> shown =
        cohorts.keySet().stream().skip(Math.max(0, cohorts.size() - COHORTS)).toList();
    int ages =
        shown.stream()
            .flatMap(start -> cohorts.get(start).stream())
            .mapToInt(line -> (int) line.count(CohortRetentionTable.PERIODS_SINCE_FIRST_ORDER))
            .max()
            .orElse(0);
    blocks.add(heatmap(words, granularity, lowerUnit, cohorts, shown, curve, ages));
    blocks.add(Paragraph.note(words.text("section.cohorts.reading", lowerUnit)));
    if (cohorts.size() > COHORTS) {
      blocks.add(Paragraph.note(words.text("section.cohorts.latest", words.count(COHORTS))));
    }
    curveChart(words, unit, curve).ifPresent(blocks::add);
    return new Content(
        blocks, message.map(text -> new Advice(40, words.text("advice.second_order"), text)));
  }

  private static DataTable heatmap(
      Words words,
      Granularity granularity,
      String unit,
      Map<LocalDate, List<Line>> cohorts,
      List<LocalDate> shown,
      Map<Integer, Line> curve,
      int ages) {
    double highest =
        shown.stream()
            .flatMap(start -> cohorts.get(start).stream())
            .filter(line -> line.count(CohortRetentionTable.PERIODS_SINCE_FIRST_ORDER) > 0)
            .flatMap(line -> line.rate(CohortRetentionTable.RETENTION_RATE).stream())
            .mapToDouble(Double::doubleValue)
            .max()
            .orElse(1);
    List<Header> headers = new ArrayList<>();
    headers.add(
        Header.text(
            words.text("column.cohort"),
            new Source(CohortRetentionTable.CONTRACT, CohortRetentionTable.COHORT_START)));
    headers.add(
        Header.number(
            words.text("column.customers"),
            new Source(CohortRetentionTable.CONTRACT, CohortRetentionTable.COHORT_SIZE)));
    for (int age = 1; age <= ages; age++) {
      headers.add(
          age == 1
              ? Header.number(
                  "+1",
                  new Source(CohortRetentionTable.CONTRACT, CohortRetentionTable.RETENTION_RATE))
              : Header.number("+" + age));
    }
    List<List<Cell>> rows = new ArrayList<>();
    if (!curve.isEmpty()) {
      rows.add(total(words, curve, ages, highest));
    }
    for (LocalDate start : shown) {
      Map<Integer, Line> cells =
          cohorts.get(start).stream()
              .collect(
                  Collectors.toMap(
                      line -> (int) line.count(CohortRetentionTable.PERIODS_SINCE_FIRST_ORDER),
                      Function.identity()));
      long size = cells.values().iterator().next().count(CohortRetentionTable.COHORT_SIZE);
      List<Cell> row = new ArrayList<>();
      row.add(Cell.of(words.period(granularity.label(), start)));
      row.add(Cell.of(words.count(size), size));
      for (int age = 1; age <= ages; age++) {
        row.add(
            Optional.ofNullable(cells.get(age))
                .map(
                    line ->
                        shaded(
                            words,
                            line.rate(CohortRetentionTable.RETENTION_RATE),
                            highest,
                            line.flag(CohortRetentionTable.IS_COMPLETE)))
                .orElseGet(Cell::empty));
      }
      rows.add(row);
    }
    return new DataTable(
        "cohort-heatmap", words.text("section.cohorts.heatmap_title", unit), headers, rows, true);
  }

  private static List<Cell> total(Words words, Map<Integer, Line> curve, int ages, double highest) {
    List<Cell> row = new ArrayList<>();
    row.add(Cell.of(words.text("column.all_cohorts")));
    row.add(
        Optional.ofNullable(curve.get(0))
            .map(line -> line.count(CohortRetentionSummaryTable.CUSTOMERS))
            .map(customers -> Cell.of(words.count(customers), customers))
            .orElseGet(Cell::empty));
    for (int age = 1; age <= ages; age++) {
      row.add(
          Optional.ofNullable(curve.get(age))
              .map(
                  line ->
                      shaded(
                          words,
                          line.rate(CohortRetentionSummaryTable.RETENTION_RATE),
                          highest,
                          true))
              .orElseGet(Cell::empty));
    }
    return row;
  }

  private static Cell shaded(
      Words words, Optional<Double> rate, double highest, boolean isComplete) {
    Cell cell = Cell.of(rate, share -> words.percent(share, 0));
    String shade =
        rate.map(
                share ->
                    "heat-"
                        + (highest > 0
                            ? (int) Math.min(SHADES - 1, Math.floor(share / highest * SHADES))
                            : 0))
            .orElse("absent");
    return isComplete
        ? cell.styled(shade)
        : new Cell(cell.text() + "*", cell.value(), shade + " incomplete");
  }

  private static Optional<Chart> curveChart(Words words, String unit, Map<Integer, Line> curve) {
    List<Line> ages =
        curve.values().stream()
            .filter(
                line ->
                    line.count(CohortRetentionSummaryTable.PERIODS_SINCE_FIRST_ORDER) > 0
                        && line.has(CohortRetentionSummaryTable.RETENTION_RATE))
            .toList();
    if (ages.size() < 2) {
      return Optional.empty();
    }
    String title =
        words.text("section.cohorts.curve_title", unit.toLowerCase(words.language().locale()));
    List<String> names =
        ages.stream()
            .map(
                line ->
                    words.count(line.count(CohortRetentionSummaryTable.PERIODS_SINCE_FIRST_ORDER)))
            .toList();
    List<Header> headers =
        List.of(
            Header.text(
                unit,
                new Source(
                    CohortRetentionSummaryTable.CONTRACT,
                    CohortRetentionSummaryTable.PERIODS_SINCE_FIRST_ORDER)),
            header(words, "column.customers", CohortRetentionSummaryTable.CUSTOMERS),
            header(words, "column.retention_rate", CohortRetentionSummaryTable.RETENTION_RATE),
            header(words, "column.interval_low", CohortRetentionSummaryTable.RETENTION_RATE_LOW),
            header(words, "column.interval_high", CohortRetentionSummaryTable.RETENTION_RATE_HIGH));
    List<List<Cell>> rows =
        ages.stream()
            .map(
                line ->
                    List.of(
                        Cell.of(
                            words.count(
                                line.count(CohortRetentionSummaryTable.PERIODS_SINCE_FIRST_ORDER))),
                        Cell.of(
                            line.optionalCount(CohortRetentionSummaryTable.CUSTOMERS),
                            words::count),
                        percentCell(words, line, CohortRetentionSummaryTable.RETENTION_RATE),
                        percentCell(words, line, CohortRetentionSummaryTable.RETENTION_RATE_LOW),
                        percentCell(words, line, CohortRetentionSummaryTable.RETENTION_RATE_HIGH)))
            .toList();
    return Optional.of(
        new Chart(
            "cohort-curve",
            title,
            words.text("section.cohorts.curve_summary"),
            Chart.Unit.SHARE,
            words.text("section.cohorts.axis", unit),
            names,
            List.of(
                series(
                    words.text("series.interval"),
                    Chart.Style.INTERVAL_LOW,
                    ages,
                    CohortRetentionSummaryTable.RETENTION_RATE_LOW),
                series(
                    words.text("series.interval"),
                    Chart.Style.INTERVAL_HIGH,
                    ages,
                    CohortRetentionSummaryTable.RETENTION_RATE_HIGH),
                series(
                    words.text("series.all_cohorts"),
                    Chart.Style.LINE,
                    ages,
                    CohortRetentionSummaryTable.RETENTION_RATE)),
            Optional.empty(),
            DataTable.of("cohort-curve-table", title, headers, rows)));
  }

  private static Chart.Series series(
      String title, Chart.Style style, List<Line> lines, String column) {
    return new Chart.Series(title, style, lines.stream().map(line -> line.rate(column)).toList());
  }

  private static Header header(Words words, String title, String column) {
    return Header.number(
        words.text(title), new Source(CohortRetentionSummaryTable.CONTRACT, column));
  }

  private static Cell percentCell(Words words, Line line, String column) {
    return Cell.of(line.rate(column), words::percent);
  }
}
