package io.perennial.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.spark.SparkConf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExchangeSettingsTest {
  private static final SparkConf OPEN = new SparkConf(false);
  private static final long MEBIBYTE = 1L << 20;

  @ParameterizedTest
  @CsvSource({"0, 8, 1", "1, 8, 1", "16, 8, 1", "17, 8, 2", "64, 8, 4", "64, 2, 2"})
  void smallInputsHaveAsManyPartitionsAsTheyFillAndNoMoreThanTasks(
      long mebibytes, int tasksAtOnce, String partitions) {
    assertThat(ExchangeSettings.of(OPEN, () -> mebibytes * MEBIBYTE, tasksAtOnce, 4))
        .isEqualTo(
            Map.of(
                "spark.sql.shuffle.partitions", partitions, "spark.sql.adaptive.enabled", "false"));
  }

  @ParameterizedTest
  @CsvSource({"1024, 4, ", "1025, 4, 5", "51200, 4, 200", "51200, 200, ", "1e12, 200, 20000"})
  void largeInputsHaveNoLargerPartitionsThanATaskCanSort(
      double mebibytes, int own, String partitions) {
    assertThat(ExchangeSettings.of(OPEN, () -> mebibytes * MEBIBYTE, 8, own))
        .isEqualTo(
            partitions == null ? Map.of() : Map.of("spark.sql.shuffle.partitions", partitions));
  }

  @ParameterizedTest
  @ValueSource(doubles = {64.0 * (1 << 20) + 1, Long.MAX_VALUE, 15.0 * Long.MAX_VALUE})
  void overInputsOfNeitherKindAndUnknownOnesTheSessionsOwnSettingsHold(double bytes) {
    assertThat(ExchangeSettings.of(OPEN, () -> bytes, 8, 4)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"spark.sql.shuffle.partitions", "spark.sql.adaptive.enabled"})
  void whatSparkWasToldHoldsAndNothingIsMeasured(String key) {
    SparkConf given = OPEN.clone().set(key, key.endsWith("enabled") ? "true" : "7");
    assertThat(
            ExchangeSettings.of(
                given,
                () -> {
                  throw new AssertionError("measured");
                },
                8,
                4))
        .isEmpty();
  }
}
