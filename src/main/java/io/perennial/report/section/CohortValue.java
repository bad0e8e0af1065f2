package io.perennial.report.section;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.row_number;

import io.perennial.report.Block;
import io.perennial.report.Cell;
import io.perennial.report.Chart;
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
import io.perennial.table.Granularity;
import io.perennial.table.TableContract;
import io.perennial.table.output.CohortLifetimeValueTable;
import io.perennial.table.output.PurchaseSummaryTable;
import io.perennial.table.output.RetentionCostTable;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.expressions.Window;

/** What the customers won in each month are worth, and whether winning them has paid. */
public final class CohortValue implements Section {
  private static final int COHORTS = 24;
  private static final int HORIZONS = 60;
  private static final String MONTH = PurchaseSummaryTable.COHORT_MONTH;

  /** An amount of a cohort, and for how many of its customers it is known. */
  private record PerCustomer(String amount, String customers) {
    Optional<BigDecimal> of(Line cohort) {
      return Shares.each(cohort.amount(amount), cohort.count(customers));
    }
  }

  private static final PerCustomer VALUE_TO_DATE =
      new PerCustomer(CohortLifetimeValueTable.VALUE_TO_DATE, CohortLifetimeValueTable.CUSTOMERS);
  private static final PerCustomer EXPECTED =
      new PerCustomer(
          CohortLifetimeValueTable.EXPECTED_REMAINING_VALUE, CohortLifetimeValueTable.CUSTOMERS);
  private static final PerCustomer COST =
      new PerCustomer(
          CohortLifetimeValueTable.ACQUISITION_COST,
          CohortLifetimeValueTable.CUSTOMERS_WITH_ACQUISITION_COST);

  static final Question COHORT_VALUES =
      Question.of(
          "value of cohorts",
          CohortLifetimeValueTable.CONTRACT,
          rows ->
              rows.withColumn(
                      "recency",
                      row_number()
                          .over(
                              Window.partitionBy(CohortLifetimeValueTable.HORIZON_DAYS)
                                  .orderBy(col(MONTH).desc())))
                  .filter(col("recency").leq(COHORTS))
                  .drop("recency")
                  .orderBy(CohortLifetimeValueTable.HORIZON_DAYS, MONTH),
          COHORTS * HORIZONS);

  /** What programmes to win customers cost: in the last year that is over, else period. */
  static final Question PROGRAMMES =
      Question.of(
          "programmes to win customers",
          RetentionCostTable.CONTRACT,
          rows ->
              rows.filter(
                      col(RetentionCostTable.IS_COMPLETE)
                          .and(col(RetentionCostTable.COST_PER_NEW).isNotNull()))
                  .orderBy(
                      col(RetentionCostTable.GRANULARITY).equalTo(Granularity.YEAR.label()).desc(),
                      col(RetentionCostTable.PERIOD_END).desc(),
                      col(RetentionCostTable.PERIOD_START))
                  .limit(1),
          1);

  @Override
  public String key() {
    return "payback";
  }

  @Override
  public List<TableContract> needs() {
    return List.of(CohortLifetimeValueTable.CONTRACT);
  }

  @Override
  public List<Question> questions(ReportSettings settings) {
    return List.of(COHORT_VALUES, PROGRAMMES);
  }

  @Override
  public Optional<Content> content(Material material) {
    List<Line> lines = material.answers().of(COHORT_VALUES);
    return Horizon.of(lines).map(horizon -> content(material, horizon, Horizon.of(lines, horizon)));
  }

  private static Content content(Material material, long horizon, List<Line> cohorts) {
    Words words = material.words();
    List<Line> withCost =
        cohorts.stream()
            .filter(line -> line.has(CohortLifetimeValueTable.ACQUISITION_COST))
            .toList();
    List<Block> blocks = new ArrayList<>();
    if (!withCost.isEmpty()) {
      long paidBack =
          withCost.stream()
              .filter(line -> line.has(CohortLifetimeValueTable.PAYBACK_MONTH))
              .count();
      blocks.add(
          Paragraph.message(
              words.text(
                  "section.payback.message", words.count(paidBack), words.count(withCost.size()))));
    }
    blocks.add(chart(words, horizon, cohorts, !withCost.isEmpty()));
    if (withCost.isEmpty()) {
      blocks.add(Paragraph.note(words.text("section.payback.no_cost")));
    }
    material.answers().of(PROGRAMMES).stream()
        .findFirst()
        .map(programmes -> costs(words, withCost, programmes))
        .ifPresent(blocks::add);
    return Content.of(blocks);
  }

