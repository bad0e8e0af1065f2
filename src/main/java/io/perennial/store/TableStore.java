package io.perennial.store;

import static org.apache.spark.sql.functions.col;

import io.perennial.error.Errors;
import io.perennial.error.PerennialException;
import io.perennial.table.OutputFormat;
import io.perennial.table.TableContract;
import io.perennial.table.output.RunHistoryTable;
import java.io.IOException;
import java.time.LocalDate;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The published tables below one folder. A table changes from one complete version to the next; a
 * process killed at any moment leaves the old version or the new one, and a new table is not there
 * at all until it is complete. What {@link DeltaFiles}, {@link LinkedParquetFiles} and {@link
 * RenamedParquetFiles} say of their file systems holds too.
 *
 * <p>Runs are not kept apart by a lock: one that a killed process left would stop every later run.
 * Two runs at once may publish each its own version of each table, and {@code run_history} names
 * those that belong together.
 */
public final class TableStore {
  /** Of how many successful runs the versions are kept. */
  private static final int RUNS_KEPT = 3;

  private static final Pattern RUN_ID = Pattern.compile("[\\w.-]{1,200}");
  private static final Pattern VERSION = Pattern.compile("\\d{1,18}");

  private final String outputPath;
  private final TableFiles files;
  private final Optional<Names> names;

  /** Those that wait for their names until every table is published. */
  private final Map<TableContract, Published> unnamed = new ConcurrentHashMap<>();

  /**
   * The tables below a folder, which need not exist.
   *
   * @param outputPath the folder, as any path or address that Spark can write to
   * @param database the catalogue database in which published tables are registered, if any; a name
   *     that stands elsewhere is an error
   * @throws io.perennial.error.PerennialException if the path's file system or the database's name
   *     is not usable
   */
  public TableStore(
      SparkSession spark, String outputPath, OutputFormat format, Optional<String> database) {
    this(spark, outputPath, format, database, Optional.empty());
  }

  /**
   * The tables below a folder, which need not exist, with names that may move to them.
   *
   * @param outputPath the folder, as any path or address that Spark can write to
   * @param database the catalogue database in which published tables are registered, if any
   * @param follows the as-of date of what will be published, where names in the database that stand
   *     at tables of the same or an earlier date move to this folder's with {@link #moveNames}
   * @throws io.perennial.error.PerennialException if the path's file system or the database's name
   *     is not usable
   */
  public TableStore(
      SparkSession spark,
      String outputPath,
      OutputFormat format,
      Optional<String> database,
      Optional<LocalDate> follows) {
    this.outputPath = outputPath;
    Optional<Catalogue> catalogue = database.map(name -> new Catalogue(spark, name, format));
    Path output = guarded("", () -> qualified(spark, outputPath));
    this.names = catalogue.map(known -> new Names(spark, known, output, follows));
    this.files = guarded("", () -> files(spark, output, format));
  }

  /**
   * Replaces the whole contents of a table.
   *
   * @param rows the table's rows, with at least the contract's columns; they are computed once
   * @param runId the run, made of letters, digits, dots, hyphens and underscores
   * @throws io.perennial.error.PerennialException if the rows do not keep the contract, something
   *     else stands in the table's place, or storage fails; the table is as it was
   */
  public Published publish(TableContract contract, Dataset<Row> rows, String runId) {
    if (!RUN_ID.matcher(runId).matches()) {
      throw new IllegalArgumentException("not a run id: " + runId);
    }
    return guarded(
        contract.name(),
        () -> {
          Dataset<Row> conforming = ConformingRows.computed(contract, rows);
          return registered(contract, files.replace(contract, conforming, runId));
        });
  }

  /**
   * Adds a row to the history of runs, then forgets versions older than those that the last three
   * successful runs name.
   *
   * @param runHistory the contract of {@link RunHistoryTable}
   */
  public Published appendRun(TableContract runHistory, Dataset<Row> oneRow) {
    return guarded(
        runHistory.name(),
        () -> {
          Dataset<Row> conforming = ConformingRows.computed(runHistory, oneRow);
          String runId = conforming.select(RunHistoryTable.RUN_ID).first().getString(0);
          Published published = registered(runHistory, files.append(runHistory, conforming, runId));
          forgetOldVersions(published);
          return published;
        });
  }

  /**
   * Looks whether the catalogue lets tables have their names, before anything is computed for them.
   *
   * @throws io.perennial.error.PerennialException if a name stands at another place and may not
   *     move, or the catalogue fails
   */
  public void requireNames(Collection<TableContract> contracts) {
    guarded(
        "",
        () -> {
          names.ifPresent(known -> known.require(contracts));
          return outputPath;
        });
  }

  /**
   * What {@link #moveNames} would leave where it is, before it does; changes nothing.
   *
   * @param contracts all whose names are to move, {@code run_history} among them
   * @return what keeps its place because it is of a later date, in a sentence; empty if nothing
   *     does
   * @throws io.perennial.error.PerennialException as {@link #requireNames}
   */
  public Optional<String> namesStaying(Collection<TableContract> contracts) {
    return guarded("", () -> names.flatMap(known -> known.staying(contracts)));
  }

