package io.perennial.report.section;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.sum;

import io.perennial.report.Answers;
import io.perennial.report.Content;
import io.perennial.report.Figure;
import io.perennial.report.Figure.Tone;
import io.perennial.report.Figures;
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
import io.perennial.table.output.CustomerBaseValueTable;
import io.perennial.table.output.CustomerChurnTable;
import io.perennial.table.output.RetentionByPeriodTable;
import io.perennial.table.output.RevenueConcentrationSummaryTable;
import io.perennial.table.output.RevenueConcentrationTable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The figures a manager asks for first, with their change against the period before. */
public final class HeadlineFigures implements Section {
  /** Customers and revenue by churn status; three rows. */
  static final Question STATUSES =
      Question.of(
          "churn statuses",
          CustomerChurnTable.CONTRACT,
          rows ->
              rows.groupBy(CustomerChurnTable.CHURN_STATUS)
                  .agg(
                      count(lit(1)).as("customers"),
                      sum(CustomerChurnTable.REVENUE_LAST_365_DAYS)
                          .as(CustomerChurnTable.REVENUE_LAST_365_DAYS),
                      sum(CustomerChurnTable.REVENUE_AT_RISK)
                          .as(CustomerChurnTable.REVENUE_AT_RISK),
                      max(CustomerChurnTable.CHURN_WINDOW_DAYS)
                          .as(CustomerChurnTable.CHURN_WINDOW_DAYS))
                  .orderBy(col(CustomerChurnTable.CHURN_STATUS)),
          10);

  @Override
  public String key() {
    return "headlines";
  }

  @Override
  public List<TableContract> needs() {
    return List.of(RetentionByPeriodTable.CONTRACT);
  }

  @Override
  public List<Question> questions(ReportSettings settings) {
    return List.of(RetentionPeriods.QUESTION, STATUSES, CustomerValue.EQUITY, RevenueCurve.SCOPES);
  }

  @Override
  public Optional<Content> content(Material material) {
    return RetentionPeriods.forHeadlines(material.answers())
        .map(granularity -> content(material, granularity));
  }

  private static Content content(Material material, Granularity granularity) {
    Answers answers = material.answers();
    Words words = material.words();
    List<Line> periods = RetentionPeriods.of(answers, granularity);
    List<Line> complete = RetentionPeriods.complete(periods);
    boolean isOver = !complete.isEmpty();
    Line now = isOver ? complete.get(complete.size() - 1) : periods.get(periods.size() - 1);
    Optional<Line> before =
        complete.size() > 1 ? Optional.of(complete.get(complete.size() - 2)) : Optional.empty();
    Comparison comparison = new Comparison(words, granularity, now, before);
    List<Figure> figures = new ArrayList<>();
    figures.add(comparison.retention());
    figures.add(comparison.revenue());
    figures.add(comparison.customers());
    figures.add(comparison.newCustomers());
    comparison.orderValue().ifPresent(figures::add);
    comparison.repeatPurchases().ifPresent(figures::add);
    atRisk(answers, words).ifPresent(figures::add);
    equity(answers, words).ifPresent(figures::add);
    topShare(material).ifPresent(figures::add);
    String name = comparison.name(now);
    String scope =
        !isOver
            ? words.text("section.headlines.not_over", name, words.date(material.run().asOf()))
            : before
                .map(line -> words.text("section.headlines.compared", name, comparison.name(line)))
                .orElseGet(() -> words.text("section.headlines.alone", name));
    return Content.of(List.of(Paragraph.message(scope), new Figures(figures)));
  }

  private static Optional<Figure> atRisk(Answers answers, Words words) {
    List<Line> statuses = answers.of(STATUSES);
    if (statuses.isEmpty()) {
      return Optional.empty();
    }
    BigDecimal whole =
        statuses.stream()
            .flatMap(line -> line.amount(CustomerChurnTable.REVENUE_LAST_365_DAYS).stream())
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    Optional<Line> atRisk = WhoToApproach.atRisk(answers);
    long customers = atRisk.map(line -> line.count("customers")).orElse(0L);
    BigDecimal revenue =
        atRisk
            .flatMap(line -> line.amount(CustomerChurnTable.REVENUE_AT_RISK))
            .orElse(BigDecimal.ZERO);
    String meaning =
        Shares.of(revenue, whole)
            .map(share -> words.counted("figure.at_risk.meaning", customers, words.percent(share)))
            .orElseGet(() -> words.counted("figure.at_risk.meaning_without_share", customers));
    return Optional.of(
        Figure.of(
            words.text("figure.at_risk.label"),
            words.money(revenue),
            meaning,
            new Source(CustomerChurnTable.CONTRACT, CustomerChurnTable.REVENUE_AT_RISK)));
  }

  private static Optional<Figure> equity(Answers answers, Words words) {
    return CustomerValue.ofEverybody(answers)
        .filter(line -> line.has(CustomerBaseValueTable.CUSTOMER_EQUITY))
        .map(
            line ->
                Figure.of(
                    words.text("figure.equity.label"),
                    words.money(line.amount(CustomerBaseValueTable.CUSTOMER_EQUITY).orElseThrow()),
                    CustomerValue.equitySentence(line, words),
                    new Source(
                        CustomerBaseValueTable.CONTRACT, CustomerBaseValueTable.CUSTOMER_EQUITY)));
  }

