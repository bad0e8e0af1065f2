package io.perennial.run;

import java.util.Map;
import java.util.function.DoubleSupplier;
import org.apache.spark.SparkConf;

/**
 * How rows are exchanged between the stages of queries, by the size of what they read: a run's
 * inputs, or the tables of a report. Over small tables a partition costs more than the rows in it,
 * and a query that is planned anew after each of its stages, which makes a job of each, finds
 * nothing better: as many partitions as the rows fill, and plans that stay as they are. Over large
 * ones, partitions that a task can sort without moving rows to disk. Over others, where the size is
 * not known, and where Spark was told how to do it, the session's own settings hold.
 */
public final class ExchangeSettings {
  /** How many partitions the rows of an exchange go to. */
  public static final String PARTITIONS = "spark.sql.shuffle.partitions";

  private static final String ADAPTIVE = "spark.sql.adaptive.enabled";

  /** Up to how many bytes of text tables are small, all together. */
  static final long SMALL = 64L << 20;

  /** How many bytes of text fill a partition of small tables. */
  static final long SMALL_PARTITION = 16L << 20;

  /** How many bytes of text fill a partition of large ones. */
  static final long LARGE_PARTITION = 256L << 20;

  /** So many map outputs are still told apart without a driver of many gigabytes. */
  static final int MOST_PARTITIONS = 20_000;

  private ExchangeSettings() {}

  /**
   * What a session is to be set to while queries read these tables.
   *
   * @param given what Spark was started with
   * @param bytesOfText asks about how many bytes of text they have; {@link Long#MAX_VALUE} or more:
   *     it is not known
   * @param tasksAtOnce how many tasks Spark works on at a time
   * @param own how many partitions the session has by itself
   * @return settings by key; none where the session's own hold
   */
  static Map<String, String> of(
      SparkConf given, DoubleSupplier bytesOfText, int tasksAtOnce, int own) {
    if (isToldIn(given)) {
      return Map.of();
    }
    double bytes = bytesOfText.getAsDouble();
    int filled = filled(bytes, LARGE_PARTITION);
    return bytes > SMALL && bytes < Long.MAX_VALUE && filled > own
        ? Map.of(PARTITIONS, Integer.toString(filled))
        : ofSmall(given, () -> bytes, tasksAtOnce);
  }

  /** The same where the session's own settings are to hold over large tables, too. */
  public static Map<String, String> ofSmall(
      SparkConf given, DoubleSupplier bytesOfText, int tasksAtOnce) {
    if (isToldIn(given)) {
      return Map.of();
    }
    double bytes = bytesOfText.getAsDouble();
    int partitions = Math.min(filled(bytes, SMALL_PARTITION), tasksAtOnce);
    return bytes <= SMALL
        ? Map.of(PARTITIONS, Integer.toString(partitions), ADAPTIVE, "false")
        : Map.of();
  }

  private static boolean isToldIn(SparkConf given) {
    return given.contains(PARTITIONS) || given.contains(ADAPTIVE);
  }

  private static int filled(double bytes, long partition) {
    return (int) Math.max(1, Math.min(Math.ceil(bytes / partition), MOST_PARTITIONS));
  }
}
