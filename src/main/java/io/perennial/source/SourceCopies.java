package io.perennial.source;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.date_sub;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.unix_millis;

import io.perennial.config.InputFormat;
import io.perennial.config.InputTable;
import io.perennial.config.NearestKey;
import io.perennial.config.SourceChanges;
import io.perennial.error.Errors;
import io.perennial.error.PerennialException;
import io.perennial.table.input.MappedColumns;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.ConcurrentModificationException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalog.Table;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.storage.StorageLevel;

/**
 * Copies of the sources that are slow to read, as Delta tables of our own, each a table of the
 * source's columns as they are read, before anything is made of them: so a changed mapping reads
 * nothing again. A run brings a copy up to date by reading what is new, and then reads the copy.
 *
 * <ul>
 *   <li>Of text files (csv, json, text) the files are listed: new ones are read, and the rows of
 *       those that are gone leave the copy. A file that was written anew is gone and new.
 *   <li>Of databases and catalogue tables the rows are read whose {@code updated_at} is not before
 *       the newest that the copy has, less an overlap, or is missing; they take the place of those
 *       with their key. The source then has to have as many rows as the copy, or rows were deleted,
 *       and a row as new as its newest, or it went back in time.
 *   <li>Files that hold columns (parquet, orc, delta) have no copy, since reading one would cost
 *       what reading them does.
 * </ul>
 *
 * <p>Where what is new cannot be told, the source is read in full, and the report says why. Several
 * threads may bring different tables up to date.
 */
public final class SourceCopies {
  /** So that no folder of somebody's own data is taken for a copy. */
  private static final String SUFFIX = ".copy";

  private static final String COLUMN = "c";
  private static final String FILE = "file";
  private static final String LENGTH = "length";
  private static final String MODIFIED = "modified";
  private static final String METADATA = "_metadata.";

  /** Says of a copy that its rows cannot be replaced by their key, and how many share theirs. */
  private static final String REPEATS = "perennial.source.repeats";

  /** Another process may be at the same copy; after it this one sees what is left to do. */
  private static final int ATTEMPTS = 3;

  private static final int HOURS_OF_DAY = 24;

  /** Options of Spark's database reader that belong to its reading in parts. */
  private static final Set<String> PARTITIONING =
      Set.of("partitioncolumn", "lowerbound", "upperbound", "numpartitions");

  private static final String NOT_UNIQUE =
      "its key stands in several rows, so that a changed row does not tell which it replaces";

  private final SparkSession spark;
  private final String folder;
  private final int overlapHours;
  private final Instant latest;
  private final Runnable between;
  private final Map<String, OpenedSource> upToDate = new ConcurrentHashMap<>();

  /**
   * The copies below a folder, which need not exist.
   *
   * @param spark a session as {@link InputReader} wants it
   * @param folder any path or address that Spark can write to
   * @param overlapHours how far before the newest change that a copy holds rows are read again
   * @param now when the run began; no row can have changed more than a day later, wherever it was
   */
  public SourceCopies(SparkSession spark, String folder, int overlapHours, Instant now) {
    this(spark, folder, overlapHours, now, () -> {});
  }

  /** Copies of which somebody sees each step between two commits, and may end them there. */
  SourceCopies(SparkSession spark, String folder, int overlapHours, Instant now, Runnable between) {
    this.spark = spark;
    this.folder = folder;
    this.overlapHours = overlapHours;
    this.latest = now.plus(Duration.ofDays(1));
    this.between = between;
  }

  /**
   * Brings the copy of a table up to date, where one is kept. Cost: reading what is new, and a look
   * at the copy's columns of files or of changes; what is replaced is written with what lies in its
   * files.
   *
   * @throws PerennialException where the source or the copy fails
   */
  public CopyReport refresh(InputTable table) {
    return switch (table.format()) {
      case PARQUET, ORC, DELTA ->
          new CopyReport(
              table.name(),
              OptionalLong.empty(),
              "read where they are: a copy of columns would be no quicker to read.");
      case JDBC, TABLE -> {
        if (table.changes().isEmpty()) {
          yield new CopyReport(
              table.name(),
              OptionalLong.empty(),
              "read in full: without updated_at and key it is not known which rows changed.");
        }
        if (isView(table)) {
          yield new CopyReport(
              table.name(),
              OptionalLong.empty(),
              "read in full: it is a view, and rows do not tell when what a view makes of them"
                  + " changes.");
        }
        yield attempted(table);
      }
      case CSV, JSON, TEXT -> attempted(table);
    };
  }

