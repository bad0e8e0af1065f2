package io.perennial.report.section;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.row_number;

import io.perennial.report.Block;
import io.perennial.report.Cell;
import io.perennial.report.Chart;
import io.perennial.report.Content;
import io.perennial.report.DataTable;
import io.perennial.report.Figure;
import io.perennial.report.Figure.Tone;
import io.perennial.report.Figures;
import io.perennial.report.Header;
import io.perennial.report.Line;
import io.perennial.report.Material;
import io.perennial.report.Question;
import io.perennial.report.ReportSettings;
import io.perennial.report.Section;
import io.perennial.report.Source;
import io.perennial.report.Words;
import io.perennial.table.Granularity;
import io.perennial.table.TableContract;
import io.perennial.table.output.RateColumns;
import io.perennial.table.output.RecurringRevenueMovementsTable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.expressions.Window;

/** How the monthly recurring revenue got from month to month. */
public final class RecurringRevenue implements Section {
  private static final int MONTHS = 24;

  static final Question MOVEMENTS =
      Question.of(
          "recurring revenue",
          RecurringRevenueMovementsTable.CONTRACT,
          rows ->
              rows.filter(col(RateColumns.SEGMENT_NAME).equalTo(RateColumns.ALL))
                  .withColumn(
                      "recency",
                      row_number()
                          .over(
                              Window.partitionBy(RateColumns.SEGMENT_NAME)
                                  .orderBy(col(RecurringRevenueMovementsTable.MONTH_START).desc())))
                  .filter(col("recency").leq(MONTHS))
                  .drop("recency")
                  .orderBy(RecurringRevenueMovementsTable.MONTH_START),
          MONTHS);

  /** The movements, those that add first; the sign is how they are drawn. */
  private enum Movement {
    NEW("series.new", RecurringRevenueMovementsTable.NEW_RECURRING_REVENUE, 1),
    REACTIVATED(
        "series.reactivated", RecurringRevenueMovementsTable.REACTIVATED_RECURRING_REVENUE, 1),
    EXPANSION("series.expansion", RecurringRevenueMovementsTable.EXPANSION_RECURRING_REVENUE, 1),
    CONTRACTION(
        "series.contraction", RecurringRevenueMovementsTable.CONTRACTION_RECURRING_REVENUE, -1),
    CHURNED("series.lost", RecurringRevenueMovementsTable.CHURNED_RECURRING_REVENUE, -1);

    private final String title;
    private final String column;
    private final int sign;

    Movement(String title, String column, int sign) {
      this.title = title;
      this.column = column;
      this.sign = sign;
    }
  }

  @Override
  public String key() {
    return "recurring";
  }

  @Override
  public List<TableContract> needs() {
    return List.of(RecurringRevenueMovementsTable.CONTRACT);
  }

  @Override
  public List<Question> questions(ReportSettings settings) {
    return List.of(MOVEMENTS);
  }

  @Override
  public Optional<Content> content(Material material) {
    Words words = material.words();
    List<Line> months = material.answers().of(MOVEMENTS);
    if (months.isEmpty()) {
      return Optional.empty();
    }
    List<Block> blocks = new ArrayList<>();
    List<Line> complete =
        months.stream()
            .filter(line -> line.flag(RecurringRevenueMovementsTable.IS_COMPLETE))
            .toList();
    if (!complete.isEmpty()) {
      blocks.add(new Figures(figures(words, complete.get(complete.size() - 1))));
    }
    blocks.add(chart(words, months));
    return Optional.of(Content.of(blocks));
  }

  private static List<Figure> figures(Words words, Line month) {
    String name = name(words, month);
    List<Figure> figures = new ArrayList<>();
    BigDecimal start =
        month
            .amount(RecurringRevenueMovementsTable.STARTING_RECURRING_REVENUE)
            .orElse(BigDecimal.ZERO);
    BigDecimal end =
        month
            .amount(RecurringRevenueMovementsTable.ENDING_RECURRING_REVENUE)
            .orElse(BigDecimal.ZERO);
    Optional<Double> change = Shares.change(start, end);
    figures.add(
        new Figure(
            words.text("figure.recurring.label"),
            words.money(end),
            change.map(words::change),
            change.map(Tone::ofGrowth).orElse(Tone.NEUTRAL),
            words.text(
                "figure.recurring.meaning",
                name,
                words.count(month.count(RecurringRevenueMovementsTable.CUSTOMERS_AT_END))),
            source(RecurringRevenueMovementsTable.ENDING_RECURRING_REVENUE)));
    month
        .rate(RecurringRevenueMovementsTable.GROSS_REVENUE_RETENTION)
        .ifPresent(
            rate ->
                figures.add(
                    Figure.of(
                        words.text("figure.gross_retention.label"),
                        words.percent(rate),
                        words.text("figure.gross_retention.meaning", name),
                        source(RecurringRevenueMovementsTable.GROSS_REVENUE_RETENTION))));
    month
        .rate(RecurringRevenueMovementsTable.NET_REVENUE_RETENTION)
        .ifPresent(
            rate ->
                figures.add(
                    Figure.of(
                        words.text("figure.net_retention.label"),
                        words.percent(rate),
                        words.text("figure.net_retention.meaning"),
                        source(RecurringRevenueMovementsTable.NET_REVENUE_RETENTION))));
    return figures;
  }

  private static Chart chart(Words words, List<Line> months) {
    List<String> names =
        months.stream()
            .map(
                line ->
                    line.flag(RecurringRevenueMovementsTable.IS_COMPLETE)
                        ? name(words, line)
                        : words.text("period.to_date", name(words, line)))
            .toList();
    List<Header> headers = new ArrayList<>();
    headers.add(
        Header.text(
            words.text("granularity.month"), source(RecurringRevenueMovementsTable.MONTH_START)));
    List<Chart.Series> series = new ArrayList<>();
    for (Movement movement : Movement.values()) {
      headers.add(Header.number(words.text(movement.title), source(movement.column)));
      series.add(
          new Chart.Series(
              words.text(movement.title),
              Chart.Style.STACKED,
              months.stream()
                  .map(
                      line ->
                          line.amount(movement.column)
                              .map(amount -> movement.sign * amount.doubleValue()))
                  .toList()));
    }
    headers.add(
        Header.number(
            words.text("column.at_end_amount"),
            source(RecurringRevenueMovementsTable.ENDING_RECURRING_REVENUE)));
    List<List<Cell>> rows = new ArrayList<>();
    for (int i = months.size() - 1; i >= 0; i--) {
      Line line = months.get(i);
      List<Cell> row = new ArrayList<>();
      row.add(Cell.of(names.get(i)));
      for (Movement movement : Movement.values()) {
        row.add(Cell.of(line.amount(movement.column), words::money));
      }
      row.add(
          Cell.of(
              line.amount(RecurringRevenueMovementsTable.ENDING_RECURRING_REVENUE), words::money));
      rows.add(row);
    }
    String title = words.text("section.recurring.chart_title");
    return new Chart(
        "recurring-revenue",
        title,
        words.text("section.recurring.chart_summary"),
        Chart.Unit.MONEY,
        words.text("granularity.month"),
        names,
        series,
        Optional.empty(),
        RetentionCourse.open(months, RecurringRevenueMovementsTable.IS_COMPLETE),
        DataTable.of("recurring-revenue-table", title, headers, rows));
  }

  private static String name(Words words, Line month) {
    return words.period(
        Granularity.MONTH.label(), month.date(RecurringRevenueMovementsTable.MONTH_START));
  }

  private static Source source(String column) {
    return new Source(RecurringRevenueMovementsTable.CONTRACT, column);
  }
}
