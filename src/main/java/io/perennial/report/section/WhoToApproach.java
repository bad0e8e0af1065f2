package io.perennial.report.section;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import io.perennial.report.Advice;
import io.perennial.report.Answers;
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
import io.perennial.table.output.CustomerChurnTable;
import io.perennial.table.output.PurchaseSummaryTable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Whose leaving would cost most: customers at risk by their RFM segment, and one by one only where
 * the reader asked for it.
 */
public final class WhoToApproach implements Section {
  private static final String CUSTOMERS = "customers";
  private static final String NO_SEGMENT = "none";
  private static final int SEGMENTS = 20;

  private static final Comparator<Line> DEAREST_FIRST =
      Comparator.comparing(
              (Line line) ->
                  line.amount(CustomerChurnTable.REVENUE_AT_RISK).orElse(BigDecimal.ZERO))
          .reversed()
          .thenComparing(line -> line.text(PurchaseSummaryTable.RFM_SEGMENT));

  /** Customers at risk by RFM segment. */
  static final Question GROUPS =
      new Question(
          "customers at risk by segment",
          List.of(CustomerChurnTable.CONTRACT, PurchaseSummaryTable.CONTRACT),
          sources ->
              sources
                  .of(CustomerChurnTable.CONTRACT)
                  .filter(col(CustomerChurnTable.CHURN_STATUS).equalTo(CustomerChurnTable.AT_RISK))
                  .select(
                      CustomerChurnTable.CUSTOMER_ID,
                      CustomerChurnTable.REVENUE_AT_RISK,
                      CustomerChurnTable.DAYS_SINCE_LAST_ORDER)
                  .join(
                      sources
                          .of(PurchaseSummaryTable.CONTRACT)
                          .select(
                              PurchaseSummaryTable.CUSTOMER_ID, PurchaseSummaryTable.RFM_SEGMENT),
                      CustomerChurnTable.CUSTOMER_ID)
                  .groupBy(
                      coalesce(col(PurchaseSummaryTable.RFM_SEGMENT), lit(NO_SEGMENT))
                          .as(PurchaseSummaryTable.RFM_SEGMENT))
                  .agg(
                      count(lit(1)).as(CUSTOMERS),
                      sum(CustomerChurnTable.REVENUE_AT_RISK)
                          .as(CustomerChurnTable.REVENUE_AT_RISK),
                      avg(CustomerChurnTable.DAYS_SINCE_LAST_ORDER)
                          .as(CustomerChurnTable.DAYS_SINCE_LAST_ORDER))
                  .orderBy(PurchaseSummaryTable.RFM_SEGMENT),
          SEGMENTS);

  /** The customers whose revenue is most at risk, by name; asked only where the reader wants it. */
  static Question dearest(int number) {
    return Question.of(
        "customers at risk",
        CustomerChurnTable.CONTRACT,
        rows ->
            rows.filter(col(CustomerChurnTable.REVENUE_AT_RISK).gt(0))
                .orderBy(
                    col(CustomerChurnTable.REVENUE_AT_RISK).desc(),
                    col(CustomerChurnTable.CUSTOMER_ID))
                .limit(number),
        number);
  }

  @Override
  public String key() {
    return "approach";
  }

  @Override
  public List<TableContract> needs() {
    return List.of(CustomerChurnTable.CONTRACT);
  }

  @Override
  public List<Question> questions(ReportSettings settings) {
    List<Question> questions = new ArrayList<>(List.of(HeadlineFigures.STATUSES, GROUPS));
    settings.customersListed().map(WhoToApproach::dearest).ifPresent(questions::add);
    return questions;
  }

