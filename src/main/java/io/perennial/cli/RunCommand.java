package io.perennial.cli;

import io.perennial.config.Configuration;
import io.perennial.config.NearestKey;
import io.perennial.error.Errors;
import io.perennial.metric.MetricCatalog;
import io.perennial.run.Backfill;
import io.perennial.run.Plan;
import io.perennial.run.RetentionJob;
import io.perennial.run.RunRequest;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code run}: computes the tables of a configuration and publishes them. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    versionProvider = BuildVersion.class,
    description =
        "Read the configured tables, compute the retention tables and publish them. The same run"
            + " twice gives the same tables; nothing is published before all of them are computed."
            + " Unless report.enabled is false, the report is written last.",
    footer = {
      "",
      "Examples:",
      "  jobs/perennial run --config conf/shop.yaml",
      "  jobs/perennial run --config conf/shop.yaml --as-of 2026-06-30 --dry-run",
      "  jobs/perennial run --config conf/shop.yaml --metrics cohort_retention,customer_churn \\",
      "      --set output.path=/data/retention --set output.format=parquet",
      "  jobs/perennial run --config conf/shop.yaml --as-of-each month --from 2025-01-01 \\",
      "      --to 2026-06-30",
      "  jobs/perennial run --config conf/shop.yaml --as-of 2026-06-30 --incremental"
    })
final class RunCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Mixin private ConfigurationOptions options;

  @Mixin private BackfillOptions backfill;

  @Option(
      names = "--metrics",
      split = ",",
      paramLabel = "TABLE",
      description =
          "Only these tables, separated by commas; default: all. input_reconciliation and"
              + " rejected_rows are published in any case.")
  private List<String> metrics = new ArrayList<>();

  @Option(
      names = "--incremental",
      description =
          "Keep copies of the sources that are slow to read (csv, json, text; jdbc and catalogue"
              + " tables with updated_at and key), and read only what is new in them. The tables are"
              + " those of a run without it; where what is new cannot be told, a source is read in"
              + " full, and the summary says why.")
  private boolean incremental;

  @Option(
      names = "--dry-run",
      description =
          "Print the plan and stop: the inputs found, the tables to be computed, and the tables"
              + " that --metrics leaves out.")
  private boolean dryRun;

  RunCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    List<RunRequest> requests = requests();
    Configuration last = requests.get(requests.size() - 1).configuration();
    try (Progress progress = Progress.on(surroundings)) {
      SparkSession spark = surroundings.sessions().apply(last.timeZone());
      if (dryRun) {
        Plan plan = new RetentionJob(spark, requests.get(requests.size() - 1), progress).plan();
        surroundings.out().print(Summary.of(plan, last, days(requests)));
        return 0;
      }
      new Backfill(spark, requests, progress)
          .run(report -> surroundings.out().print(Summary.of(report)));
      if (last.report().enabled()) {
        surroundings.out().print(PublishedReport.write(spark, last, progress).text());
      }
    }
    return 0;
  }

  /** A request for each as-of date, the earliest first; of one date where none are listed. */
  private List<RunRequest> requests() {
    List<String> tables = metrics.stream().map(String::strip).toList();
    tables.forEach(RunCommand::requireKnown);
    if (!backfill.isAskedFor(options.hasAsOf())) {
      return List.of(request(options.read(surroundings.environment()), tables));
    }
    Configuration any = options.read(surroundings.environment(), backfill.anyDay());
    return backfill.days(any).stream()
        .map(day -> request(options.read(surroundings.environment(), day), tables))
        .toList();
  }

  private RunRequest request(Configuration configuration, List<String> tables) {
    return new RunRequest(configuration, tables, incremental);
  }

  private static List<LocalDate> days(List<RunRequest> requests) {
    return requests.stream().map(request -> request.configuration().asOfDate()).toList();
  }

  /** The run would refuse the name, too, but only once Spark has started. */
  private static void requireKnown(String table) {
    List<String> known =
        MetricCatalog.ALL.stream().map(metric -> metric.contract().name()).toList();
    if (!known.contains(table)) {
      throw Errors.unknownTable(table, NearestKey.find(table, known));
    }
  }
}
