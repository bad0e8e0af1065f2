package io.perennial.report.section;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.log10;
import static org.apache.spark.sql.functions.pow;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.perennial.report.Answers;
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
import io.perennial.table.TableContract;
import io.perennial.table.output.CustomerBaseValueTable;
import io.perennial.table.output.CustomerLifetimeValueTable;
import io.perennial.table.output.RateColumns;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Column;

/** What all who ever ordered are expected to be worth, together and one by one. */
public final class CustomerValue implements Section {
  private static final String LOWER_EDGE = "lower_edge";
  private static final String CUSTOMERS = "customers";
  private static final double BELOW_ZERO = -1;
  private static final int HORIZONS = 60;

  /** More bins than amounts of 20 digits can fill, in ten deciles, for each of some horizons. */
  private static final int MOST_BINS = HORIZONS * 10 * 70;

  /** The base's value for each horizon. */
  static final Question EQUITY =
      Question.of(
          "customer equity",
          CustomerBaseValueTable.CONTRACT,
          rows ->
              rows.filter(col(RateColumns.SEGMENT_NAME).equalTo(RateColumns.ALL))
                  .orderBy(CustomerBaseValueTable.HORIZON_DAYS),
          HORIZONS);

  /** Customers and their value by decile and by size of the value: edges at 1, 2, 5, 10, 20, ... */
  static final Question DISTRIBUTION =
      Question.of(
          "distribution of predicted value",
          CustomerLifetimeValueTable.CONTRACT,
          rows ->
              rows.filter(col(CustomerLifetimeValueTable.PREDICTED_VALUE).isNotNull())
                  .groupBy(
                      col(CustomerLifetimeValueTable.HORIZON_DAYS),
                      col(CustomerLifetimeValueTable.VALUE_DECILE),
                      lowerEdge().as(LOWER_EDGE))
                  .agg(
                      count(lit(1)).as(CUSTOMERS),
                      sum(CustomerLifetimeValueTable.PREDICTED_VALUE)
                          .as(CustomerLifetimeValueTable.PREDICTED_VALUE))
                  .orderBy(
                      CustomerLifetimeValueTable.HORIZON_DAYS,
                      CustomerLifetimeValueTable.VALUE_DECILE,
                      LOWER_EDGE),
          MOST_BINS);

  private static Column lowerEdge() {
    Column value = col(CustomerLifetimeValueTable.PREDICTED_VALUE).cast("double");
    Column power = pow(lit(10.0), floor(log10(value)));
    Column lead = value.divide(power);
    return when(value.lt(0), lit(BELOW_ZERO))
        .when(value.lt(1), lit(0.0))
        .when(lead.lt(2), power)
        .when(lead.lt(5), power.multiply(2))
        .otherwise(power.multiply(5));
  }

  @Override
  public String key() {
    return "value";
  }

  @Override
  public List<TableContract> needs() {
    return List.of(CustomerLifetimeValueTable.CONTRACT, CustomerBaseValueTable.CONTRACT);
  }

  @Override
  public List<Question> questions(ReportSettings settings) {
    return List.of(EQUITY, DISTRIBUTION);
  }

  /** The base's value within the horizon nearest to a year. */
  static Optional<Line> ofEverybody(Answers answers) {
    List<Line> lines = answers.of(EQUITY);
    return Horizon.of(lines).map(days -> Horizon.of(lines, days).get(0));
  }

  /** What the equity is, with its interval. */
  static String equitySentence(Line line, Words words) {
    String days = words.count(line.count(CustomerBaseValueTable.HORIZON_DAYS));
    String basis =
        words.label(
            "basis", line.optionalText(CustomerBaseValueTable.VALUE_BASIS).orElse("revenue"));
    Optional<BigDecimal> low = line.amount(CustomerBaseValueTable.CUSTOMER_EQUITY_LOW);
    Optional<BigDecimal> high = line.amount(CustomerBaseValueTable.CUSTOMER_EQUITY_HIGH);
    return low.isPresent() && high.isPresent()
        ? words.text(
            "figure.equity.meaning", basis, days, words.money(low.get()), words.money(high.get()))
        : words.text("figure.equity.meaning_without_interval", basis, days);
  }

  @Override
  public Optional<Content> content(Material material) {
    return ofEverybody(material.answers()).map(base -> content(material, base));
  }

  private static Content content(Material material, Line base) {
    Words words = material.words();
    List<Block> blocks = new ArrayList<>();
    List<Line> bins =
        Horizon.of(
            material.answers().of(DISTRIBUTION), base.count(CustomerBaseValueTable.HORIZON_DAYS));
    Optional<Double> topShare = topTenth(bins);
    topShare
        .map(share -> words.text("section.value.message", words.percent(share)))
        .map(Paragraph::message)
        .ifPresent(blocks::add);
    blocks.add(new Figures(figures(words, base)));
    if (!bins.isEmpty()) {
      blocks.add(chart(words, base, bins));
    }
    blocks.add(Paragraph.note(words.text("section.value.note")));
    return Content.of(blocks);
  }

