package io.perennial.source;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;

/**
 * A source that was found and opened but not yet mapped.
 *
 * @param rows its rows
 * @param columns the source's columns, without the one that holds malformed rows
 * @param keepsMalformed whether {@code MappedColumns.MALFORMED} is among the columns of {@code
 *     rows}
 * @param declaredTypes the declared type of each column that was read as text but declared
 *     otherwise
 */
record OpenedSource(
    Dataset<Row> rows,
    List<String> columns,
    boolean keepsMalformed,
    Map<String, DataType> declaredTypes) {

  /** The column of that name: the exact one, else the only one that differs in case alone. */
  Optional<String> find(String name) {
    if (columns.contains(name)) {
      return Optional.of(name);
    }
    List<String> alike = columns.stream().filter(column -> column.equalsIgnoreCase(name)).toList();
    return alike.size() == 1 ? Optional.of(alike.get(0)) : Optional.empty();
  }
}
