package io.perennial.cli;

import io.perennial.table.OutputFormat;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A process whose session has a Hive metastore for its catalogue, which is chosen once for all
 * sessions of a process. Which metastore it is, Spark's settings in the system properties say.
 */
final class MetastoreProcess {
  /**
   * Publishes in each format. Arguments: the configuration, and the as-of dates one by one. The
   * first has a folder of its own; the second has the names move to the folder that the others
   * share.
   */
  static final String RUN = "run";

  /** Copies what the metastore knows. Arguments: the folder to write to. */
  static final String TELL = "tell";

  private MetastoreProcess() {}

  public static void main(String[] arguments) throws IOException {
    List<String> given = List.of(arguments).subList(1, arguments.length);
    int exitCode = 0;
    if (arguments[0].equals(RUN)) {
      exitCode = run(Path.of(given.get(0)), given.subList(1, given.size()));
    } else {
      tell(Path.of(given.get(0)));
    }
    Sessions.stop();
    System.exit(exitCode);
  }

  /** The database in which the tables of a format are registered. */
  static String database(OutputFormat format) {
    return "shop_as_" + format.label();
  }

  /** The folder of the tables of a format as of all days but the first. */
  static Path output(Path configuration, OutputFormat format) {
    return configuration.resolveSibling(format.label());
  }

  /** The exit code of the first run that does not end well. */
  private static int run(Path configuration, List<String> days) {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    Surroundings surroundings =
        new Surroundings(
            out,
            new PrintWriter(System.err, true, StandardCharsets.UTF_8),
            false,
            Path.of(""),
            Map.of(),
            Sessions::open);
    for (int day = 0; day < days.size(); day++) {
      for (OutputFormat format : OutputFormat.values()) {
        Path output = output(configuration, format);
        if (day == 0) {
          output = output.resolveSibling("first_" + format.label());
        }
        int exitCode =
            Perennial.execute(
                surroundings,
                "run",
                "--config",
                configuration.toString(),
                "--as-of",
                days.get(day),
                "--metrics",
                "purchase_summary",
                "--set",
                "output.format=" + format.label(),
                "--set",
                "output.path=" + output,
                "--set",
                "output.database_follows_newest=" + (day == 1),
                "--set",
                "output.database=" + database(format));
        if (exitCode != 0) {
          return exitCode;
        }
      }
    }
    return 0;
  }

  /** The rows of each table as Parquet files, and what is known of it as lines of a text. */
  private static void tell(Path folder) throws IOException {
    SparkSession spark = Sessions.open(ZoneId.of("UTC"));
    for (OutputFormat format : OutputFormat.values()) {
      Path ofFormat = Files.createDirectories(folder.resolve(format.label()));
      for (Row table : spark.sql("SHOW TABLES IN " + database(format)).collectAsList()) {
        String name = table.getAs("tableName");
        String inFull = database(format) + "." + name;
        spark.table(inFull).coalesce(1).write().parquet(ofFormat.resolve(name).toString());
        Files.write(
            ofFormat.resolve(name + ".txt"),
            spark.sql("DESCRIBE TABLE EXTENDED " + inFull).collectAsList().stream()
                .map(row -> row.getString(0) + " | " + row.getString(1) + " | " + row.getString(2))
                .toList());
      }
    }
  }
}
