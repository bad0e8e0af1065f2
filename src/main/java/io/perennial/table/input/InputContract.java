package io.perennial.table.input;

import java.util.List;
import java.util.Optional;

/**
 * What a canonical input table holds. Configuration, reading, row rules and documentation are all
 * made from it, so that another input table is one more contract.
 *
 * @param name the table's name in the configuration's {@code inputs}
 * @param grain what one row is, as one sentence
 * @param columns the canonical columns
 * @param attributes whether further columns may be mapped as attributes to slice by
 */
public record InputContract(
    String name, String grain, List<InputColumn> columns, boolean attributes) {
  public InputContract {
    columns = List.copyOf(columns);
  }

  /** The canonical column of that name, if the table has one. */
  public Optional<InputColumn> column(String columnName) {
    return columns.stream().filter(column -> column.name().equals(columnName)).findFirst();
  }
}
