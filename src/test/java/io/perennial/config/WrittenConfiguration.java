package io.perennial.config;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.perennial.error.PerennialException;
import io.perennial.error.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Configurations written to a file for a test, and what reading them gives. */
final class WrittenConfiguration {
  /** The least that a configuration needs. */
  static final String LEAST =
      """
      as_of_date: 2024-06-30
      currency: EUR
      inputs:
        orders:
          path: orders.parquet
          format: parquet
          mapping:
            customer_id: customer
            ordered_at: created
            amount: total
      output:
        path: target/tables
      """;

  private WrittenConfiguration() {}

  /** The file with a text. */
  static Path file(String yaml) {
    try {
      Path file = Files.createTempFile("configuration", ".yaml");
      file.toFile().deleteOnExit();
      return Files.writeString(file, yaml);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Configuration read(String yaml, String... overrides) {
    return read(yaml, Map.of(), overrides);
  }

  static Configuration read(String yaml, Map<String, String> environment, String... overrides) {
    return ConfigurationReader.read(file(yaml), List.of(overrides), Optional.empty(), environment);
  }

  static Configuration readAsOf(String yaml, LocalDate asOf, String... overrides) {
    return ConfigurationReader.read(file(yaml), List.of(overrides), Optional.of(asOf), Map.of());
  }

  /** The problems of a text, with the file's name cut down to "file". */
  static List<String> problems(String yaml, String... overrides) {
    return problems(yaml, Map.of(), overrides);
  }

  static List<String> problems(String yaml, Map<String, String> environment, String... overrides) {
    Path file = file(yaml);
    return failure(file, environment, overrides).problems().stream()
        .map(Problem::text)
        .map(text -> text.replace(file.toString(), "file"))
        .toList();
  }

  static PerennialException failure(
      Path file, Map<String, String> environment, String... overrides) {
    return catchThrowableOfType(
        PerennialException.class,
        () -> ConfigurationReader.read(file, List.of(overrides), Optional.empty(), environment));
  }
}
