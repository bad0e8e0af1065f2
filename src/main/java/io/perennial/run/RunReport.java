package io.perennial.run;

import io.perennial.error.PerennialException;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * What a run did.
 *
 * @param runId what identifies the tables that were computed
 * @param asOfDate the last day of the observation
 * @param inputs the rows of each input table
 * @param tables the published tables
 * @param headlines the figures that a manager asks for first
 * @param warnings what a reader of the figures should know
 * @param copies how each input was read, where copies of sources are kept; else empty, and so in
 *     the later runs of a backfill, which look for nothing new
 * @param unnamed why names in the catalogue do not lead to the tables, which are published all the
 *     same; empty where all do that should
 */
public record RunReport(
    String runId,
    LocalDate asOfDate,
    List<InputReport> inputs,
    List<TableReport> tables,
    List<Headline> headlines,
    List<String> warnings,
    List<String> copies,
    Optional<PerennialException> unnamed) {
  public RunReport {
    inputs = List.copyOf(inputs);
    tables = List.copyOf(tables);
    headlines = List.copyOf(headlines);
    warnings = List.copyOf(warnings);
    copies = List.copyOf(copies);
  }

  /** The same run, with how its inputs were read. */
  RunReport withCopies(List<String> sentences) {
    return new RunReport(runId, asOfDate, inputs, tables, headlines, warnings, sentences, unnamed);
  }

  /**
   * Ends a command here whose tables have not got their names, after what was done is told.
   *
   * @throws PerennialException where the catalogue failed
   */
  public void requireNamed() {
    unnamed.ifPresent(
        error -> {
          throw error;
        });
  }

  /** The rows of one input table; those read are the sum of the others. */
  public record InputReport(
      String name,
      long rowsRead,
      long rowsAccepted,
      long rowsRejected,
      long rowsExcluded,
      long rowsAnonymous) {}

  /**
   * A published table.
   *
   * @param name its name
   * @param rows how many rows it has
   * @param seconds how long computing, checking and writing it took
   * @param location where it is
   * @param version its version there
   */
  public record TableReport(
      String name, long rows, double seconds, String location, String version) {}

  /**
   * A figure for the end of a run.
   *
   * @param label what it is
   * @param value the figure with its unit, as text
   */
  public record Headline(String label, String value) {}
}
