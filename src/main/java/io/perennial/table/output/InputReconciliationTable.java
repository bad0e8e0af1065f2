package io.perennial.table.output;

import static io.perennial.table.ColumnContract.required;
import static io.perennial.table.Types.COUNT;
import static io.perennial.table.Types.TEXT;

import io.perennial.table.RowConstraint;
import io.perennial.table.TableContract;
import java.util.List;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** What became of every row and amount that was read. */
public final class InputReconciliationTable {
  public static final String NAME = "input_reconciliation";
  public static final String INPUT_TABLE = "input_table";
  public static final String CURRENCY = "currency";
  public static final String ROWS_READ = "rows_read";
  public static final String ROWS_ACCEPTED = "rows_accepted";
  public static final String ROWS_ANONYMOUS = "rows_anonymous";
  public static final String ROWS_REJECTED = "rows_rejected";
  public static final String ROWS_EXCLUDED = "rows_excluded";
  public static final String ROWS_AFTER_AS_OF = "rows_after_as_of";
  public static final String ROWS_WITH_STATUS_NOT_COUNTED = "rows_with_status_not_counted";
  public static final String ROWS_REPEATED = "rows_repeated";
  public static final String AMOUNT_READ = "amount_read";
  public static final String AMOUNT_ACCEPTED = "amount_accepted";
  public static final String AMOUNT_ANONYMOUS = "amount_anonymous";
  public static final String AMOUNT_REJECTED = "amount_rejected";
  public static final String AMOUNT_EXCLUDED = "amount_excluded";
  public static final String AMOUNT_AFTER_AS_OF = "amount_after_as_of";
  public static final String AMOUNT_WITH_STATUS_NOT_COUNTED = "amount_with_status_not_counted";
  public static final String AMOUNT_REPEATED = "amount_repeated";

  /** A sum of amounts as they are read: exact to the fourth decimal, with room for any sum. */
  public static final DataType AMOUNT = DataTypes.createDecimalType(32, 4);

  public static final TableContract CONTRACT =
      new TableContract(
          NAME,
          "One row is one input table and currency.",
          List.of(
              required(INPUT_TABLE, TEXT, "The input table."),
              required(
                  CURRENCY,
                  TEXT,
                  "The currency in which the amounts were read; XXX where it is not known or the table"
                      + " has no amounts."),
              required(ROWS_READ, COUNT, "Rows that were read."),
              required(ROWS_ACCEPTED, COUNT, "Rows that enter the figures."),
              required(
                  ROWS_ANONYMOUS,
                  COUNT,
                  "Sound rows that name no customer; no customer figure sees them."),
              required(
                  ROWS_REJECTED, COUNT, "Rows that broke a row rule; they stand in rejected_rows."),
              required(ROWS_EXCLUDED, COUNT, "Sound rows left out by configuration or as repeats."),
              required(ROWS_AFTER_AS_OF, COUNT, "Excluded rows dated after the as-of date."),
              required(
                  ROWS_WITH_STATUS_NOT_COUNTED,
                  COUNT,
                  "Excluded rows whose status is not among those that count, and returns of an order"
                      + " whose status is not."),
              required(
                  ROWS_REPEATED,
                  COUNT,
                  "Excluded rows that repeat another of their key in every column."),
              required(
                  AMOUNT_READ,
                  AMOUNT,
                  "The sum of the amounts of the rows read, in the row's currency; an amount that could"
                      + " not be read counts as zero."),
              required(AMOUNT_ACCEPTED, AMOUNT, "The part of it in accepted rows."),
              required(AMOUNT_ANONYMOUS, AMOUNT, "The part of it in anonymous rows."),
              required(AMOUNT_REJECTED, AMOUNT, "The part of it in rejected rows."),
              required(AMOUNT_EXCLUDED, AMOUNT, "The part of it in excluded rows."),
              required(AMOUNT_AFTER_AS_OF, AMOUNT, "The part of it in rows after the as-of date."),
              required(
                  AMOUNT_WITH_STATUS_NOT_COUNTED,
                  AMOUNT,
                  "The part of it in rows whose status is not among those that count, and in returns of"
                      + " an order whose status is not."),
              required(AMOUNT_REPEATED, AMOUNT, "The part of it in repeated rows.")),
          List.of(INPUT_TABLE, CURRENCY),
          List.of(
              new RowConstraint(
                  "rows_reconcile",
                  "rows_read = rows_accepted + rows_anonymous + rows_rejected + rows_excluded",
                  "Every row read was accepted, anonymous, rejected or excluded."),
              new RowConstraint(
                  "amounts_reconcile",
                  "amount_read = amount_accepted + amount_anonymous + amount_rejected +"
                      + " amount_excluded",
                  "Every amount read is in exactly one of the four."),
              new RowConstraint(
                  "excluded_rows_have_a_reason",
                  "rows_excluded = rows_after_as_of + rows_with_status_not_counted + rows_repeated",
                  "Every excluded row was excluded for one of three reasons."),
              new RowConstraint(
                  "excluded_amounts_have_a_reason",
                  "amount_excluded = amount_after_as_of + amount_with_status_not_counted +"
                      + " amount_repeated",
                  "Every excluded amount was excluded for one of three reasons.")),
          "How much of what was read is in the figures?",
          "select input_table, currency, rows_read, rows_accepted / rows_read as accepted_share from"
              + " input_reconciliation order by input_table, currency");

  private InputReconciliationTable() {}
}
