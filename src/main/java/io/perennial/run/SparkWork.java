package io.perennial.run;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import org.apache.spark.SparkContext;
import org.apache.spark.executor.TaskMetrics;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/**
 * Adds up what Spark does while somebody listens: jobs, bytes shuffled and spilled, and the
 * processors' time of the tasks by the stage of the job that they worked for.
 */
final class SparkWork extends SparkListener implements AutoCloseable {
  private static final String DESCRIPTION = "spark.job.description";
  private static final double NANOS = 1e9;

  private final SparkContext context;
  private final LongAdder jobs = new LongAdder();
  private final LongAdder shuffledBytes = new LongAdder();
  private final LongAdder spilledBytes = new LongAdder();
  private final Map<Integer, String> labels = new ConcurrentHashMap<>();
  private final Map<String, Long> taskNanos = new LinkedHashMap<>();

  /** Begins to listen. */
  SparkWork(SparkContext context) {
    this.context = context;
    waitForEvents();
    context.addSparkListener(this);
  }

  @Override
  public void onJobStart(SparkListenerJobStart start) {
    jobs.increment();
  }

  @Override
  public void onStageSubmitted(SparkListenerStageSubmitted submitted) {
    String description =
        submitted.properties() == null ? null : submitted.properties().getProperty(DESCRIPTION);
    if (description != null && description.startsWith(Stages.LABEL)) {
      labels.put(submitted.stageInfo().stageId(), description.substring(Stages.LABEL.length()));
    }
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd end) {
    TaskMetrics metrics = end.taskMetrics();
    if (metrics != null) {
      shuffledBytes.add(metrics.shuffleWriteMetrics().bytesWritten());
      spilledBytes.add(metrics.diskBytesSpilled());
      String label = labels.getOrDefault(end.stageId(), "");
      synchronized (taskNanos) {
        taskNanos.merge(label, metrics.executorCpuTime(), Long::sum);
      }
    }
  }

  /** The jobs that began. */
  long jobs() {
    waitForEvents();
    return jobs.sum();
  }

  /** The seconds that tasks kept processors busy, by the stage that they worked for. */
  Map<String, Double> taskSeconds() {
    waitForEvents();
    Map<String, Double> seconds = new LinkedHashMap<>();
    synchronized (taskNanos) {
      taskNanos.forEach((stage, nanos) -> seconds.put(stage, nanos / NANOS));
    }
    return seconds;
  }

  /** The bytes written for other tasks to read, compressed. */
  long shuffledBytes() {
    waitForEvents();
    return shuffledBytes.sum();
  }

  /** The bytes that tasks wrote to disk because memory did not hold them. */
  long spilledBytes() {
    waitForEvents();
    return spilledBytes.sum();
  }

  private void waitForEvents() {
    try {
      context.listenerBus().waitUntilEmpty();
    } catch (TimeoutException e) {
      throw new IllegalStateException("Spark's events did not come to an end.", e);
    }
  }

  @Override
  public void close() {
    context.removeSparkListener(this);
  }
}
