package io.perennial.run;

import java.util.List;
import java.util.function.Consumer;
import org.apache.spark.sql.SparkSession;

/**
 * Runs for one or several as-of dates, one after the other, over inputs that are read once. Each
 * run is whole: it publishes its tables and its row of run_history before the next one begins, and
 * gives the tables that it would give alone. Cost: a scan of the inputs, room on the executors for
 * their mapped rows, and for each date what a run does after reading.
 */
public final class Backfill {
  private final SparkSession spark;
  private final List<RunRequest> requests;
  private final RunListener listener;

  /**
   * The runs of requests.
   *
   * @param spark a session as {@link RetentionJob} wants it
   * @param requests what is asked for, in the order of the runs; alike but for their as-of dates
   */
  public Backfill(SparkSession spark, List<RunRequest> requests, RunListener listener) {
    this.spark = spark;
    this.requests = List.copyOf(requests);
    this.listener = listener;
  }

  /**
   * Runs them all. The first that fails ends the backfill; what was published before it stays.
   *
   * @param published told of each run when its tables are published
   */
  public void run(Consumer<RunReport> published) {
    try (SourceRows sources =
        requests.size() == 1
            ? SourceRows.ofOneRun(spark, requests.get(0))
            : SourceRows.ofSeveralRuns(spark, requests.get(0))) {
      for (RunRequest request : requests) {
        RunReport report = new RetentionJob(spark, request, listener, sources).run();
        published.accept(report);
        report.requireNamed();
      }
    }
  }
}
