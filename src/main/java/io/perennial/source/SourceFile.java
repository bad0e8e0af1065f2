package io.perennial.source;

import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.execution.datasources.FileStatusWithMetadata;
import org.apache.spark.sql.execution.datasources.HadoopFsRelation;
import org.apache.spark.sql.execution.datasources.LogicalRelation;
import org.apache.spark.sql.execution.datasources.PartitionDirectory;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * A file of a source as it was when it was listed. One that was written anew has another length or
 * another time.
 *
 * @param path where it is, as Spark writes it in {@code _metadata.file_path}
 * @param length its length in bytes
 * @param modified when it was last written, in milliseconds since 1970
 */
record SourceFile(String path, long length, long modified) {

  /** No filter leaves a file out. */
  private static final Seq<Expression> EVERY =
      CollectionConverters.asScala(List.<Expression>of()).toList();

  /** The files that rows of a source are read from, as Spark listed them when it was opened. */
  static List<SourceFile> of(Dataset<Row> rows) {
    List<SourceFile> files = new ArrayList<>();
    for (LogicalPlan leaf :
        CollectionConverters.asJava(rows.queryExecution().analyzed().collectLeaves())) {
      if (leaf instanceof LogicalRelation relation
          && relation.relation() instanceof HadoopFsRelation source) {
        for (PartitionDirectory folder :
            CollectionConverters.asJava(source.location().listFiles(EVERY, EVERY))) {
          for (FileStatusWithMetadata file : CollectionConverters.asJava(folder.files())) {
            files.add(of(file.fileStatus()));
          }
        }
      }
    }
    return files;
  }

  private static SourceFile of(FileStatus status) {
    return new SourceFile(
        // Spark, too, makes a path of the path's text: one of another form has more slashes.
        new Path(status.getPath().toString()).toUri().toString(),
        status.getLen(),
        status.getModificationTime());
  }
}
