package io.perennial.report;

import io.perennial.table.ColumnContract;
import io.perennial.table.TableContract;

/**
 * Where a figure comes from: a column of a published table. The page links it to its definition.
 *
 * @param table the table
 * @param column the column's name
 */
public record Source(TableContract table, String column) {
  public Source {
    if (!table.columnNames().contains(column)) {
      throw new IllegalArgumentException(table.name() + " has no column " + column);
    }
  }

  /** The name under which the page defines the column. */
  public String anchor() {
    return "definition-" + table.name() + "-" + column;
  }

  /** The column with its table, as a reader finds it again. */
  public String label() {
    return table.name() + "." + column;
  }

  /** What the column holds, as its contract says. */
  public String definition() {
    return table.columns().stream()
        .filter(one -> one.name().equals(column))
        .map(ColumnContract::sentence)
        .findFirst()
        .orElseThrow();
  }
}
