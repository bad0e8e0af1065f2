package io.perennial.report;

import io.perennial.table.TableContract;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The appendix: what each column means that the page shows, in the words of the contracts. */
final class Definitions {
  private Definitions() {}

  /** A table with those of its columns that the page shows. */
  public record DefinedTable(String name, String grain, List<Source> columns) {
    /** The name under which the page defines the table. */
    public String anchor() {
      return "definition-" + name;
    }
  }

  /** The columns by table, tables in the order in which they are first shown. */
  static List<DefinedTable> of(List<Source> sources) {
    Map<TableContract, List<Source>> shown = new LinkedHashMap<>();
    for (Source source : sources) {
      List<Source> columns = shown.computeIfAbsent(source.table(), table -> new ArrayList<>());
      if (!columns.contains(source)) {
        columns.add(source);
      }
    }
    return shown.entrySet().stream()
        .map(
            entry -> {
              TableContract table = entry.getKey();
              List<Source> columns = new ArrayList<>(entry.getValue());
              columns.sort(
                  java.util.Comparator.comparingInt(
                      source -> table.columnNames().indexOf(source.column())));
              return new DefinedTable(table.name(), table.grain(), List.copyOf(columns));
            })
        .toList();
  }
}
