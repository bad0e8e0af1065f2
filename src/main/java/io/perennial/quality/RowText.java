package io.perennial.quality;

import static io.perennial.table.input.MappedColumns.MALFORMED;
import static io.perennial.table.input.MappedColumns.SOURCE;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.left;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.when;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.StructType;

/**
 * How a rejected row is shown: as a JSON object in which masked columns read {@link #MASK}. A row
 * that was rejected by itself is shown with its source columns; one that was rejected because of
 * another row, with its canonical columns, since those alone are kept until then.
 *
 * @param maskedSourceColumns the source columns whose values are hidden
 * @param maskedColumns the canonical columns and {@code attribute_} columns that are made from them
 */
public record RowText(Set<String> maskedSourceColumns, Set<String> maskedColumns) {
  /** What stands for a hidden value. */
  public static final String MASK = "***";

  private static final String MALFORMED_ROW = "malformed_row";
  private static final int LONGEST_MALFORMED_ROW = 10_000;
  private static final Map<String, String> WITH_NULLS = Map.of("ignoreNullFields", "false");

  public RowText {
    maskedSourceColumns =
        maskedSourceColumns.stream()
            .map(name -> name.toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());
    maskedColumns = Set.copyOf(maskedColumns);
  }

  /** Nothing is hidden. */
  public static RowText unmasked() {
    return new RowText(Set.of(), Set.of());
  }

  /**
   * The row as it was read. The text of a malformed row cannot be masked by column, so it is hidden
   * altogether where the source has a masked column.
   */
  Column asRead(StructType rows) {
    List<String> names = List.of(((StructType) rows.apply(SOURCE).dataType()).fieldNames());
    boolean masked = names.stream().anyMatch(this::isMasked);
    Column malformed = masked ? lit(MASK) : left(col(MALFORMED), lit(LONGEST_MALFORMED_ROW));
    Column[] fields =
        names.stream()
            .map(
                name -> {
                  Column value = col(SOURCE).getField(name);
                  return (isMasked(name) ? hidden(value) : value).as(name);
                })
            .toArray(Column[]::new);
    return when(
            col(MALFORMED).isNotNull(), to_json(struct(malformed.as(MALFORMED_ROW)), WITH_NULLS))
        .otherwise(to_json(struct(fields), WITH_NULLS));
  }

  /** The row as it was mapped. */
  Column asMapped(List<String> columns) {
    return asMapped(columns, name -> col(name));
  }

  /**
   * The row as it was mapped.
   *
   * @param values what makes a canonical column's value
   */
  Column asMapped(List<String> columns, Function<String, Column> values) {
    Column[] fields =
        columns.stream()
            .map(
                name -> {
                  Column value = values.apply(name);
                  return (maskedColumns.contains(name) ? hidden(value) : value).as(name);
                })
            .toArray(Column[]::new);
    return to_json(struct(fields), WITH_NULLS);
  }

  private boolean isMasked(String sourceColumn) {
    return maskedSourceColumns.contains(sourceColumn.toLowerCase(Locale.ROOT));
  }

  private static Column hidden(Column value) {
    return when(value.isNotNull(), lit(MASK));
  }
}
