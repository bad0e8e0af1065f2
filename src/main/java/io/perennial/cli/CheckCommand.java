package io.perennial.cli;

import io.perennial.config.Configuration;
import io.perennial.run.CheckReport;
import io.perennial.run.RetentionJob;
import io.perennial.run.RunRequest;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code check}: reads and assesses the configuration and the inputs. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    versionProvider = BuildVersion.class,
    description =
        "Check a configuration and read all of its input tables; publish nothing. Ends with exit"
            + " code 2 for the configuration and 3 for the inputs; where a run would end because too"
            + " many rows are rejected or none counts, the tables of rows come first.",
    footer = {
      "",
      "Examples:",
      "  jobs/perennial check --config conf/shop.yaml",
      "  jobs/perennial check --config conf/shop.yaml --set inputs.orders.path=/data/orders.csv"
    })
final class CheckCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Mixin private ConfigurationOptions options;

  CheckCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    Configuration configuration = options.read(surroundings.environment());
    RunRequest request = new RunRequest(configuration, List.of());
    try (Progress progress = Progress.on(surroundings)) {
      RetentionJob job =
          new RetentionJob(
              surroundings.sessions().apply(configuration.timeZone()), request, progress);
      surroundings.out().print(Summary.of(job.plan(), configuration));
      surroundings.out().println();
      CheckReport report = job.check();
      surroundings.out().print(Summary.ofCheck(report));
      // Before what is said on standard error.
      surroundings.out().flush();
      if (report.refusal().isPresent()) {
        throw report.refusal().get();
      }
    }
    return 0;
  }
}
