package io.perennial.cli;

import io.perennial.error.Errors;
import io.perennial.error.PerennialException;
import io.perennial.error.Problem;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;

/** The program: its commands, and the only entry to and exit from the process. */
@Command(
    name = "perennial",
    mixinStandardHelpOptions = true,
    versionProvider = BuildVersion.class,
    description =
        "Customer retention analytics: from tables of orders and customers to tables of retention,"
            + " churn, customer value and revenue concentration.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Examples:",
      "  jobs/perennial demo",
      "  jobs/perennial check --config conf/shop.yaml",
      "  jobs/perennial run --config conf/shop.yaml --as-of 2026-06-30",
      "  jobs/perennial report --config conf/shop.yaml --set report.language=nl",
      "  jobs/perennial tables cohort_retention",
      "  jobs/perennial sql \"SELECT * FROM customer_base_value\"",
      "",
      "Paths on the command line are relative to the working directory. Without --output, demo",
      "writes to target/demo in the project's folder.",
      "",
      "Where it runs: jobs/perennial takes these options of Spark's with every command that works on",
      "tables, before or after its name:",
      "  --master URL             such as local[4], spark://host:7077, yarn or k8s://https://host:6443",
      "  --deploy-mode MODE       client: the driver runs here (default); cluster: it runs in the",
      "                           cluster, and the exit code follows how the cluster says it ended",
      "  --properties-file FILE   Spark settings, such as conf/environments/yarn.conf",
      "They win over PERENNIAL_SPARK_OPTIONS, which win over SPARK_MASTER, which wins over the",
      "properties file, which wins over the installation's spark-defaults.conf, which wins over",
      "conf/spark-defaults.conf.",
      "",
      "Environment:",
      "  JAVA_HOME                the Java to run on, 17 or later; else the java on the PATH",
      "  SPARK_HOME               a Spark distribution, whose spark-submit is then used; else the",
      "                           Spark that Maven resolved is used, with all processors",
      "  SPARK_MASTER             the master, where no option names one",
      "  PERENNIAL_DRIVER_MEMORY  the driver's memory, such as 4g; default: half of the machine's,",
      "                           or what the distribution is configured to",
      "  PERENNIAL_SPARK_OPTIONS  further options for spark-submit, separated by blanks, such as",
      "                           \"--queue analytics --conf spark.executor.memory=8g\"",
      "  PERENNIAL_JAVA_OPTIONS   further options for the driver's Java, separated by blanks",
      "  PERENNIAL_JAR            the job's jar where the cluster finds it, such as",
      "                           hdfs:///jobs/perennial-job.jar; default: target/perennial-job.jar",
      "  PERENNIAL_SECRETS_FILE   NAME=value lines for a configuration's placeholders",
      "  PERENNIAL_CLASS_ARCHIVE  off: keep no archive of Spark's classes for faster starts",
      "",
      "Exit codes:",
      "  0  done",
      "  1  a fault of Perennial, or something it did not foresee",
      "  2  the command line or the configuration has to be corrected",
      "  3  the input tables are not what the configuration says of them",
      "  4  a computed table broke its contract, and nothing was published; or a query of sql raised",
      "     an error",
      "  5  an outside system failed; a retry may help"
    })
public final class Perennial {
  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Print the stack trace of an error, too.")
  private boolean verbose;

  private Perennial() {}

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    Map<String, String> environment = System.getenv();
    Surroundings surroundings =
        new Surroundings(
            utf8(System.out),
            utf8(System.err),
            "1".equals(environment.get("PERENNIAL_TERMINAL")),
            Path.of(environment.getOrDefault("PERENNIAL_HOME", "")),
            environment,
            Sessions::open);
    int exitCode;
    try {
      exitCode = execute(surroundings, arguments);
    } finally {
      Sessions.stop();
    }
    surroundings.out().flush();
    surroundings.err().flush();
    // A cluster takes any System.exit of the driver for a failure, so success is to return.
    if (exitCode != 0) {
      System.exit(exitCode);
    }
  }

  /** Runs a command and tells its exit code; whatever it throws is printed as a message. */
  static int execute(Surroundings surroundings, String... arguments) {
    Perennial program = new Perennial();
    try {
      return commandLine(surroundings, program).execute(arguments);
    } catch (Error error) { // A full heap or a class that is missing; exceptions do not get here.
      return fail(surroundings, error, program.verbose);
    }
  }

  /** The whole command line over its surroundings. */
  static CommandLine commandLine(Surroundings surroundings) {
    return commandLine(surroundings, new Perennial());
  }

  private static CommandLine commandLine(Surroundings surroundings, Perennial program) {
    CommandLine commandLine =
        new CommandLine(program)
            .addSubcommand(new DemoCommand(surroundings))
            .addSubcommand(new RunCommand(surroundings))
            .addSubcommand(new CheckCommand(surroundings))
            .addSubcommand(new ReportCommand(surroundings))
            .addSubcommand(new TablesCommand(surroundings))
            .addSubcommand(new SqlCommand(surroundings))
            .addSubcommand(new SampleCommand(surroundings))
            .addSubcommand(new BenchCommand(surroundings))
            .addSubcommand(new BenchModelsCommand(surroundings));
    return commandLine
        .setOut(surroundings.out())
        .setErr(surroundings.err())
        .setUsageHelpWidth(100)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setColorScheme(
            Help.defaultColorScheme(surroundings.terminal() ? Help.Ansi.AUTO : Help.Ansi.OFF))
        .setParameterExceptionHandler((exception, arguments) -> refuse(surroundings, exception))
        .setExecutionExceptionHandler(
            (exception, command, parsed) -> fail(surroundings, exception, program.verbose));
  }

  private static int refuse(Surroundings surroundings, ParameterException exception) {
    String command = exception.getCommandLine().getCommandSpec().qualifiedName();
    String cause =
        exception instanceof UnmatchedArgumentException unmatched
                && !unmatched.getSuggestions().isEmpty()
            ? "There is no such command or option; did you mean "
                + String.join(" or ", unmatched.getSuggestions())
                + "?"
            : "The command line does not fit what the command takes.";
    return print(surroundings, Errors.commandLine(exception.getMessage(), cause, command));
  }

  private static int fail(Surroundings surroundings, Throwable thrown, boolean verbose) {
    int exitCode = print(surroundings, Failures.explain(thrown));
    if (verbose) {
      thrown.printStackTrace(surroundings.err());
    }
    return exitCode;
  }

  private static int print(Surroundings surroundings, PerennialException failure) {
    surroundings.out().flush();
    for (Problem problem : failure.problems()) {
      surroundings.err().println("perennial: " + problem.text());
    }
    surroundings.err().flush();
    return failure.category().exitCode();
  }

  private static PrintWriter utf8(OutputStream stream) {
    return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
  }
}
