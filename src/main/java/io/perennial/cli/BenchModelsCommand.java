package io.perennial.cli;

import io.perennial.error.Errors;
import io.perennial.model.clv.PurchaseProcess;
import io.perennial.run.ModelBenchmark;
import io.perennial.run.RunListener;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench-models}: times the fit of the models to ever more customers. */
@Command(
    name = "bench-models",
    mixinStandardHelpOptions = true,
    versionProvider = BuildVersion.class,
    description =
        "Make up customers of a known BG/NBD model, count them by their distinct records, fit"
            + " models to the counts, and print what each step took and how far the estimates are"
            + " from the truth. Nothing is read or written.",
    footer = {
      "",
      "The smallest size is run before, untimed and with at most 20,000 customers, in the driver and",
      "on the executors, so that no time contains Java's start. At the end, the customers of the",
      "smallest size are counted as often as makes them as many as those of the largest size: more",
      "customers, and the same records.",
      "",
      "Examples:",
      "  jobs/perennial bench-models",
      "  jobs/perennial bench-models --customers 200000,2000000 --models bg_nbd,pareto_nbd --seed 3"
    })
final class BenchModelsCommand implements Callable<Integer> {
  private static final long WARMING_CUSTOMERS = 20_000;

  private final Surroundings surroundings;

  @Option(
      names = "--customers",
      paramLabel = "N",
      split = ",",
      defaultValue = "200000,2000000,20000000,200000000",
      description = "How many customers, one or more numbers; default: ${DEFAULT-VALUE}.")
  private List<Long> customers;

  @Option(
      names = "--models",
      paramLabel = "MODEL",
      split = ",",
      defaultValue = "BG_NBD",
      description =
          "Which models to fit, of ${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}. The"
              + " customers are those of a BG/NBD model in any case.")
  private List<PurchaseProcess> models;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = DemoCommand.SEED,
      description = "The seed of the customers; default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--maximum-cells",
      paramLabel = "N",
      defaultValue = "500000",
      description =
          "Up to this many distinct records are fitted in the driver, as by the option"
              + " lifetime_value.maximum_cells of a run; default: ${DEFAULT-VALUE}.")
  private int maximumCells;

  BenchModelsCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    for (long number : customers) {
      if (number < 1) {
        throw Errors.benchmarkSize("--customers", number);
      }
    }
    if (maximumCells < 1) {
      throw Errors.benchmarkSize("--maximum-cells", maximumCells);
    }
    long smallest = Collections.min(customers);
    long copies = Collections.max(customers) / smallest;
    List<ModelBenchmark.Result> results = new ArrayList<>();
    try (Progress progress = Progress.on(surroundings)) {
      SparkSession spark = surroundings.sessions().apply(ZoneOffset.UTC);
      ModelBenchmark benchmark = new ModelBenchmark(spark, progress, seed, maximumCells);
      int few = (int) Math.min(smallest, WARMING_CUSTOMERS);
      for (int cells : new int[] {few, 1}) {
        new ModelBenchmark(spark, RunListener.SILENT, seed, cells).measure(few, 1, models);
      }
      for (long number : customers) {
        results.add(benchmark.measure(number, 1, models));
      }
      surroundings.out().print(ModelBenchmarkText.of(results));
      if (copies > 1) {
        surroundings
            .out()
            .print(
                ModelBenchmarkText.ofCopies(benchmark.measure(smallest, copies, models), copies));
      }
    }
    return 0;
  }
}
