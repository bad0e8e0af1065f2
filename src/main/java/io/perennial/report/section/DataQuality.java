package io.perennial.report.section;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.sum;

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
import io.perennial.table.input.InputCatalog;
import io.perennial.table.output.InputReconciliationTable;
import io.perennial.table.output.RejectedRowsTable;
import io.perennial.table.output.RevenueReconciliationTable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How much of what was read is in the figures, and why the rest is not. */
public final class DataQuality implements Section {
  private static final int REASONS = 200;

  /** The number of lines of the account of revenue, with room for more. */
  private static final int ACCOUNT_LINES = 50;

  /** A share of unusable rows from which on the source is worth repairing. */
  private static final double NOTABLE_SHARE = 0.005;

  private static final List<String> COUNTS =
      List.of(
          InputReconciliationTable.ROWS_READ,
          InputReconciliationTable.ROWS_ACCEPTED,
          InputReconciliationTable.ROWS_REJECTED,
          InputReconciliationTable.ROWS_EXCLUDED,
          InputReconciliationTable.ROWS_ANONYMOUS);

  /** What stands before a column's name in a reason code. */
  private static final List<String> PREFIXES =
      List.of("unreadable_", "missing_", "negative_", "non_positive_");

  /** The rows of each input table over its currencies. */
  static final Question INPUTS =
      Question.of(
          "rows of the inputs",
          InputReconciliationTable.CONTRACT,
          rows ->
              rows.groupBy(InputReconciliationTable.INPUT_TABLE)
                  .agg(
                      sum(COUNTS.get(0)).as(COUNTS.get(0)),
                      COUNTS.stream()
                          .skip(1)
                          .map(count -> sum(count).as(count))
                          .toArray(org.apache.spark.sql.Column[]::new))
                  .orderBy(InputReconciliationTable.INPUT_TABLE),
          InputCatalog.ALL.size());

  /** The reasons for which rows were rejected; the rows themselves are never asked for. */
  static final Question REJECTIONS =
      Question.of(
          "rejected rows by reason",
          RejectedRowsTable.CONTRACT,
          rows ->
              rows.groupBy(RejectedRowsTable.INPUT_TABLE, RejectedRowsTable.REASON_CODE)
                  .agg(sum(RejectedRowsTable.OCCURRENCES).as(RejectedRowsTable.OCCURRENCES))
                  .orderBy(
                      col(RejectedRowsTable.OCCURRENCES).desc(),
                      col(RejectedRowsTable.INPUT_TABLE),
                      col(RejectedRowsTable.REASON_CODE)),
          REASONS);

  static final Question ACCOUNT =
      Question.of(
          "account of revenue",
          RevenueReconciliationTable.CONTRACT,
          rows -> rows.orderBy(RevenueReconciliationTable.LINE_NUMBER),
          ACCOUNT_LINES);

  @Override
  public String key() {
    return "quality";
  }

  @Override
  public List<TableContract> needs() {
    return List.of(InputReconciliationTable.CONTRACT);
  }

  @Override
  public List<Question> questions(ReportSettings settings) {
    return List.of(INPUTS, REJECTIONS, ACCOUNT);
  }

  @Override
  public Optional<Content> content(Material material) {
    Words words = material.words();
    List<Line> inputs = material.answers().of(INPUTS);
    if (inputs.isEmpty()) {
      return Optional.empty();
    }
    long read = total(inputs, InputReconciliationTable.ROWS_READ);
    long accepted = total(inputs, InputReconciliationTable.ROWS_ACCEPTED);
    long rejected = total(inputs, InputReconciliationTable.ROWS_REJECTED);
    List<Block> blocks = new ArrayList<>();
    String message =
        words.text(
            "section.quality.message",
            words.count(accepted),
            words.count(read),
            Shares.of(accepted, read).map(words::percent).orElse("–"),
            words.count(rejected));
    blocks.add(Paragraph.message(message));
    blocks.add(inputs(words, inputs));
    List<Line> reasons = material.answers().of(REJECTIONS);
    if (!reasons.isEmpty()) {
      blocks.add(reasons(words, reasons));
    }
    List<Line> account = material.answers().of(ACCOUNT);
    if (!account.isEmpty()) {
      blocks.add(account(words, account));
    }
    return Optional.of(
        new Content(
            blocks,
            Shares.of(rejected, read)
                .filter(share -> share >= NOTABLE_SHARE)
                .map(
                    share ->
                        new Advice(
                            60,
                            words.text("advice.repair_source"),
                            words.text(
                                "section.quality.rejected",
                                words.count(rejected),
                                words.percent(share))))));
  }

