package io.perennial.store;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.Set;
import java.util.UUID;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/** A text beside the tables, such as the report: a reader finds it as it was or as it is now. */
public final class DocumentFile {
  /** Object stores that show a file once it is closed, whole, and where renaming is copying. */
  private static final Set<String> WHOLE_ONCE_CLOSED = Set.of("s3", "s3a", "gs");

  private DocumentFile() {}

  /**
   * Puts a text in the place of a file, which need not exist, nor its folder.
   *
   * @param address the file, as any path or address that Spark can write to
   * @return the file's address in full
   * @throws io.perennial.error.PerennialException if storage fails; the file is as it was
   */
  public static String write(SparkSession spark, String address, String text) {
    try {
      Path path = new Path(address);
      FileSystem fileSystem = path.getFileSystem(spark.sparkContext().hadoopConfiguration());
      Path file = fileSystem.makeQualified(path);
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      if (Staging.isLocal(fileSystem)) {
        writeLocal(Staging.local(file), bytes);
      } else if (WHOLE_ONCE_CLOSED.contains(fileSystem.getUri().getScheme())) {
        create(fileSystem, file, bytes);
      } else {
        writeAside(fileSystem, file, bytes);
      }
      return file.toString();
    } catch (IOException | RuntimeException failure) {
      throw StorageFailures.of("", address, failure);
    }
  }

  private static void create(FileSystem fileSystem, Path file, byte[] bytes) throws IOException {
    try (OutputStream stream = fileSystem.create(file, true)) {
      stream.write(bytes);
    }
  }

  /** Of Hadoop's two ways to ask for a file system, only the newer one can rename over a file. */
  private static void writeAside(FileSystem fileSystem, Path file, byte[] bytes)
      throws IOException {
    Path draft = new Path(file.getParent(), "." + file.getName() + "." + UUID.randomUUID());
    try {
      create(fileSystem, draft, bytes);
      FileContext.getFileContext(fileSystem.getUri(), fileSystem.getConf())
          .rename(draft, file, Options.Rename.OVERWRITE);
    } finally {
      fileSystem.delete(draft, false);
    }
  }

  private static void writeLocal(java.nio.file.Path file, byte[] bytes) throws IOException {
    Files.createDirectories(file.getParent());
    java.nio.file.Path draft =
        file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID());
    try {
      Files.write(draft, bytes);
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(draft);
    }
  }
}