  private static List<Figure> figures(Words words, Line base) {
    List<Figure> figures = new ArrayList<>();
    long customers = base.count(CustomerBaseValueTable.CUSTOMERS);
    base.amount(CustomerBaseValueTable.CUSTOMER_EQUITY)
        .ifPresent(
            equity ->
                figures.add(
                    Figure.of(
                        words.text("figure.equity.label"),
                        words.money(equity),
                        equitySentence(base, words),
                        source(CustomerBaseValueTable.CUSTOMER_EQUITY))));
    double alive = base.rate(CustomerBaseValueTable.EXPECTED_CUSTOMERS_ALIVE).orElse(0.0);
    figures.add(
        Figure.of(
            words.text("figure.alive.label"),
            words.count(Math.round(alive)),
            alive(words, base, customers),
            source(CustomerBaseValueTable.EXPECTED_CUSTOMERS_ALIVE)));
    double orders = base.rate(CustomerBaseValueTable.EXPECTED_ORDERS).orElse(0.0);
    figures.add(
        Figure.of(
            words.text("figure.expected_orders.label"),
            words.count(Math.round(orders)),
            words.text(
                "figure.expected_orders.meaning",
                words.count(base.count(CustomerBaseValueTable.HORIZON_DAYS))),
            source(CustomerBaseValueTable.EXPECTED_ORDERS)));
    return figures;
  }

  /** What the model's count is of, and how many of it the data say nothing of. */
  private static String alive(Words words, Line base, long customers) {
    long byDefinition = base.count(CustomerBaseValueTable.CUSTOMERS_ALIVE_BY_DEFINITION);
    String meaning = words.text("figure.alive.meaning", words.count(customers));
    return byDefinition == 0
        ? meaning
        : meaning + " " + words.counted("figure.alive.by_definition", byDefinition);
  }

  private static Optional<Double> topTenth(List<Line> bins) {
    return Shares.of(
        value(
            bins.stream()
                .filter(
                    line ->
                        line.optionalCount(CustomerLifetimeValueTable.VALUE_DECILE)
                            .filter(decile -> decile == 1)
                            .isPresent())
                .toList()),
        value(bins));
  }

  private static BigDecimal value(List<Line> bins) {
    return bins.stream()
        .flatMap(line -> line.amount(CustomerLifetimeValueTable.PREDICTED_VALUE).stream())
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  /** Customers and value of one bin. */
  private record Bin(long customers, BigDecimal value) {
    Bin and(Bin other) {
      return new Bin(customers + other.customers, value.add(other.value));
    }
  }

  private static Chart chart(Words words, Line base, List<Line> lines) {
    Map<Double, Bin> found = new TreeMap<>();
    for (Line line : lines) {
      found.merge(
          line.rate(LOWER_EDGE).orElseThrow(),
          new Bin(
              line.count(CUSTOMERS),
              line.amount(CustomerLifetimeValueTable.PREDICTED_VALUE).orElse(BigDecimal.ZERO)),
          Bin::and);
    }
    List<Double> edges = new ArrayList<>(found.keySet());
    Map<Double, Bin> bins = new TreeMap<>();
    for (double edge = edges.get(0); edge <= edges.get(edges.size() - 1); edge = nextEdge(edge)) {
      bins.put(edge, found.getOrDefault(edge, new Bin(0, BigDecimal.ZERO)));
    }
    List<String> names = bins.keySet().stream().map(edge -> name(words, edge)).toList();
    List<List<Cell>> rows = new ArrayList<>();
    int place = 0;
    for (Bin bin : bins.values()) {
      rows.add(
          List.of(
              Cell.of(names.get(place++)),
              Cell.of(words.count(bin.customers()), bin.customers()),
              Cell.of(words.money(bin.value()), bin.value())));
    }
    String days = words.count(base.count(CustomerBaseValueTable.HORIZON_DAYS));
    String title = words.text("section.value.distribution_title", days);
    return new Chart(
        "value-distribution",
        title,
        words.text("section.value.distribution_summary", days),
        Chart.Unit.COUNT,
        words.text("section.value.axis", words.currency()),
        names,
        List.of(
            new Chart.Series(
                words.text("column.customers"),
                Chart.Style.BAR,
                bins.values().stream().map(bin -> Optional.of((double) bin.customers())).toList())),
        Optional.empty(),
        DataTable.of(
            "value-distribution-table",
            title,
            List.of(
                Header.text(
                    words.text("column.value_from_to"),
                    new Source(
                        CustomerLifetimeValueTable.CONTRACT,
                        CustomerLifetimeValueTable.PREDICTED_VALUE)),
                Header.number(words.text("column.customers")),
                Header.number(words.text("column.value_together"))),
            rows));
  }

  /** From 0 to 1, and on through 1, 2, 5, 10, 20, 50 and so on. */
  private static double nextEdge(double edge) {
    if (edge < 0) {
      return 0;
    }
    if (edge < 1) {
      return 1;
    }
    double power = Math.pow(10, Math.floor(Math.log10(edge)));
    double lead = Math.rint(edge / power);
    return lead < 2 ? 2 * power : lead < 5 ? 5 * power : 10 * power;
  }

  private static String name(Words words, double edge) {
    return edge < 0
        ? words.text("section.value.below_zero")
        : words.count((long) edge) + "–" + words.count((long) nextEdge(edge));
  }

  private static Source source(String column) {
    return new Source(CustomerBaseValueTable.CONTRACT, column);
  }
}
