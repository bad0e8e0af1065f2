package io.perennial.source;

import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.execution.datasources.HadoopFsRelation;
import org.apache.spark.sql.execution.datasources.LogicalRelation;
import org.apache.spark.sql.execution.datasources.TextBasedFileFormat;
import scala.jdk.javaapi.CollectionConverters;

/** About how large sources are, from what Spark knows of them without reading a row. */
final class SourceSize {
  /** How many bytes of text a byte is taken to hold where rows are compressed. */
  private static final long BYTES_OF_TEXT = 8;

  private static final List<String> COMPRESSED =
      List.of(".gz", ".bz2", ".zst", ".lz4", ".snappy", ".deflate");

  private SourceSize() {}

  /**
   * About how many bytes all that rows are made from would have as text: files as they are, those
   * that are compressed or hold columns eight times as much. Very many where Spark does not know,
   * as of a database.
   */
  static long bytesOfText(Dataset<Row> rows) {
    double bytes = 0;
    for (LogicalPlan leaf :
        CollectionConverters.asJava(rows.queryExecution().analyzed().collectLeaves())) {
      bytes += leaf.stats().sizeInBytes().doubleValue() * (isPlainText(leaf) ? 1 : BYTES_OF_TEXT);
    }
    return (long) bytes;
  }

  private static boolean isPlainText(LogicalPlan leaf) {
    return leaf instanceof LogicalRelation relation
        && relation.relation() instanceof HadoopFsRelation files
        && files.fileFormat() instanceof TextBasedFileFormat
        && List.of(files.location().inputFiles()).stream().noneMatch(SourceSize::isCompressed);
  }

  private static boolean isCompressed(String file) {
    String name = file.toLowerCase(Locale.ROOT);
    return COMPRESSED.stream().anyMatch(name::endsWith);
  }
}