  /**
   * The share of the largest fifth in the last calendar year that is over, against the one before.
   */
  private static Optional<Figure> topShare(Material material) {
    Answers answers = material.answers();
    Words words = material.words();
    int year = RevenueCurve.lastYearThatIsOver(material.run().asOf());
    Optional<Double> before = topShare(answers, year - 1);
    return topShare(answers, year)
        .map(
            share ->
                new Figure(
                    words.text("figure.top.label"),
                    words.percent(share),
                    before.map(earlier -> words.points(share - earlier)),
                    Tone.NEUTRAL,
                    words.text("figure.top.meaning", Integer.toString(year)),
                    new Source(
                        RevenueConcentrationSummaryTable.CONTRACT,
                        RevenueConcentrationSummaryTable.TOP_20_PERCENT_REVENUE_SHARE)));
  }

  private static Optional<Double> topShare(Answers answers, int year) {
    return answers.of(RevenueCurve.SCOPES).stream()
        .filter(
            line ->
                line.text(RevenueConcentrationSummaryTable.SCOPE)
                    .equals(RevenueConcentrationTable.YEAR + year))
        .findFirst()
        .flatMap(line -> line.rate(RevenueConcentrationSummaryTable.TOP_20_PERCENT_REVENUE_SHARE));
  }

  /** A period's figures against those of the period before. */
  private record Comparison(Words words, Granularity granularity, Line now, Optional<Line> before) {

    String name(Line period) {
      return words.period(granularity.label(), period.date(RetentionByPeriodTable.PERIOD_START));
    }

    Figure retention() {
      String column = RetentionByPeriodTable.RETENTION_RATE;
      Optional<Double> rate = now.rate(column);
      if (rate.isEmpty()) {
        return Figure.of(
            words.text("figure.retention.label"),
            words.text("figure.none"),
            words.text("figure.retention.meaning_none"),
            source(column));
      }
      Optional<Double> change =
          before.flatMap(line -> line.rate(column)).map(earlier -> rate.get() - earlier);
      return new Figure(
          words.text("figure.retention.label"),
          words.percent(rate.get()),
          change.map(words::points),
          change.map(Tone::ofGrowth).orElse(Tone.NEUTRAL),
          words.text(
              "figure.retention.meaning",
              words.count(now.count(RetentionByPeriodTable.CUSTOMERS_AT_START)),
              words.count(now.count(RetentionByPeriodTable.RETAINED_CUSTOMERS)),
              words.count(now.count(RetentionByPeriodTable.LOST_CUSTOMERS)),
              words.percent(1 - rate.get())),
          source(column));
    }

    Figure revenue() {
      String column = RetentionByPeriodTable.NET_REVENUE;
      BigDecimal revenue = now.amount(column).orElse(BigDecimal.ZERO);
      return new Figure(
          words.text("figure.revenue.label"),
          words.money(revenue),
          growth(column).map(words::change),
          growth(column).map(Tone::ofGrowth).orElse(Tone.NEUTRAL),
          words.counted(
              "figure.revenue.meaning",
              now.count(RetentionByPeriodTable.ACTIVE_CUSTOMERS),
              words.count(now.count(RetentionByPeriodTable.ORDERS))),
          source(column));
    }

    Figure customers() {
      String column = RetentionByPeriodTable.CUSTOMERS_AT_END;
      Optional<Double> growth =
          Shares.change(
              BigDecimal.valueOf(now.count(RetentionByPeriodTable.CUSTOMERS_AT_START)),
              BigDecimal.valueOf(now.count(column)));
      return new Figure(
          words.text("figure.customers.label"),
          words.count(now.count(column)),
          growth.map(words::change),
          growth.map(Tone::ofGrowth).orElse(Tone.NEUTRAL),
          words.text(
              "figure.customers.meaning",
              words.count(now.count(RetentionByPeriodTable.ACTIVITY_WINDOW_DAYS))),
          source(column));
    }

    Figure newCustomers() {
      String column = RetentionByPeriodTable.ACQUIRED_CUSTOMERS;
      return new Figure(
          words.text("figure.new_customers.label"),
          words.count(now.count(column)),
          growth(column).map(words::change),
          growth(column).map(Tone::ofGrowth).orElse(Tone.NEUTRAL),
          words.counted(
              "figure.new_customers.meaning",
              now.count(RetentionByPeriodTable.REACTIVATED_CUSTOMERS)),
          source(column));
    }

    Optional<Figure> orderValue() {
      String column = RetentionByPeriodTable.AVERAGE_ORDER_VALUE;
      return now.amount(column)
          .map(
              value ->
                  new Figure(
                      words.text("figure.order_value.label"),
                      words.money(value),
                      growth(column).map(words::change),
                      growth(column).map(Tone::ofGrowth).orElse(Tone.NEUTRAL),
                      now.rate(RetentionByPeriodTable.PURCHASE_FREQUENCY)
                          .map(
                              frequency ->
                                  words.text(
                                      "figure.order_value.meaning", words.number(frequency, 1)))
                          .orElse(""),
                      source(column)));
    }

    Optional<Figure> repeatPurchases() {
      String column = RetentionByPeriodTable.REPEAT_PURCHASE_RATE;
      return now.rate(column)
          .map(
              rate -> {
                Optional<Double> change =
                    before.flatMap(line -> line.rate(column)).map(earlier -> rate - earlier);
                return new Figure(
                    words.text("figure.repeat.label"),
                    words.percent(rate),
                    change.map(words::points),
                    change.map(Tone::ofGrowth).orElse(Tone.NEUTRAL),
                    words.text("figure.repeat.meaning"),
                    source(column));
              });
    }

    private Optional<Double> growth(String column) {
      return before
          .flatMap(line -> number(line, column))
          .flatMap(earlier -> number(now, column).flatMap(later -> Shares.change(earlier, later)));
    }

    private static Optional<BigDecimal> number(Line line, String column) {
      return line.rate(column).map(any -> new BigDecimal(line.values().get(column).toString()));
    }

    private static Source source(String column) {
      return new Source(RetentionByPeriodTable.CONTRACT, column);
    }
  }
}
