package io.perennial.quality;

import static io.perennial.table.output.InputReconciliationTable.AMOUNT;
import static io.perennial.table.output.InputReconciliationTable.AMOUNT_ACCEPTED;
import static io.perennial.table.output.InputReconciliationTable.AMOUNT_AFTER_AS_OF;
import static io.perennial.table.output.InputReconciliationTable.AMOUNT_ANONYMOUS;
import static io.perennial.table.output.InputReconciliationTable.AMOUNT_EXCLUDED;
import static io.perennial.table.output.InputReconciliationTable.AMOUNT_READ;
import static io.perennial.table.output.InputReconciliationTable.AMOUNT_REJECTED;
import static io.perennial.table.output.InputReconciliationTable.AMOUNT_REPEATED;
import static io.perennial.table.output.InputReconciliationTable.AMOUNT_WITH_STATUS_NOT_COUNTED;
import static io.perennial.table.output.InputReconciliationTable.INPUT_TABLE;
import static io.perennial.table.output.InputReconciliationTable.ROWS_ACCEPTED;
import static io.perennial.table.output.InputReconciliationTable.ROWS_AFTER_AS_OF;
import static io.perennial.table.output.InputReconciliationTable.ROWS_ANONYMOUS;
import static io.perennial.table.output.InputReconciliationTable.ROWS_EXCLUDED;
import static io.perennial.table.output.InputReconciliationTable.ROWS_READ;
import static io.perennial.table.output.InputReconciliationTable.ROWS_REJECTED;
import static io.perennial.table.output.InputReconciliationTable.ROWS_REPEATED;
import static io.perennial.table.output.InputReconciliationTable.ROWS_WITH_STATUS_NOT_COUNTED;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.perennial.error.Errors;
import io.perennial.error.PerennialException;
import io.perennial.table.Disposition;
import io.perennial.table.LedgerTable;
import io.perennial.table.output.InputReconciliationTable;
import java.math.BigDecimal;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** Accounts for every row and amount of one input table. */
public final class InputReconciliation {
  /** Spark's sum adds ten digits, and a decimal has 38; of a sum of amounts that is enough. */
  private static final DataType SUMMED = DataTypes.createDecimalType(28, 4);

  private static final DataType WHOLE_UNITS = DataTypes.createDecimalType(19, 0);

  private InputReconciliation() {}

  /**
   * One row per currency with the columns of {@link InputReconciliationTable}; no row where the
   * table is empty.
   *
   * @param inputTable the input table's name
   * @param summed the ledger made of it, its {@link #summary}, or its {@link Assessment#summary}
   */
  public static Dataset<Row> of(String inputTable, Dataset<Row> summed) {
    Column all = lit(true);
    return InputReconciliationTable.CONTRACT.select(
        summed
            .groupBy(col(LedgerTable.CURRENCY).as(InputReconciliationTable.CURRENCY))
            .agg(
                rows(all).as(ROWS_READ),
                rows(is(Disposition.ACCEPTED)).as(ROWS_ACCEPTED),
                rows(is(Disposition.ANONYMOUS)).as(ROWS_ANONYMOUS),
                rows(is(Disposition.REJECTED)).as(ROWS_REJECTED),
                rows(is(Disposition.EXCLUDED)).as(ROWS_EXCLUDED),
                rows(isExcludedAs(ReasonCode.AFTER_AS_OF)).as(ROWS_AFTER_AS_OF),
                rows(isExcludedAs(ReasonCode.STATUS_NOT_COUNTED)).as(ROWS_WITH_STATUS_NOT_COUNTED),
                rows(isExcludedAs(ReasonCode.IDENTICAL_REPEAT)).as(ROWS_REPEATED),
                amount(all).as(AMOUNT_READ),
                amount(is(Disposition.ACCEPTED)).as(AMOUNT_ACCEPTED),
                amount(is(Disposition.ANONYMOUS)).as(AMOUNT_ANONYMOUS),
                amount(is(Disposition.REJECTED)).as(AMOUNT_REJECTED),
                amount(is(Disposition.EXCLUDED)).as(AMOUNT_EXCLUDED),
                amount(isExcludedAs(ReasonCode.AFTER_AS_OF)).as(AMOUNT_AFTER_AS_OF),
                amount(isExcludedAs(ReasonCode.STATUS_NOT_COUNTED))
                    .as(AMOUNT_WITH_STATUS_NOT_COUNTED),
                amount(isExcludedAs(ReasonCode.IDENTICAL_REPEAT)).as(AMOUNT_REPEATED))
            .withColumn(INPUT_TABLE, lit(inputTable)));
  }

  /**
   * The rows of a ledger summed as far as accounting for them needs, with the columns that {@link
   * #of} and {@link RejectedRows} read: one row per disposition, reason, currency and text of a
   * rejected row.
   *
   * @param ledger rows as {@link LedgerTable} says
   */
  public static Dataset<Row> summary(Dataset<Row> ledger) {
    return ledger
        .groupBy(
            col(LedgerTable.DISPOSITION),
            col(LedgerTable.REASON_CODE),
            col(LedgerTable.REASON),
            col(LedgerTable.CURRENCY),
            col(LedgerTable.ROW))
        .agg(
            sum(LedgerTable.ROWS).as(LedgerTable.ROWS),
            amount(sum(LedgerTable.AMOUNT_READ_HIGH), sum(LedgerTable.AMOUNT_READ_LOW))
                .as(LedgerTable.AMOUNT_READ));
  }

  /** An amount of its two parts, which {@link LedgerTable#AMOUNT_READ_HIGH} tells of. */
  static Column amount(Column high, Column low) {
    Column units =
        coalesce(high, lit(0L))
            .cast(WHOLE_UNITS)
            .multiply(lit(BigDecimal.valueOf(1L << 32)))
            .plus(low.cast(WHOLE_UNITS));
    return units.multiply(lit(new BigDecimal("0.0001"))).cast(SUMMED);
  }

  /**
   * Compares the rows that the scan counted with those that are accounted for.
   *
   * @return the error to stop with where they differ
   */
  public static Optional<PerennialException> difference(
      String inputTable, long counted, long accounted) {
    return counted == accounted
        ? Optional.empty()
        : Optional.of(Errors.rowsLost(inputTable, counted, accounted));
  }

  private static Column is(Disposition disposition) {
    return col(LedgerTable.DISPOSITION).equalTo(disposition.label());
  }

  private static Column isExcludedAs(String code) {
    return is(Disposition.EXCLUDED).and(col(LedgerTable.REASON_CODE).equalTo(code));
  }

  private static Column rows(Column which) {
    return sum(when(which, col(LedgerTable.ROWS)).otherwise(lit(0L)));
  }

  private static Column amount(Column which) {
    Column amount = sum(when(which, col(LedgerTable.AMOUNT_READ).cast(SUMMED)));
    return coalesce(amount, lit(BigDecimal.ZERO)).cast(AMOUNT);
  }
}
