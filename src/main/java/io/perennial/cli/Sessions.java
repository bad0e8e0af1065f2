package io.perennial.cli;

import io.perennial.run.CompiledCode;
import io.perennial.run.ExchangeSettings;
import io.perennial.store.InProcessFiles;
import io.perennial.table.SqlFunctions;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/**
 * The Spark session of a run. What has to hold for the figures to be right is set here and wins
 * over any Spark configuration; what is a matter of speed is in {@code conf/spark-defaults.conf};
 * what only a local run wants is set here unless it was configured.
 */
final class Sessions {
  private static final String MASTER = "spark.master";
  private static final String EXTENSIONS = "spark.sql.extensions";
  private static final List<String> OUR_EXTENSIONS =
      List.of("io.delta.sql.DeltaSparkSessionExtension", SqlFunctions.class.getName());

  private Sessions() {}

  /** The session with a time zone, started where there is none yet. */
  static SparkSession open(ZoneId timeZone) {
    SparkConf conf = conf(new SparkConf(), timeZone.getId());
    SparkSession session = SparkSession.builder().config(conf).getOrCreate();
    if (isLocal(conf) && !conf.contains(ExchangeSettings.PARTITIONS)) {
      // Of the session alone: what Spark is started with, a run takes for chosen and leaves as it
      // is. 200 partitions are for a cluster; here each costs more than the rows in it.
      int processors = Runtime.getRuntime().availableProcessors();
      session.conf().set(ExchangeSettings.PARTITIONS, Math.max(4, 2 * processors));
    }
    CompiledCode.shareWithTasks(session);
    return session;
  }

  private static boolean isLocal(SparkConf conf) {
    return conf.get(MASTER).startsWith("local");
  }

  /** Stops the session, if one was started. */
  static void stop() {
    if (SparkSession.getDefaultSession().isDefined()) {
      SparkSession.getDefaultSession().get().stop();
    }
  }

  /** The given Spark configuration with all that a run needs; package-private for its test. */
  static SparkConf conf(SparkConf given, String timeZone) {
    SparkConf conf = given.clone();
    conf.setIfMissing("spark.app.name", "perennial");
    conf.set(EXTENSIONS, withOurs(conf.get(EXTENSIONS, "")));
    conf.set("spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog");
    // A value that does not parse, a sum that overflows: an error, never a silent null.
    conf.set("spark.sql.ansi.enabled", "true");
    // In which zone an instant becomes a day; the machine's own zone plays no part.
    conf.set("spark.sql.session.timeZone", timeZone);
    // Spark describes each query anew after each of its stages, with the plans of all kept rows in
    // it, and keeps the texts: those of many tables would fill the driver.
    conf.setIfMissing("spark.sql.maxPlanStringLength", "100000");
    conf.setIfMissing(MASTER, "local[*]");
    if (isLocal(conf)) {
      withLocalDefaults(conf);
    }
    return conf;
  }

  private static void withLocalDefaults(SparkConf conf) {
    // One process: nothing outside it needs to reach it, and it needs no name in any network.
    conf.setIfMissing("spark.driver.host", "127.0.0.1");
    conf.setIfMissing("spark.driver.bindAddress", "127.0.0.1");
    conf.setIfMissing("spark.ui.enabled", "false");
    // Executors elsewhere may not have the class when they first look at a file; here all is one.
    InProcessFiles.settings().forEach(conf::setIfMissing);
    // Delta reads the log of a table with 50 tasks unless told that the table is small.
    conf.setIfMissing("spark.databricks.delta.snapshotPartitions", "1");
  }

  private static String withOurs(String configured) {
    List<String> extensions = new ArrayList<>();
    for (String extension : configured.split(",")) {
      if (!extension.isBlank()) {
        extensions.add(extension.strip());
      }
    }
    OUR_EXTENSIONS.stream()
        .filter(extension -> !extensions.contains(extension))
        .forEach(extensions::add);
    return String.join(",", extensions);
  }
}
