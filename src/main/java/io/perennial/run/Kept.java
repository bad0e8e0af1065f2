package io.perennial.run;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.storage.StorageLevel;

/**
 * What a run keeps between its actions, in memory and, where that does not hold it, on the
 * executors' disks. This is the only place that does, but for the few rows that a copy of a source
 * gains. Several threads may keep rows at a time.
 */
final class Kept implements AutoCloseable {
  private final Queue<Dataset<Row>> kept = new ConcurrentLinkedQueue<>();
  private final Queue<JavaRDD<?>> parts = new ConcurrentLinkedQueue<>();

  /**
   * The rows, kept from their first action until the run ends. Their plan is the kept relation and
   * nothing below it: persist alone keeps the rows but not the planning, and every query over them
   * would analyse and compare all that led to them anew. What Spark needs to compute lost rows
   * again stays in the relation.
   */
  Dataset<Row> keep(Dataset<Row> rows) {
    return withoutPlan(keepObserved(rows));
  }

  /**
   * Rows made of kept ones, with a plan that ends where they are kept. Of rows with an observation
   * only once it has been asked for.
   */
  Dataset<Row> withoutPlan(Dataset<Row> rows) {
    SparkSession session = (SparkSession) rows.sparkSession();
    LogicalPlan made = ((org.apache.spark.sql.classic.Dataset<Row>) rows).logicalPlan();
    LogicalPlan relation =
        org.apache.spark.sql.classic.Dataset.ofRows(session, made)
            .queryExecution()
            .withCachedData();
    return org.apache.spark.sql.classic.Dataset.ofRows(session, relation);
  }

  /**
   * Rows with an observation, kept with their whole plan: Spark looks for the observation there and
   * would wait for it for ever.
   */
  Dataset<Row> keepObserved(Dataset<Row> rows) {
    Dataset<Row> persisted = rows.persist(StorageLevel.MEMORY_AND_DISK());
    kept.add(persisted);
    return persisted;
  }

  /** What was made of the partitions of rows, kept from its first action until the run ends. */
  <T> JavaRDD<T> keep(JavaRDD<T> made) {
    JavaRDD<T> persisted = made.persist(StorageLevel.MEMORY_AND_DISK());
    parts.add(persisted);
    return persisted;
  }

  @Override
  public void close() {
    kept.forEach(rows -> rows.unpersist(false));
    kept.clear();
    parts.forEach(made -> made.unpersist(false));
    parts.clear();
  }
}
