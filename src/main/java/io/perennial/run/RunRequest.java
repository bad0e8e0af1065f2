package io.perennial.run;

import io.perennial.config.Configuration;
import java.util.List;

/**
 * What is asked of a run.
 *
 * @param configuration the whole configuration, read and checked
 * @param metrics the names of the tables to compute; empty for all of them
 * @param incremental whether copies of slow sources are kept, so that only what is new is read
 */
public record RunRequest(Configuration configuration, List<String> metrics, boolean incremental) {
  public RunRequest {
    metrics = List.copyOf(metrics);
  }

  /** A run that reads its inputs in full. */
  public RunRequest(Configuration configuration, List<String> metrics) {
    this(configuration, metrics, false);
  }
}
