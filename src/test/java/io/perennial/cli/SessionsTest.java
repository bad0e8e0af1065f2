package io.perennial.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

class SessionsTest {
  private static final String ZONE = "Europe/Paris";

  @Test
  void whatTheFiguresDependOnWinsOverAnyConfiguration() {
    SparkConf given =
        empty().set("spark.sql.ansi.enabled", "false").set("spark.sql.session.timeZone", "UTC");
    SparkConf conf = Sessions.conf(given, ZONE);
    assertThat(conf.get("spark.sql.ansi.enabled")).isEqualTo("true");
    assertThat(conf.get("spark.sql.session.timeZone")).isEqualTo(ZONE);
    assertThat(given.get("spark.sql.ansi.enabled")).isEqualTo("false");
  }

  @Test
  void configuredExtensionsStayBesideOurs() {
    SparkConf given =
        empty()
            .set(
                "spark.sql.extensions",
                "org.example.Theirs, io.delta.sql.DeltaSparkSessionExtension");
    assertThat(Sessions.conf(given, ZONE).get("spark.sql.extensions").split(","))
        .startsWith("org.example.Theirs", "io.delta.sql.DeltaSparkSessionExtension")
        .doesNotHaveDuplicates();
  }

  @Test
  void aRunWithoutAMasterIsLocalAndReachableFromThisMachineAlone() {
    SparkConf conf = Sessions.conf(empty(), ZONE);
    assertThat(conf.get("spark.master")).isEqualTo("local[*]");
    assertThat(conf.get("spark.driver.bindAddress")).isEqualTo("127.0.0.1");
    assertThat(conf.get("spark.ui.enabled")).isEqualTo("false");
    assertThat(conf.contains("spark.sql.shuffle.partitions"))
        .as("what Spark is started with would hold against a run's own choice")
        .isFalse();
  }

  @Test
  void aClusterKeepsItsOwnSettings() {
    SparkConf conf = Sessions.conf(empty().set("spark.master", "yarn"), ZONE);
    assertThat(conf.get("spark.master")).isEqualTo("yarn");
    assertThat(conf.contains("spark.driver.host")).isFalse();
    assertThat(conf.contains("spark.sql.shuffle.partitions")).isFalse();
    assertThat(conf.contains("spark.hadoop.fs.file.impl")).isFalse();
  }

  private static SparkConf empty() {
    return new SparkConf(false);
  }
}
