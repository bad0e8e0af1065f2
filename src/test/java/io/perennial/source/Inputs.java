package io.perennial.source;

import io.perennial.config.InputFormat;
import io.perennial.config.InputTable;
import io.perennial.config.SourceChanges;
import io.perennial.config.SourceColumn;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Configured tables for tests, as small as they can be said. */
record Inputs(InputTable table) {
  static Inputs orders(InputFormat format, Object path) {
    return new Inputs(
        new InputTable(
            "orders",
            format,
            Optional.of(path.toString()),
            Optional.empty(),
            Map.of(),
            List.of(),
            Optional.empty(),
            Map.of("customer_id", "customer", "ordered_at", "at", "amount", "amount"),
            Map.of(),
            Optional.empty(),
            7));
  }

  Inputs options(Map<String, String> options) {
    return with(
        table.table(),
        options,
        table.columns(),
        table.where(),
        table.mapping(),
        table.attributes());
  }

  Inputs columns(SourceColumn... columns) {
    return with(
        table.table(),
        table.options(),
        List.of(columns),
        table.where(),
        table.mapping(),
        table.attributes());
  }

  Inputs where(String where) {
    return with(
        table.table(),
        table.options(),
        table.columns(),
        Optional.of(where),
        table.mapping(),
        table.attributes());
  }

  Inputs mapping(Map<String, String> mapping) {
    return with(
        table.table(),
        table.options(),
        table.columns(),
        table.where(),
        mapping,
        table.attributes());
  }

  Inputs attributes(Map<String, String> attributes) {
    return with(
        table.table(),
        table.options(),
        table.columns(),
        table.where(),
        table.mapping(),
        attributes);
  }

  /** The same, with what tells changed rows. */
  Inputs changes(String updatedAt, String... key) {
    return new Inputs(
        new InputTable(
            table.name(),
            table.format(),
            table.path(),
            table.table(),
            table.options(),
            table.columns(),
            table.where(),
            table.mapping(),
            table.attributes(),
            Optional.of(new SourceChanges(updatedAt, List.of(key))),
            table.line()));
  }

  Inputs tableName(String name) {
    return with(
        Optional.of(name),
        table.options(),
        table.columns(),
        table.where(),
        table.mapping(),
        table.attributes());
  }

  private Inputs with(
      Optional<String> name,
      Map<String, String> options,
      List<SourceColumn> columns,
      Optional<String> where,
      Map<String, String> mapping,
      Map<String, String> attributes) {
    return new Inputs(
        new InputTable(
            table.name(),
            table.format(),
            table.path(),
            name,
            options,
            columns,
            where,
            mapping,
            attributes,
            table.changes(),
            table.line()));
  }
}
