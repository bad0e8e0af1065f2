package io.perennial.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

/** How Spark is set; what is written, {@link ReportCommandTest} holds. */
class PublishedReportTest {
  private static final SparkConf OPEN = new SparkConf(false);
  private static final int TASKS_AT_ONCE = 4;

  @Test
  void overSmallTablesPlansStayAsTheyAreAndRowsAreNotCompiledFor() {
    // 16 MiB, at eight bytes a value, and one value more.
    assertThat(PublishedReport.settings(OPEN, (2 << 20) + 1, TASKS_AT_ONCE))
        .isEqualTo(
            Map.of(
                "spark.sql.shuffle.partitions", "2",
                "spark.sql.adaptive.enabled", "false",
                "spark.sql.codegen.factoryMode", "NO_CODEGEN"));
  }

  @Test
  void overLargeTablesAndWhereSparkWasToldTheSessionsOwnSettingsHold() {
    assertThat(PublishedReport.settings(OPEN, (8 << 20) + 1, TASKS_AT_ONCE)).isEmpty();
    assertThat(
            PublishedReport.settings(
                OPEN.clone().set("spark.sql.adaptive.enabled", "true"), 1, TASKS_AT_ONCE))
        .isEmpty();
  }
}