  /** The two costs of winning a customer that the tables know, each with where it comes from. */
  private static Figures costs(Words words, List<Line> withCost, Line programmes) {
    List<Figure> figures = new ArrayList<>();
    LocalDate start = programmes.date(RetentionCostTable.PERIOD_START);
    LocalDate end = programmes.date(RetentionCostTable.PERIOD_END);
    String period = words.period(programmes.text(RetentionCostTable.GRANULARITY), start);
    List<Line> won =
        withCost.stream()
            .filter(line -> !line.date(MONTH).isBefore(start) && !line.date(MONTH).isAfter(end))
            .toList();
    long customers =
        won.stream()
            .mapToLong(line -> line.count(CohortLifetimeValueTable.CUSTOMERS_WITH_ACQUISITION_COST))
            .sum();
    BigDecimal cost =
        won.stream()
            .flatMap(line -> line.amount(CohortLifetimeValueTable.ACQUISITION_COST).stream())
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    Shares.each(Optional.of(cost), customers)
        .map(
            each ->
                Figure.of(
                    words.text("figure.cost_of_winning.label"),
                    words.money(each),
                    words.text("figure.cost_of_winning.meaning", words.count(customers), period),
                    source(CohortLifetimeValueTable.ACQUISITION_COST)))
        .ifPresent(figures::add);
    figures.add(
        Figure.of(
            words.text("figure.programmes.label"),
            words.money(programmes.amount(RetentionCostTable.COST_PER_NEW).orElseThrow()),
            words.text(
                "figure.programmes.meaning",
                words.money(programmes.amount(RetentionCostTable.ACQUISITION_COST).orElseThrow()),
                words.count(programmes.count(RetentionCostTable.ACQUIRED_CUSTOMERS)),
                period),
            new Source(RetentionCostTable.CONTRACT, RetentionCostTable.COST_PER_NEW)));
    return new Figures(figures);
  }

  private static Chart chart(Words words, long horizon, List<Line> cohorts, boolean hasCost) {
    List<String> names =
        cohorts.stream()
            .map(line -> words.period(Granularity.MONTH.label(), line.date(MONTH)))
            .toList();
    List<Chart.Series> series = new ArrayList<>();
    series.add(
        series(words.text("series.value_to_date"), Chart.Style.STACKED, cohorts, VALUE_TO_DATE));
    series.add(series(words.text("series.expected_value"), Chart.Style.STACKED, cohorts, EXPECTED));
    if (hasCost) {
      series.add(series(words.text("series.acquisition_cost"), Chart.Style.LINE, cohorts, COST));
    }
    String title = words.text("section.payback.title_chart", words.count(horizon));
    return new Chart(
        "cohort-value",
        title,
        words.text("section.payback.summary"),
        Chart.Unit.MONEY,
        words.text("column.cohort"),
        names,
        series.stream().filter(Chart.Series::isDrawable).toList(),
        Optional.empty(),
        table(words, title, names, cohorts));
  }

  private static Chart.Series series(
      String title, Chart.Style style, List<Line> cohorts, PerCustomer figure) {
    return new Chart.Series(
        title,
        style,
        cohorts.stream().map(line -> figure.of(line).map(BigDecimal::doubleValue)).toList());
  }

  private static Cell money(Words words, Line cohort, PerCustomer figure) {
    return Cell.of(figure.of(cohort), words::money);
  }

  private static DataTable table(
      Words words, String title, List<String> names, List<Line> cohorts) {
    List<Header> headers =
        List.of(
            Header.text(words.text("column.cohort"), source(MONTH)),
            Header.number(
                words.text("column.customers"), source(CohortLifetimeValueTable.CUSTOMERS)),
            Header.number(
                words.text("column.value_to_date"), source(CohortLifetimeValueTable.VALUE_TO_DATE)),
            Header.number(
                words.text("column.expected_value"),
                source(CohortLifetimeValueTable.EXPECTED_REMAINING_VALUE)),
            Header.number(
                words.text("series.acquisition_cost"),
                source(CohortLifetimeValueTable.ACQUISITION_COST)),
            Header.number(
                words.text("column.payback_month"),
                source(CohortLifetimeValueTable.PAYBACK_MONTH)));
    List<List<Cell>> rows = new ArrayList<>();
    for (int i = cohorts.size() - 1; i >= 0; i--) {
      Line line = cohorts.get(i);
      rows.add(
          List.of(
              Cell.of(names.get(i)),
              Cell.of(line.optionalCount(CohortLifetimeValueTable.CUSTOMERS), words::count),
              money(words, line, VALUE_TO_DATE),
              money(words, line, EXPECTED),
              money(words, line, COST),
              Cell.of(line.optionalCount(CohortLifetimeValueTable.PAYBACK_MONTH), words::count)));
    }
    return DataTable.of("cohort-value-table", title, headers, rows);
  }

  private static Source source(String column) {
    return new Source(CohortLifetimeValueTable.CONTRACT, column);
  }
}
