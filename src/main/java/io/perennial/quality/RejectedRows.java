package io.perennial.quality;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.sum;

import io.perennial.table.Disposition;
import io.perennial.table.LedgerTable;
import io.perennial.table.output.RejectedRowsTable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The rejected rows of one input table, as they are published and as they are counted. */
public final class RejectedRows {
  /** In {@link #reasons}: how many rows were rejected for the reason (bigint). */
  public static final String ROWS = "rows";

  /** In {@link #reasons}: one of the rejected rows as JSON. */
  public static final String EXAMPLE = "example";

  private RejectedRows() {}

  /**
   * The rejected rows with the columns of {@link RejectedRowsTable}.
   *
   * @param inputTable the input table's name
   * @param summed the ledger made of it, or its {@link Assessment#summary}
   * @param runId the run
   */
  public static Dataset<Row> of(String inputTable, Dataset<Row> summed, String runId) {
    return RejectedRowsTable.CONTRACT.select(
        rejected(summed)
            .groupBy(
                col(LedgerTable.REASON_CODE).as(RejectedRowsTable.REASON_CODE),
                col(LedgerTable.REASON).as(RejectedRowsTable.REASON),
                col(LedgerTable.ROW).as(RejectedRowsTable.ROW))
            .agg(sum(col(LedgerTable.ROWS)).as(RejectedRowsTable.OCCURRENCES))
            .withColumn(RejectedRowsTable.INPUT_TABLE, lit(inputTable))
            .withColumn(RejectedRowsTable.RUN_ID, lit(runId)));
  }

  /**
   * One row per reason: input_table, reason_code, reason, {@link #ROWS} and {@link #EXAMPLE}. There
   * are never more than a table has rules, so it can be collected.
   */
  public static Dataset<Row> reasons(String inputTable, Dataset<Row> summed) {
    return rejected(summed)
        .groupBy(col(LedgerTable.REASON_CODE), col(LedgerTable.REASON))
        .agg(sum(col(LedgerTable.ROWS)).as(ROWS), min(col(LedgerTable.ROW)).as(EXAMPLE))
        .select(
            lit(inputTable).as(RejectedRowsTable.INPUT_TABLE),
            col(LedgerTable.REASON_CODE),
            col(LedgerTable.REASON),
            col(ROWS),
            col(EXAMPLE));
  }

  private static Dataset<Row> rejected(Dataset<Row> summed) {
    return summed.filter(col(LedgerTable.DISPOSITION).equalTo(Disposition.REJECTED.label()));
  }
}
