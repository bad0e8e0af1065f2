package io.perennial.config;

import java.util.Map;
import java.util.Optional;

/**
 * A named set of rows that input tables are read from by its name, where the source is not one flat
 * table: files, or a query over other views and catalogue tables.
 *
 * @param name the name in queries and in {@code inputs.<table>.table}
 * @param query a Spark SQL query; empty for files
 * @param format how the files are read; empty for a query
 * @param path the file, folder or glob; empty for a query
 * @param options the reader's options, after {@code ${env:NAME}} was filled in; may hold secrets,
 *     so never printed
 */
public record View(
    String name,
    Optional<String> query,
    Optional<InputFormat> format,
    Optional<String> path,
    Map<String, String> options) {
  public View {
    options = Map.copyOf(options);
  }

  /** What the view is, without any text that a placeholder may have filled in. */
  @Override
  public String toString() {
    return "View[name=" + name + ", format=" + format + "]";
  }
}
