package io.perennial.run;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.apache.spark.SparkContext;

/**
 * Runs the stages of a job: tells the listener, labels Spark's jobs and takes the time. Stages may
 * run side by side on several threads; the listener hears of them one at a time.
 */
final class Stages {
  /** What the descriptions of the stages' Spark jobs begin with. */
  static final String LABEL = "perennial: ";

  private static final double NANOS = 1e9;

  private final SparkContext context;
  private final RunListener listener;
  private final Object lock = new Object();
  private final Set<String> inOrder = new LinkedHashSet<>();
  private final Map<String, Double> seconds = new HashMap<>();

  Stages(SparkContext context, RunListener listener) {
    this.context = context;
    this.listener = listener;
  }

  /**
   * Fixes the order in which stages are told that will run side by side, whichever of them is first
   * on a thread.
   */
  void expect(List<String> stages) {
    synchronized (lock) {
      inOrder.addAll(stages);
    }
  }

  /** The outcome of a stage whose rows are counted by its outcome. */
  <T> T run(String stage, Supplier<T> work, ToLongFunction<T> rows) {
    synchronized (lock) {
      inOrder.add(stage);
      listener.started(stage);
    }
    // The description is the thread's own.
    context.setJobDescription(LABEL + stage);
    long began = System.nanoTime();
    try {
      T outcome = work.get();
      Duration took = Duration.ofNanos(System.nanoTime() - began);
      synchronized (lock) {
        seconds.merge(stage, took.toNanos() / NANOS, Double::sum);
        listener.finished(stage, rows.applyAsLong(outcome), took);
      }
      return outcome;
    } finally {
      context.setJobDescription(null);
    }
  }

  /**
   * The seconds each stage that ended took so far, in the order in which they were expected or
   * first ran.
   */
  Map<String, Double> seconds() {
    synchronized (lock) {
      Map<String, Double> told = new LinkedHashMap<>();
      for (String stage : inOrder) {
        if (seconds.containsKey(stage)) {
          told.put(stage, seconds.get(stage));
        }
      }
      return told;
    }
  }

  /** The seconds of one stage; 0 if it did not run. */
  double seconds(String stage) {
    synchronized (lock) {
      return seconds.getOrDefault(stage, 0.0);
    }
  }
}
