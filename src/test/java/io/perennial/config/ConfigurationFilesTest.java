package io.perennial.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationFilesTest {

  @ParameterizedTest
  @ValueSource(strings = {"demo", "cdnow", "online_retail", "foodmart", "template"})
  void every_configuration_file_is_valid(String name) {
    Configuration configuration =
        ConfigurationReader.read(
            Path.of("conf", name + ".yaml"), List.of(), Optional.empty(), Map.of());

    assertThat(configuration.inputs()).isNotEmpty();
    assertThat(configuration.output().path()).startsWith("target/");
  }
}
