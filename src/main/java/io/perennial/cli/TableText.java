package io.perennial.cli;

import io.perennial.table.ColumnContract;
import io.perennial.table.RowConstraint;
import io.perennial.table.TableContract;
import io.perennial.table.TablesPage;
import io.perennial.table.TotalConstraint;
import java.util.List;

/** The documentation of tables for a terminal; the same texts as {@link TablesPage}'s. */
final class TableText {
  private static final int WIDTH = 96;
  private static final String END = System.lineSeparator();

  private TableText() {}

  /** Every table's name, with what one row of it is. */
  static String list(List<TableContract> contracts) {
    StringBuilder text = new StringBuilder();
    for (TableContract contract : contracts) {
      text.append(contract.name()).append(END);
      wrap(text, "    ", contract.grain());
    }
    text.append(END).append("Describe one with: perennial tables NAME").append(END);
    return text.toString();
  }

  /** One table: grain, key, columns, constraints, an example question and its SQL. */
  static String of(TableContract contract) {
    StringBuilder text = new StringBuilder();
    text.append(contract.name()).append(END);
    wrap(text, "    ", contract.grain());
    wrap(text, "    ", "Key: " + String.join(", ", contract.key()));
    text.append(END).append("Columns").append(END);
    for (ColumnContract column : contract.columns()) {
      text.append("  ").append(column.name()).append("  ").append(TablesPage.type(column));
      text.append(column.nullable() ? "" : " not null").append(END);
      wrap(text, "      ", column.sentence());
    }
    if (!contract.constraints().isEmpty()) {
      text.append(END).append("In every row").append(END);
      for (RowConstraint constraint : contract.constraints()) {
        wrap(text, "  ", constraint.sentence() + " (" + constraint.condition() + ")");
      }
    }
    if (!contract.totals().isEmpty()) {
      text.append(END).append("In the table as a whole").append(END);
      for (TotalConstraint total : contract.totals()) {
        wrap(text, "  ", total.sentence() + " (" + total.condition() + ")");
      }
    }
    text.append(END).append("Example").append(END);
    wrap(text, "  ", contract.question());
    text.append(END);
    contract
        .exampleSql()
        .strip()
        .lines()
        .forEach(line -> text.append("  ").append(line).append(END));
    return text.toString();
  }

  private static void wrap(StringBuilder text, String indent, String sentence) {
    StringBuilder line = new StringBuilder(indent);
    for (String word : sentence.strip().split("\\s+")) {
      if (line.length() > indent.length() && line.length() + 1 + word.length() > WIDTH) {
        text.append(line).append(END);
        line = new StringBuilder(indent);
      }
      line.append(line.length() > indent.length() ? " " : "").append(word);
    }
    text.append(line).append(END);
  }
}
