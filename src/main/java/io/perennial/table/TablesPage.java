package io.perennial.table;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The documentation of the published tables as Markdown, made from their contracts alone. */
public final class TablesPage {
  private static final String PIPE = "|";

  private TablesPage() {}

  /** The whole page: a line per table, then a section per table, in the order given. */
  public static String page(List<TableContract> contracts) {
    List<String> lines = new ArrayList<>();
    lines.add("# The tables");
    lines.add("");
    lines.add(
        "What Perennial publishes: each table is a folder of that name under `output.path`, in"
            + " Delta or Parquet. The sentences below are also the comments of the columns in"
            + " Delta. Rate tables carry `segment_name` and `segment_value`; the total is the"
            + " segment (`all`, `all`).");
    lines.add("");
    lines.add("| table | one row | example question |");
    lines.add("| --- | --- | --- |");
    for (TableContract contract : contracts) {
      lines.add(
          "| [`%s`](#%s) | %s | %s |"
              .formatted(
                  contract.name(),
                  contract.name(),
                  cell(contract.grain()),
                  cell(contract.question())));
    }
    for (TableContract contract : contracts) {
      lines.add("");
      lines.add(section(contract).stripTrailing());
    }
    return String.join("\n", lines) + "\n";
  }

  /** One table's section: grain, key, columns, constraints, example question and its SQL. */
  public static String section(TableContract contract) {
    List<String> lines = new ArrayList<>();
    lines.add("## " + contract.name());
    lines.add("");
    lines.add(contract.grain());
    lines.add("");
    lines.add("Key: " + codes(contract.key()));
    lines.add("");
    lines.add("| column | type | null | meaning |");
    lines.add("| --- | --- | --- | --- |");
    for (ColumnContract column : contract.columns()) {
      lines.add(
          "| `%s` | %s | %s | %s |"
              .formatted(
                  column.name(),
                  type(column),
                  column.nullable() ? "yes" : "no",
                  cell(column.sentence())));
    }
    lines.add("");
    if (!contract.constraints().isEmpty()) {
      lines.add("In every row:");
      lines.add("");
      for (RowConstraint constraint : contract.constraints()) {
        lines.add("- %s (`%s`)".formatted(constraint.sentence(), oneLine(constraint.condition())));
      }
      lines.add("");
    }
    if (!contract.totals().isEmpty()) {
      lines.add("In the table as a whole (`:name` is a total of the run):");
      lines.add("");
      for (TotalConstraint total : contract.totals()) {
        lines.add("- %s (`%s`)".formatted(total.sentence(), oneLine(total.condition())));
      }
      lines.add("");
    }
    lines.add("Example: " + contract.question());
    lines.add("");
    lines.add("```sql");
    lines.add(contract.exampleSql().strip());
    lines.add("```");
    return String.join("\n", lines) + "\n";
  }

  /** The column's type in the words of Spark SQL, such as {@code decimal(20,2)}. */
  public static String type(ColumnContract column) {
    return column.type().sql().toLowerCase(Locale.ROOT);
  }

  private static String codes(List<String> names) {
    return names.stream().map(name -> "`" + name + "`").collect(Collectors.joining(", "));
  }

  /** A sentence that stays in its cell: a pipe would end the cell, a line break the row. */
  private static String cell(String sentence) {
    return oneLine(sentence).replace(PIPE, "\\" + PIPE);
  }

  private static String oneLine(String text) {
    return text.strip().replaceAll("\\s+", " ");
  }
}
