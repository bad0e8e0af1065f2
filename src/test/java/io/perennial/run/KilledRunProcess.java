package io.perennial.run;

import io.perennial.config.Configuration;
import io.perennial.config.ConfigurationReader;
import io.perennial.table.OutputFormat;
import io.perennial.table.output.CustomerChurnTable;
import io.perennial.table.output.PurchaseSummaryTable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/**
 * A process that runs the whole job a few times, made to be killed. It says on its output what it
 * begins and what it has done.
 */
final class KilledRunProcess {
  static final String RUN = "run ";
  static final String BEGIN = "begin ";
  static final String END = "end ";
  static final String PUBLISH = "publish ";

  /** What the job does between its last table and its headlines, which is no stage of its own. */
  static final String APPEND_RUN = "append to run_history";

  static final List<String> METRICS = List.of(PurchaseSummaryTable.NAME, CustomerChurnTable.NAME);

  /** The metrics, and the two tables that are published in any case. */
  private static final int TABLES = METRICS.size() + 2;

  private static final int ARGUMENTS_OF_A_RUN = 3;

  private KilledRunProcess() {}

  /** Arguments: the configuration, and for each run the output folder, the format and the shop. */
  public static void main(String[] arguments) throws IOException {
    Path file = Path.of(arguments[0]);
    try (SparkSession spark = session(file)) {
      for (int run = 1; run < arguments.length; run += ARGUMENTS_OF_A_RUN) {
        Path output = Path.of(arguments[run]);
        OutputFormat format = OutputFormat.valueOf(arguments[run + 1]);
        Shop shop = Shop.valueOf(arguments[run + 2]);
        System.out.println(RUN + shop);
        run(spark, configuration(file, shop, output, format), new Spoken());
      }
    }
  }

  /** The configuration for a shop's orders, which lie beside the configuration's file. */
  static Configuration configuration(Path file, Shop shop, Path output, OutputFormat format) {
    return ConfigurationReader.read(
        file,
        List.of(
            "inputs.orders.path=" + file.resolveSibling(shop.fileName()),
            "output.path=" + output,
            "output.format=" + format.label()),
        Optional.empty(),
        Map.of());
  }

  static void run(SparkSession spark, Configuration configuration, RunListener listener) {
    new RetentionJob(spark, new RunRequest(configuration, METRICS), listener).run();
  }

  /** As light a session as there is: it lives for some seconds and sees some dozens of rows. */
  private static SparkSession session(Path file) {
    return SparkSession.builder()
        .appName("perennial-killed-run")
        .master("local[1]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.ansi.enabled", "true")
        .config("spark.sql.shuffle.partitions", "1")
        // Two tables at a time, so that kills hit one beside another.
        .config("spark.default.parallelism", "2")
        .config("spark.sql.adaptive.enabled", "false")
        .config("spark.sql.autoBroadcastJoinThreshold", "-1")
        // Compiling code for a query costs more than interpreting it over so few rows.
        .config("spark.sql.codegen.wholeStage", "false")
        .config("spark.sql.codegen.factoryMode", "NO_CODEGEN")
        .config("spark.sql.lightweightPlanChangeValidation", "false")
        .config("spark.sql.ui.explainMode", "simple")
        .config("spark.sql.debug.maxToStringFields", "1")
        .config("spark.sql.warehouse.dir", file.resolveSibling("warehouse").toString())
        .config(
            "spark.sql.extensions",
            "io.delta.sql.DeltaSparkSessionExtension,io.perennial.table.SqlFunctions")
        .config(
            "spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog")
        .config("spark.databricks.delta.snapshotPartitions", "1")
        .config("spark.databricks.delta.allFilesInCrc.enabled", "false")
        .config("spark.databricks.delta.stats.collect", "false")
        .getOrCreate();
  }

  /** Two shops: each table of the one differs from that of the other. */
  enum Shop {
    NORTH(1),
    SOUTH(2);

    private final int size;

    Shop(int size) {
      this.size = size;
    }

    /** How many times as large as the smaller shop it is. */
    int size() {
      return size;
    }

    Shop other() {
      return this == NORTH ? SOUTH : NORTH;
    }

    String fileName() {
      return name() + ".csv";
    }
  }

  /** Says every stage on the process's output. Heard by one thread at a time. */
  private static final class Spoken implements RunListener {
    private int published;
    private boolean appending;

    @Override
    public void started(String stage) {
      if (appending) {
        appending = false;
        System.out.println(END + APPEND_RUN);
      }
      System.out.println(BEGIN + stage);
    }

    @Override
    public void finished(String stage, long rows, Duration took) {
      System.out.println(END + stage);
      published += stage.startsWith(PUBLISH) ? 1 : 0;
      if (published == TABLES) {
        published = 0;
        appending = true;
        System.out.println(BEGIN + APPEND_RUN);
      }
    }
  }
}
