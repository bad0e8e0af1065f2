package io.perennial.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Where an input table is and how its canonical columns are made.
 *
 * @param name the canonical name
 * @param format how it is read
 * @param path a file, folder or glob; for every format but jdbc and table
 * @param table the table's name; for jdbc and table
 * @param options the reader's options, after {@code ${env:NAME}} was filled in; may hold secrets,
 *     so never printed
 * @param columns the declared source columns in order, for files that do not name theirs; empty:
 *     the source's own
 * @param where a Spark SQL condition over the source columns; rows that do not meet it are not read
 * @param mapping a source column or Spark SQL expression per canonical column
 * @param attributes a source column or Spark SQL expression per attribute
 * @param changes by what changed rows are known, for jdbc and table; empty: they are not
 * @param line the line of the configuration file on which the table begins; 0 for a table that only
 *     the command line names
 */
public record InputTable(
    String name,
    InputFormat format,
    Optional<String> path,
    Optional<String> table,
    Map<String, String> options,
    List<SourceColumn> columns,
    Optional<String> where,
    Map<String, String> mapping,
    Map<String, String> attributes,
    Optional<SourceChanges> changes,
    int line) {

  /**
   * What the table is, without any text that a placeholder may have filled in: places, options'
   * values and expressions are left out.
   */
  @Override
  public String toString() {
    return "InputTable[name="
        + name
        + ", format="
        + format
        + ", options="
        + new TreeSet<>(options.keySet())
        + ", columns="
        + columns.size()
        + ", mapping="
        + new TreeSet<>(mapping.keySet())
        + ", attributes="
        + new TreeSet<>(attributes.keySet())
        + ", line="
        + line
        + "]";
  }
}