  @Override
  public Optional<Content> content(Material material) {
    Words words = material.words();
    List<Line> statuses = material.answers().of(HeadlineFigures.STATUSES);
    if (statuses.isEmpty()) {
      return Optional.empty();
    }
    List<Line> groups = material.answers().of(GROUPS).stream().sorted(DEAREST_FIRST).toList();
    Optional<Line> atRisk = atRisk(material.answers());
    List<Block> blocks = new ArrayList<>();
    Optional<String> reason =
        atRisk.map(
            line ->
                words.counted(
                    "section.approach.message",
                    line.count(CUSTOMERS),
                    words.money(
                        line.amount(CustomerChurnTable.REVENUE_AT_RISK).orElse(BigDecimal.ZERO))));
    Optional<String> dearest =
        groups.stream()
            .findFirst()
            .map(
                line ->
                    words.text(
                        "section.approach.first",
                        group(words, line),
                        words.count(line.count(CUSTOMERS)),
                        words.money(
                            line.amount(CustomerChurnTable.REVENUE_AT_RISK)
                                .orElse(BigDecimal.ZERO))));
    String message =
        reason
            .map(text -> text + dearest.map(more -> " " + more).orElse(""))
            .orElseGet(() -> words.text("section.approach.nobody"));
    blocks.add(Paragraph.message(message));
    if (!groups.isEmpty()) {
      blocks.add(chart(words, groups));
    }
    blocks.add(statusTable(words, statuses));
    blocks.add(Paragraph.note(statusNote(words, statuses)));
    blocks.add(people(material));
    return Optional.of(
        new Content(
            blocks,
            reason.map(
                text ->
                    new Advice(
                        10,
                        groups.stream()
                            .findFirst()
                            .map(line -> words.text("advice.approach_group", group(words, line)))
                            .orElseGet(() -> words.text("advice.approach")),
                        message))));
  }

  /** The customers at risk, together; empty where nobody is. */
  static Optional<Line> atRisk(Answers answers) {
    return answers.of(HeadlineFigures.STATUSES).stream()
        .filter(
            line -> line.text(CustomerChurnTable.CHURN_STATUS).equals(CustomerChurnTable.AT_RISK))
        .findFirst();
  }

  private static Chart chart(Words words, List<Line> groups) {
    List<String> names = groups.stream().map(line -> group(words, line)).toList();
    String title = words.text("section.approach.groups_title");
    List<List<Cell>> rows =
        groups.stream()
            .map(
                line ->
                    List.of(
                        Cell.of(group(words, line)),
                        Cell.of(line.optionalCount(CUSTOMERS), words::count),
                        Cell.of(line.amount(CustomerChurnTable.REVENUE_AT_RISK), words::money),
                        Cell.of(
                            Shares.each(
                                line.amount(CustomerChurnTable.REVENUE_AT_RISK),
                                line.count(CUSTOMERS)),
                            words::money),
                        Cell.of(
                            line.rate(CustomerChurnTable.DAYS_SINCE_LAST_ORDER),
                            days -> words.count(Math.round(days)))))
            .toList();
    return new Chart(
        "revenue-at-risk",
        title,
        words.text("section.approach.groups_summary"),
        Chart.Unit.MONEY,
        words.text("column.group"),
        names,
        List.of(
            new Chart.Series(
                words.text("column.revenue_at_risk"),
                Chart.Style.RANKED,
                groups.stream()
                    .map(
                        line ->
                            line.amount(CustomerChurnTable.REVENUE_AT_RISK)
                                .map(BigDecimal::doubleValue))
                    .toList())),
        Optional.empty(),
        DataTable.of(
            "revenue-at-risk-table",
            title,
            List.of(
                Header.text(
                    words.text("column.group"),
                    new Source(PurchaseSummaryTable.CONTRACT, PurchaseSummaryTable.RFM_SEGMENT)),
                Header.number(words.text("column.customers")),
                ofChurn(words, "column.revenue_at_risk", CustomerChurnTable.REVENUE_AT_RISK),
                Header.number(words.text("column.per_customer")),
                ofChurn(
                    words, "column.mean_days_silent", CustomerChurnTable.DAYS_SINCE_LAST_ORDER)),
            rows));
  }

