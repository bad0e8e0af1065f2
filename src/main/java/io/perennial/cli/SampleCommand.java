package io.perennial.cli;

import io.perennial.error.Errors;
import io.perennial.sample.SampleCompany;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sample}: writes the input tables of a made-up company. */
@Command(
    name = "sample",
    mixinStandardHelpOptions = true,
    versionProvider = BuildVersion.class,
    description = {
      "Write every input table of a made-up company as a file of comma-separated values: orders,"
          + " order_lines, customers, exchange_rates, and beside them subscriptions, returns,"
          + " contacts, surveys, departures, programme_costs, memberships, experiments, referrals,"
          + " engagements and share_of_wallet.",
      "truth.json tells what they were made from and what is true of them. The same number of"
          + " customers and seed give the same files."
    },
    footer = {
      "",
      "Examples:",
      "  jobs/perennial sample --output company --customers 5000 --seed 7"
    })
final class SampleCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "DIR",
      description = "The folder to write to; it is made where it is missing.")
  private Path output;

  @Option(
      names = "--customers",
      paramLabel = "N",
      defaultValue = DemoCommand.CUSTOMERS,
      description = "How many customers the company has; default: ${DEFAULT-VALUE}.")
  private int customers;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = DemoCommand.SEED,
      description = "The seed of its random numbers; default: ${DEFAULT-VALUE}.")
  private long seed;

  SampleCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException {
    if (customers < 1) {
      throw Errors.sampleCustomers(customers);
    }
    SampleCompany.write(output, customers, seed);
    surroundings
        .out()
        .printf(
            Locale.ROOT,
            "A company of %,d customers (seed %d) is in %s%n",
            customers,
            seed,
            output);
    return 0;
  }
}
