package io.perennial.run;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/**
 * What a run keeps between its actions, in memory and, where that does not hold it, on the
 * executors' disks. This is the only place that does.
 */
final class Kept implements AutoCloseable {
  private final List<Dataset<Row>> kept = new ArrayList<>();

  /** The rows, kept from their first action until the run ends. */
  Dataset<Row> keep(Dataset<Row> rows) {
    Dataset<Row> persisted = rows.persist(StorageLevel.MEMORY_AND_DISK());
    kept.add(persisted);
    return persisted;
  }

  @Override
  public void close() {
    kept.forEach(rows -> rows.unpersist(false));
    kept.clear();
  }
}
