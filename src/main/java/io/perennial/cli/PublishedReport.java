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
import io.perennial.run.SideBySide;
import io.perennial.store.DocumentFile;
import io.perennial.store.PublishedTables;
import io.perennial.table.TableContract;
import io.perennial.table.output.RunHistoryTable;
import java.sql.Date;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
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

  /** About how many bytes a published value takes as text. */
  private static final int BYTES_OF_A_VALUE = 8;

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
    try {
      Written written = new PublishedReport(spark, configuration).written();
      Duration took = Duration.ofNanos(System.nanoTime() - began);
      listener.finished(STAGE, RunListener.ROWS_UNKNOWN, took);
      return written;
    } finally {
      spark.sparkContext().setJobDescription(null);
    }
  }

  /**
   * What the session is set to while the questions are asked. Over small tables compiling takes
   * longer than what is compiled runs; over others, and where Spark was told how to exchange rows,
   * nothing is changed.
   *
   * @param given what Spark was started with
   * @param values how many values the tables have that the questions read
   * @param tasksAtOnce how many tasks Spark works on at a time
   * @return settings by key
   */
  static Map<String, String> settings(SparkConf given, double values, int tasksAtOnce) {
    Map<String, String> exchanges =
        ExchangeSettings.ofSmall(given, () -> values * BYTES_OF_A_VALUE, tasksAtOnce);
    if (exchanges.isEmpty()) {
      return exchanges;
    }
    Map<String, String> settings = new HashMap<>(exchanges);
    settings.put(COMPILED_ROWS, "NO_CODEGEN");
    return settings;
  }

  /** How many values the tables of questions have, by what the run says of their rows. */
  private static double values(Row run, List<Question> questions) {
    Map<String, Long> rows = run.getJavaMap(run.fieldIndex(RunHistoryTable.ROWS_OUT));
    return questions.stream()
        .flatMap(question -> question.tables().stream())
        .distinct()
        .mapToDouble(table -> (double) rows.getOrDefault(table.name(), 0L) * table.columns().size())
        .sum();
  }

  private Written written() {
    ReportSettings settings =
        new ReportSettings(
            configuration.report().language(),
            configuration.currency(),
            configuration.report().includeCustomerIds()
                ? Optional.of(configuration.report().customersListed())
                : Optional.empty());
    Row last =
        published
            .lastRun()
            .orElseThrow(() -> Errors.nothingToReport(configuration.output().path()));
    ReportedRun run = run(last);
    List<Question> questions = Report.questions(settings);
    SparkContext context = spark.sparkContext();
    Map<String, String> whileAsking =
        settings(context.getConf(), values(last, questions), context.defaultParallelism());
    Answers answers;
    // Nothing is at work any more when they are put back.
    try (SessionSettings set = SessionSettings.of(spark, whileAsking)) {
      answers = answers(run, questions);
    }
    String page = Report.html(run, settings, answers);
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
  private Answers answers(ReportedRun run, List<Question> questions) {
    Map<String, Dataset<Row>> tables = new HashMap<>();
    Map<String, Answers.Missing> missing = new HashMap<>();
    questions.stream()
        .flatMap(question -> question.tables().stream())
        .distinct()
        .forEach(table -> open(run, table, tables, missing));
    Sources sources = new Sources(tables);
    List<Question> asked =
        questions.stream()
            .filter(
                question ->
                    question.tables().stream()
                        .noneMatch(table -> missing.containsKey(table.name())))
            .toList();
    List<List<Row>> found =
        new SideBySide(QUERIES_AT_ONCE).each(asked, question -> rows(question, sources));
    Map<String, List<Line>> lines = new HashMap<>();
    List<String> refused = new ArrayList<>();
    for (int i = 0; i < asked.size(); i++) {
      Question question = asked.get(i);
      List<Row> rows = found.get(i);
      if (rows.size() > question.maximumRows()) {
        refused.add(question.name());
      } else {
        lines.put(question.name(), rows.stream().map(Line::of).toList());
      }
    }
    return new Answers(lines, missing, refused);
  }

  /** One row more than there may be, so that too many are noticed and no more are fetched. */
  private static List<Row> rows(Question question, Sources sources) {
    return question.query().apply(sources).takeAsList(question.maximumRows() + 1);
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
