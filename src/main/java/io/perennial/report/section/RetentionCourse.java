package io.perennial.report.section;

import io.perennial.report.Advice;
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
import io.perennial.table.output.RetentionByPeriodTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Retention and churn from period to period, and who came and went. */
public final class RetentionCourse implements Section {
  private static final int PERIODS = 24;
  private static final int ENOUGH = 8;

  /** A change of the rate that is worth a word, in percentage points. */
  private static final double NOTABLE_CHANGE = 0.01;

  @Override
  public String key() {
    return "retention";
  }

  @Override
  public List<TableContract> needs() {
    return List.of(RetentionByPeriodTable.CONTRACT);
  }

  @Override
  public List<Question> questions(ReportSettings settings) {
    return List.of(RetentionPeriods.QUESTION);
  }

  @Override
  public Optional<Content> content(Material material) {
    return RetentionPeriods.forCourse(material.answers(), ENOUGH)
        .map(granularity -> content(material, granularity));
  }

  private static Content content(Material material, Granularity granularity) {
    Words words = material.words();
    List<Line> all = RetentionPeriods.of(material.answers(), granularity);
    List<Line> periods = all.subList(Math.max(0, all.size() - PERIODS), all.size());
    boolean hasOpen =
        periods.stream().anyMatch(line -> !line.flag(RetentionByPeriodTable.IS_COMPLETE));
    List<Chart.Series> rates = new ArrayList<>();
    rates.add(
        new Chart.Series(
            words.text("series.retention"),
            Chart.Style.LINE,
            periods.stream()
                .map(
                    line ->
                        line.flag(RetentionByPeriodTable.IS_COMPLETE)
                            ? line.rate(RetentionByPeriodTable.RETENTION_RATE)
                            : Optional.<Double>empty())
                .toList()));
    if (hasOpen) {
      rates.add(
          new Chart.Series(
              words.text("series.not_over"), Chart.Style.DASHED, toTheOpenEnd(periods)));
    }
    List<Chart.Series> drawn = rates.stream().filter(Chart.Series::isDrawable).toList();
    List<io.perennial.report.Block> blocks = new ArrayList<>();
    blocks.add(Paragraph.message(message(material)));
    if (hasOpen) {
      blocks.add(
          Paragraph.note(words.text("section.retention.open", words.date(material.run().asOf()))));
    }
    List<String> names = names(words, granularity, periods);
    String axis = words.text("granularity." + granularity.label());
    if (!drawn.isEmpty()) {
      blocks.add(
          new Chart(
              "retention-rate",
              words.text(
                  "section.retention.rate_title", axis.toLowerCase(words.language().locale())),
              words.text(
                  "section.retention.rate_summary",
                  words.count(periods.get(0).count(RetentionByPeriodTable.ACTIVITY_WINDOW_DAYS))),
              Chart.Unit.SHARE,
              axis,
              names,
              drawn,
              Optional.empty(),
              rateTable(words, names, axis, periods)));
    }
    blocks.add(
        new Chart(
            "customer-movements",
            words.text("section.retention.movements_title"),
            words.text("section.retention.movements_summary"),
            Chart.Unit.COUNT,
            axis,
            names,
            List.of(
                movement(words, "series.new", periods, RetentionByPeriodTable.NEW_CUSTOMERS, 1),
                movement(
                    words,
                    "series.reactivated",
                    periods,
                    RetentionByPeriodTable.REACTIVATED_CUSTOMERS,
                    1),
                movement(words, "series.lost", periods, RetentionByPeriodTable.LOST_CUSTOMERS, -1)),
            Optional.empty(),
            open(periods, RetentionByPeriodTable.IS_COMPLETE),
            movementTable(words, names, axis, periods)));
    return new Content(blocks, advice(material));
  }

  /** What the last period that is over says against the one before. */
  private static String message(Material material) {
    return change(material)
        .map(change -> change.message(material.words()))
        .orElseGet(() -> material.words().text("section.retention.nothing_to_compare"));
  }

  private static Optional<Advice> advice(Material material) {
    Words words = material.words();
    return change(material)
        .filter(change -> change.points() <= -NOTABLE_CHANGE)
        .map(change -> new Advice(20, words.text("advice.retention_fell"), change.message(words)));
  }

  /** The change over the longest periods of which the last two that are over have a rate. */
  private static Optional<Change> change(Material material) {
    return Stream.of(Granularity.values())
        .sorted(Comparator.reverseOrder())
        .flatMap(granularity -> change(material, granularity).stream())
        .findFirst();
  }

  private static Optional<Change> change(Material material, Granularity granularity) {
    List<Line> over =
        RetentionPeriods.complete(RetentionPeriods.of(material.answers(), granularity));
    if (over.size() < 2) {
      return Optional.empty();
    }
    Line now = over.get(over.size() - 1);
    Line before = over.get(over.size() - 2);
    return now.rate(RetentionByPeriodTable.RETENTION_RATE)
        .flatMap(
            rate ->
                before
                    .rate(RetentionByPeriodTable.RETENTION_RATE)
                    .map(earlier -> new Change(granularity, now, before, rate, earlier)));
  }

