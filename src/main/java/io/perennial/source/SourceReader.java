package io.perennial.source;

import static org.apache.spark.sql.functions.call_function;
import static org.apache.spark.sql.functions.decode;

import io.perennial.config.InputTable;
import io.perennial.config.NearestKey;
import io.perennial.config.SourceColumn;
import io.perennial.error.Errors;
import io.perennial.table.input.MappedColumns;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Finds and opens a configured source; a schema is declared, named or the source's own. */
final class SourceReader {
  private static final String HEADER = "header";

  /** A function of Spark 4; the decoding of Spark 3 replaces bad bytes by itself. */
  private static final String MAKE_VALID = "make_valid_utf8";

  private static final Pattern NUMBERED = Pattern.compile("(.*?)(\\d+)");

  private final SparkSession spark;

  SourceReader(SparkSession spark) {
    this.spark = spark;
  }

  OpenedSource open(InputTable table) {
    return switch (table.format()) {
      case CSV -> csv(table);
      case JSON -> json(table);
      case TEXT -> text(table);
      case PARQUET, ORC, DELTA -> own(table, reader(table).load(path(table)));
      case JDBC -> own(table, reader(table).option("dbtable", tableName(table)).load());
      case TABLE -> own(table, spark.read().options(table.options()).table(tableName(table)));
    };
  }

  private DataFrameReader reader(InputTable table) {
    return spark.read().format(table.format().label()).options(table.options());
  }

  private static String path(InputTable table) {
    return table
        .path()
        .orElseThrow(() -> Errors.inputWithoutPlace(table.name(), table.line(), "path"));
  }

  private static String tableName(InputTable table) {
    return table
        .table()
        .orElseThrow(() -> Errors.inputWithoutPlace(table.name(), table.line(), "table"));
  }

  private OpenedSource csv(InputTable table) {
    boolean declared = !table.columns().isEmpty();
    boolean header =
        option(table, HEADER)
            .map(value -> value.strip().equalsIgnoreCase("true"))
            .orElse(!declared);
    if (!declared && !header) {
      throw Errors.inputWithoutColumnNames(table.name(), table.line());
    }
    List<String> names =
        declared ? table.columns().stream().map(SourceColumn::name).toList() : headerNames(table);
    boolean headerIsChecked = header && (declared || namesAreTheHeaders(table, names));
    Dataset<Row> rows =
        reader(table)
            .option(HEADER, header)
            .option("inferSchema", false)
            .option("enforceSchema", !headerIsChecked)
            .option("mode", "PERMISSIVE")
            .option("columnNameOfCorruptRecord", MappedColumns.MALFORMED)
            // Otherwise the fields of a row are counted only while every column is asked for.
            .option("columnPruning", false)
            .schema(withMalformed(texts(names)))
            .load(path(table));
    return new OpenedSource(rows, names, true, declaredScalars(table));
  }

  /** The names of the first file's header; Spark makes up names for blank and repeated ones. */
  private List<String> headerNames(InputTable table) {
    List<String> names =
        List.of(
            reader(table)
                .option(HEADER, true)
                .option("inferSchema", false)
                .load(path(table))
                .schema()
                .fieldNames());
    if (names.isEmpty()) {
      throw Errors.inputIsEmpty(table.name(), path(table));
    }
    return names;
  }

