package io.perennial.testing;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.map_entries;
import static org.apache.spark.sql.functions.sort_array;

import com.holdenkarau.spark.testing.DatasetSuiteBaseLike;
import com.holdenkarau.spark.testing.JavaTestSuite;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * How tests make Datasets and compare them. The comparisons are spark-testing-base's, and of those
 * only the two that tell everything apart that a published table could get wrong: how often a row
 * occurs, the names, types and order of the columns, and null from a value. Nullability and column
 * comments are left out of every comparison here; the tests of the writer look at those by
 * themselves.
 */
public final class Datasets {
  private static final Suite SUITE = new Suite();

  private Datasets() {}

  /** A row of literal values. */
  public static Row row(Object... values) {
    return RowFactory.create(values);
  }

  /**
   * A Dataset of literal rows.
   *
   * @param ddl the columns as in {@code "customer_id string, ordered_on date"}; dates are {@link
   *     java.time.LocalDate}, instants {@link java.time.Instant}, decimals {@link
   *     java.math.BigDecimal}
   */
  public static Dataset<Row> of(String ddl, Row... rows) {
    return of(StructType.fromDDL(ddl), rows);
  }

  /** A Dataset of literal rows with a schema. */
  public static Dataset<Row> of(StructType schema, Row... rows) {
    return SharedSpark.session().createDataFrame(List.of(rows), schema);
  }

  /**
   * A Dataset of lines of CSV without a header; an empty field is null, a quoted empty one an empty
   * text. A line that does not fit the columns fails the test.
   */
  public static Dataset<Row> ofCsv(String ddl, String... lines) {
    Dataset<String> text =
        SharedSpark.session().createDataset(Arrays.asList(lines), Encoders.STRING());
    return SharedSpark.session()
        .read()
        .schema(StructType.fromDDL(ddl))
        .option("mode", "FAILFAST")
        .csv(text);
  }

