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
import io.perennial.table.output.RateColumns;
import io.perennial.table.output.RevenueConcentrationSummaryTable;
import io.perennial.table.output.RevenueConcentrationTable;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** On how few customers the revenue hangs: the curve of the 80/20 rule. */
public final class RevenueCurve implements Section {
  private static final int PERCENTILES = 101;
  private static final int YEARS = 10;
  private static final List<Integer> TOLD = List.of(1, 5, 10, 20, 30, 40, 50, 75, 100);

  /** What a curve is told of: the last year, and all time where there is too little in it. */
  static final List<String> SCOPES_IN_TURN =
      List.of(RevenueConcentrationTable.LAST_365_DAYS, RevenueConcentrationTable.ALL_TIME);

  static final Question CURVE =
      Question.of(
          "revenue curve",
          RevenueConcentrationTable.CONTRACT,
          rows ->
              rows.filter(
                      col(RateColumns.SEGMENT_NAME)
                          .equalTo(RateColumns.ALL)
                          .and(col(RevenueConcentrationTable.SCOPE).isin(SCOPES_IN_TURN.toArray())))
                  .orderBy(RevenueConcentrationTable.SCOPE, RevenueConcentrationTable.PERCENTILE),
          2 * PERCENTILES);

  static final Question SCOPES =
      Question.of(
          "revenue concentration",
          RevenueConcentrationSummaryTable.CONTRACT,
          rows ->
              rows.filter(col(RateColumns.SEGMENT_NAME).equalTo(RateColumns.ALL))
                  .orderBy(RevenueConcentrationSummaryTable.SCOPE),
          2 + 1000);

  @Override
  public String key() {
    return "concentration";
  }

  @Override
  public List<TableContract> needs() {
    return List.of(RevenueConcentrationTable.CONTRACT, RevenueConcentrationSummaryTable.CONTRACT);
  }

  @Override
  public List<Question> questions(ReportSettings settings) {
    return List.of(CURVE, SCOPES);
  }

  @Override
  public Optional<Content> content(Material material) {
    return SCOPES_IN_TURN.stream()
        .flatMap(name -> summary(material, name).stream())
        .filter(
            line ->
                line.has(RevenueConcentrationSummaryTable.TOP_20_PERCENT_REVENUE_SHARE)
                    && line.has(RevenueConcentrationSummaryTable.CUSTOMER_SHARE_FOR_80_PERCENT))
        .findFirst()
        .map(summary -> content(material, summary));
  }

  private static Content content(Material material, Line summary) {
    Words words = material.words();
    String name = summary.text(RevenueConcentrationSummaryTable.SCOPE);
    String message =
        words.text(
            "section.concentration.message",
            words.percent(
                summary
                    .rate(RevenueConcentrationSummaryTable.TOP_20_PERCENT_REVENUE_SHARE)
                    .orElseThrow()),
            scopeName(words, name),
            words.count(summary.count(RevenueConcentrationSummaryTable.CUSTOMERS_FOR_80_PERCENT)),
            words.percent(
                summary
                    .rate(RevenueConcentrationSummaryTable.CUSTOMER_SHARE_FOR_80_PERCENT)
                    .orElseThrow()));
    List<Block> blocks = new ArrayList<>();
    blocks.add(Paragraph.message(message));
    List<Line> curve =
        material.answers().of(CURVE).stream()
            .filter(
                line ->
                    line.text(RevenueConcentrationTable.SCOPE).equals(name)
                        && line.has(RevenueConcentrationTable.CUMULATIVE_REVENUE_SHARE))
            .sorted(Comparator.comparing(line -> line.count(RevenueConcentrationTable.PERCENTILE)))
            .toList();
    if (curve.size() > 1) {
      blocks.add(chart(words, scopeName(words, name), curve));
    }
    scopes(words, material).ifPresent(blocks::add);
    return new Content(
        blocks,
        Optional.of(
            new Advice(
                30,
                words.counted(
                    "advice.top_customers",
                    summary.count(RevenueConcentrationSummaryTable.CUSTOMERS_FOR_80_PERCENT)),
                message)));
  }

  private static Optional<Line> summary(Material material, String scope) {
    return material.answers().of(SCOPES).stream()
        .filter(line -> line.text(RevenueConcentrationSummaryTable.SCOPE).equals(scope))
        .findFirst();
  }

  /** The last calendar year whose last day is not after a day. */
  static int lastYearThatIsOver(LocalDate asOf) {
    return asOf.plusDays(1).getYear() - 1;
  }

  /** A calendar year, marked where it is not over. */
  private static String yearName(Material material, String scope) {
    String year = scope.substring(RevenueConcentrationTable.YEAR.length());
    return Integer.parseInt(year) > lastYearThatIsOver(material.run().asOf())
        ? material.words().text("period.to_date", year)
        : year;
  }

  /** A scope within a sentence. */
  static String scopeName(Words words, String scope) {
    return words.text("scope." + scope);
  }

