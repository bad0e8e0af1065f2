package io.perennial.table.output;

import static io.perennial.table.ColumnContract.optional;
import static io.perennial.table.ColumnContract.required;
import static io.perennial.table.Types.COUNT;
import static io.perennial.table.Types.DATE;
import static io.perennial.table.Types.RATE;
import static io.perennial.table.Types.TEXT;
import static io.perennial.table.Types.TIMESTAMP;

import io.perennial.table.RowConstraint;
import io.perennial.table.TableContract;
import java.util.List;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** What ran, on what, with what outcome, and which versions of the tables belong together. */
public final class RunHistoryTable {
  public static final String NAME = "run_history";
  public static final String RUN_ID = "run_id";
  public static final String ATTEMPT_STARTED_AT = "attempt_started_at";
  public static final String FINISHED_AT = "finished_at";
  public static final String AS_OF_DATE = "as_of_date";
  public static final String CONFIGURATION_DIGEST = "configuration_digest";
  public static final String PERENNIAL_VERSION = "perennial_version";
  public static final String OUTCOME = "outcome";
  public static final String FAILURE = "failure";
  public static final String WARNINGS = "warnings";
  public static final String INPUT_VERSIONS = "input_versions";
  public static final String ROWS_IN = "rows_in";
  public static final String ROWS_OUT = "rows_out";
  public static final String TABLE_VERSIONS = "table_versions";
  public static final String STAGE_SECONDS = "stage_seconds";
  public static final String SECONDS = "seconds";

  /** The outcome of a run that published every table it had to. */
  public static final String SUCCEEDED = "succeeded";

  /** The outcome of a run that ended before that. */
  public static final String FAILED = "failed";

  private static final DataType TEXT_BY_NAME = byName(TEXT);
  private static final DataType COUNT_BY_NAME = byName(COUNT);
  private static final DataType TEXTS = DataTypes.createArrayType(TEXT, false);

  public static final TableContract CONTRACT =
      new TableContract(
          NAME,
          "One row is one attempt at a run that came to its end, well or badly; a killed process leaves"
              + " none.",
          List.of(
              required(
                  RUN_ID,
                  TEXT,
                  "What the run computes, as a digest of its as-of date, configuration, input versions"
                      + " and software version, as far as versions are known (of files: their number and size);"
                      + " then the same id means the same tables."),
              required(ATTEMPT_STARTED_AT, TIMESTAMP, "When the attempt began."),
              required(FINISHED_AT, TIMESTAMP, "When the attempt ended."),
              required(AS_OF_DATE, DATE, "The last day the run looks at."),
              required(
                  CONFIGURATION_DIGEST,
                  TEXT,
                  "A digest of the effective configuration, without secrets."),
              required(PERENNIAL_VERSION, TEXT, "The version of the software that ran."),
              required(OUTCOME, TEXT, "How the attempt ended: succeeded or failed."),
              optional(
                  FAILURE,
                  TEXT,
                  "The problem's first line, without personal data; null where the attempt succeeded."),
              optional(
                  WARNINGS,
                  TEXTS,
                  "What a reader of the figures should know, a sentence or two each, as far as the attempt"
                      + " came; null of attempts by a version that did not record it."),
              required(
                  INPUT_VERSIONS,
                  TEXT_BY_NAME,
                  "The version of each input table whose format has versions."),
              required(ROWS_IN, COUNT_BY_NAME, "How many rows were read of each input table."),
              required(ROWS_OUT, COUNT_BY_NAME, "How many rows were published to each table."),
              required(
                  TABLE_VERSIONS,
                  TEXT_BY_NAME,
                  "The version of each table the attempt published; these belong together. Empty"
                      + " unless the attempt succeeded."),
              required(STAGE_SECONDS, byName(RATE), "How long each stage took, in seconds."),
              required(SECONDS, RATE, "How long the whole attempt took, in seconds.")),
          List.of(RUN_ID, ATTEMPT_STARTED_AT),
          List.of(
              new RowConstraint(
                  "outcome_is_known",
                  "outcome IN ('succeeded', 'failed')",
                  "An attempt either succeeded or failed."),
              new RowConstraint(
                  "ends_after_it_began",
                  "finished_at >= attempt_started_at",
                  "An attempt ends no earlier than it began."),
              new RowConstraint(
                  "failure_is_told_of_failed_attempts",
                  "(outcome = 'failed') = (failure IS NOT NULL)",
                  "A failed attempt says why, a successful one has nothing to say."),
              new RowConstraint(
                  "only_success_names_versions",
                  "outcome = 'succeeded' OR size(table_versions) = 0",
                  "Only a successful attempt names versions of tables."),
              new RowConstraint(
                  "seconds_are_not_negative", "seconds >= 0", "No attempt takes negative time.")),
          "Which versions of the tables make up the last consistent set?",
          "SELECT run_id, as_of_date, table_name, version FROM (SELECT * FROM run_history WHERE"
              + " outcome = 'succeeded' ORDER BY finished_at DESC, attempt_started_at DESC, run_id"
              + " LIMIT 1) LATERAL VIEW explode(table_versions) published AS table_name, version ORDER"
              + " BY table_name");

  private RunHistoryTable() {}

  private static DataType byName(DataType value) {
    return DataTypes.createMapType(TEXT, value, false);
  }
}
