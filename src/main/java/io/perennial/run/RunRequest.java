package io.perennial.run;

import io.perennial.config.Configuration;
import java.util.List;

/**
 * What is asked of a run.
 *
 * @param configuration the whole configuration, read and checked
 * @param metrics the names of the tables to compute; empty for all of them
 */
public record RunRequest(Configuration configuration, List<String> metrics) {
  public RunRequest {
    metrics = List.copyOf(metrics);
  }
}
