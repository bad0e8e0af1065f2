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
import io.perennial.table.output.ProfitClaimsTable;
import io.perennial.table.output.ProfitConcentrationTable;
import io.perennial.table.output.RateColumns;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Who makes the profit and who takes from it, and which rules of thumb hold here. */
public final class ProfitCurve implements Section {
  private static final int PERCENTILES = 101;
  private static final int CLAIMS = 10;
  private static final List<Integer> TOLD = List.of(1, 5, 10, 20, 40, 60, 80, 90, 95, 99, 100);

  static final Question CURVE =
      Question.of(
          "profit curve",
          ProfitConcentrationTable.CONTRACT,
          rows ->
              rows.filter(
                      col(RateColumns.SEGMENT_NAME)
                          .equalTo(RateColumns.ALL)
                          .and(
                              col(ProfitConcentrationTable.SCOPE)
                                  .isin(RevenueCurve.SCOPES_IN_TURN.toArray())))
                  .orderBy(ProfitConcentrationTable.SCOPE, ProfitConcentrationTable.PERCENTILE),
          2 * PERCENTILES);

  static final Question RULES =
      Question.of(
          "profit claims",
          ProfitClaimsTable.CONTRACT,
          rows -> rows.orderBy(ProfitClaimsTable.CLAIM),
          CLAIMS);

  @Override
  public String key() {
    return "profit";
  }

  @Override
  public List<TableContract> needs() {
    return List.of(ProfitConcentrationTable.CONTRACT);
  }

  @Override
  public List<Question> questions(ReportSettings settings) {
    return List.of(CURVE, RULES);
  }

  @Override
  public Optional<Content> content(Material material) {
    return RevenueCurve.SCOPES_IN_TURN.stream()
        .filter(scope -> curve(material, scope).size() > 1)
        .findFirst()
        .map(scope -> content(material, scope, curve(material, scope)));
  }

  private static Content content(Material material, String scope, List<Line> curve) {
    Words words = material.words();
    Line top = curve.stream().max(Comparator.comparing(ProfitCurve::share)).orElseThrow();
    String period = RevenueCurve.scopeName(words, scope);
    List<Block> blocks = new ArrayList<>();
    blocks.add(
        Paragraph.message(
            words.text(
                "section.profit.message",
                words.percent(share(top)),
                period,
                words.percent(top.count(ProfitConcentrationTable.PERCENTILE) / 100.0, 0),
                words.count(
                    curve.get(curve.size() - 1).count(ProfitConcentrationTable.CUSTOMERS)))));
    blocks.add(chart(words, period, curve));
    claims(words, material).ifPresent(blocks::add);
    return Content.of(blocks);
  }

  private static List<Line> curve(Material material, String scope) {
    return material.answers().of(CURVE).stream()
        .filter(
            line ->
                line.text(ProfitConcentrationTable.SCOPE).equals(scope)
                    && line.has(ProfitConcentrationTable.CUMULATIVE_PROFIT_SHARE))
        .sorted(Comparator.comparing(line -> line.count(ProfitConcentrationTable.PERCENTILE)))
        .toList();
  }

  private static double share(Line line) {
    return line.rate(ProfitConcentrationTable.CUMULATIVE_PROFIT_SHARE).orElseThrow();
  }

  private static Chart chart(Words words, String period, List<Line> curve) {
    String title = words.text("section.profit.curve_title", period);
    List<List<Cell>> rows =
        curve.stream()
            .filter(line -> TOLD.contains((int) line.count(ProfitConcentrationTable.PERCENTILE)))
            .map(
                line ->
                    List.of(
                        Cell.of(line.count(ProfitConcentrationTable.PERCENTILE) + "%"),
                        Cell.of(
                            line.optionalCount(ProfitConcentrationTable.CUSTOMERS), words::count),
                        Cell.of(
                            line.amount(ProfitConcentrationTable.CUMULATIVE_PROFIT), words::money),
                        Cell.of(
                            line.rate(ProfitConcentrationTable.CUMULATIVE_PROFIT_SHARE),
                            words::percent)))
            .toList();
    return new Chart(
        "profit-curve",
        title,
        words.text("section.profit.curve_summary"),
        Chart.Unit.SHARE,
        words.text("section.profit.axis"),
        curve.stream().map(line -> line.count(ProfitConcentrationTable.PERCENTILE) + "%").toList(),
        List.of(
            new Chart.Series(
                words.text("series.profit_share"),
                Chart.Style.LINE,
                curve.stream().map(line -> Optional.of(share(line))).toList())),
        Optional.empty(),
        DataTable.of(
            "profit-curve-table",
            title,
            List.of(
                Header.text(
                    words.text("column.most_profitable"),
                    new Source(
                        ProfitConcentrationTable.CONTRACT, ProfitConcentrationTable.PERCENTILE)),
                header(words, "column.customers", ProfitConcentrationTable.CUSTOMERS),
                header(words, "column.profit", ProfitConcentrationTable.CUMULATIVE_PROFIT),
                header(
                    words,
                    "column.profit_share",
                    ProfitConcentrationTable.CUMULATIVE_PROFIT_SHARE)),
            rows));
  }

  private static Optional<DataTable> claims(Words words, Material material) {
    List<Line> claims = material.answers().of(RULES);
    if (claims.isEmpty()) {
      return Optional.empty();
    }
    List<List<Cell>> rows =
        claims.stream()
            .map(
                line ->
                    List.of(
                        Cell.of(words.label("claim", line.text(ProfitClaimsTable.CLAIM))),
                        Cell.of(line.rate(ProfitClaimsTable.CLAIMED_SHARE), words::percent),
                        Cell.of(line.rate(ProfitClaimsTable.MEASURED_SHARE), words::percent),
                        Cell.of(
                            line.has(ProfitClaimsTable.HOLDS)
                                ? words.label(
                                    "answer", line.flag(ProfitClaimsTable.HOLDS) ? "yes" : "no")
                                : words.label("answer", "unknown"))))
            .toList();
    return Optional.of(
        DataTable.of(
            "profit-claims",
            words.text("section.profit.claims_title"),
            List.of(
                Header.text(
                    words.text("column.claim"),
                    new Source(ProfitClaimsTable.CONTRACT, ProfitClaimsTable.CLAIM)),
                claim(words, "column.claimed", ProfitClaimsTable.CLAIMED_SHARE),
                claim(words, "column.measured", ProfitClaimsTable.MEASURED_SHARE),
                Header.text(
                    words.text("column.holds"),
                    new Source(ProfitClaimsTable.CONTRACT, ProfitClaimsTable.HOLDS))),
            rows));
  }

  private static Header claim(Words words, String title, String column) {
    return Header.number(words.text(title), new Source(ProfitClaimsTable.CONTRACT, column));
  }

  private static Header header(Words words, String title, String column) {
    return Header.number(words.text(title), new Source(ProfitConcentrationTable.CONTRACT, column));
  }
}
