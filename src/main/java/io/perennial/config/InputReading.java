package io.perennial.config;

import io.perennial.error.Errors;
import io.perennial.table.input.InputColumn;
import io.perennial.table.input.InputContract;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Reads and checks the configuration of one input table. */
final class InputReading {
  private static final String TEXT_COLUMN = "value";

  private final Reading reading;
  private final InputContract contract;

  private InputReading(Reading reading, InputContract contract) {
    this.reading = reading;
    this.contract = contract;
  }

  /** The input table; empty, with findings, where something needed is missing or not valid. */
  static Optional<InputTable> read(Reading reading, InputContract contract) {
    return new InputReading(reading, contract).table();
  }

  private Optional<InputTable> table() {
    Optional<String> path = read(Options.INPUT_PATH);
    Optional<String> table = read(Options.INPUT_TABLE);
    Optional<InputFormat> format = format(path, table);
    Optional<Map<String, String>> options = read(Options.INPUT_OPTIONS);
    Optional<List<SourceColumn>> columns = read(Options.INPUT_COLUMNS);
    Optional<String> where = read(Options.INPUT_WHERE);
    Optional<String> updatedAt = read(Options.INPUT_UPDATED_AT);
    Optional<List<String>> rowKey = read(Options.INPUT_KEY);
    Map<String, String> mapping = mapping();
    Optional<Map<String, String>> attributes =
        contract.attributes() ? read(Options.INPUT_ATTRIBUTES) : Optional.empty();

    format.ifPresent(
        known -> {
          checkLocation(known, path, table);
          checkReader(known, columns.orElse(List.of()));
          checkChanges(known);
          checkSourceColumns(known, columns.orElse(List.of()));
        });
    return format.map(
        known ->
            new InputTable(
                contract.name(),
                known,
                path,
                table,
                options.orElse(Map.of()),
                columns.orElse(List.of()),
                where,
                mapping,
                attributes.orElse(Map.of()),
                updatedAt.flatMap(column -> rowKey.map(key -> new SourceChanges(column, key))),
                reading.origin("inputs." + contract.name()).line()));
  }

  private <T> Optional<T> read(Option<T> option) {
    return reading.read(option.of(contract.name()));
  }

  private String key(Option<?> option) {
    return option.of(contract.name()).key();
  }

  private boolean written(Option<?> option) {
    return reading.written(key(option)).isPresent();
  }

  private Map<String, String> mapping() {
    Map<String, String> mapping = new LinkedHashMap<>();
    for (InputColumn column : contract.columns()) {
      reading
          .read(Options.mapping(contract, column))
          .ifPresent(expression -> mapping.put(column.name(), expression));
    }
    return Map.copyOf(mapping);
  }

  private Optional<InputFormat> format(Optional<String> path, Optional<String> table) {
    if (written(Options.INPUT_FORMAT)) {
      return read(Options.INPUT_FORMAT);
    }
    if (table.isPresent()) {
      reading.canonical().put(key(Options.INPUT_FORMAT), InputFormat.TABLE.label());
      return Optional.of(InputFormat.TABLE);
    }
    Origin origin = reading.origin(key(Options.INPUT_FORMAT));
    if (path.isPresent()) {
      reading
          .findings()
          .add(origin, Errors.inputFormatMissing(origin.place(), key(Options.INPUT_FORMAT)));
    } else if (!written(Options.INPUT_PATH) && !written(Options.INPUT_TABLE)) {
      reading
          .findings()
          .add(origin, Errors.inputNowhere(origin.place(), "inputs." + contract.name()));
    }
    return Optional.empty();
  }

  private void checkLocation(InputFormat format, Optional<String> path, Optional<String> table) {
    boolean named = format == InputFormat.JDBC || format == InputFormat.TABLE;
    Option<?> needed = named ? Options.INPUT_TABLE : Options.INPUT_PATH;
    Option<?> idle = named ? Options.INPUT_PATH : Options.INPUT_TABLE;
    if (written(Options.INPUT_PATH) && written(Options.INPUT_TABLE)) {
      Origin origin = reading.origin(key(idle));
      reading
          .findings()
          .add(origin, Errors.inputTwice(origin.place(), "inputs." + contract.name()));
      return;
    }
    if ((named ? table : path).isEmpty() && !written(needed)) {
      Origin origin = reading.origin(key(Options.INPUT_FORMAT));
      reading
          .findings()
          .add(
              origin,
              Errors.inputPlaceMissing(
                  origin.place(), key(needed), format.label(), needed.example()));
    }
  }

