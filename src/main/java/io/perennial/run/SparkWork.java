package io.perennial.run;

import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import org.apache.spark.SparkContext;
import org.apache.spark.executor.TaskMetrics;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/** Adds up what Spark does while somebody listens: jobs, rows read, bytes shuffled and spilled. */
final class SparkWork extends SparkListener implements AutoCloseable {
  private final SparkContext context;
  private final LongAdder jobs = new LongAdder();
  private final LongAdder rowsRead = new LongAdder();
  private final LongAdder shuffledBytes = new LongAdder();
  private final LongAdder spilledBytes = new LongAdder();

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
  public void onTaskEnd(SparkListenerTaskEnd end) {
    TaskMetrics metrics = end.taskMetrics();
    if (metrics != null) {
      rowsRead.add(metrics.inputMetrics().recordsRead());
      shuffledBytes.add(metrics.shuffleWriteMetrics().bytesWritten());
      spilledBytes.add(metrics.diskBytesSpilled());
    }
  }

  /** The jobs that began. */
  long jobs() {
    waitForEvents();
    return jobs.sum();
  }

  /** The rows that tasks took from files and from what is kept. */
  long rowsRead() {
    waitForEvents();
    return rowsRead.sum();
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
