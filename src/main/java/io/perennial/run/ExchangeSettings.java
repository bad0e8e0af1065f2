package io.perennial.run;

import java.util.Map;
import java.util.function.DoubleSupplier;
import org.apache.spark.SparkConf;

/**
 * How rows are exchanged between the stages of queries, by the size of what they read: a run's
 * inputs, or the tables of a report. Over small a partition costs more than the rows in it, and a
 * query that is planned anew after each of its stages, which makes a job of each, finds nothing
 * better: as many partitions as the rows fill, and plans that stay as they are. Over others, and
 * where Spark was told how to do it, the session's own settings hold.
 */
public final class ExchangeSettings {
  /** How many partitions the rows of an exchange go to. */
  public static final String PARTITIONS = "spark.sql.shuffle.partitions";

  private static final String ADAPTIVE = "spark.sql.adaptive.enabled";

  /** Up to how many bytes of text tables are small, all together. */
  static final long SMALL = 64L << 20;

  /** How many bytes of text fill a partition. */
  static final long PARTITION = 16L << 20;

  private ExchangeSettings() {}

  /**
   * What a session is to be set to while queries read these tables.
   *
   * @param given what Spark was started with
   * @param bytesOfText asks about how many bytes of text they have
   * @param tasksAtOnce how many tasks Spark works on at a time
   * @return settings by key; none where the session's own hold
   */
  public static Map<String, String> of(
      SparkConf given, DoubleSupplier bytesOfText, int tasksAtOnce) {
    if (given.contains(PARTITIONS) || given.contains(ADAPTIVE)) {
      return Map.of();
    }
    double bytes = bytesOfText.getAsDouble();
    if (bytes > SMALL) {
      return Map.of();
    }
    int filled = Math.max(1, (int) Math.ceil(bytes / PARTITION));
    int partitions = Math.min(filled, tasksAtOnce);
    return Map.of(PARTITIONS, Integer.toString(partitions), ADAPTIVE, "false");
  }
}
