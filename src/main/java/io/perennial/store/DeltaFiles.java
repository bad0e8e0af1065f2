package io.perennial.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.delta.tables.DeltaTable;
import io.perennial.error.Errors;
import io.perennial.table.ColumnContract;
import io.perennial.table.RowConstraint;
import io.perennial.table.TableContract;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.CreateTableWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/**
 * Tables as Delta tables.
 *
 * <ul>
 *   <li>A table that stands is overwritten in one commit, which keeps its comments and constraints.
 *   <li>A new table is made and filled in the staging folder and moved to its place by one rename:
 *       no reader ever meets it empty.
 *   <li>Where folders cannot be renamed in one step (object stores), and where the contract of a
 *       table changed with the software, one commit replaces both the contract and the rows. Such a
 *       commit cannot carry NOT NULL in the schema; a CHECK on each such column takes its place.
 *       Earlier versions stay readable with the schema they had.
 * </ul>
 *
 * <p>Two runs at once are left to Delta: of two commits to a table one comes second, and fails if
 * it had begun before the first. Neither {@code txnAppId} nor {@code txnVersion} is set: they would
 * make Delta skip a repeated run, whose rows must replace what another run may have put there. Each
 * commit names its run in its user metadata instead.
 */
final class DeltaFiles implements TableFiles {
  private static final String FORMAT = "delta";
  private static final String LOG = "_delta_log";
  private static final Pattern COMMIT = Pattern.compile("(\\d{20})\\.json");
  private static final String CONSTRAINT = "delta.constraints.";
  private static final String CONTRACT = "perennial.contract";
  private static final String RUN = "userMetadata";
  private static final String CREATING = "creating-";

  /** Azure's abfs is not among them: it does so with a hierarchical namespace alone. */
  private static final Set<String> FOLDERS_RENAMED_IN_ONE_STEP = Set.of("file", "hdfs", "viewfs");

  private final SparkSession spark;
  private final FileSystem fileSystem;
  private final Path output;
  private final Staging staging;

  DeltaFiles(SparkSession spark, FileSystem fileSystem, Path output, Staging staging) {
    this.spark = spark;
    this.fileSystem = fileSystem;
    this.output = output;
    this.staging = staging;
  }

  @Override
  public Published replace(TableContract contract, Dataset<Row> rows, String runId)
      throws IOException {
    Path location = location(contract.name());
    long before = newest(location);
    if (before < 0) {
      requireFree(contract.name(), location);
      if (!FOLDERS_RENAMED_IN_ONE_STEP.contains(fileSystem.getUri().getScheme())) {
        createInPlace(contract, rows, runId, location);
      } else if (!createAndMove(contract, rows, runId, location)) {
        // Another run was first; its table is now replaced like any other.
        return replace(contract, rows, runId);
      }
    } else if (carries(location, contract)) {
      write(location, rows, runId, SaveMode.Overwrite);
    } else {
      replaceContract(contract, rows, runId, location);
    }
    return published(contract, location, runId, before);
  }

  @Override
  public Published append(TableContract contract, Dataset<Row> rows, String runId)
      throws IOException {
    Path location = location(contract.name());
    long before = newest(location);
    if (before < 0) {
      return replace(contract, rows, runId);
    }
    if (carries(location, contract)) {
      write(location, rows, runId, SaveMode.Append);
      return published(contract, location, runId, before);
    }
    Dataset<Row> earlier = ConformingRows.earlier(contract, load(location, before));
    return replace(contract, earlier.unionByName(rows), runId);
  }

  @Override
  public Optional<Dataset<Row>> read(String table) throws IOException {
    Path location = location(table);
    long version = newest(location);
    return version < 0 ? Optional.empty() : Optional.of(load(location, version));
  }

  @Override
  public Optional<Dataset<Row>> readVersion(String table, long version) throws IOException {
    Path location = location(table);
    return commits(location).contains(version)
        ? Optional.of(load(location, version))
        : Optional.empty();
  }

  @Override
  public void recover() throws IOException {
    staging.requireFolder();
    staging.removeAbandoned(this::removeUnfinished);
  }

  /** Removes what was begun where it belongs and never became a table. */
  private void removeUnfinished(Path place) throws IOException {
    for (FileStatus found : staging.list(place)) {
      String name = found.getPath().getName();
      if (name.startsWith(CREATING)) {
        Path location = location(name.substring(CREATING.length()));
        if (!stands(location)) {
          fileSystem.delete(location, true);
        }
      }
    }
  }

  /** Nothing is removed: Delta keeps the versions its own retention and VACUUM say. */
  @Override
  public void forgetOlder(String table, Set<Long> wanted) {}

  private Path location(String table) {
    return new Path(output, table);
  }

  private static String text(Path location) {
    return location.toString();
  }

  private boolean stands(Path location) throws IOException {
    return newest(location) >= 0;
  }

  /** The numbers of the commits whose record is still kept, the newest first. */
  private List<Long> commits(Path location) throws IOException {
    return Arrays.stream(staging.list(new Path(location, LOG)))
        .map(found -> COMMIT.matcher(found.getPath().getName()))
        .filter(Matcher::matches)
        .map(commit -> Long.valueOf(commit.group(1)))
        .sorted(Comparator.reverseOrder())
        .toList();
  }

  /** The version that stands; -1 where there is no table. Delta always keeps its last record. */
  private long newest(Path location) throws IOException {
    return commits(location).stream().findFirst().orElse(-1L);
  }

  /** A version; without its number a Dataset would follow the table to its later versions. */
  private Dataset<Row> load(Path location, long version) {
    return spark.read().format(FORMAT).option("versionAsOf", version).load(text(location));
  }

