package io.perennial.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.run.OrderBenchmark;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BenchCommandTest {
  @TempDir private Path folder;

  /** Orders of a day repeat and customers differ in how much they order: both sides must agree. */
  @Test
  void bothSidesComeToTheSameFiguresAndTheirTimesArePrinted() throws Exception {
    CommandRun run =
        CommandRun.withSpark(
            "bench",
            "--orders",
            "20000",
            "--customers",
            "900",
            "--no-order-ids",
            "--largest-share",
            "0.03",
            "--folder",
            folder.toString());
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .startsWith("20,000 orders of at most 900 customers, order ids left out, 2 threads")
        .contains("Both came to the same figures in every row and column.", "Spark jobs;");
    assertThat(run.out().lines())
        .anyMatch(line -> line.matches(" +1 +Perennial +[\\d.]+ +[\\d.]+ +.*"))
        .anyMatch(line -> line.matches(" +1 +DuckDB +[\\d.]+ +.*"))
        .anyMatch(line -> line.matches(" +read orders +[\\d.]+ +[\\d.]+"))
        .anyMatch(line -> line.matches(" +compute purchase_summary +[\\d.]+ +[\\d.]+"))
        .anyMatch(line -> line.matches(" +count the model input +[\\d.]+ +[\\d.]+"));
    assertThat(Files.readString(folder.resolve("bench.yaml"))).doesNotContain("order_id");
    assertThat(folder.resolve("duckdb/purchase_summary.parquet")).exists();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--orders 0",
        "--customers -3",
        "--rounds 0",
        "--largest-share 1.5",
        "--customers 5 --orders 10,20"
      })
  void aSizeThatIsNoneIsRefusedBeforeSparkStarts(String options) {
    CommandRun run = CommandRun.withoutSpark(("bench " + options).split(" "));
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains(options.split(" ")[0], "  remedy: ");
  }

  @Test
  void growthIsTheExponentOfTheOrdersFromEachSizeToTheNextAndOverAll() {
    Map<OrderBenchmark.Size, List<OrderBenchmark.Round>> measured = new LinkedHashMap<>();
    // Ten times the orders take ten times as long, ten times more of them a hundred times.
    measured.put(size(1_000), List.of(round(99, 99), round(1, 2)));
    assertThat(OrderBenchmarkText.growth(measured)).isEmpty();
    measured.put(size(10_000), List.of(round(10, 2)));
    measured.put(size(100_000), List.of(round(1_000, 20)));
    assertThat(OrderBenchmarkText.growth(measured).lines().map(String::strip))
        .anyMatch(line -> line.matches("1,000 +10,000 +1[.]00 +0[.]00"))
        .anyMatch(line -> line.matches("10,000 +100,000 +2[.]00 +1[.]00"))
        .anyMatch(line -> line.matches("1,000 +100,000 +1[.]50 +0[.]50"));
  }

  private static OrderBenchmark.Size size(long orders) {
    return new OrderBenchmark.Size(orders, 10, 0, 42, true);
  }

  private static OrderBenchmark.Round round(double seconds, double processorSeconds) {
    return new OrderBenchmark.Round(
        new OrderBenchmark.Measured("ours", 1, seconds, processorSeconds, 0, 0, Map.of()),
        1,
        0,
        Map.of(),
        Optional.empty());
  }
}
