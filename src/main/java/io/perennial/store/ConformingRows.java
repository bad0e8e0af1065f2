package io.perennial.store;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.perennial.error.Errors;
import io.perennial.table.ColumnContract;
import io.perennial.table.TableContract;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.math.BigInt;

/** Rows brought into the form in which a table is written. */
final class ConformingRows {
  /** What one file should hold at most. */
  private static final long FILE_BYTES = 64L << 20;

  /** Beyond so many files the rows are left as they are partitioned. */
  private static final long MOST_JOINED = 1000;

  private ConformingRows() {}

  /**
   * Computed rows with the contract's columns, in its order and with its comments, in as few files
   * as their estimated size needs.
   *
   * @throws io.perennial.error.PerennialException if a column is missing or of another type
   */
  static Dataset<Row> computed(TableContract contract, Dataset<Row> rows) {
    List<String> columns = Arrays.asList(rows.columns());
    for (ColumnContract column : contract.columns()) {
      if (!columns.contains(column.name())) {
        throw Errors.columnsBroken(contract.name(), "The column " + column.name() + " is missing.");
      }
      DataType type = rows.schema().apply(column.name()).dataType();
      if (!sameType(type, column.type())) {
        throw Errors.columnsBroken(
            contract.name(),
            "The column "
                + column.name()
                + " is "
                + type.sql()
                + " instead of "
                + column.type().sql()
                + ".");
      }
    }
    return fewFiles(
        rows.select(
            contract.columns().stream().map(ConformingRows::described).toArray(Column[]::new)));
  }

  /**
   * Rows of an earlier version of the contract in the columns of the present one: a column it did
   * not have is null, one it no longer has is left out.
   */
  static Dataset<Row> earlier(TableContract contract, Dataset<Row> rows) {
    StructType schema = rows.schema();
    List<String> columns = Arrays.asList(rows.columns());
    return rows.select(
        contract.columns().stream()
            .map(
                column -> {
                  boolean kept =
                      columns.contains(column.name())
                          && sameType(schema.apply(column.name()).dataType(), column.type());
                  return kept
                      ? described(column)
                      : lit(null).cast(column.type()).as(column.name(), column.field().metadata());
                })
            .toArray(Column[]::new));
  }

  /** Whether two types hold the same values; what they say of nulls inside does not matter. */
  static boolean sameType(DataType left, DataType right) {
    if (left instanceof ArrayType one && right instanceof ArrayType other) {
      return sameType(one.elementType(), other.elementType());
    }
    if (left instanceof MapType one && right instanceof MapType other) {
      return sameType(one.keyType(), other.keyType())
          && sameType(one.valueType(), other.valueType());
    }
    if (left instanceof StructType one && right instanceof StructType other) {
      return sameColumns(one, other);
    }
    return left.equals(right);
  }

  /** Whether two schemas have the same columns in the same order. */
  static boolean sameColumns(StructType left, StructType right) {
    StructField[] ones = left.fields();
    StructField[] others = right.fields();
    if (ones.length != others.length) {
      return false;
    }
    for (int field = 0; field < ones.length; field++) {
      if (!ones[field].name().equals(others[field].name())
          || !sameType(ones[field].dataType(), others[field].dataType())) {
        return false;
      }
    }
    return true;
  }

  private static Column described(ColumnContract column) {
    return col(column.name()).as(column.name(), column.field().metadata());
  }

  /**
   * Joins partitions where the optimiser's estimate, which errs on the large side, says that fewer
   * files would do. It never splits: that would cost a shuffle.
   */
  private static Dataset<Row> fewFiles(Dataset<Row> rows) {
    BigInt bytes = rows.queryExecution().optimizedPlan().stats().sizeInBytes();
    if (!bytes.isValidLong()) {
      return rows;
    }
    long files = bytes.toLong() / FILE_BYTES + 1;
    return files <= MOST_JOINED ? rows.coalesce((int) files) : rows;
  }
}
