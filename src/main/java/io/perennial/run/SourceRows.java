package io.perennial.run;

import io.perennial.config.InputTable;
import io.perennial.config.View;
import io.perennial.error.PerennialException;
import io.perennial.source.CopyReport;
import io.perennial.source.InputReader;
import io.perennial.source.MappedRows;
import io.perennial.source.SourceCopies;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.sql.SparkSession;

/**
 * The mapped rows of the inputs and their versions: read anew by each run that asks, or kept for
 * several runs that differ in nothing but their as-of date. What is kept is what the first of them
 * read; the later ones see the same rows, whatever happens to the source meanwhile. Several threads
 * may ask at a time.
 */
final class SourceRows implements AutoCloseable {
  private final InputReader reader;
  private final InputVersions inputVersions;
  private final Optional<Kept> kept;
  private final Map<String, MappedRows> rows = new ConcurrentHashMap<>();
  private final Map<String, Optional<String>> versions = new ConcurrentHashMap<>();

  private final Optional<SourceCopies> copies;
  private final Map<String, CopyReport> refreshed = new ConcurrentHashMap<>();

  private SourceRows(SparkSession spark, RunRequest request, Optional<Kept> kept) {
    this.copies =
        request.incremental()
            ? Optional.of(
                new SourceCopies(
                    spark,
                    request.configuration().incremental().path(),
                    request.configuration().incremental().overlapHours(),
                    Instant.now()))
            : Optional.empty();
    this.reader = new InputReader(spark, copies);
    this.inputVersions = new InputVersions(spark);
    this.kept = kept;
  }

  /** Rows for one run. */
  static SourceRows ofOneRun(SparkSession spark, RunRequest request) {
    return new SourceRows(spark, request, Optional.empty());
  }

  /**
   * Rows for several runs, kept from their first action until these are closed.
   *
   * @param any one of the requests, which are alike but for their as-of dates
   */
  static SourceRows ofSeveralRuns(SparkSession spark, RunRequest any) {
    return new SourceRows(spark, any, Optional.of(new Kept()));
  }

  /** Makes the views that tables are read from. */
  void define(List<View> views) {
    reader.define(views);
  }

  /** Whether copies of sources are to be brought up to date, which no run has done so far. */
  boolean areToBeRefreshed() {
    return copies.isPresent() && refreshed.isEmpty();
  }

  /** Brings the copy of a table up to date, once for all runs. */
  CopyReport refresh(InputTable table) {
    return refreshed.computeIfAbsent(table.name(), name -> copies.orElseThrow().refresh(table));
  }

  /** The mapped rows of a table. */
  MappedRows of(InputTable table) {
    if (kept.isEmpty()) {
      return reader.read(table);
    }
    return rows.computeIfAbsent(
        table.name(),
        name -> {
          MappedRows mapped = reader.read(table);
          return mapped.withRows(kept.get().keepObserved(mapped.rows()));
        });
  }

  /** What is known of the version of a table, where its format has one. */
  Optional<String> version(InputTable table) {
    return kept.isEmpty()
        ? inputVersions.of(table)
        : versions.computeIfAbsent(table.name(), name -> inputVersions.of(table));
  }

  /** The source's columns, without reading a row. */
  List<String> columns(InputTable table) {
    return reader.columns(table);
  }

  /** About how many bytes of text a table has; very many where it is not known. */
  long bytesOfText(InputTable table) {
    return reader.bytesOfText(table);
  }

  /** The error behind a failure of an action over rows of these tables, if it is one of reading. */
  Optional<PerennialException> explain(List<InputTable> tables, Throwable failure) {
    return reader.explain(tables, failure);
  }

  @Override
  public void close() {
    kept.ifPresent(Kept::close);
  }
}
