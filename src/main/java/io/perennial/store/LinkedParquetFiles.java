package io.perennial.store;

import io.perennial.error.Errors;
import io.perennial.table.TableContract;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Tables as Parquet files on a local file system. A version is a folder {@code
 * _versions/<table>/<number>} that never changes; the table itself is a symbolic link to one of
 * them, replaced by one rename. A killed process thus leaves the old link or the new one.
 *
 * <p>Of two runs at once the one that links last wins, with a complete version. Rows are appended
 * under a lock of the operating system's, which ends with the process.
 */
final class LinkedParquetFiles implements TableFiles {
  private static final String VERSIONS = "_versions";
  private static final String APPENDING = ".appending";

  /** One append at a time in this process; the lock on the file sees to other processes. */
  private static final Object ONE_APPEND = new Object();

  private final SparkSession spark;
  private final Path output;
  private final Staging staging;

  LinkedParquetFiles(SparkSession spark, Path output, Staging staging) {
    this.spark = spark;
    this.output = output;
    this.staging = staging;
  }

  @Override
  public Published replace(TableContract contract, Dataset<Row> rows, String runId)
      throws IOException {
    String table = contract.name();
    requireFree(table);
    try (Staging.Place place = staging.take()) {
      Path prepared = Staging.local(place.resolve(table));
      rows.write().parquet(prepared.toUri().toString());
      long version = keep(prepared, table);
      Path link = Staging.local(place.resolve("link"));
      Files.createSymbolicLink(link, Path.of(VERSIONS, table, Long.toString(version)));
      Files.move(link, output.resolve(table), StandardCopyOption.ATOMIC_MOVE);
      return new Published(table, output.resolve(table).toString(), Long.toString(version));
    }
  }

  @Override
  public Published append(TableContract contract, Dataset<Row> rows, String runId)
      throws IOException {
    Path folder = output.resolve(VERSIONS).resolve(contract.name());
    Files.createDirectories(folder);
    synchronized (ONE_APPEND) {
      try (FileChannel channel =
          FileChannel.open(
              folder.resolve(APPENDING), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        channel.lock();
        Dataset<Row> all =
            read(contract.name())
                .map(found -> ConformingRows.earlier(contract, found).unionByName(rows).coalesce(1))
                .orElse(rows);
        return replace(contract, all, runId);
      }
    }
  }

  @Override
  public Optional<Dataset<Row>> read(String table) throws IOException {
    OptionalLong version = linked(table);
    return version.isPresent() ? readVersion(table, version.getAsLong()) : Optional.empty();
  }

  @Override
  public Optional<Dataset<Row>> readVersion(String table, long version) {
    Path folder = versionFolder(table, version);
    return Files.isDirectory(folder)
        ? Optional.of(spark.read().parquet(folder.toUri().toString()))
        : Optional.empty();
  }

  @Override
  public void recover() throws IOException {
    staging.requireFolder();
    staging.removeAbandoned(folder -> {});
  }

  @Override
  public void forgetOlder(String table, Set<Long> wanted) throws IOException {
    OptionalLong oldestWanted = wanted.stream().mapToLong(Long::longValue).min();
    OptionalLong linked = linked(table);
    if (oldestWanted.isEmpty() || linked.isEmpty()) {
      return;
    }
    long oldest = Math.min(oldestWanted.getAsLong(), linked.getAsLong());
    for (long version : versions(table).filter(number -> number < oldest).toArray()) {
      // Moved away first, so that no one finds half of it.
      try (Staging.Place place = staging.take()) {
        Files.move(
            versionFolder(table, version),
            Staging.local(place.resolve(table)),
            StandardCopyOption.ATOMIC_MOVE);
      }
    }
  }

  private Path versionFolder(String table, long version) {
    return output.resolve(VERSIONS).resolve(table).resolve(Long.toString(version));
  }

  /** Moves a prepared version among the kept ones, under the next free number. */
  private long keep(Path prepared, String table) throws IOException {
    Files.createDirectories(output.resolve(VERSIONS).resolve(table));
    while (true) {
      long version = versions(table).max().orElse(0) + 1;
      Path folder = versionFolder(table, version);
      try {
        Files.move(prepared, folder, StandardCopyOption.ATOMIC_MOVE);
        return version;
      } catch (FileSystemException failure) {
        if (!Files.exists(folder)) {
          throw failure;
        }
        // Another run took the number.
      }
    }
  }

  private LongStream versions(String table) throws IOException {
    Path folder = output.resolve(VERSIONS).resolve(table);
    if (!Files.isDirectory(folder)) {
      return LongStream.empty();
    }
    try (Stream<Path> found = Files.list(folder)) {
      List<String> names = found.map(path -> path.getFileName().toString()).toList();
      return names.stream()
          .map(TableStore::versionNumber)
          .filter(OptionalLong::isPresent)
          .mapToLong(OptionalLong::getAsLong);
    }
  }

  private OptionalLong linked(String table) throws IOException {
    Path link = output.resolve(table);
    if (!Files.isSymbolicLink(link)) {
      return OptionalLong.empty();
    }
    Path target = Files.readSymbolicLink(link);
    boolean ours =
        target.getNameCount() == 3 && target.startsWith(Path.of(VERSIONS).resolve(table));
    return ours ? TableStore.versionNumber(target.getFileName().toString()) : OptionalLong.empty();
  }

  private void requireFree(String table) throws IOException {
    Path place = output.resolve(table);
    if (!Files.exists(place, LinkOption.NOFOLLOW_LINKS) || linked(table).isPresent()) {
      return;
    }
    String found =
        Files.isSymbolicLink(place)
            ? "A symbolic link to another place is there"
            : Files.isDirectory(place) ? "A folder is there" : "A file is there";
    throw Errors.placeOccupied(table, place.toString(), found);
  }
}
