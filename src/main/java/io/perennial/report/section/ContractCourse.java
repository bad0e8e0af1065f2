package io.perennial.report.section;

import static org.apache.spark.sql.functions.col;

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
import io.perennial.table.output.ContractRetentionTable;
import io.perennial.table.output.RateColumns;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How long subscriptions last, observed and as the contract models expect it to go on. */
public final class ContractCourse implements Section {
  /** Months of which the report tells; older ones are in the table. */
  private static final int MONTHS = 120;

  private static final int YEAR = 12;

  static final Question SURVIVAL =
      Question.of(
          "survival of subscriptions",
          ContractRetentionTable.CONTRACT,
          rows ->
              rows.filter(
                      col(RateColumns.SEGMENT_NAME)
                          .equalTo(RateColumns.ALL)
                          .and(col(ContractRetentionTable.MONTHS_SINCE_START).leq(MONTHS)))
                  .orderBy(ContractRetentionTable.MONTHS_SINCE_START),
          MONTHS + 1);

  @Override
  public String key() {
    return "contracts";
  }

  @Override
  public List<TableContract> needs() {
    return List.of(ContractRetentionTable.CONTRACT);
  }

  @Override
  public List<Question> questions(ReportSettings settings) {
    return List.of(SURVIVAL);
  }

  @Override
  public Optional<Content> content(Material material) {
    Words words = material.words();
    List<Line> months = material.answers().of(SURVIVAL);
    List<Chart.Series> series = drawable(words, months);
    if (series.isEmpty()) {
      return Optional.empty();
    }
    List<Block> blocks = new ArrayList<>();
    month(months, YEAR)
        .filter(line -> line.flag(ContractRetentionTable.IS_OBSERVED))
        .flatMap(line -> line.rate(ContractRetentionTable.SURVIVAL_RATE))
        .map(
            rate ->
                words.text(
                    "section.contracts.message",
                    words.percent(rate),
                    words.count(months.get(0).count(ContractRetentionTable.SUBSCRIPTIONS))))
        .map(Paragraph::message)
        .ifPresent(blocks::add);
    months
        .get(0)
        .rate(ContractRetentionTable.MEDIAN_MONTHS)
        .map(median -> words.text("section.contracts.median", words.number(median, 0)))
        .map(Paragraph::message)
        .ifPresent(blocks::add);
    blocks.add(chart(words, months, series));
    return Optional.of(Content.of(blocks));
  }

  private static Optional<Line> month(List<Line> months, int number) {
    return months.stream()
        .filter(line -> line.count(ContractRetentionTable.MONTHS_SINCE_START) == number)
        .findFirst();
  }

  private static List<Chart.Series> drawable(Words words, List<Line> months) {
    List<Chart.Series> series = new ArrayList<>();
    Chart.Series low =
        series(
            words.text("series.interval"),
            Chart.Style.INTERVAL_LOW,
            months,
            ContractRetentionTable.SURVIVAL_RATE_LOW);
    Chart.Series high =
        series(
            words.text("series.interval"),
            Chart.Style.INTERVAL_HIGH,
            months,
            ContractRetentionTable.SURVIVAL_RATE_HIGH);
    if (low.isDrawable() && high.isDrawable()) {
      series.add(low);
      series.add(high);
    }
    List.of(
            series(
                words.text("series.observed"),
                Chart.Style.LINE,
                months,
                ContractRetentionTable.SURVIVAL_RATE),
            series(
                words.text("series.shifted_beta_geometric"),
                Chart.Style.DASHED,
                months,
                ContractRetentionTable.SHIFTED_BETA_GEOMETRIC_SURVIVAL_RATE),
            series(
                words.text("series.beta_discrete_weibull"),
                Chart.Style.DASHED,
                months,
                ContractRetentionTable.BETA_DISCRETE_WEIBULL_SURVIVAL_RATE))
        .stream()
        .filter(Chart.Series::isDrawable)
        .forEach(series::add);
    return series;
  }

  private static Chart.Series series(
      String title, Chart.Style style, List<Line> months, String column) {
    return new Chart.Series(title, style, months.stream().map(line -> line.rate(column)).toList());
  }

  private static Chart chart(Words words, List<Line> months, List<Chart.Series> series) {
    List<String> names =
        months.stream()
            .map(line -> words.count(line.count(ContractRetentionTable.MONTHS_SINCE_START)))
            .toList();
    int unobserved = 0;
    while (unobserved < months.size()
        && months.get(unobserved).flag(ContractRetentionTable.IS_OBSERVED)) {
      unobserved++;
    }
    String title = words.text("section.contracts.chart_title");
    List<List<Cell>> rows = new ArrayList<>();
    for (int i = 0; i < months.size(); i++) {
      Line line = months.get(i);
      rows.add(
          List.of(
              Cell.of(names.get(i)),
              Cell.of(line.optionalCount(ContractRetentionTable.AT_RISK), words::count),
              Cell.of(line.optionalCount(ContractRetentionTable.CANCELLATIONS), words::count),
              percent(words, line, ContractRetentionTable.SURVIVAL_RATE),
              percent(words, line, ContractRetentionTable.SHIFTED_BETA_GEOMETRIC_SURVIVAL_RATE),
              percent(words, line, ContractRetentionTable.BETA_DISCRETE_WEIBULL_SURVIVAL_RATE)));
    }
    return new Chart(
        "contract-survival",
        title,
        words.text("section.contracts.chart_summary"),
        Chart.Unit.SHARE,
        words.text("section.contracts.axis"),
        names,
        series,
        unobserved > 0 && unobserved < months.size()
            ? Optional.of(new Chart.Mark(unobserved, words.text("section.contracts.forecast")))
            : Optional.empty(),
        DataTable.of(
            "contract-survival-table",
            title,
            List.of(
                Header.text(
                    words.text("granularity.month"),
                    new Source(
                        ContractRetentionTable.CONTRACT,
                        ContractRetentionTable.MONTHS_SINCE_START)),
                header(words, "column.up_for_renewal", ContractRetentionTable.AT_RISK),
                header(words, "column.cancellations", ContractRetentionTable.CANCELLATIONS),
                header(words, "series.observed", ContractRetentionTable.SURVIVAL_RATE),
                header(
                    words,
                    "series.shifted_beta_geometric",
                    ContractRetentionTable.SHIFTED_BETA_GEOMETRIC_SURVIVAL_RATE),
                header(
                    words,
                    "series.beta_discrete_weibull",
                    ContractRetentionTable.BETA_DISCRETE_WEIBULL_SURVIVAL_RATE)),
            rows));
  }

  private static Cell percent(Words words, Line line, String column) {
    return Cell.of(line.rate(column), words::percent);
  }

  private static Header header(Words words, String title, String column) {
    return Header.number(words.text(title), new Source(ContractRetentionTable.CONTRACT, column));
  }
}
