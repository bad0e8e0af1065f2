package io.perennial.metric;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.testing.Datasets;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class AmountBandsTest {
  @Test
  void anAmountOnABoundIsInTheBandAboveIt() {
    assertThat(
            bands(
                -1,
                0,
                9_999,
                10_000,
                19_999,
                20_000,
                49_999,
                50_000,
                99_999,
                100_000,
                9_999_999,
                10_000_000,
                29_999_999,
                9_000_000_000_000_000_001L))
        .containsExactly(
            "-1 to 0",
            "0 to 1",
            "0 to 1",
            "1 to 2",
            "1 to 2",
            "2 to 5",
            "2 to 5",
            "5 to 10",
            "5 to 10",
            "10 to 20",
            "500 to 1000",
            "1000 to 2000",
            "2000 to 5000",
            "500000000000000 to 1000000000000000");
  }

  private static List<String> bands(long... units) {
    Row[] rows = Arrays.stream(units).mapToObj(one -> Datasets.row(one)).toArray(Row[]::new);
    return Datasets.of("units bigint", rows)
        .select(AmountBands.from(col("units")).as("band"))
        .select(col("band"), AmountBands.to(col("band")).as("upper"))
        .collectAsList()
        .stream()
        .map(row -> row.getLong(0) + " to " + row.getLong(1))
        .toList();
  }
}
