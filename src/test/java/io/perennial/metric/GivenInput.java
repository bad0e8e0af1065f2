package io.perennial.metric;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.perennial.history.PurchaseHistory;
import io.perennial.table.input.InputCatalog;
import io.perennial.table.input.InputColumn;
import io.perennial.testing.Histories;
import io.perennial.testing.SharedSpark;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Histories beside the accepted rows of another input, for tests of metrics. */
final class GivenInput {
  private GivenInput() {}

  /**
   * The history beside rows of an input.
   *
   * @param header the columns that the rows have, apart by commas; the contract's others are null
   * @param lines a row each, its values apart by commas and without a value where there is none
   */
  static PurchaseHistory beside(
      PurchaseHistory history, String input, String header, String... lines) {
    return Histories.beside(
        history, Map.of(input, rows(input, header, lines)), history.orders(), history.lines());
  }

  private static Dataset<Row> rows(String input, String header, String... lines) {
    List<String> names = List.of(header.split(","));
    List<Row> rows =
        Stream.of(lines)
            .map(line -> line.split(",", -1))
            .peek(values -> requireAll(names, values))
            .map(
                values ->
                    RowFactory.create(
                        Arrays.stream(values)
                            .map(value -> value.isEmpty() ? null : value)
                            .toArray()))
            .toList();
    StructType asText =
        new StructType(
            names.stream()
                .map(name -> DataTypes.createStructField(name, DataTypes.StringType, true))
                .toArray(StructField[]::new));
    List<Column> columns = new ArrayList<>();
    for (InputColumn column : InputCatalog.find(input).orElseThrow().columns()) {
      Column value = names.contains(column.name()) ? col(column.name()) : lit(null).cast("string");
      columns.add(value.cast(column.type()).as(column.name()));
    }
    return SharedSpark.session()
        .createDataFrame(rows, asText)
        .select(columns.toArray(Column[]::new));
  }

  private static void requireAll(List<String> names, String[] values) {
    if (values.length != names.size()) {
      throw new IllegalArgumentException("not a row of " + names + ": " + List.of(values));
    }
  }
}