  private boolean isView(InputTable table) {
    if (table.format() != InputFormat.TABLE) {
      return false;
    }
    try {
      Table known = spark.catalog().getTable(table.table().orElseThrow());
      return known.isTemporary() || known.tableType().toUpperCase(Locale.ROOT).contains("VIEW");
    } catch (AnalysisException unknown) {
      // Opening the table will say so, and why.
      return false;
    }
  }

  /** The copy of a table as it was brought up to date; empty where none is kept. */
  Optional<OpenedSource> opened(InputTable table) {
    return Optional.ofNullable(upToDate.get(table.name()));
  }

  /** The error behind a failure that names the place of a copy; empty where it names none. */
  Optional<PerennialException> explain(List<InputTable> tables, Throwable failure) {
    return tables.stream()
        .filter(table -> SourceFailures.mentions(location(table), failure))
        .findFirst()
        .map(table -> Errors.copyFailed(table.name(), location(table), failure));
  }

  private String location(InputTable table) {
    return folder + "/" + table.name() + SUFFIX;
  }

  private CopyReport attempted(InputTable table) {
    OpenedSource source = opening(table);
    String location = location(table);
    DeltaCopy copy = new DeltaCopy(spark, location);
    Optional<String> inFull = Optional.empty();
    for (int attempt = 1; ; attempt++) {
      try {
        if (copy.isForeign()) {
          throw Errors.copyForeign(table.name(), location);
        }
        Optional<CopyReport> done =
            table.changes().isPresent()
                ? Optional.of(refreshedRows(table, source, copy))
                : refreshedFiles(table, source, copy, inFull);
        if (done.isPresent()) {
          return done.get();
        }
        inFull = Optional.of("another process changed the copy at the same time");
      } catch (PerennialException known) {
        throw known;
      } catch (Exception failure) {
        // Not only unchecked ones: Spark throws its checked exception without declaring it.
        if (!isContended(failure)) {
          throw explain(List.of(table), failure)
              .or(() -> SourceFailures.reading(List.of(table), failure))
              .orElseGet(() -> Errors.copyFailed(table.name(), location, failure));
        }
      }
      if (attempt == ATTEMPTS) {
        throw Errors.copyContended(table.name(), location);
      }
    }
  }

  private OpenedSource opening(InputTable table) {
    try {
      return new SourceReader(spark).open(table);
    } catch (PerennialException known) {
      throw known;
    } catch (Exception failure) {
      throw SourceFailures.opening(table, failure);
    }
  }