  /**
   * Whether the names stand in the header as they are. Made-up names do not, and then the header of
   * each file cannot be checked against them. Only names that look made up cost a second look.
   */
  private boolean namesAreTheHeaders(InputTable table, List<String> names) {
    if (!anyLooksMadeUp(names)) {
      return true;
    }
    Row first =
        reader(table).option(HEADER, false).option("inferSchema", false).load(path(table)).head();
    for (int i = 0; i < names.size(); i++) {
      if (i >= first.size() || first.isNullAt(i) || !first.getString(i).equals(names.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean anyLooksMadeUp(List<String> names) {
    for (int i = 0; i < names.size(); i++) {
      Matcher numbered = NUMBERED.matcher(names.get(i));
      if (numbered.matches() && numbered.group(2).endsWith(String.valueOf(i))) {
        return true;
      }
    }
    return false;
  }

  private OpenedSource json(InputTable table) {
    StructType schema =
        table.columns().isEmpty() ? texts(List.copyOf(mentioned(table))) : declared(table);
    Dataset<Row> rows =
        reader(table)
            .option("mode", "PERMISSIVE")
            .option("columnNameOfCorruptRecord", MappedColumns.MALFORMED)
            .schema(withMalformed(schema))
            .load(path(table));
    return new OpenedSource(rows, List.of(schema.fieldNames()), true, declaredScalars(table));
  }

  private OpenedSource text(InputTable table) {
    Dataset<Row> rows = reader(table).load(path(table));
    for (String name : rows.schema().fieldNames()) {
      if (rows.schema().apply(name).dataType().equals(DataTypes.StringType)) {
        rows = rows.withColumn(name, decoded(Mapping.named(name), option(table, "encoding")));
      }
    }
    return new OpenedSource(rows, List.of(rows.schema().fieldNames()), false, Map.of());
  }

  /**
   * Spark hands the bytes of a text file on as they are. Here they become text: of another encoding
   * where one is configured, else with a replacement character for each that is not UTF-8, by which
   * the row rules know it.
   */
  private Column decoded(Column text, Optional<String> encoding) {
    if (encoding.isPresent()) {
      return decode(text.cast(DataTypes.BinaryType), encoding.get());
    }
    return spark.catalog().functionExists(MAKE_VALID)
        ? call_function(MAKE_VALID, text)
        : decode(text.cast(DataTypes.BinaryType), "UTF-8");
  }

  private static OpenedSource own(InputTable table, Dataset<Row> rows) {
    OpenedSource source =
        new OpenedSource(rows, List.of(rows.schema().fieldNames()), false, Map.of());
    for (SourceColumn column : table.columns()) {
      if (source.find(column.name()).isEmpty()) {
        throw Errors.inputColumnMissing(
            table.name(),
            "columns",
            table.line(),
            column.name(),
            source.columns(),
            NearestKey.find(column.name(), source.columns()));
      }
    }
    return source;
  }

  /**
   * Every column that the mapping, the attributes or the condition name, in the order of letters:
   * the order in which maps give theirs is another in each Java.
   */
  static Set<String> mentioned(InputTable table) {
    Set<String> texts = new LinkedHashSet<>(table.mapping().values());
    texts.addAll(table.attributes().values());
    table.where().ifPresent(texts::add);
    Set<String> columns = new TreeSet<>();
    for (String text : texts) {
      SourceExpressions.columns(text).ifPresent(columns::addAll);
    }
    return columns;
  }

  private static StructType texts(List<String> names) {
    return new StructType(
        names.stream()
            .map(name -> DataTypes.createStructField(name, DataTypes.StringType, true))
            .toArray(StructField[]::new));
  }

  /** The declared columns; single values are read as text, so that a bad one spoils no other. */
  private static StructType declared(InputTable table) {
    Map<String, DataType> scalars = declaredScalars(table);
    return new StructType(
        table.columns().stream()
            .map(
                column ->
                    DataTypes.createStructField(
                        column.name(),
                        scalars.containsKey(column.name())
                            ? DataTypes.StringType
                            : DataType.fromDDL(column.type()),
                        true))
            .toArray(StructField[]::new));
  }

  private static Map<String, DataType> declaredScalars(InputTable table) {
    Map<String, DataType> types = new LinkedHashMap<>();
    for (SourceColumn column : table.columns()) {
      DataType type = DataType.fromDDL(column.type());
      boolean nested = type.catalogString().contains("<");
      if (!nested && !type.equals(DataTypes.StringType)) {
        types.put(column.name(), type);
      }
    }
    return types;
  }

  private static StructType withMalformed(StructType schema) {
    return schema.add(MappedColumns.MALFORMED, DataTypes.StringType, true);
  }

  private static Optional<String> option(InputTable table, String name) {
    List<String> values = new ArrayList<>();
    table
        .options()
        .forEach(
            (key, value) -> {
              if (key.equalsIgnoreCase(name)) {
                values.add(value);
              }
            });
    return values.stream().findFirst();
  }
}
