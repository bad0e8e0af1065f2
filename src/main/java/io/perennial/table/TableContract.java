package io.perennial.table;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * What a published table promises. The documentation, the writer, the checks before publication and
 * the comments in Delta are all made from it.
 *
 * @param name the table's name, also the name of its folder
 * @param grain what one row is, as one sentence
 * @param columns its columns, in published order
 * @param key the names of the columns that together identify a row
 * @param constraints conditions that hold in every row
 * @param totals conditions that hold of the table as a whole
 * @param question an example question the table answers
 * @param exampleSql the query that answers it, over the table by its own name
 */
public record TableContract(
    String name,
    String grain,
    List<ColumnContract> columns,
    List<String> key,
    List<RowConstraint> constraints,
    List<TotalConstraint> totals,
    String question,
    String exampleSql) {

  public TableContract {
    columns = List.copyOf(columns);
    key = List.copyOf(key);
    constraints = List.copyOf(constraints);
    totals = List.copyOf(totals);
    Set<String> names = new HashSet<>();
    for (ColumnContract column : columns) {
      if (!names.add(column.name())) {
        throw new IllegalArgumentException(name + " names " + column.name() + " twice");
      }
    }
    if (key.isEmpty() || !names.containsAll(key)) {
      throw new IllegalArgumentException(name + " has a key that is not among its columns: " + key);
    }
  }

  /** A table of whose sums nothing is promised. */
  public TableContract(
      String name,
      String grain,
      List<ColumnContract> columns,
      List<String> key,
      List<RowConstraint> constraints,
      String question,
      String exampleSql) {
    this(name, grain, columns, key, constraints, List.of(), question, exampleSql);
  }

  /** The table's schema, with each column's sentence as its comment. */
  public StructType schema() {
    return new StructType(columns.stream().map(ColumnContract::field).toArray(StructField[]::new));
  }

  /** The column names in published order. */
  public List<String> columnNames() {
    return columns.stream().map(ColumnContract::name).toList();
  }

  /**
   * The rows with just the contract's columns, in its order; a missing column is an error of
   * Spark's.
   */
  public Dataset<Row> select(Dataset<Row> rows) {
    return rows.select(
        columns.stream().map(column -> functions.col(column.name())).toArray(Column[]::new));
  }
}