  private static Chart chart(Words words, String scope, List<Line> curve) {
    List<String> names =
        curve.stream().map(line -> line.count(RevenueConcentrationTable.PERCENTILE) + "%").toList();
    String title = words.text("section.concentration.curve_title", scope);
    List<List<Cell>> rows =
        curve.stream()
            .filter(line -> TOLD.contains((int) line.count(RevenueConcentrationTable.PERCENTILE)))
            .map(
                line ->
                    List.of(
                        Cell.of(line.count(RevenueConcentrationTable.PERCENTILE) + "%"),
                        Cell.of(
                            line.optionalCount(RevenueConcentrationTable.CUSTOMERS), words::count),
                        Cell.of(
                            line.amount(RevenueConcentrationTable.CUMULATIVE_REVENUE),
                            words::money),
                        Cell.of(
                            line.rate(RevenueConcentrationTable.CUMULATIVE_REVENUE_SHARE),
                            words::percent)))
            .toList();
    return new Chart(
        "revenue-curve",
        title,
        words.text("section.concentration.curve_summary"),
        Chart.Unit.SHARE,
        words.text("section.concentration.axis"),
        names,
        List.of(
            new Chart.Series(
                words.text("series.revenue_share"),
                Chart.Style.LINE,
                curve.stream()
                    .map(line -> line.rate(RevenueConcentrationTable.CUMULATIVE_REVENUE_SHARE))
                    .toList()),
            new Chart.Series(
                words.text("series.all_equal"),
                Chart.Style.DASHED,
                curve.stream()
                    .map(
                        line ->
                            Optional.of(line.count(RevenueConcentrationTable.PERCENTILE) / 100.0))
                    .toList())),
        Optional.empty(),
        DataTable.of(
            "revenue-curve-table",
            title,
            List.of(
                Header.text(
                    words.text("column.top_customers"),
                    new Source(
                        RevenueConcentrationTable.CONTRACT, RevenueConcentrationTable.PERCENTILE)),
                ofCurve(words, "column.customers", RevenueConcentrationTable.CUSTOMERS),
                ofCurve(words, "column.net_revenue", RevenueConcentrationTable.CUMULATIVE_REVENUE),
                ofCurve(
                    words,
                    "column.revenue_share",
                    RevenueConcentrationTable.CUMULATIVE_REVENUE_SHARE)),
            rows));
  }

  private static Optional<DataTable> scopes(Words words, Material material) {
    List<Line> years =
        material.answers().of(SCOPES).stream()
            .filter(
                line ->
                    line.text(RevenueConcentrationSummaryTable.SCOPE)
                        .startsWith(RevenueConcentrationTable.YEAR))
            .sorted(
                Comparator.comparing(
                        (Line line) -> line.text(RevenueConcentrationSummaryTable.SCOPE))
                    .reversed())
            .limit(YEARS)
            .toList();
    if (years.isEmpty()) {
      return Optional.empty();
    }
    List<List<Cell>> rows =
        years.stream()
            .map(
                line ->
                    List.of(
                        Cell.of(
                            yearName(material, line.text(RevenueConcentrationSummaryTable.SCOPE))),
                        Cell.of(
                            line.optionalCount(RevenueConcentrationSummaryTable.CUSTOMERS),
                            words::count),
                        Cell.of(
                            line.amount(RevenueConcentrationSummaryTable.NET_REVENUE),
                            words::money),
                        Cell.of(
                            line.rate(
                                RevenueConcentrationSummaryTable.TOP_20_PERCENT_REVENUE_SHARE),
                            words::percent),
                        Cell.of(
                            line.rate(
                                RevenueConcentrationSummaryTable.CUSTOMER_SHARE_FOR_80_PERCENT),
                            words::percent),
                        Cell.of(
                            line.rate(RevenueConcentrationSummaryTable.GINI_COEFFICIENT),
                            gini -> words.number(gini, 2))))
            .toList();
    return Optional.of(
        DataTable.of(
            "concentration-by-year",
            words.text("section.concentration.by_year"),
            List.of(
                Header.text(
                    words.text("granularity.year"),
                    new Source(
                        RevenueConcentrationSummaryTable.CONTRACT,
                        RevenueConcentrationSummaryTable.SCOPE)),
                ofScope(words, "column.customers", RevenueConcentrationSummaryTable.CUSTOMERS),
                ofScope(words, "column.net_revenue", RevenueConcentrationSummaryTable.NET_REVENUE),
                ofScope(
                    words,
                    "column.top_20",
                    RevenueConcentrationSummaryTable.TOP_20_PERCENT_REVENUE_SHARE),
                ofScope(
                    words,
                    "column.for_80",
                    RevenueConcentrationSummaryTable.CUSTOMER_SHARE_FOR_80_PERCENT),
                ofScope(words, "column.gini", RevenueConcentrationSummaryTable.GINI_COEFFICIENT)),
            rows));
  }

  private static Header ofCurve(Words words, String title, String column) {
    return Header.number(words.text(title), new Source(RevenueConcentrationTable.CONTRACT, column));
  }

  private static Header ofScope(Words words, String title, String column) {
    return Header.number(
        words.text(title), new Source(RevenueConcentrationSummaryTable.CONTRACT, column));
  }
}