  private static long total(List<Line> inputs, String column) {
    return inputs.stream().mapToLong(line -> line.count(column)).sum();
  }

  private static DataTable inputs(Words words, List<Line> inputs) {
    List<Header> headers = new ArrayList<>();
    headers.add(
        Header.text(
            words.text("column.input"),
            new Source(InputReconciliationTable.CONTRACT, InputReconciliationTable.INPUT_TABLE)));
    for (String count : COUNTS) {
      headers.add(
          Header.number(
              words.text("column." + count), new Source(InputReconciliationTable.CONTRACT, count)));
    }
    List<List<Cell>> rows = new ArrayList<>();
    for (Line line : inputs) {
      List<Cell> row = new ArrayList<>();
      row.add(Cell.of(words.label("input", line.text(InputReconciliationTable.INPUT_TABLE))));
      COUNTS.forEach(count -> row.add(Cell.of(line.optionalCount(count), words::count)));
      rows.add(row);
    }
    return DataTable.of(
        "rows-of-inputs", words.text("section.quality.inputs_title"), headers, rows);
  }

  private static DataTable reasons(Words words, List<Line> reasons) {
    return DataTable.of(
        "rejected-by-reason",
        words.text("section.quality.reasons_title"),
        List.of(
            Header.text(
                words.text("column.input"),
                new Source(RejectedRowsTable.CONTRACT, RejectedRowsTable.INPUT_TABLE)),
            Header.text(
                words.text("column.reason"),
                new Source(RejectedRowsTable.CONTRACT, RejectedRowsTable.REASON_CODE)),
            Header.number(
                words.text("column.rows"),
                new Source(RejectedRowsTable.CONTRACT, RejectedRowsTable.OCCURRENCES))),
        reasons.stream()
            .map(
                line ->
                    List.of(
                        Cell.of(words.label("input", line.text(RejectedRowsTable.INPUT_TABLE))),
                        Cell.of(reason(words, line.text(RejectedRowsTable.REASON_CODE))),
                        Cell.of(line.optionalCount(RejectedRowsTable.OCCURRENCES), words::count)))
            .toList());
  }

  /** What a reason code says; the codes of single columns are a word of ours and the column. */
  private static String reason(Words words, String code) {
    return PREFIXES.stream()
        .filter(code::startsWith)
        .findFirst()
        .filter(prefix -> !words.has("reason." + code))
        .map(prefix -> words.text("reason." + prefix, code.substring(prefix.length())))
        .orElseGet(() -> words.label("reason", code));
  }

  private static DataTable account(Words words, List<Line> account) {
    return DataTable.of(
        "account-of-revenue",
        words.text("section.quality.account_title"),
        List.of(
            Header.text(
                words.text("column.line"),
                new Source(RevenueReconciliationTable.CONTRACT, RevenueReconciliationTable.LINE)),
            Header.number(
                words.text("column.amount"),
                new Source(
                    RevenueReconciliationTable.CONTRACT, RevenueReconciliationTable.AMOUNT))),
        account.stream()
            .map(
                line ->
                    List.of(
                        Cell.of(words.label("line", line.text(RevenueReconciliationTable.LINE))),
                        Cell.of(
                            line.amount(RevenueReconciliationTable.AMOUNT),
                            (BigDecimal amount) -> words.money(amount, 2))))
            .toList());
  }
}
