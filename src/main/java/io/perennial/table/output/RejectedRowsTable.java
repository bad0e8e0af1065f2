package io.perennial.table.output;

import static io.perennial.table.ColumnContract.required;
import static io.perennial.table.Types.COUNT;
import static io.perennial.table.Types.TEXT;

import io.perennial.table.RowConstraint;
import io.perennial.table.TableContract;
import java.util.List;

/** The rows that broke a row rule. */
public final class RejectedRowsTable {
  public static final String NAME = "rejected_rows";
  public static final String INPUT_TABLE = "input_table";
  public static final String REASON_CODE = "reason_code";
  public static final String REASON = "reason";
  public static final String ROW = "row";
  public static final String OCCURRENCES = "occurrences";
  public static final String RUN_ID = "run_id";

  public static final TableContract CONTRACT =
      new TableContract(
          NAME,
          "One row is one rejected row of an input table; rows that read the same and were rejected"
              + " for the same reason are one row with a count.",
          List.of(
              required(INPUT_TABLE, TEXT, "The input table from which the row was read."),
              required(
                  REASON_CODE,
                  TEXT,
                  "The first row rule that the row broke, as a code in snake case."),
              required(REASON, TEXT, "The same as a sentence; it holds no value of the row."),
              required(
                  ROW,
                  TEXT,
                  "The row as JSON: its source columns, or its canonical columns where another row"
                      + " made it wrong; masked columns read ***."),
              required(OCCURRENCES, COUNT, "How many rows of the input read like this."),
              required(RUN_ID, TEXT, "The run that rejected the row.")),
          List.of(INPUT_TABLE, REASON_CODE, REASON, ROW),
          List.of(
              new RowConstraint(
                  "occurrences_are_positive",
                  "occurrences >= 1",
                  "Every row stands for at least one row that was read.")),
          "Which rules were broken how often?",
          "select input_table, reason_code, sum(occurrences) as rows from rejected_rows group by"
              + " input_table, reason_code order by rows desc, input_table, reason_code");

  private RejectedRowsTable() {}
}
