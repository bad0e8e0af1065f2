package io.perennial.testing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerEvent;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.execution.SparkPlanInfo;
import org.apache.spark.sql.execution.ui.SparkListenerSQLAdaptiveExecutionUpdate;
import org.apache.spark.sql.execution.ui.SparkListenerSQLExecutionStart;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Counts Spark's jobs, and the rows that the scans of files gave while it listened. Every scan node
 * of an executed plan counts its own rows, task by task, so a file that is scanned twice counts
 * twice, whether by two nodes or by one that is executed again.
 */
public final class RowsScanned extends SparkListener implements AutoCloseable {
  private static final String ROWS = "number of output rows";

  private final SparkContext context;
  private final Map<Long, String> scans = new HashMap<>();
  private final Map<Long, Long> counted = new HashMap<>();
  private int jobs;

  /** Listens from now on, until it is closed. */
  public RowsScanned(SparkContext context) {
    this.context = context;
    drain();
    context.addSparkListener(this);
  }

  /** How many rows the scans in a format of files whose path holds a name gave together. */
  public long rows(String format, String name) {
    drain();
    return nodes(format, name).stream().mapToLong(id -> counted.getOrDefault(id, 0L)).sum();
  }

  /** How many scan nodes gave rows of such files. */
  public long scans(String format, String name) {
    drain();
    return nodes(format, name).stream().filter(counted::containsKey).count();
  }

  /** How many jobs were started. */
  public int jobs() {
    drain();
    return jobs;
  }

  private List<Long> nodes(String format, String name) {
    List<Long> ids = new ArrayList<>();
    scans.forEach(
        (id, scan) -> {
          if (scan.startsWith("Scan " + format) && scan.contains(name)) {
            ids.add(id);
          }
        });
    return ids;
  }

  @Override
  public void onJobStart(SparkListenerJobStart start) {
    jobs++;
  }

  @Override
  public void onOtherEvent(SparkListenerEvent event) {
    if (event instanceof SparkListenerSQLExecutionStart start) {
      collect(start.sparkPlanInfo(), new HashSet<>());
    } else if (event instanceof SparkListenerSQLAdaptiveExecutionUpdate update) {
      collect(update.sparkPlanInfo(), new HashSet<>());
    }
  }

  private void collect(SparkPlanInfo node, Set<SparkPlanInfo> seen) {
    if (!seen.add(node)) {
      return;
    }
    if (node.nodeName().startsWith("Scan ")) {
      String location = node.metadata().getOrElse("Location", () -> "");
      CollectionConverters.asJava(node.metrics()).stream()
          .filter(metric -> metric.name().equals(ROWS))
          .forEach(metric -> scans.put(metric.accumulatorId(), node.nodeName() + location));
    }
    CollectionConverters.asJava(node.children()).forEach(child -> collect(child, seen));
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd end) {
    CollectionConverters.asJava(end.taskInfo().accumulables())
        .forEach(
            value -> {
              if (value.update().isDefined() && value.update().get() instanceof Number rows) {
                counted.merge(value.id(), rows.longValue(), Long::sum);
              }
            });
  }

  private void drain() {
    try {
      context.listenerBus().waitUntilEmpty();
    } catch (java.util.concurrent.TimeoutException e) {
      throw new IllegalStateException("Spark's events did not come to an end", e);
    }
  }

  @Override
  public void close() {
    context.removeSparkListener(this);
  }
}