  /**
   * Where names follow the newest as-of date: gives what was published since the last time its
   * names. Elsewhere tables have theirs already.
   *
   * @return what kept its place because it is of a later date, in a sentence; empty if nothing did
   * @throws io.perennial.error.PerennialException if the catalogue fails, or somebody else has
   *     taken a name meanwhile
   */
  public Optional<String> moveNames() {
    try {
      Optional<String> left = names.flatMap(known -> known.move(unnamed));
      unnamed.clear();
      return left;
    } catch (Exception failure) {
      // Not only unchecked ones: Spark throws its checked exception without declaring it.
      throw failure instanceof PerennialException known
          ? known
          : Errors.namesNotMoved(outputPath, StorageFailures.sentence(failure), failure);
    }
  }

  /** The table as it stands; empty where it was never published. */
  public Optional<Dataset<Row>> read(TableContract contract) {
    return guarded(contract.name(), () -> files.read(contract.name()));
  }

  /** A version of the table by the name {@link Published} gave it; empty where it is not kept. */
  public Optional<Dataset<Row>> readVersion(TableContract contract, String version) {
    OptionalLong number = versionNumber(version);
    return number.isEmpty()
        ? Optional.empty()
        : guarded(contract.name(), () -> files.readVersion(contract.name(), number.getAsLong()));
  }

  /**
   * Clears away what killed runs left, without touching a table that stands. On a local file system
   * it leaves alone what a living run is preparing; on others no run may be under way.
   *
   * @throws io.perennial.error.PerennialException if the output is a file or lies below one, or
   *     storage fails: before anything is computed for it
   */
  public void recover() {
    guarded(
        "",
        () -> {
          files.recover();
          return outputPath;
        });
  }

  /** The number in a version's name; empty where it is no version's. */
  static OptionalLong versionNumber(String version) {
    return VERSION.matcher(version).matches()
        ? OptionalLong.of(Long.parseLong(version))
        : OptionalLong.empty();
  }

  /** The rows of {@code run_history} whose run succeeded, the last one first. */
  static Dataset<Row> succeeded(Dataset<Row> history) {
    return history
        .where(col(RunHistoryTable.OUTCOME).equalTo(RunHistoryTable.SUCCEEDED))
        .orderBy(
            col(RunHistoryTable.FINISHED_AT).desc(),
            col(RunHistoryTable.ATTEMPT_STARTED_AT).desc(),
            col(RunHistoryTable.RUN_ID));
  }

  private static Path qualified(SparkSession spark, String outputPath) throws IOException {
    Path path = new Path(outputPath);
    return path.getFileSystem(spark.sparkContext().hadoopConfiguration()).makeQualified(path);
  }

  private static TableFiles files(SparkSession spark, Path output, OutputFormat format)
      throws IOException {
    FileSystem fileSystem = output.getFileSystem(spark.sparkContext().hadoopConfiguration());
    Staging staging = new Staging(fileSystem, output);
    return switch (format) {
      case DELTA -> new DeltaFiles(spark, fileSystem, output, staging);
      case PARQUET ->
          Staging.isLocal(fileSystem)
              ? new LinkedParquetFiles(spark, Staging.local(output), staging)
              : new RenamedParquetFiles(spark, fileSystem, output, staging);
    };
  }

  private Published registered(TableContract contract, Published published) {
    names.ifPresent(
        known -> {
          if (known.follows().isPresent()) {
            unnamed.put(contract, published);
          } else {
            known.register(contract, published);
          }
        });
    return published;
  }

  private void forgetOldVersions(Published runHistory) throws IOException {
    files.forgetOlder(
        runHistory.table(), Set.of(Long.parseLong(runHistory.version()) - RUNS_KEPT + 1));
    Optional<Dataset<Row>> history = files.read(runHistory.table());
    if (history.isEmpty()) {
      return;
    }
    List<Row> runs =
        succeeded(history.get()).select(RunHistoryTable.TABLE_VERSIONS).takeAsList(RUNS_KEPT);
    if (runs.size() < RUNS_KEPT) {
      return;
    }
    Map<String, Set<Long>> wanted = new HashMap<>();
    for (Row run : runs) {
      run.<String, String>getJavaMap(0)
          .forEach(
              (table, version) ->
                  versionNumber(version)
                      .ifPresent(
                          number ->
                              wanted.computeIfAbsent(table, key -> new HashSet<>()).add(number)));
    }
    for (Map.Entry<String, Set<Long>> table : wanted.entrySet()) {
      files.forgetOlder(table.getKey(), table.getValue());
    }
  }

  private <T> T guarded(String table, Action<T> action) {
    try {
      return action.run();
    } catch (Exception failure) {
      throw StorageFailures.of(
          table, table.isEmpty() ? outputPath : outputPath + "/" + table, failure);
    }
  }

  /** Something done in storage. */
  @FunctionalInterface
  private interface Action<T> {
    T run() throws IOException;
  }
}