  private static boolean isContended(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ConcurrentModificationException) {
        return true;
      }
    }
    return false;
  }

  // Files

  /**
   * Empty where another process changed the copy meanwhile, so that it holds other files than this
   * one saw, or was made in another way.
   *
   * @param suspect why the copy is to be made anew, whatever it holds
   */
  private Optional<CopyReport> refreshedFiles(
      InputTable table, OpenedSource source, DeltaCopy copy, Optional<String> suspect)
      throws IOException, NoSuchTableException {
    List<String> columns = new ArrayList<>(source.columns());
    if (source.keepsMalformed()) {
      columns.add(MappedColumns.MALFORMED);
    }
    Dataset<Row> rows =
        numbered(
            source.rows(),
            columns,
            col(METADATA + "file_path").as(FILE),
            col(METADATA + "file_size").as(LENGTH),
            unix_millis(col(METADATA + "file_modification_time")).as(MODIFIED));
    CopyIdentity identity = identity(table, source, columns);
    Set<SourceFile> listed = new LinkedHashSet<>(SourceFile.of(source.rows()));
    Optional<String> inFull = suspect.or(() -> difference(copy, identity));
    Map<SourceFile, Long> held = Map.of();
    Map<SourceFile, Long> holds;
    long before = copy.exists() ? copy.version() : 0;
    long version;
    if (inFull.isPresent()) {
      copy.replace(rows, identity.parts());
      between.run();
      version = copy.version();
      holds = files(copy.load(version));
    } else {
      held = files(copy.load(before));
      between.run();
      Set<String> changed = new TreeSet<>(paths(held.keySet(), listed));
      changed.addAll(paths(listed, held.keySet()));
      version = before;
      holds = held;
      if (!changed.isEmpty()) {
        Column ofChanged = col(FILE).isin(changed.toArray());
        copy.replaceWhere(ofChanged, rows.filter(ofChanged));
        between.run();
        version = copy.version();
        // All of it, since what stands now need not be this process's work alone.
        holds = files(copy.load(version));
        if (difference(copy, identity).isPresent()) {
          return Optional.empty();
        }
      }
    }
    if (!listed.containsAll(holds.keySet())
        || !agree(held, holds)
        || !holds.keySet().containsAll(withRows(rows, listed, holds.keySet()))) {
      return Optional.empty();
    }
    Dataset<Row> kept = copy.load(version);
    List<String> gone = paths(held.keySet(), listed);
    Map<SourceFile, Long> read = new LinkedHashMap<>(holds);
    read.keySet().removeAll(held.keySet());
    long rowsRead = read.values().stream().mapToLong(Long::longValue).sum();
    copy.tidy(before, version);
    String sentence =
        inFull
            .map(
                why ->
                    String.format(
                        Locale.ROOT,
                        "%,d rows of %s read, all there are: %s.",
                        rowsRead,
                        files(listed.size()),
                        why))
            .orElseGet(
                () ->
                    String.format(
                        Locale.ROOT,
                        "%,d rows of %s read that are new or written anew; %s gone or written anew;"
                            + " %s in all.",
                        rowsRead,
                        files(read.size()),
                        files(gone.size()),
                        files(listed.size())));
    return Optional.of(kept(table, kept, source, columns, rowsRead, sentence));
  }

  /**
   * The files with rows among those that left no trace in a copy, which are looked at every time.
   * They are found by their length and not by their path, so that a path that is written otherwise
   * here than in the rows can lead to no loss.
   */
  private static Set<SourceFile> withRows(
      Dataset<Row> rows, Set<SourceFile> listed, Set<SourceFile> held) {
    Object[] lengths =
        listed.stream()
            .filter(file -> !held.contains(file))
            .map(SourceFile::length)
            .distinct()
            .toArray();
    return lengths.length == 0 ? Set.of() : files(rows.filter(col(LENGTH).isin(lengths))).keySet();
  }

  /** Whether what two versions of a copy both hold of a file are as many rows. */
  private static boolean agree(Map<SourceFile, Long> one, Map<SourceFile, Long> other) {
    return other.entrySet().stream()
        .allMatch(file -> file.getValue().equals(one.getOrDefault(file.getKey(), file.getValue())));
  }

  /** The paths of the files that are in one set and not, as they are, in the other. */
  private static List<String> paths(Set<SourceFile> files, Set<SourceFile> others) {
    return files.stream()
        .filter(file -> !others.contains(file))
        .map(SourceFile::path)
        .sorted()
        .toList();
  }

  /** The files that rows are of, as many as the source has, each with the number of its rows. */
  private static Map<SourceFile, Long> files(Dataset<Row> copy) {
    Map<SourceFile, Long> files = new LinkedHashMap<>();
    for (Row file : copy.groupBy(FILE, LENGTH, MODIFIED).agg(count(lit(1))).collectAsList()) {
      files.put(
          new SourceFile(file.getString(0), file.getLong(1), file.getLong(2)), file.getLong(3));
    }
    return files;
  }

  private static String files(int number) {
    return String.format(Locale.ROOT, number == 1 ? "%,d file" : "%,d files", number);
  }

  // Rows

  private CopyReport refreshedRows(InputTable table, OpenedSource source, DeltaCopy copy)
      throws IOException {
    SourceChanges changes = table.changes().orElseThrow();
    String updatedAt = required(table, source, "updated_at", changes.updatedAt());
    Set<String> kept = new LinkedHashSet<>(InputReader.kept(table, source));
    kept.add(updatedAt);
    List<String> key = new ArrayList<>();
    for (String name : changes.key()) {
      String column = required(table, source, "key", name);
      key.add(column);
      kept.add(column);
    }
    List<String> columns = List.copyOf(kept);
    List<String> keys = key.stream().map(name -> COLUMN + columns.indexOf(name)).toList();
    Column updated = col(COLUMN + columns.indexOf(updatedAt));
    Dataset<Row> rows = numbered(source.rows(), columns);
    Column newest = max(updated);
    Column since = since(table, source, updatedAt, newest);
    CopyIdentity identity = identity(table, source, columns);

    Optional<String> inFull = difference(copy, identity).or(() -> repeats(copy));
    long rowsRead = 0;
    long before = copy.exists() ? copy.version() : 0;
    if (inFull.isEmpty()) {
      Row held =
          copy.load(before)
              .select(since, newest, newest.cast(DataTypes.TimestampType).gt(lit(latest)))
              .head();
      if (held.isNullAt(0)) {
        inFull = Optional.of("no row of the copy says when it was changed");
      } else if (held.getBoolean(2)) {
        inFull =
            Optional.of(
                "a row of the copy says that it was changed in the future, so that the newest change"
                    + " tells nothing");
      } else {
        Object first = held.get(0);
        // Kept, since they are looked at before they are written, and may not change in between.
        Dataset<Row> changed =
            rows.filter(updated.isNull().or(updated.geq(lit(first))))
                .persist(StorageLevel.MEMORY_AND_DISK());
        try {
          Row found = changed.select(count(lit(1)), max(updated).geq(lit(held.get(1)))).head();
          rowsRead = found.getLong(0);
          inFull =
              found.isNullAt(1) || !found.getBoolean(1)
                  ? Optional.of(
                      "it has no row that changed as late as the newest of the copy, so that rows were"
                          + " deleted or it went back in time")
                  : merged(table, source, copy, changed, keys, before);
        } finally {
          changed.unpersist(false);
        }
      }
    }
    if (inFull.isPresent()) {
      // What the copy is of is said when it is known that its rows can be replaced.
      copy.replace(rows, Map.of());
      between.run();
      Map<String, String> described = new HashMap<>(identity.parts());
      described.put(REPEATS, Long.toString(repeated(copy.load(copy.version()), keys)));
      copy.describe(described);
      between.run();
    }
    long version = copy.version();
    Dataset<Row> now = copy.load(version);
    if (inFull.isPresent()) {
      rowsRead = now.count();
    }
    copy.tidy(before, version);
    String sentence =
        inFull.isPresent()
            ? String.format(
                Locale.ROOT, "%,d rows read, all there are: %s.", rowsRead, inFull.get())
            : String.format(
                Locale.ROOT,
                "%,d rows read that changed last, with the overlap of %d hours, or do not say when.",
                rowsRead,
                overlapHours);
    return kept(table, now, source, columns, rowsRead, sentence);
  }

  /** Why the table is to be read in full all the same, once changed rows were put into the copy. */
  private Optional<String> merged(
      InputTable table,
      OpenedSource source,
      DeltaCopy copy,
      Dataset<Row> changed,
      List<String> keys,
      long before) {
    if (repeated(changed, keys) > 0) {
      return Optional.of(NOT_UNIQUE);
    }
    copy.merge(changed, keys);
    between.run();
    if (copy.version() > before + 1) {
      return Optional.of("another process changed the copy at the same time");
    }
    long there = rows(table, source);
    long here = copy.load(copy.version()).count();
    return there == here
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "the source has %,d rows and its copy %,d, so rows were deleted or came without"
                    + " updated_at being set",
                there,
                here));
  }

  private static Optional<String> repeats(DeltaCopy copy) {
    return "0".equals(copy.properties().get(REPEATS)) ? Optional.empty() : Optional.of(NOT_UNIQUE);
  }

  /** How many keys stand in more than one row. */
  private static long repeated(Dataset<Row> rows, List<String> keys) {
    String number = "number";
    return rows.groupBy(keys.stream().map(key -> col(key)).toArray(Column[]::new))
        .agg(count(lit(1)).as(number))
        .filter(col(number).gt(1))
        .count();
  }

  /** How many rows the source has; a database is asked for the number alone. */
  private long rows(InputTable table, OpenedSource source) {
    if (table.format() != InputFormat.JDBC) {
      return source.rows().count();
    }
    Map<String, String> options = new HashMap<>(table.options());
    options.keySet().removeIf(name -> PARTITIONING.contains(name.toLowerCase(Locale.ROOT)));
    Row counted =
        spark
            .read()
            .format(table.format().label())
            .options(options)
            .option(
                "dbtable",
                "(SELECT COUNT(*) AS n FROM " + table.table().orElseThrow() + ") counted")
            .load()
            .head();
    return ((Number) counted.get(0)).longValue();
  }

  private static String required(
      InputTable table, OpenedSource source, String option, String column) {
    return source
        .find(column)
        .orElseThrow(
            () ->
                Errors.inputColumnMissing(
                    table.name(),
                    option,
                    table.line(),
                    column,
                    source.columns(),
                    NearestKey.find(column, source.columns())));
  }

  /** From when on rows are read again, made of the newest change. */
  private Column since(InputTable table, OpenedSource source, String updatedAt, Column newest) {
    DataType type = source.rows().schema().apply(updatedAt).dataType();
    if (type.equals(DataTypes.DateType)) {
      return date_sub(newest, (overlapHours + HOURS_OF_DAY - 1) / HOURS_OF_DAY);
    }
    if (type.equals(DataTypes.TimestampType) || type.equals(DataTypes.TimestampNTZType)) {
      return newest.minus(expr("make_dt_interval(0, " + overlapHours + ")"));
    }
    throw Errors.updatedAtNoTime(table.name(), table.line(), updatedAt, type.sql());
  }

  // Both

  private CopyIdentity identity(InputTable table, OpenedSource source, List<String> columns) {
    return CopyIdentity.of(
        table,
        source.rows().select(columns.stream().map(Mapping::named).toArray(Column[]::new)).schema(),
        spark.conf().get("spark.sql.session.timeZone"));
  }

  private static Optional<String> difference(DeltaCopy copy, CopyIdentity identity) {
    return copy.exists()
        ? identity.difference(copy.properties())
        : Optional.of("there was no copy of it");
  }

  /**
   * Columns under numbers, since a source's names may be such as Delta does not take, and without
   * what a database says of the lengths of texts: not every database holds itself to it.
   */
  private static Dataset<Row> numbered(Dataset<Row> rows, List<String> columns, Column... more) {
    List<Column> selected = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      selected.add(Mapping.named(columns.get(i)).as(COLUMN + i, Metadata.empty()));
    }
    selected.addAll(List.of(more));
    return rows.select(selected.toArray(Column[]::new));
  }

  private CopyReport kept(
      InputTable table,
      Dataset<Row> copy,
      OpenedSource source,
      List<String> columns,
      long rowsRead,
      String sentence) {
    List<Column> selected = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      selected.add(col(COLUMN + i).as(columns.get(i)));
    }
    upToDate.put(
        table.name(),
        new OpenedSource(
            copy.select(selected.toArray(Column[]::new)),
            columns.stream().filter(name -> !name.equals(MappedColumns.MALFORMED)).toList(),
            source.keepsMalformed(),
            source.declaredTypes()));
    return new CopyReport(table.name(), OptionalLong.of(rowsRead), sentence);
  }
}
