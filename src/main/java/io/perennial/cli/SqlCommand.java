package io.perennial.cli;

import io.perennial.config.Configuration;
import io.perennial.config.ConfigurationReader;
import io.perennial.config.NearestKey;
import io.perennial.error.Errors;
import io.perennial.run.OutputCatalog;
import io.perennial.store.PublishedTables;
import io.perennial.table.TableContract;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sql}: a query over the published tables, on the terminal. */
@Command(
    name = "sql",
    mixinStandardHelpOptions = true,
    versionProvider = BuildVersion.class,
    description =
        "Ask the published tables a question in Spark SQL. The tables of the configuration's output"
            + " are known by their names; only queries are accepted, and nothing is written."
            + " Standard output holds the rows and nothing else.",
    footer = {
      "",
      "'perennial tables NAME' describes a table and gives an example query. A query may assert"
          + " something of",
      "the tables: where it ends with raise_error or assert_true, the exit code is 4.",
      "",
      "Examples:",
      "  jobs/perennial sql \"SELECT * FROM customer_base_value\"",
      "  jobs/perennial sql --config conf/shop.yaml --format csv \"SELECT * FROM purchase_summary\"",
      "  jobs/perennial sql --config conf/shop.yaml --format json --limit 10 \\",
      "      \"SELECT * FROM run_history\""
    })
final class SqlCommand implements Callable<Integer> {
  /** How many rows a table shows unless told otherwise; more than a screen is for a file. */
  private static final int SHOWN = 50;

  /**
   * Reading a configuration asks for the end of the observation, but no figure is computed here.
   */
  private static final LocalDate ANY_DAY = LocalDate.of(9999, 12, 31);

  private final Surroundings surroundings;

  @Parameters(
      arity = "1",
      paramLabel = "QUERY",
      description = "The query, as one argument (in quotes).")
  private String text;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "The configuration whose tables are meant, a YAML file; default: the demo's tables in"
              + " target/demo in the project's folder.")
  private Path config;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "Override a key of the configuration, such as output.path=/data/retention. May be"
              + " repeated; the last one wins.")
  private List<String> overrides = new ArrayList<>();

  @Option(
      names = "--format",
      defaultValue = "TABLE",
      paramLabel = "FORMAT",
      description =
          "How the rows are printed: table (aligned), csv (with a line of names) or json (one object"
              + " per line); default: table.")
  private QueryFormat format;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description =
          "At most so many rows; default: " + SHOWN + " of a table, and all as csv or json.")
  private Integer limit;

  SqlCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    if (limit != null && (limit < 1 || limit == Integer.MAX_VALUE)) {
      throw Errors.queryLimit(limit);
    }
    Query query = Query.of(text);
    List<TableContract> tables = query.tables().stream().map(SqlCommand::find).toList();
    Configuration configuration = configuration();
    SparkSession spark = surroundings.sessions().apply(configuration.timeZone());
    new PublishedTables(spark, configuration.output().path(), configuration.output().format())
        .register(tables);
    print(QueryResult.of(spark, query));
    return 0;
  }

  private void print(QueryResult result) {
    OptionalInt most = limit == null ? OptionalInt.empty() : OptionalInt.of(limit);
    switch (format) {
      case TABLE -> {
        int shown = most.orElse(SHOWN);
        if (result.printTable(surroundings.out(), shown)) {
          surroundings.out().flush();
          surroundings
              .err()
              .printf(
                  Locale.ROOT,
                  "perennial: only the first %d rows are shown; --limit N shows N, --format csv"
                      + " all%n",
                  shown);
        }
      }
      case CSV -> result.printCsv(surroundings.out(), most);
      case JSON -> result.printJson(surroundings.out(), most);
    }
  }

  private Configuration configuration() {
    Path home = surroundings.home();
    List<String> given = new ArrayList<>();
    if (config == null) {
      given.add(DemoCommand.outputPath(DemoCommand.folder(home)));
    }
    given.addAll(overrides);
    return ConfigurationReader.read(
        Optional.ofNullable(config).orElseGet(() -> DemoCommand.configuration(home)),
        List.copyOf(given),
        Optional.of(ANY_DAY),
        surroundings.environment());
  }

  /** Names in SQL are told apart without regard to case. */
  private static TableContract find(String name) {
    return OutputCatalog.ALL.stream()
        .filter(contract -> contract.name().equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(
            () ->
                Errors.unknownTable(
                    name,
                    NearestKey.find(
                        name, OutputCatalog.ALL.stream().map(TableContract::name).toList())));
  }
}
