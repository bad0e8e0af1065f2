package io.perennial.store;

import io.perennial.error.Errors;
import io.perennial.table.TableContract;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.LongStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Tables as Parquet files on a file system without symbolic links. The table is a folder; the new
 * version is written aside, the old one is renamed to {@code _versions/<table>/<number>}, then the
 * new one is renamed to the table. A process killed between the two renames leaves the table
 * missing, though nothing is lost: the next run starts by renaming the old version back. Where
 * folders are not renamed in one step (object stores) a reader may also meet half a version;
 * publish as Delta there.
 */
final class RenamedParquetFiles implements TableFiles {
  private static final String VERSIONS = "_versions";

  /** The start of the name of the empty file that says which version a folder holds. */
  private static final String MARK = "_version-";

  private final SparkSession spark;
  private final FileSystem fileSystem;
  private final Path output;
  private final Staging staging;

  RenamedParquetFiles(SparkSession spark, FileSystem fileSystem, Path output, Staging staging) {
    this.spark = spark;
    this.fileSystem = fileSystem;
    this.output = output;
    this.staging = staging;
  }

  @Override
  public Published replace(TableContract contract, Dataset<Row> rows, String runId)
      throws IOException {
    String table = contract.name();
    Path location = new Path(output, table);
    requireFree(table, location);
    try (Staging.Place place = staging.take()) {
      Path prepared = place.resolve(table);
      rows.write().parquet(prepared.toString());
      OptionalLong standing = marked(location);
      long version = Math.max(kept(table).max().orElse(0), standing.orElse(0)) + 1;
      fileSystem.create(new Path(prepared, MARK + version)).close();
      if (standing.isPresent()) {
        fileSystem.mkdirs(versions(table));
        rename(location, versionFolder(table, standing.getAsLong()));
      }
      rename(prepared, location);
      return new Published(table, location.toString(), Long.toString(version));
    }
  }

  @Override
  public Published append(TableContract contract, Dataset<Row> rows, String runId)
      throws IOException {
    Dataset<Row> all =
        read(contract.name())
            .map(found -> ConformingRows.earlier(contract, found).unionByName(rows).coalesce(1))
            .orElse(rows);
    return replace(contract, all, runId);
  }

  @Override
  public Optional<Dataset<Row>> read(String table) throws IOException {
    Path location = new Path(output, table);
    return marked(location).isPresent()
        ? Optional.of(spark.read().parquet(location.toString()))
        : Optional.empty();
  }

  @Override
  public Optional<Dataset<Row>> readVersion(String table, long version) throws IOException {
    OptionalLong standing = marked(new Path(output, table));
    if (standing.isPresent() && standing.getAsLong() == version) {
      return read(table);
    }
    Path folder = versionFolder(table, version);
    return fileSystem.exists(folder)
        ? Optional.of(spark.read().parquet(folder.toString()))
        : Optional.empty();
  }

  @Override
  public void recover() throws IOException {
    staging.requireFolder();
    for (FileStatus table : staging.list(new Path(output, VERSIONS))) {
      String name = table.getPath().getName();
      Path location = new Path(output, name);
      OptionalLong newest = kept(name).max();
      if (newest.isPresent() && !fileSystem.exists(location)) {
        rename(versionFolder(name, newest.getAsLong()), location);
      }
    }
    staging.removeAbandoned(folder -> {});
  }

  @Override
  public void forgetOlder(String table, Set<Long> wanted) throws IOException {
    OptionalLong oldest = wanted.stream().mapToLong(Long::longValue).min();
    if (oldest.isEmpty() || marked(new Path(output, table)).isEmpty()) {
      return;
    }
    for (long version : kept(table).filter(number -> number < oldest.getAsLong()).toArray()) {
      // Moved away first, so that no one finds half of it.
      try (Staging.Place place = staging.take()) {
        rename(versionFolder(table, version), place.resolve(table));
      }
    }
  }

  private Path versions(String table) {
    return new Path(new Path(output, VERSIONS), table);
  }

  private Path versionFolder(String table, long version) {
    return new Path(versions(table), Long.toString(version));
  }

  private LongStream kept(String table) throws IOException {
    return Arrays.stream(staging.list(versions(table)))
        .map(found -> TableStore.versionNumber(found.getPath().getName()))
        .filter(OptionalLong::isPresent)
        .mapToLong(OptionalLong::getAsLong);
  }

  /** The version that a folder says it holds; empty where there is none of ours. */
  private OptionalLong marked(Path folder) throws IOException {
    for (FileStatus found : staging.list(folder)) {
      String name = found.getPath().getName();
      if (name.startsWith(MARK)) {
        return TableStore.versionNumber(name.substring(MARK.length()));
      }
    }
    return OptionalLong.empty();
  }

  private void requireFree(String table, Path location) throws IOException {
    if (fileSystem.exists(location) && marked(location).isEmpty()) {
      boolean folder = fileSystem.getFileStatus(location).isDirectory();
      throw Errors.placeOccupied(
          table, location.toString(), folder ? "A folder is there" : "A file is there");
    }
  }

  /** Renames a folder to a name that is free; Hadoop would move it into a folder of that name. */
  private void rename(Path from, Path to) throws IOException {
    if (fileSystem.exists(to) || !fileSystem.rename(from, to)) {
      throw new IOException("The folder " + from + " could not be moved to " + to + ".");
    }
  }
}
