package io.perennial.testing;

import io.perennial.run.CompiledCode;
import io.perennial.store.InProcessFiles;
import org.apache.spark.sql.SparkSession;

/**
 * The one local session of a process of the test suite; starting and warming a second one costs
 * more than any test.
 */
public final class SharedSpark {
  private static final SparkSession SESSION = start();

  private SharedSpark() {}

  /** The session: UTC, two shuffle partitions, ANSI mode, Delta. */
  public static SparkSession session() {
    return SESSION;
  }

  private static SparkSession start() {
    SparkSession.Builder builder = SparkSession.builder();
    InProcessFiles.settings().forEach(builder::config);
    SparkSession session =
        builder
            .appName("perennial-tests")
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.sql.session.timeZone", "UTC")
            .config("spark.sql.ansi.enabled", "true")
            // As in production: what Kryo cannot take must fail here.
            .config("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
            .config("spark.sql.maxPlanStringLength", "100000")
            // Tests run like queries again and again; a hundred, Spark's own number, would be
            // forgotten
            // in between and be compiled anew.
            .config("spark.sql.codegen.cache.maxEntries", "4000")
            // Nobody looks at the queries of the past, and each holds its plan's text.
            .config("spark.sql.ui.retainedExecutions", "10")
            .config("spark.ui.retainedJobs", "50")
            .config("spark.ui.retainedStages", "50")
            .config("spark.sql.shuffle.partitions", "2")
            .config("spark.default.parallelism", "2")
            // Replanning between the stages of a query costs more than these small tables gain by
            // it.
            .config("spark.sql.adaptive.enabled", "false")
            .config("spark.buffer.pageSize", "1m")
            .config(
                "spark.sql.extensions",
                "io.delta.sql.DeltaSparkSessionExtension,io.perennial.table.SqlFunctions")
            .config(
                "spark.sql.catalog.spark_catalog",
                "org.apache.spark.sql.delta.catalog.DeltaCatalog")
            .config("spark.databricks.delta.snapshotPartitions", "1")
            .config("spark.databricks.delta.allFilesInCrc.enabled", "false")
            .getOrCreate();
    session.sparkContext().setLogLevel("WARN");
    CompiledCode.shareWithTasks(session);
    return session;
  }
}
