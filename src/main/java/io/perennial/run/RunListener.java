package io.perennial.run;

import java.time.Duration;

/**
 * Hears of a run's stages as they begin and end, on the threads that run the job. Several stages
 * may be at work at a time; the calls come one after the other.
 */
public interface RunListener {
  /** How many rows a stage gave when that is not known. */
  long ROWS_UNKNOWN = -1;

  /** Says nothing to anybody. */
  RunListener SILENT =
      new RunListener() {
        @Override
        public void started(String stage) {}

        @Override
        public void finished(String stage, long rows, Duration took) {}
      };

  /** A stage begins, such as {@code read orders} or {@code compute cohort_retention}. */
  void started(String stage);

  /**
   * The stage has ended well.
   *
   * @param rows how many rows it gave, or {@link #ROWS_UNKNOWN}
   * @param took how long it took
   */
  void finished(String stage, long rows, Duration took);
}
