package io.perennial.source;

import io.perennial.table.input.InputContract;
import io.perennial.table.input.MappedColumns;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Observation;
import org.apache.spark.sql.Row;

/**
 * The rows of a configured table, brought to its canonical columns.
 *
 * @param contract what the table holds
 * @param rows one row per source row that meets {@code where}: the canonical columns with their
 *     types (null where they are not mapped), one text column per attribute under {@code
 *     LedgerTable.attribute(name)}, and the columns of {@link MappedColumns}
 * @param mapped the canonical columns that the mapping makes
 * @param attributes the names of the attributes, as configured
 * @param sourceColumns the source's columns that were read, in its order
 * @param madeFrom the source columns from which each mapped canonical column and each attribute is
 *     made; attributes stand under {@code LedgerTable.attribute(name)}
 * @param scan counts the rows at the scan, before anything else sees them
 */
public record MappedRows(
    InputContract contract,
    Dataset<Row> rows,
    Set<String> mapped,
    List<String> attributes,
    List<String> sourceColumns,
    Map<String, Set<String>> madeFrom,
    Observation scan) {

  /** The name under which {@link #scan} counts. */
  static final String ROWS_READ = "rows_read";

  public MappedRows {
    mapped = Set.copyOf(mapped);
    attributes = List.copyOf(attributes);
    sourceColumns = List.copyOf(sourceColumns);
    madeFrom = Map.copyOf(madeFrom);
  }

  /** The same table with its rows in another form, such as kept ones. */
  public MappedRows withRows(Dataset<Row> other) {
    return new MappedRows(contract, other, mapped, attributes, sourceColumns, madeFrom, scan);
  }

  /**
   * The columns of {@link #rows} that show something of any of these source columns, so that a
   * masked source column stays masked once it is mapped. Names are compared without regard to case.
   */
  public Set<String> madeFromAny(Collection<String> columns) {
    Set<String> wanted = new TreeSet<>();
    columns.forEach(column -> wanted.add(column.toLowerCase(Locale.ROOT)));
    Set<String> made = new TreeSet<>();
    madeFrom.forEach(
        (name, sources) -> {
          if (sources.stream()
              .anyMatch(source -> wanted.contains(source.toLowerCase(Locale.ROOT)))) {
            made.add(name);
          }
        });
    return made;
  }

  /**
   * How many rows the scan gave, counted apart from everything that is later computed of them.
   * Waits for the first action that read {@link #rows} to its end; without one it would wait for
   * ever.
   */
  public long rowsRead() throws InterruptedException {
    Object counted = scan.getAsJava().get(ROWS_READ);
    // Of a scan that gives no row Spark may leave out the rest of the query, and the counter with
    // it.
    return counted == null ? 0 : ((Number) counted).longValue();
  }
}
