package io.perennial.cli;

import io.perennial.error.Errors;
import io.perennial.run.OrderBenchmark;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench}: times a run beside DuckDB. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    versionProvider = BuildVersion.class,
    description =
        "Make up orders, run the core tables over them (purchase_summary, cohort_retention,"
            + " retention_by_period, revenue_concentration with its summary, rfm_cut_points, and the"
            + " counts that models are fitted to), have a peer make the same tables of the same"
            + " files, and print what both took. Their figures are compared in every row and"
            + " column; where they differ no time is printed.",
    footer = {
      "",
      "Both read Parquet and use the same threads; each writes its customer table to Parquet, and",
      "Perennial all the others, too. The peer may use as much memory as Java's heap. Orders that are",
      "in the folder already, from an earlier benchmark of the same size, are not made again: the",
      "first round then starts in a Java that has done nothing yet.",
      "",
      "Examples:",
      "  jobs/perennial bench",
      "  jobs/perennial bench --orders 20000000 --customers 2000000 --rounds 3",
      "  jobs/perennial bench --orders 1000000,5000000,20000000,60000000",
      "  jobs/perennial bench --orders 60000000 --no-order-ids --peers none"
    })
final class BenchCommand implements Callable<Integer> {
  private static final long ORDERS_PER_CUSTOMER = 10;
  private static final double MILLIS = 1e3;

  /** With what a run can be compared. */
  enum Peer {
    DUCKDB,
    NONE
  }

  private final Surroundings surroundings;

  @Option(
      names = "--orders",
      paramLabel = "N",
      split = ",",
      defaultValue = "2000000",
      description =
          "How many orders to make up; default: ${DEFAULT-VALUE}. Of several numbers, separated by"
              + " commas, each is run in turn, and how time grows with the orders is told.")
  private List<Long> orders = List.of();

  @Option(
      names = "--customers",
      paramLabel = "M",
      description =
          "How many customers to make up; default: a tenth of the orders. Of several numbers of"
              + " orders, always.")
  private Optional<Long> customers = Optional.empty();

  @Option(
      names = "--largest-share",
      paramLabel = "SHARE",
      defaultValue = "0",
      description =
          "The share of all orders, from 0 to 1, that one customer places beside the others;"
              + " default: ${DEFAULT-VALUE}.")
  private double largestShare;

  @Option(
      names = "--no-order-ids",
      description =
          "Leave the orders' ids out, so that neither side looks for orders that repeat or"
              + " contradict each other; by default both do.")
  private boolean withoutOrderIds;

  @Option(
      names = "--peers",
      paramLabel = "PEER",
      defaultValue = "DUCKDB",
      description = "With what to compare, of ${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}.")
  private Peer peer;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "How often to run both in turn; default: ${DEFAULT-VALUE}. From the second round on"
              + " Java has compiled what it runs.")
  private int rounds;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = DemoCommand.SEED,
      description = "The seed of the orders; default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--folder",
      paramLabel = "DIR",
      description =
          "The folder for orders, configuration and tables; default: target/bench in the project's"
              + " folder.")
  private Path folder;

  BenchCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException, SQLException {
    orders.forEach(number -> requirePositive("--orders", number));
    customers.ifPresent(number -> requirePositive("--customers", number));
    requirePositive("--rounds", rounds);
    if (!(largestShare >= 0 && largestShare <= 1)) {
      throw Errors.benchmarkShare("--largest-share", largestShare);
    }
    List<Long> numbers = orders.stream().distinct().sorted().toList();
    if (numbers.size() > 1 && customers.isPresent()) {
      throw Errors.benchmarkCustomers("--customers", "--orders");
    }
    Path place =
        Optional.ofNullable(folder)
            .orElseGet(() -> surroundings.home().resolve("target").resolve("bench"))
            .toAbsolutePath()
            .normalize();
    Map<OrderBenchmark.Size, List<OrderBenchmark.Round>> measured = new LinkedHashMap<>();
    try (Progress progress = Progress.on(surroundings)) {
      SparkSession spark = surroundings.sessions().apply(ZoneOffset.UTC);
      double started =
          (System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime())
              / MILLIS;
      for (long number : numbers) {
        OrderBenchmark.Size size =
            new OrderBenchmark.Size(
                number,
                customers.orElse(Math.max(1, number / ORDERS_PER_CUSTOMER)),
                largestShare,
                seed,
                !withoutOrderIds);
        OrderBenchmark benchmark = new OrderBenchmark(spark, progress, size, place);
        benchmark.prepare();
        List<OrderBenchmark.Round> rounds = new ArrayList<>();
        for (int round = 0; round < this.rounds; round++) {
          rounds.add(benchmark.round(started, peer == Peer.DUCKDB));
        }
        measured.put(size, rounds);
        // Each as soon as it is there: a larger one takes long and may fail.
        surroundings.out().println(OrderBenchmarkText.of(size, benchmark.threads(), rounds));
        surroundings.out().flush();
      }
    }
    surroundings.out().print(OrderBenchmarkText.growth(measured));
    return 0;
  }

  private static void requirePositive(String option, long size) {
    if (size < 1) {
      throw Errors.benchmarkSize(option, size);
    }
  }
}
