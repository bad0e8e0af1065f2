package io.perennial.run;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/** Settings of a session for a while; closing it brings back those that held before. */
public final class SessionSettings implements AutoCloseable {
  private final SparkSession spark;
  private final Map<String, Optional<String>> before;

  private SessionSettings(SparkSession spark, Map<String, Optional<String>> before) {
    this.spark = spark;
    this.before = Map.copyOf(before);
  }

  /**
   * Sets them.
   *
   * @param settings values by key, each of a setting that a session may change
   */
  public static SessionSettings of(SparkSession spark, Map<String, String> settings) {
    Map<String, Optional<String>> before = new HashMap<>();
    settings
        .keySet()
        .forEach(key -> before.put(key, Optional.ofNullable(spark.conf().get(key, null))));
    settings.forEach((key, value) -> spark.conf().set(key, value));
    return new SessionSettings(spark, before);
  }

  @Override
  public void close() {
    before.forEach(
        (key, value) ->
            value.ifPresentOrElse(
                held -> spark.conf().set(key, held), () -> spark.conf().unset(key)));
  }
}