  private static DataTable statusTable(Words words, List<Line> statuses) {
    long all = statuses.stream().mapToLong(line -> line.count(CUSTOMERS)).sum();
    List<List<Cell>> rows =
        statuses.stream()
            .map(
                line ->
                    List.of(
                        Cell.of(words.label("status", line.text(CustomerChurnTable.CHURN_STATUS))),
                        Cell.of(line.optionalCount(CUSTOMERS), words::count),
                        Cell.of(Shares.of(line.count(CUSTOMERS), all), words::percent),
                        Cell.of(
                            line.amount(CustomerChurnTable.REVENUE_LAST_365_DAYS), words::money)))
            .toList();
    return DataTable.of(
        "churn-status",
        words.text("section.approach.status_title"),
        List.of(
            Header.text(
                words.text("column.status"),
                new Source(CustomerChurnTable.CONTRACT, CustomerChurnTable.CHURN_STATUS)),
            Header.number(words.text("column.customers")),
            Header.number(words.text("column.share")),
            ofChurn(
                words, "column.revenue_last_365_days", CustomerChurnTable.REVENUE_LAST_365_DAYS)),
        rows);
  }

  /** What the statuses count, so that other counts of customers are not taken for theirs. */
  private static String statusNote(Words words, List<Line> statuses) {
    long gone =
        statuses.stream()
            .filter(
                line ->
                    line.text(CustomerChurnTable.CHURN_STATUS).equals(CustomerChurnTable.CHURNED))
            .mapToLong(line -> line.count(CUSTOMERS))
            .sum();
    long all = statuses.stream().mapToLong(line -> line.count(CUSTOMERS)).sum();
    return words.text(
        "section.approach.status_note",
        words.count(all - gone),
        words.count(statuses.get(0).count(CustomerChurnTable.CHURN_WINDOW_DAYS)),
        words.count(gone),
        words.count(all));
  }

  private static Block people(Material material) {
    Words words = material.words();
    Optional<Integer> number = material.settings().customersListed();
    if (number.isEmpty()) {
      return Paragraph.note(words.text("section.approach.no_ids"));
    }
    List<List<Cell>> rows =
        material.answers().of(dearest(number.get())).stream()
            .map(
                line ->
                    List.of(
                        Cell.of(line.text(CustomerChurnTable.CUSTOMER_ID)),
                        Cell.of(line.amount(CustomerChurnTable.REVENUE_AT_RISK), words::money),
                        Cell.of(
                            line.optionalCount(CustomerChurnTable.DAYS_SINCE_LAST_ORDER),
                            words::count),
                        Cell.of(
                            line.rate(CustomerChurnTable.TYPICAL_GAP_DAYS),
                            days -> words.number(days, 1)),
                        Cell.of(line.rate(CustomerChurnTable.PROBABILITY_ALIVE), words::percent)))
            .toList();
    return DataTable.of(
        "customers-to-approach",
        words.text("section.approach.customers_title", words.count(rows.size())),
        List.of(
            Header.text(
                words.text("column.customer"),
                new Source(CustomerChurnTable.CONTRACT, CustomerChurnTable.CUSTOMER_ID)),
            ofChurn(words, "column.revenue_at_risk", CustomerChurnTable.REVENUE_AT_RISK),
            ofChurn(words, "column.days_silent", CustomerChurnTable.DAYS_SINCE_LAST_ORDER),
            ofChurn(words, "column.typical_gap", CustomerChurnTable.TYPICAL_GAP_DAYS),
            ofChurn(words, "column.probability_alive", CustomerChurnTable.PROBABILITY_ALIVE)),
        rows);
  }

  private static String group(Words words, Line line) {
    return words.label("rfm", line.text(PurchaseSummaryTable.RFM_SEGMENT));
  }

  private static Header ofChurn(Words words, String title, String column) {
    return Header.number(words.text(title), new Source(CustomerChurnTable.CONTRACT, column));
  }
}