  /**
   * A golden file: CSV whose header names the columns in order.
   *
   * @param file its path, for instance below {@code src/test/resources}
   */
  public static Dataset<Row> golden(Path file, String ddl) {
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException("no golden file at " + file.toAbsolutePath());
    }
    return SharedSpark.session()
        .read()
        .schema(StructType.fromDDL(ddl))
        .option("header", "true")
        .option("enforceSchema", "false")
        .option("mode", "FAILFAST")
        .csv(file.toUri().toString());
  }

  /** The same rows, each as often as in the other, in any order. */
  public static void assertSameRows(Dataset<Row> expected, Dataset<Row> actual) {
    assertSameColumns(expected, actual);
    SUITE.assertDataFrameNoOrderEquals(comparable(expected), comparable(actual));
  }

  /** The same rows in the same order. */
  public static void assertSameRowsInOrder(Dataset<Row> expected, Dataset<Row> actual) {
    assertSameColumns(expected, actual);
    SUITE.assertDataFrameEquals(comparable(expected), comparable(actual));
  }

  /**
   * The same rows, each as often as in the other, in any order, where a double column may differ by
   * a tolerance; every other column has to agree exactly.
   *
   * @param tolerance how far two doubles may be apart: absolutely below 1, relatively above
   */
  public static void assertNearlySameRows(
      Dataset<Row> expected, Dataset<Row> actual, double tolerance) {
    assertSameColumns(expected, actual);
    List<Row> wanted = comparable(expected).collectAsList();
    Map<List<Object>, List<Row>> found = new HashMap<>();
    for (Row row : comparable(actual).collectAsList()) {
      found.computeIfAbsent(exactValues(row), key -> new ArrayList<>()).add(row);
    }
    List<Row> missing = new ArrayList<>();
    for (Row row : wanted) {
      List<Row> candidates = found.getOrDefault(exactValues(row), List.of());
      if (!removeNearest(row, candidates, tolerance)) {
        missing.add(row);
      }
    }
    List<Row> unexpected = found.values().stream().flatMap(List::stream).toList();
    if (!missing.isEmpty() || !unexpected.isEmpty()) {
      throw new AssertionError(
          "rows missing: " + firstOf(missing) + "\nrows not expected: " + firstOf(unexpected));
    }
  }

  private static void assertSameColumns(Dataset<Row> expected, Dataset<Row> actual) {
    StructType wanted = bare(expected.schema());
    StructType found = bare(actual.schema());
    if (!wanted.equals(found)) {
      throw new AssertionError(
          "columns expected: " + wanted.toDDL() + "\nbut were: " + found.toDDL());
    }
  }

  /** Without nullability and comments, and with maps as sorted entries, which have an equality. */
  private static Dataset<Row> comparable(Dataset<Row> rows) {
    Column[] columns =
        Arrays.stream(rows.schema().fields())
            .map(
                field ->
                    field.dataType() instanceof MapType
                        ? sort_array(map_entries(quoted(field.name()))).as(field.name())
                        : quoted(field.name()))
            .toArray(Column[]::new);
    Dataset<Row> withoutMaps = rows.select(columns);
    return SharedSpark.session().createDataFrame(withoutMaps.javaRDD(), bare(withoutMaps.schema()));
  }

  private static Column quoted(String name) {
    return col("`" + name.replace("`", "``") + "`");
  }

  private static StructType bare(StructType schema) {
    return new StructType(
        Arrays.stream(schema.fields())
            .map(
                field ->
                    new StructField(field.name(), bare(field.dataType()), true, Metadata.empty()))
            .toArray(StructField[]::new));
  }

  private static DataType bare(DataType type) {
    if (type instanceof StructType struct) {
      return bare(struct);
    }
    if (type instanceof ArrayType array) {
      return DataTypes.createArrayType(bare(array.elementType()), true);
    }
    if (type instanceof MapType map) {
      return DataTypes.createMapType(bare(map.keyType()), bare(map.valueType()), true);
    }
    return type;
  }

  private static List<Object> exactValues(Row row) {
    List<Object> values = new ArrayList<>();
    for (int column = 0; column < row.size(); column++) {
      values.add(isDouble(row, column) ? null : row.get(column));
    }
    return values;
  }

  private static boolean isDouble(Row row, int column) {
    return row.schema().fields()[column].dataType().equals(DataTypes.DoubleType);
  }

  private static boolean removeNearest(Row wanted, List<Row> candidates, double tolerance) {
    int nearest = -1;
    double least = Double.POSITIVE_INFINITY;
    for (int candidate = 0; candidate < candidates.size(); candidate++) {
      double distance = distance(wanted, candidates.get(candidate));
      if (distance <= tolerance && distance < least) {
        least = distance;
        nearest = candidate;
      }
    }
    if (nearest < 0) {
      return false;
    }
    candidates.remove(nearest);
    return true;
  }

  /** The largest distance of two rows' doubles; infinite where only one is null or not a number. */
  private static double distance(Row wanted, Row found) {
    double largest = 0;
    for (int column = 0; column < wanted.size(); column++) {
      if (isDouble(wanted, column)) {
        largest =
            Math.max(largest, distance((Double) wanted.get(column), (Double) found.get(column)));
      }
    }
    return largest;
  }

  private static double distance(Double wanted, Double found) {
    if (Objects.equals(wanted, found)) {
      return 0;
    }
    if (wanted == null || found == null || !Double.isFinite(wanted) || !Double.isFinite(found)) {
      return Double.POSITIVE_INFINITY;
    }
    return Math.abs(wanted - found) / Math.max(1, Math.abs(wanted));
  }

  private static String firstOf(List<Row> rows) {
    String shown = rows.stream().limit(10).toList().toString();
    return rows.size() > 10 ? shown + " and " + (rows.size() - 10) + " more" : shown;
  }

  /**
   * The traits of spark-testing-base over the shared session. The two setters are what Scala makes
   * of a trait's values; the traits' initialisers, which would call them, are not for Java.
   */
  private static final class Suite implements DatasetSuiteBaseLike, JavaTestSuite {
    private static final long serialVersionUID = 1L;
    private static final int ROWS_SHOWN = 10;

    @Override
    public SparkSession spark() {
      return SharedSpark.session();
    }

    @Override
    public SparkContext sc() {
      return SharedSpark.session().sparkContext();
    }

    @Override
    public int maxUnequalRowsToShow() {
      return ROWS_SHOWN;
    }

    @Override
    public String icebergWarehouse() {
      throw new UnsupportedOperationException("no test reads Iceberg");
    }

    @Override
    public void
        com$holdenkarau$spark$testing$DataFrameSuiteBaseLike$_setter_$maxUnequalRowsToShow_$eq(
            int rows) {
      throw new UnsupportedOperationException("the number of rows shown is fixed");
    }

    @Override
    public void com$holdenkarau$spark$testing$DataFrameSuiteBaseLike$_setter_$icebergWarehouse_$eq(
        String path) {
      throw new UnsupportedOperationException("no test reads Iceberg");
    }
  }
}
