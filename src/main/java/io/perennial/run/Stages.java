package io.perennial.run;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.apache.spark.SparkContext;

/**
 * Runs the stages of a job one after the other: tells the listener, labels Spark's jobs and takes
 * the time.
 */
final class Stages {
  /** What the descriptions of the stages' Spark jobs begin with. */
  static final String LABEL = "perennial: ";

  private static final double NANOS = 1e9;

  private final SparkContext context;
  private final RunListener listener;
  private final Map<String, Double> seconds = new LinkedHashMap<>();

  Stages(SparkContext context, RunListener listener) {
    this.context = context;
    this.listener = listener;
  }

  /** The outcome of a stage whose rows are counted by its outcome. */
  <T> T run(String stage, Supplier<T> work, ToLongFunction<T> rows) {
    listener.started(stage);
    context.setJobDescription(LABEL + stage);
    long began = System.nanoTime();
    try {
      T outcome = work.get();
      Duration took = Duration.ofNanos(System.nanoTime() - began);
      seconds.merge(stage, took.toNanos() / NANOS, Double::sum);
      listener.finished(stage, rows.applyAsLong(outcome), took);
      return outcome;
    } finally {
      context.setJobDescription(null);
    }
  }

  /** The seconds each stage took so far, in the order in which they first ran. */
  Map<String, Double> seconds() {
    return new LinkedHashMap<>(seconds);
  }

  /** The seconds of one stage; 0 if it did not run. */
  double seconds(String stage) {
    return seconds.getOrDefault(stage, 0.0);
  }
}
