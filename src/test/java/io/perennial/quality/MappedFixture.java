package io.perennial.quality;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;

import io.perennial.table.LedgerTable;
import io.perennial.table.Types;
import io.perennial.table.input.InputColumn;
import io.perennial.table.input.InputContract;
import io.perennial.table.input.MappedColumns;
import io.perennial.testing.SharedSpark;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Mapped rows written down as SQL literals.
 *
 * @param rows as the reader would give them
 * @param mapped the canonical columns that were written down
 */
record MappedFixture(Dataset<Row> rows, Set<String> mapped) {

  /**
   * @param columns the columns written down, separated by commas
   * @param values a parenthesised row each
   */
  static MappedFixture of(InputContract contract, String columns, String... values) {
    List<String> names = Arrays.stream(columns.split(",")).map(String::strip).toList();
    Dataset<Row> written =
        SharedSpark.session()
            .sql("select * from values " + String.join(", ", values) + " as t(" + columns + ")");
    List<Column> selected = new ArrayList<>();
    Set<String> mapped = new TreeSet<>();
    List<Column> source = new ArrayList<>();
    for (InputColumn column : contract.columns()) {
      boolean isWritten = names.contains(column.name());
      selected.add(
          (isWritten ? col(column.name()) : lit(null)).cast(column.type()).as(column.name()));
      if (isWritten) {
        mapped.add(column.name());
        source.add(col(column.name()).cast(Types.TEXT).as(column.name()));
      }
    }
    names.stream()
        .filter(name -> name.startsWith(LedgerTable.attribute("")))
        .forEach(name -> selected.add(col(name).cast(Types.TEXT).as(name)));
    for (String name : List.of(MappedColumns.UNREADABLE, MappedColumns.MALFORMED)) {
      selected.add((names.contains(name) ? col(name) : lit(null)).cast(Types.TEXT).as(name));
    }
    selected.add(struct(source.toArray(Column[]::new)).as(MappedColumns.SOURCE));
    return new MappedFixture(written.select(selected.toArray(Column[]::new)), mapped);
  }
}
