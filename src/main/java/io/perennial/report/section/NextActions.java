package io.perennial.report.section;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.perennial.report.Advice;
import io.perennial.report.Block;
import io.perennial.report.Cell;
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
import io.perennial.table.output.RetentionActionsTable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The next thing to do about customers: how many, and how much hangs on them; one by one with the
 * evidence only where the reader asked for it.
 */
public final class NextActions implements Section {
  private static final String CUSTOMERS = "customers";
  private static final String WITHIN_BUDGET = "within_budget";
  private static final int ACTIONS = 10;

  /**
   * What may still be lost first, the most of it first; then who is thanked and who is left alone,
   * of whom nothing says that they are leaving.
   */
  private static final Comparator<Line> MOST_PRESSING_FIRST =
      Comparator.comparing((Line line) -> !isPressing(line))
          .thenComparing(
              (Line line) ->
                  line.amount(RetentionActionsTable.VALUE_AT_STAKE).orElse(BigDecimal.ZERO),
              Comparator.reverseOrder())
          .thenComparing(line -> line.text(RetentionActionsTable.ACTION));

  /** Customers and value by action. */
  static final Question BY_ACTION =
      Question.of(
          "actions",
          RetentionActionsTable.CONTRACT,
          rows ->
              rows.groupBy(RetentionActionsTable.ACTION)
                  .agg(
                      count(lit(1)).as(CUSTOMERS),
                      count(when(col(RetentionActionsTable.IS_WITHIN_BUDGET), 1)).as(WITHIN_BUDGET),
                      sum(RetentionActionsTable.VALUE_AT_STAKE)
                          .as(RetentionActionsTable.VALUE_AT_STAKE))
                  .orderBy(RetentionActionsTable.ACTION),
          ACTIONS);

  /** The customers on whom most hangs; asked only where the reader wants them named. */
  static Question first(int number) {
    return Question.of(
        "first actions",
        RetentionActionsTable.CONTRACT,
        rows ->
            rows.filter(col(RetentionActionsTable.PRIORITY_RANK).isNotNull())
                .orderBy(
                    col(RetentionActionsTable.PRIORITY_RANK),
                    col(RetentionActionsTable.CUSTOMER_ID))
                .limit(number),
        number);
  }

  @Override
  public String key() {
    return "actions";
  }

  @Override
  public List<TableContract> needs() {
    return List.of(RetentionActionsTable.CONTRACT);
  }

  @Override
  public List<Question> questions(ReportSettings settings) {
    List<Question> questions = new ArrayList<>();
    questions.add(BY_ACTION);
    questions.add(HeadlineFigures.STATUSES);
    settings.customersListed().ifPresent(number -> questions.add(first(number)));
    return questions;
  }

  @Override
  public Optional<Content> content(Material material) {
    List<Line> actions =
        material.answers().of(BY_ACTION).stream().sorted(MOST_PRESSING_FIRST).toList();
    return actions.stream()
        .filter(
            line ->
                line.amount(RetentionActionsTable.VALUE_AT_STAKE)
                    .filter(value -> value.signum() > 0)
                    .isPresent())
        .findFirst()
        .map(largest -> content(material, largest, actions));
  }

  private static Content content(Material material, Line action, List<Line> actions) {
    Words words = material.words();
    String name = words.label("action", action.text(RetentionActionsTable.ACTION));
    String message =
        words.text(
            "section.actions.message",
            name,
            words.count(action.count(CUSTOMERS)),
            words.money(action.amount(RetentionActionsTable.VALUE_AT_STAKE).orElseThrow()));
    List<Block> blocks = new ArrayList<>();
    blocks.add(Paragraph.message(message + thanks(words, action, actions)));
    blocks.add(table(words, actions));
    blocks.add(Paragraph.note(words.text("section.actions.note")));
    people(material).ifPresent(blocks::add);
    // Where customers are at risk the report already says to approach them, who are most of those
    // that an action is for: it names one thing to begin with, not two.
    return new Content(
        blocks,
        WhoToApproach.atRisk(material.answers()).isPresent()
            ? Optional.empty()
            : Optional.of(new Advice(15, words.text("advice.action", name), message)));
  }

