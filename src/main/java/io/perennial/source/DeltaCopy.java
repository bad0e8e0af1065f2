package io.perennial.source;

import io.delta.tables.DeltaTable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.CreateTableWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;

/**
 * A Delta table of our own that holds a copy of a source. Each change is one commit: a process that
 * is killed leaves the copy as it was before the change or after it. Of two processes that change
 * it at once, Delta lets one come through and fails the other.
 */
final class DeltaCopy {
  private static final String DELTA = "delta";
  private static final String IS_COPY = "perennial.copy";

  /**
   * A file beside those of the copy, there before any of them, so that what a killed process left
   * is told from what somebody else put there.
   */
  private static final String MARK = "_perennial_copy";

  private static final String LISTING_TASKS =
      "spark.sql.sources.parallelPartitionDiscovery.parallelism";

  private static final String CONDITION_CHECK =
      "spark.databricks.delta.replaceWhere.constraintCheck.enabled";

  /** Once in so many versions it is tidied. */
  private static final long VERSIONS = 10;

  /** Above so many files of less than so many bytes on average they are written together. */
  private static final long MANY_FILES = 64;

  private static final long SMALL_BYTES = 16L << 20;

  private final SparkSession spark;
  private final String location;

  DeltaCopy(SparkSession spark, String location) {
    this.spark = spark;
    this.location = location;
  }

  boolean exists() {
    return DeltaTable.isDeltaTable(spark, location);
  }

  /**
   * Whether something stands here that was not made as a copy, and must not be replaced by one.
   *
   * @throws IOException where the place cannot be looked at
   */
  boolean isForeign() throws IOException {
    if (exists()) {
      return !properties().containsKey(IS_COPY);
    }
    Path place = new Path(location);
    FileSystem files = files();
    return files.exists(place)
        && files.getFileStatus(place).isDirectory()
        && files.listStatus(place).length > 0
        && !files.exists(new Path(location, MARK));
  }

  /** The version that stands. */
  long version() {
    return table().history(1).select("version").head().getLong(0);
  }

  /** The rows of a version, whatever happens to the copy meanwhile. */
  Dataset<Row> load(long version) {
    return spark.read().format(DELTA).option("versionAsOf", version).load(location);
  }

  /** What {@link #replace} and {@link #describe} said of it. */
  Map<String, String> properties() {
    Map<String, String> properties = new HashMap<>();
    for (Row property : spark.sql("SHOW TBLPROPERTIES " + quoted()).collectAsList()) {
      properties.put(property.getString(0), property.getString(1));
    }
    return properties;
  }

  /**
   * Makes the copy, or makes it anew with other rows, columns and properties.
   *
   * @throws IOException where nothing can be written here
   */
  void replace(Dataset<Row> rows, Map<String, String> properties) throws IOException {
    if (!exists()) {
      files().create(new Path(location, MARK), true).close();
    }
    CreateTableWriter<Row> writer =
        rows.writeTo(quoted())
            .using(DELTA)
            // Otherwise Delta takes no blank or comma in the names inside a structure,
            .tableProperty("delta.columnMapping.mode", "name")
            // and writes a file anew for each row in it that is replaced.
            .tableProperty("delta.enableDeletionVectors", "true")
            .tableProperty(IS_COPY, "true");
    for (Map.Entry<String, String> property : properties.entrySet()) {
      writer = writer.tableProperty(property.getKey(), property.getValue());
    }
    writer.createOrReplace();
  }

  /** Says more of it. */
  void describe(Map<String, String> properties) {
    List<String> pairs =
        properties.entrySet().stream()
            .map(property -> "'" + property.getKey() + "' = '" + property.getValue() + "'")
            .sorted()
            .toList();
    spark.sql("ALTER TABLE " + quoted() + " SET TBLPROPERTIES (" + String.join(", ", pairs) + ")");
  }

  /**
   * Puts rows into the place of those that meet a condition, in one commit, so that doing it twice
   * does no more than doing it once. Of two processes that do so at once one fails.
   *
   * @param rows such as meet the condition, which nobody looks at
   */
  void replaceWhere(Column condition, Dataset<Row> rows) throws NoSuchTableException {
    // Delta would look at every value of the condition for every row.
    spark.conf().set(CONDITION_CHECK, false);
    rows.writeTo(quoted()).overwrite(condition);
  }

  /**
   * Puts rows into the place of those of their keys, and adds those of other keys.
   *
   * @param key the columns that tell one row from every other
   */
  void merge(Dataset<Row> rows, List<String> key) {
    String condition =
        key.stream()
            .map(column -> "kept." + column + " <=> changed." + column)
            .reduce((one, other) -> one + " and " + other)
            .orElseThrow();
    table()
        .as("kept")
        .merge(rows.as("changed"), condition)
        .whenMatched()
        .updateAll()
        .whenNotMatched()
        .insertAll()
        .execute();
  }

  /**
   * Now and then writes many small files together, since a year of nights is slow to read, and
   * removes from storage what no version of the last week has, so that what a source no longer
   * holds does not outlive it here for long.
   *
   * @param before the version before the last changes
   */
  void tidy(long before, long now) {
    if (before / VERSIONS == now / VERSIONS) {
      return;
    }
    Row detail = spark.sql("DESCRIBE DETAIL " + quoted()).select("numFiles", "sizeInBytes").head();
    long files = detail.getLong(0);
    if (files > MANY_FILES && detail.getLong(1) / files < SMALL_BYTES) {
      table().optimize().executeCompaction();
    }
    // Rows that are only marked as deleted would stay in their files for ever.
    spark.sql("REORG TABLE " + quoted() + " APPLY (PURGE)");
    // Delta lists a table's folders in ten thousand tasks unless its session says otherwise.
    SparkSession listing = spark.newSession();
    listing.conf().set(LISTING_TASKS, spark.sparkContext().defaultParallelism());
    DeltaTable copy = DeltaTable.forPath(listing, location);
    // Delta tells the console how many files it removed, where a command prints its results.
    scala.Console.withOut(OutputStream.nullOutputStream(), () -> copy.vacuum());
  }

  private FileSystem files() throws IOException {
    return new Path(location).getFileSystem(spark.sparkContext().hadoopConfiguration());
  }

  private DeltaTable table() {
    return DeltaTable.forPath(spark, location);
  }

  private String quoted() {
    return DELTA + ".`" + location.replace("`", "``") + "`";
  }
}
