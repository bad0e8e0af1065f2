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

  private static final Comparator<Line> MOST_FIRST =
      Comparator.comparing(
              (Line line) ->
                  line.amount(RetentionActionsTable.VALUE_AT_STAKE).orElse(BigDecimal.ZERO))
          .reversed()
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
    settings.customersListed().ifPresent(number -> questions.add(first(number)));
    return questions;
  }

  @Override
  public Optional<Content> content(Material material) {
    List<Line> actions = material.answers().of(BY_ACTION).stream().sorted(MOST_FIRST).toList();
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
    blocks.add(Paragraph.message(message));
    blocks.add(table(words, actions));
    blocks.add(Paragraph.note(words.text("section.actions.note")));
    people(material).ifPresent(blocks::add);
    return new Content(
        blocks, Optional.of(new Advice(15, words.text("advice.action", name), message)));
  }

  private static DataTable table(Words words, List<Line> actions) {
    List<List<Cell>> rows =
        actions.stream()
            .map(
                line ->
                    List.of(
                        Cell.of(words.label("action", line.text(RetentionActionsTable.ACTION))),
                        Cell.of(line.optionalCount(CUSTOMERS), words::count),
                        Cell.of(line.amount(RetentionActionsTable.VALUE_AT_STAKE), words::money),
                        Cell.of(line.optionalCount(WITHIN_BUDGET), words::count)))
            .toList();
    return DataTable.of(
        "actions-table",
        words.text("section.actions.table_title"),
        List.of(
            Header.text(
                words.text("column.action"),
                new Source(RetentionActionsTable.CONTRACT, RetentionActionsTable.ACTION)),
            Header.number(words.text("column.customers")),
            header(words, "column.value_at_stake", RetentionActionsTable.VALUE_AT_STAKE),
            header(words, "column.within_budget", RetentionActionsTable.IS_WITHIN_BUDGET)),
        rows);
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
