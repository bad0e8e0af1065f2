package io.perennial.cli;

import io.perennial.config.Configuration;
import io.perennial.config.ConfigurationReader;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that name a configuration and override parts of it. */
final class ConfigurationOptions {
  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "The configuration, a YAML file.")
  private Path config;

  @Option(
      names = "--as-of",
      paramLabel = "DATE",
      description =
          "The day at whose end the observation ends, as yyyy-mm-dd; wins over the file's"
              + " as_of_date and over --set.")
  private LocalDate asOf;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "Override a key of the configuration, such as output.path=/data/retention. May be"
              + " repeated; the last one wins.")
  private List<String> overrides = new ArrayList<>();

  /** The configuration, read, overridden and checked. */
  Configuration read(Map<String, String> environment) {
    return read(environment, Optional.ofNullable(asOf));
  }

  /** The configuration as of a day that wins over all others. */
  Configuration read(Map<String, String> environment, LocalDate day) {
    return read(environment, Optional.of(day));
  }

  /** Whether {@code --as-of} is given. */
  boolean hasAsOf() {
    return asOf != null;
  }

  private Configuration read(Map<String, String> environment, Optional<LocalDate> day) {
    return ConfigurationReader.read(config, List.copyOf(overrides), day, environment);
  }
}
