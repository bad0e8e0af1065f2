package io.perennial.cli;

import io.perennial.config.NearestKey;
import io.perennial.error.Errors;
import io.perennial.run.OutputCatalog;
import io.perennial.table.TableContract;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code tables}: the documentation of the published tables, on the terminal. */
@Command(
    name = "tables",
    mixinStandardHelpOptions = true,
    versionProvider = BuildVersion.class,
    description = "List the tables that Perennial publishes, or describe one of them.",
    footer = {
      "",
      "Examples:",
      "  jobs/perennial tables",
      "  jobs/perennial tables retention_by_period"
    })
final class TablesCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Parameters(arity = "0..1", paramLabel = "NAME", description = "The table to describe.")
  private String name;

  TablesCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    Optional<String> asked = Optional.ofNullable(name);
    surroundings
        .out()
        .print(
            asked.isPresent()
                ? TableText.of(find(asked.get()))
                : TableText.list(OutputCatalog.ALL));
    return 0;
  }

  private static TableContract find(String name) {
    return OutputCatalog.ALL.stream()
        .filter(contract -> contract.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                Errors.unknownTable(
                    name,
                    NearestKey.find(
                        name, OutputCatalog.ALL.stream().map(TableContract::name).toList())));
  }
}