  private static boolean isPressing(Line line) {
    String action = line.text(RetentionActionsTable.ACTION);
    return !action.equals(RetentionActionsTable.THANK)
        && !action.equals(RetentionActionsTable.LEAVE_ALONE);
  }

  /** How much hangs on those who are only thanked, where the message is of another action. */
  private static String thanks(Words words, Line told, List<Line> actions) {
    return actions.stream()
        .filter(
            line ->
                line != told
                    && line.text(RetentionActionsTable.ACTION).equals(RetentionActionsTable.THANK))
        .findFirst()
        .map(
            line ->
                " "
                    + words.counted(
                        "section.actions.thanks",
                        line.count(CUSTOMERS),
                        words.label("action", RetentionActionsTable.THANK),
                        words.money(
                            line.amount(RetentionActionsTable.VALUE_AT_STAKE)
                                .orElse(BigDecimal.ZERO))))
        .orElse("");
  }

  /** Whether the budget leaves something undone; without one every action is within it. */
  private static boolean isShort(List<Line> actions) {
    return actions.stream()
        .anyMatch(
            line ->
                !line.text(RetentionActionsTable.ACTION).equals(RetentionActionsTable.LEAVE_ALONE)
                    && line.count(WITHIN_BUDGET) < line.count(CUSTOMERS));
  }

  private static DataTable table(Words words, List<Line> actions) {
    boolean showsBudget = isShort(actions);
    List<Header> headers = new ArrayList<>();
    headers.add(
        Header.text(
            words.text("column.action"),
            new Source(RetentionActionsTable.CONTRACT, RetentionActionsTable.ACTION)));
    headers.add(Header.number(words.text("column.customers")));
    headers.add(header(words, "column.value_at_stake", RetentionActionsTable.VALUE_AT_STAKE));
    if (showsBudget) {
      headers.add(header(words, "column.within_budget", RetentionActionsTable.IS_WITHIN_BUDGET));
    }
    List<List<Cell>> rows = new ArrayList<>();
    for (Line line : actions) {
      List<Cell> row = new ArrayList<>();
      row.add(Cell.of(words.label("action", line.text(RetentionActionsTable.ACTION))));
      row.add(Cell.of(line.optionalCount(CUSTOMERS), words::count));
      row.add(Cell.of(line.amount(RetentionActionsTable.VALUE_AT_STAKE), words::money));
      if (showsBudget) {
        row.add(Cell.of(line.optionalCount(WITHIN_BUDGET), words::count));
      }
      rows.add(row);
    }
    return DataTable.of("actions-table", words.text("section.actions.table_title"), headers, rows);
  }

  private static Optional<Block> people(Material material) {
    Words words = material.words();
    return material
        .settings()
        .customersListed()
        .map(
            number -> {
              List<List<Cell>> rows =
                  material.answers().of(first(number)).stream()
                      .map(
                          line ->
                              List.of(
                                  Cell.of(line.text(RetentionActionsTable.CUSTOMER_ID)),
                                  Cell.of(
                                      words.label(
                                          "action", line.text(RetentionActionsTable.ACTION))),
                                  Cell.of(
                                      line.amount(RetentionActionsTable.VALUE_AT_STAKE),
                                      words::money),
                                  Cell.of(line.text(RetentionActionsTable.EVIDENCE))))
                      .toList();
              return DataTable.of(
                  "first-actions",
                  words.text("section.actions.people_title"),
                  List.of(
                      Header.text(
                          words.text("column.customer"),
                          new Source(
                              RetentionActionsTable.CONTRACT, RetentionActionsTable.CUSTOMER_ID)),
                      Header.text(words.text("column.action")),
                      header(words, "column.value_at_stake", RetentionActionsTable.VALUE_AT_STAKE),
                      Header.text(
                          words.text("column.evidence"),
                          new Source(
                              RetentionActionsTable.CONTRACT, RetentionActionsTable.EVIDENCE))),
                  rows);
            });
  }

  private static Header header(Words words, String title, String column) {
    return Header.number(words.text(title), new Source(RetentionActionsTable.CONTRACT, column));
  }
}