  private void checkReader(InputFormat format, List<SourceColumn> columns) {
    Origin origin = reading.origin("inputs." + contract.name());
    boolean header = option("header").filter(text -> !text.equalsIgnoreCase("false")).isPresent();
    if (format == InputFormat.CSV && !header && columns.isEmpty()) {
      reading
          .findings()
          .add(origin, Errors.csvWithoutNames(origin.place(), "inputs." + contract.name()));
    }
    if (format == InputFormat.JDBC && option("url").isEmpty()) {
      reading
          .findings()
          .add(origin, Errors.jdbcWithoutUrl(origin.place(), key(Options.INPUT_OPTIONS) + ".url"));
    }
    if (!columns.isEmpty() && (format == InputFormat.TEXT || format == InputFormat.TABLE)) {
      Origin at = reading.origin(key(Options.INPUT_COLUMNS));
      reading
          .findings()
          .add(at, Errors.columnsIdle(at.place(), key(Options.INPUT_COLUMNS), format.label()));
    }
  }

  /** Changed rows are known by both or not at all, and only where there is no folder to look at. */
  private void checkChanges(InputFormat format) {
    boolean byColumn = format == InputFormat.JDBC || format == InputFormat.TABLE;
    for (Option<?> option : List.of(Options.INPUT_UPDATED_AT, Options.INPUT_KEY)) {
      Option<?> other = option == Options.INPUT_KEY ? Options.INPUT_UPDATED_AT : Options.INPUT_KEY;
      Origin origin = reading.origin(key(option));
      if (written(option) && !byColumn) {
        reading
            .findings()
            .add(origin, Errors.changesIdle(origin.place(), key(option), format.label()));
      } else if (written(option) && !written(other)) {
        reading
            .findings()
            .add(origin, Errors.changesIncomplete(origin.place(), key(option), key(other)));
      }
    }
  }

  /** A reader option as it was written, whatever the case of its name, valid or not. */
  private Optional<String> option(String name) {
    return reading.entries(key(Options.INPUT_OPTIONS)).entrySet().stream()
        .filter(entry -> entry.getKey().equalsIgnoreCase(name))
        .filter(entry -> !(entry.getValue() instanceof Value.Nothing))
        .map(entry -> entry.getValue() instanceof Value.Scalar text ? text.text().strip() : "")
        .findFirst();
  }

  /** Where the source's columns are known, every column that an expression names must be one. */
  private void checkSourceColumns(InputFormat format, List<SourceColumn> columns) {
    Set<String> known = new LinkedHashSet<>();
    if (format == InputFormat.TEXT) {
      known.add(TEXT_COLUMN);
    } else {
      columns.forEach(column -> known.add(column.name()));
    }
    if (known.isEmpty()) {
      return;
    }
    Set<String> plain = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    plain.addAll(known);
    for (String key : expressionKeys()) {
      Optional<Value> value = reading.written(key);
      if (value.isEmpty()
          || !(value.get() instanceof Value.Scalar scalar)
          || plain.contains(scalar.text().strip())
          || Placeholders.in(scalar.text())
          || Expressions.complaint(scalar.text()).isPresent()) {
        continue;
      }
      for (String column : Expressions.columns(scalar.text())) {
        if (!plain.contains(column)) {
          String remedy =
              NearestKey.find(column, known)
                  .map(near -> "Did you mean " + near + "?")
                  .orElse("The source's columns are " + String.join(", ", known) + ".");
          reading
              .findings()
              .add(
                  scalar.origin(),
                  Errors.sourceColumnUnknown(scalar.origin().place(), key, column, remedy));
        }
      }
    }
  }

  private List<String> expressionKeys() {
    List<String> keys = new ArrayList<>();
    keys.add(key(Options.INPUT_WHERE));
    String mapping = Options.mappingKey(contract.name());
    reading.entries(mapping).keySet().forEach(name -> keys.add(mapping + "." + name));
    String attributes = key(Options.INPUT_ATTRIBUTES);
    reading.entries(attributes).keySet().forEach(name -> keys.add(attributes + "." + name));
    return keys;
  }
}
