package io.perennial.run;

import io.perennial.config.InputTable;
import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * What can be known of the version of an input table without reading it: a Delta table's version,
 * or the number and size of files. Databases and other catalogue tables have none.
 */
final class InputVersions {
  private final SparkSession spark;

  InputVersions(SparkSession spark) {
    this.spark = spark;
  }

  /** The version as text; empty where the format has none. */
  Optional<String> of(InputTable table) {
    return switch (table.format()) {
      case DELTA -> Optional.of("version " + deltaVersion(table.path().orElseThrow()));
      case CSV, JSON, PARQUET, ORC, TEXT ->
          Optional.of(files(new Path(table.path().orElseThrow())));
      case JDBC, TABLE -> Optional.empty();
    };
  }

  private long deltaVersion(String path) {
    Row newest =
        spark
            .sql("DESCRIBE HISTORY delta.`" + path.replace("`", "``") + "` LIMIT 1")
            .select("version")
            .head();
    return newest.getLong(0);
  }

  private String files(Path path) {
    try {
      FileSystem files = path.getFileSystem(spark.sparkContext().hadoopConfiguration());
      FileStatus[] found = files.globStatus(path);
      long count = 0;
      long bytes = 0;
      for (FileStatus status : found == null ? new FileStatus[0] : found) {
        var summary = files.getContentSummary(status.getPath());
        count += summary.getFileCount();
        bytes += summary.getLength();
      }
      return count + (count == 1 ? " file, " : " files, ") + bytes + " bytes";
    } catch (IOException e) {
      // The tables have been opened before: a version that cannot be told is no reason to stop.
      return "unknown";
    }
  }
}