  private record Change(
      Granularity granularity, Line nowPeriod, Line beforePeriod, double now, double before) {
    double points() {
      return now - before;
    }

    String message(Words words) {
      String key =
          points() >= NOTABLE_CHANGE ? "rose" : points() <= -NOTABLE_CHANGE ? "fell" : "steady";
      return words.text(
          "section.retention." + key,
          words.percent(before),
          name(words, beforePeriod),
          words.percent(now),
          name(words, nowPeriod));
    }

    private String name(Words words, Line period) {
      return words.period(granularity.label(), period.date(RetentionByPeriodTable.PERIOD_START));
    }
  }

  /** From the last period that is over to the one that is not, so that the line goes on. */
  private static List<Optional<Double>> toTheOpenEnd(List<Line> periods) {
    List<Optional<Double>> values = new ArrayList<>();
    for (int i = 0; i < periods.size(); i++) {
      boolean open = !periods.get(i).flag(RetentionByPeriodTable.IS_COMPLETE);
      boolean beforeOpen =
          i + 1 < periods.size() && !periods.get(i + 1).flag(RetentionByPeriodTable.IS_COMPLETE);
      values.add(
          open || beforeOpen
              ? periods.get(i).rate(RetentionByPeriodTable.RETENTION_RATE)
              : Optional.empty());
    }
    return values;
  }

  private static Chart.Series movement(
      Words words, String title, List<Line> periods, String column, int sign) {
    return new Chart.Series(
        words.text(title),
        Chart.Style.STACKED,
        periods.stream().map(line -> Optional.of((double) sign * line.count(column))).toList());
  }

  private static List<String> names(Words words, Granularity granularity, List<Line> periods) {
    return periods.stream()
        .map(
            line -> {
              String name =
                  words.period(granularity.label(), line.date(RetentionByPeriodTable.PERIOD_START));
              return line.flag(RetentionByPeriodTable.IS_COMPLETE)
                  ? name
                  : words.text("period.to_date", name);
            })
        .toList();
  }

  /** The indices of the lines that are not over. */
  static List<Integer> open(List<Line> lines, String isComplete) {
    return IntStream.range(0, lines.size())
        .filter(index -> !lines.get(index).flag(isComplete))
        .boxed()
        .toList();
  }

  private static DataTable rateTable(
      Words words, List<String> names, String axis, List<Line> periods) {
    return table(
        "retention-rate-table",
        words.text("section.retention.rate_title", axis.toLowerCase(words.language().locale())),
        names,
        axis,
        periods,
        List.of(
            new Column(
                header(words, "column.retention_rate", RetentionByPeriodTable.RETENTION_RATE),
                line -> Cell.of(line.rate(RetentionByPeriodTable.RETENTION_RATE), words::percent)),
            new Column(
                header(words, "column.churn_rate", RetentionByPeriodTable.CHURN_RATE),
                line -> Cell.of(line.rate(RetentionByPeriodTable.CHURN_RATE), words::percent)),
            new Column(
                header(words, "column.net_revenue", RetentionByPeriodTable.NET_REVENUE),
                line -> Cell.of(line.amount(RetentionByPeriodTable.NET_REVENUE), words::money)),
            new Column(
                header(
                    words,
                    "column.repeat_revenue_share",
                    RetentionByPeriodTable.REPEAT_REVENUE_SHARE),
                line ->
                    Cell.of(
                        line.rate(RetentionByPeriodTable.REPEAT_REVENUE_SHARE), words::percent))));
  }

  private static DataTable movementTable(
      Words words, List<String> names, String axis, List<Line> periods) {
    List<Column> columns = new ArrayList<>();
    columns.add(counted(words, "column.at_start", RetentionByPeriodTable.CUSTOMERS_AT_START));
    columns.add(counted(words, "column.new", RetentionByPeriodTable.NEW_CUSTOMERS));
    columns.add(counted(words, "column.reactivated", RetentionByPeriodTable.REACTIVATED_CUSTOMERS));
    columns.add(counted(words, "column.lost", RetentionByPeriodTable.LOST_CUSTOMERS));
    columns.add(counted(words, "column.at_end", RetentionByPeriodTable.CUSTOMERS_AT_END));
    return table(
        "customer-movements-table",
        words.text("section.retention.movements_title"),
        names,
        axis,
        periods,
        columns);
  }

  private record Column(Header header, Function<Line, Cell> cell) {}

  private static Column counted(Words words, String title, String column) {
    return new Column(
        header(words, title, column), line -> Cell.of(line.optionalCount(column), words::count));
  }

  private static Header header(Words words, String title, String column) {
    return Header.number(words.text(title), new Source(RetentionByPeriodTable.CONTRACT, column));
  }

  private static DataTable table(
      String name,
      String caption,
      List<String> names,
      String axis,
      List<Line> periods,
      List<Column> columns) {
    List<Header> headers = new ArrayList<>();
    headers.add(
        Header.text(
            axis,
            new Source(RetentionByPeriodTable.CONTRACT, RetentionByPeriodTable.PERIOD_START)));
    columns.forEach(column -> headers.add(column.header()));
    List<List<Cell>> rows = new ArrayList<>();
    for (int i = periods.size() - 1; i >= 0; i--) {
      Line period = periods.get(i);
      List<Cell> cells = new ArrayList<>();
      cells.add(Cell.of(names.get(i)));
      for (Column column : columns) {
        Cell cell = column.cell().apply(period);
        cells.add(
            period.flag(RetentionByPeriodTable.IS_COMPLETE) ? cell : cell.styled("incomplete"));
      }
      rows.add(cells);
    }
    return DataTable.of(name, caption, headers, rows);
  }
}