  private void requireFree(String table, Path location) throws IOException {
    if (!fileSystem.exists(location)) {
      return;
    }
    if (!fileSystem.getFileStatus(location).isDirectory()) {
      throw Errors.placeOccupied(table, text(location), "A file of that name is there");
    }
    if (staging.list(location).length > 0) {
      throw Errors.placeOccupied(table, text(location), "A folder that is no Delta table is there");
    }
  }

  /** Makes the table aside and moves it to its place; false where another run's stands there. */
  private boolean createAndMove(
      TableContract contract, Dataset<Row> rows, String runId, Path location) throws IOException {
    try (Staging.Place place = staging.take()) {
      Path prepared = place.resolve(contract.name());
      var table =
          DeltaTable.create(spark)
              .location(text(prepared))
              .addColumns(contract.schema())
              .comment(contract.grain());
      for (Map.Entry<String, String> property : properties(contract).entrySet()) {
        table = table.property(property.getKey(), property.getValue());
      }
      table.execute();
      // It holds nothing yet: replacing would first ask Delta which files to replace.
      write(prepared, rows, runId, SaveMode.Append);
      return move(prepared, location);
    }
  }

  private boolean move(Path prepared, Path location) throws IOException {
    if (Staging.isLocal(fileSystem)) {
      try {
        Files.move(
            Staging.local(prepared), Staging.local(location), StandardCopyOption.ATOMIC_MOVE);
        return true;
      } catch (FileSystemException failure) {
        if (stands(location)) {
          return false;
        }
        throw failure;
      }
    }
    if (stands(location)) {
      return false;
    }
    // An empty folder in the place would take the prepared one in instead of giving way to it.
    fileSystem.delete(location, false);
    if (!fileSystem.rename(prepared, location)) {
      throw new IOException("The folder " + prepared + " could not be moved to " + location + ".");
    }
    return true;
  }

  /** Makes the table where it belongs, leaving a note by which an unfinished one is recognised. */
  private void createInPlace(TableContract contract, Dataset<Row> rows, String runId, Path location)
      throws IOException {
    try (Staging.Place place = staging.take()) {
      fileSystem.create(place.resolve(CREATING + contract.name())).close();
      replaceContract(contract, rows, runId, location);
    }
  }

  private static void write(Path location, Dataset<Row> rows, String runId, SaveMode mode) {
    rows.write().format(FORMAT).mode(mode).option(RUN, runId).save(text(location));
  }

  private static void replaceContract(
      TableContract contract, Dataset<Row> rows, String runId, Path location) {
    CreateTableWriter<Row> writer =
        rows.writeTo(FORMAT + ".`" + text(location).replace("`", "``") + "`")
            .using(FORMAT)
            .option(RUN, runId)
            .tableProperty("comment", contract.grain());
    for (Map.Entry<String, String> property : properties(contract).entrySet()) {
      writer = writer.tableProperty(property.getKey(), property.getValue());
    }
    for (ColumnContract column : contract.columns()) {
      if (!column.nullable()) {
        writer =
            writer.tableProperty(
                CONSTRAINT + column.name() + "_is_present", column.name() + " IS NOT NULL");
      }
    }
    writer.createOrReplace();
  }

  /**
   * The contract's constraints as Delta keeps them, and the contract's digest. Delta takes a null
   * outcome for a broken constraint, a contract takes it for a held one.
   */
  private static Map<String, String> properties(TableContract contract) {
    Map<String, String> properties = new LinkedHashMap<>();
    for (RowConstraint constraint : contract.constraints()) {
      properties.put(
          CONSTRAINT + constraint.name(), "(" + constraint.condition() + ") IS NOT FALSE");
    }
    properties.put(CONTRACT, digest(contract));
    return properties;
  }

  /** Whether the table that stands was made by this contract, comments and constraints included. */
  private boolean carries(Path location, TableContract contract) {
    DeltaTable table = DeltaTable.forPath(spark, text(location));
    if (!ConformingRows.sameColumns(table.toDF().schema(), contract.schema())) {
      return false;
    }
    String quoted = FORMAT + ".`" + text(location).replace("`", "``") + "`";
    Map<String, String> found = new LinkedHashMap<>();
    for (Row property : spark.sql("SHOW TBLPROPERTIES " + quoted).collectAsList()) {
      found.put(property.getString(0), property.getString(1));
    }
    return found.entrySet().containsAll(properties(contract).entrySet());
  }

  private static String digest(TableContract contract) {
    String described = contract.grain() + "\n" + contract.schema().json();
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(described.getBytes(UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("Every Java platform has SHA-256.", impossible);
    }
  }

  /**
   * The version a run made, which another run may have replaced already. Delta makes none where an
   * empty table is replaced by no rows; then it is the version that stands.
   */
  private Published published(TableContract contract, Path location, String runId, long before)
      throws IOException {
    List<Long> since = commits(location).stream().filter(version -> version > before).toList();
    long version = before < 0 ? newest(location) : before;
    for (long candidate : since) {
      if (firstLine(commit(location, candidate)).contains("\"" + RUN + "\":\"" + runId + "\"")) {
        version = candidate;
        break;
      }
    }
    return new Published(contract.name(), text(location), Long.toString(version));
  }

  private static Path commit(Path location, long version) {
    return new Path(new Path(location, LOG), String.format(Locale.ROOT, "%020d.json", version));
  }

  /** The line in which Delta tells who made a commit. */
  private String firstLine(Path commit) throws IOException {
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(fileSystem.open(commit), UTF_8))) {
      String line = reader.readLine();
      return line == null ? "" : line;
    }
  }
}
