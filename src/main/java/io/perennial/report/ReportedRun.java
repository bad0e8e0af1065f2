package io.perennial.report;

import java.time.LocalDate;
import java.util.Map;
import java.util.TreeMap;

/**
 * The run whose tables the report is about, as {@code run_history} has it. When it ran is left out:
 * the same tables give the same report.
 *
 * @param runId what the run computed
 * @param asOf the last day of the observation
 * @param configurationDigest the digest of its configuration
 * @param perennialVersion the software's version
 * @param tableVersions the version of each table it published
 */
public record ReportedRun(
    String runId,
    LocalDate asOf,
    String configurationDigest,
    String perennialVersion,
    Map<String, String> tableVersions) {
  public ReportedRun {
    tableVersions = Map.copyOf(new TreeMap<>(tableVersions));
  }
}
