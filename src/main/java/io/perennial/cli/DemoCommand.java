package io.perennial.cli;

import io.perennial.config.Configuration;
import io.perennial.config.ConfigurationReader;
import io.perennial.error.Errors;
import io.perennial.run.RetentionJob;
import io.perennial.run.RunReport;
import io.perennial.run.RunRequest;
import io.perennial.sample.SampleCompany;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code demo}: makes up a company and computes every table on it. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    versionProvider = BuildVersion.class,
    description =
        "Make up a company from a seed, compute every table on it, write the report, and say where"
            + " to look. The configuration is conf/demo.yaml; everything is written below --output.",
    footer = {
      "",
      "Examples:",
      "  jobs/perennial demo",
      "  jobs/perennial demo --customers 20000 --seed 3 --output demo-company"
    })
final class DemoCommand implements Callable<Integer> {
  /** The default number of customers: enough for every table to have something to tell. */
  static final String CUSTOMERS = "3000";

  static final String SEED = "42";

  private final Surroundings surroundings;

  @Option(
      names = "--customers",
      paramLabel = "N",
      defaultValue = CUSTOMERS,
      description = "How many customers the company has; default: ${DEFAULT-VALUE}.")
  private int customers;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = SEED,
      description = "The seed of its random numbers; default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      description = "The folder to write to; default: target/demo in the project's folder.")
  private Path output;

  DemoCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException {
    if (customers < 1) {
      throw Errors.sampleCustomers(customers);
    }
    Path folder =
        Optional.ofNullable(output)
            .orElseGet(() -> folder(surroundings.home()))
            .toAbsolutePath()
            .normalize();
    Path input = input(folder);
    Path file = configuration(surroundings.home());
    try (Progress progress = Progress.on(surroundings)) {
      SampleCompany.write(input, customers, seed);
      Configuration configuration =
          ConfigurationReader.read(
              file, overrides(folder), Optional.empty(), surroundings.environment());
      RunRequest request = new RunRequest(configuration, List.of());
      SparkSession spark = surroundings.sessions().apply(configuration.timeZone());
      RunReport report = new RetentionJob(spark, request, progress).run();
      surroundings.out().print(Summary.of(report));
      report.requireNamed();
      if (configuration.report().enabled()) {
        surroundings.out().print(PublishedReport.write(spark, configuration, progress).text());
      }
      surroundings.out().print(whereToLook(folder.resolve("output"), input));
    }
    return 0;
  }

  /** The folder that is written to where no other is named. */
  static Path folder(Path home) {
    return home.resolve("target").resolve("demo").toAbsolutePath().normalize();
  }

  /** The demo's configuration. */
  static Path configuration(Path home) {
    return home.resolve("conf").resolve("demo.yaml");
  }

  /** The override that puts the tables into the demo's folder. */
  static String outputPath(Path folder) {
    return "output.path=" + asWritten(folder.resolve("output"));
  }

  /** Points the configuration at the demo's folder, wherever the command is run. */
  static List<String> overrides(Path folder) {
    List<String> overrides = new ArrayList<>();
    overrides.add(outputPath(folder));
    for (String name : SampleCompany.INPUTS) {
      overrides.add("inputs." + name + ".path=" + asWritten(input(folder).resolve(name + ".csv")));
    }
    return overrides;
  }

  private static Path input(Path folder) {
    return folder.resolve("input");
  }

  /**
   * A path as a configuration would have it: relative where it lies below the folder in which the
   * command is run. From the project's folder the demo thus has the configuration of its file to
   * the letter, and that file's other commands find a run of the same digest.
   */
  private static Path asWritten(Path path) {
    Path here = Path.of("").toAbsolutePath();
    return path.startsWith(here) ? here.relativize(path) : path;
  }

  private String whereToLook(Path tables, Path input) {
    return String.format(
        Locale.ROOT,
        """

        Where to look
          the company of %,d customers and what is true of it: %s
          the tables: %s
          what they mean: jobs/perennial tables, or src/site/markdown/tables.md
          the configuration, as a start for your own: conf/demo.yaml
        """,
        customers,
        input,
        tables);
  }
}
