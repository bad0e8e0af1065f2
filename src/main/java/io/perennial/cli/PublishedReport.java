package io.perennial.cli;

import io.perennial.config.Configuration;
import io.perennial.error.Errors;
import io.perennial.report.Answers;
import io.perennial.report.Line;
import io.perennial.report.Question;
import io.perennial.report.Report;
import io.perennial.report.ReportSettings;
import io.perennial.report.ReportedRun;
import io.perennial.report.Sources;
import io.perennial.run.ExchangeSettings;
import io.perennial.run.RunListener;
import io.perennial.run.SessionSettings;
import io.perennial.store.DocumentFile;
import io.perennial.store.PublishedTables;
import io.perennial.table.TableContract;
import io.perennial.table.output.RunHistoryTable;
import java.sql.Date;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The report of the last successful run: reads the tables that this run published, in the versions
 * that belong together, and writes the page. It is the one place where the report's questions are
 * run.
 */
final class PublishedReport {
  private static final String FILE = "report.html";
  private static final String STAGE = "write the report";
  private static final int QUERIES_AT_ONCE = 4;

  /**
   * Whether Spark compiles what a task does to a row outside a query's stages. Reading thirty logs
   * of Delta's, of a few lines each, is mostly that.
   */
  private static final String COMPILED_ROWS = "spark.sql.codegen.factoryMode";

  private final SparkSession spark;
  private final Configuration configuration;
  private final PublishedTables published;

  private PublishedReport(SparkSession spark, Configuration configuration) {
    this.spark = spark;
    this.configuration = configuration;
    this.published =
        new PublishedTables(spark, configuration.output().path(), configuration.output().format());
  }

  /**
   * A report that was written.
   *
   * @param location the file
   * @param run the run it is about
   * @param isOfThisConfiguration whether that run had the configuration given
   */
  record Written(String location, ReportedRun run, boolean isOfThisConfiguration) {
    /** What a command prints of it. */
    String text() {
      StringBuilder text = new StringBuilder();
      text.append(System.lineSeparator()).append("Report").append(System.lineSeparator());
      text.append("  ").append(location).append(System.lineSeparator());
      if (!isOfThisConfiguration) {
        text.append("  It tells of the last run into this folder, as of ")
            .append(run.asOf())
            .append(", which had another configuration than the one given.")
            .append(System.lineSeparator());
      }
      return text.toString();
    }
  }

  /**
   * Writes the report.
   *
   * @throws io.perennial.error.PerennialException if no run has published yet, or storage fails
   */
  static Written write(SparkSession spark, Configuration configuration, RunListener listener) {
    listener.started(STAGE);
    long began = System.nanoTime();
    spark.sparkContext().setJobDescription("perennial: " + STAGE);
    try (SessionSettings settings = SessionSettings.of(spark, forSmallAnswers(spark))) {
      Written written = new PublishedReport(spark, configuration).written();
      Duration took = Duration.ofNanos(System.nanoTime() - began);
      listener.finished(STAGE, RunListener.ROWS_UNKNOWN, took);
      return written;
    } finally {
      spark.sparkContext().setJobDescription(null);
    }
  }

  /**
   * Every question narrows or sums its tables to few rows before it sorts or joins them. Compiling
   * takes longer than what is compiled runs, and planning anew after each stage, which makes a job
   * of each, finds nothing to merge: there are as many partitions as can be worked on at once.
   */
  private static Map<String, String> forSmallAnswers(SparkSession spark) {
    Map<String, String> settings =
        new HashMap<>(ExchangeSettings.fixed(spark.sparkContext().defaultParallelism()));
    settings.put(COMPILED_ROWS, "NO_CODEGEN");
    return settings;
  }

  private Written written() {
    ReportSettings settings =
        new ReportSettings(
            configuration.report().language(),
            configuration.currency(),
            configuration.report().includeCustomerIds()
                ? Optional.of(configuration.report().customersListed())
                : Optional.empty());
    ReportedRun run =
        published
            .lastRun()
            .map(PublishedReport::run)
            .orElseThrow(() -> Errors.nothingToReport(configuration.output().path()));
    String page = Report.html(run, settings, answers(run, settings));
    String address =
        configuration.report().path().orElseGet(() -> configuration.output().path() + "/" + FILE);
    return new Written(
        DocumentFile.write(spark, address, page),
        run,
        run.configurationDigest().equals(configuration.digest()));
  }

  private static ReportedRun run(Row row) {
    return new ReportedRun(
        row.getAs(RunHistoryTable.RUN_ID),
        row.<Date>getAs(RunHistoryTable.AS_OF_DATE).toLocalDate(),
        row.getAs(RunHistoryTable.CONFIGURATION_DIGEST),
        row.getAs(RunHistoryTable.PERENNIAL_VERSION),
        row.getJavaMap(row.fieldIndex(RunHistoryTable.TABLE_VERSIONS)));
  }

  /** Asks the questions whose tables are all there, a few at once: each is mostly planning. */
  private Answers answers(ReportedRun run, ReportSettings settings) {
    Map<String, Dataset<Row>> tables = new HashMap<>();
    Map<String, Answers.Missing> missing = new HashMap<>();
    List<Question> questions = Report.questions(settings);
    questions.stream()
        .flatMap(question -> question.tables().stream())
        .distinct()
        .forEach(table -> open(run, table, tables, missing));
    Sources sources = new Sources(tables);
    Map<String, List<Line>> lines = new HashMap<>();
    List<String> refused = new ArrayList<>();
    ExecutorService threads = Executors.newFixedThreadPool(QUERIES_AT_ONCE);
    try {
      Map<Question, Future<List<Row>>> asked = new LinkedHashMap<>();
      for (Question question : questions) {
        if (question.tables().stream().noneMatch(table -> missing.containsKey(table.name()))) {
          asked.put(question, threads.submit(() -> rows(question, sources)));
        }
      }
      asked.forEach(
          (question, future) -> {
            List<Row> rows = outcome(future);
            if (rows.size() > question.maximumRows()) {
              refused.add(question.name());
            } else {
              lines.put(question.name(), rows.stream().map(Line::of).toList());
            }
          });
    } finally {
      threads.shutdownNow();
    }
    return new Answers(lines, missing, refused);
  }

  /** One row more than there may be, so that too many are noticed and no more are fetched. */
  private static List<Row> rows(Question question, Sources sources) {
    return question.query().apply(sources).takeAsList(question.maximumRows() + 1);
  }

  private static List<Row> outcome(Future<List<Row>> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the report was interrupted", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException unchecked
          ? unchecked
          : new IllegalStateException(e.getCause());
    }
  }

  private void open(
      ReportedRun run,
      TableContract table,
      Map<String, Dataset<Row>> tables,
      Map<String, Answers.Missing> missing) {
    String version = run.tableVersions().get(table.name());
    if (version == null) {
      missing.put(table.name(), Answers.Missing.NOT_PUBLISHED);
      return;
    }
    published
        .find(table, version)
        .ifPresentOrElse(
            rows -> tables.put(table.name(), rows),
            () -> missing.put(table.name(), Answers.Missing.NOT_KEPT));
  }
}
