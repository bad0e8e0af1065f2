package io.perennial.table.input;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a canonical input table holds. Configuration, reading, row rules and documentation are all
 * made from it, so that another input table is one more contract.
 *
 * @param name the table's name in the configuration's {@code inputs}
 * @param grain what one row is, as one sentence
 * @param columns the canonical columns
 * @param attributes whether further columns may be mapped as attributes to slice by
 * @param key the columns that together identify a row, of which a source may leave optional ones
 *     out; rows of one key that are equal are one row, and rows that differ are rejected; empty
 *     where every row stands for itself
 * @param time the columns that date a row, of which the first with a value does; a row dated after
 *     the as-of date is not looked at. Empty where rows have no date
 * @param checks what rows are held to beyond their types, in the order in which they are asked
 */
public record InputContract(
    String name,
    String grain,
    List<InputColumn> columns,
    boolean attributes,
    List<String> key,
    List<String> time,
    List<InputCheck> checks) {
  public InputContract {
    columns = List.copyOf(columns);
    key = List.copyOf(key);
    time = List.copyOf(time);
    checks = List.copyOf(checks);
    Set<String> names = columns.stream().map(InputColumn::name).collect(Collectors.toSet());
    Set<String> named = new HashSet<>(key);
    named.addAll(time);
    if (!names.containsAll(named)) {
      throw new IllegalArgumentException(name + " is keyed or dated by columns it has not");
    }
  }

  /** The canonical columns by which segments may slice as by an attribute. */
  public List<String> slicing() {
    return columns.stream().filter(InputColumn::slices).map(InputColumn::name).toList();
  }

  /** The canonical column of that name, if the table has one. */
  public Optional<InputColumn> column(String columnName) {
    return columns.stream().filter(column -> column.name().equals(columnName)).findFirst();
  }
}
