package io.perennial.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.config.Configuration;
import io.perennial.config.ConfigurationReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoCommandTest {
  private static final Path HOME = Path.of("");

  private static Configuration configuration(List<String> overrides) {
    return ConfigurationReader.read(
        DemoCommand.configuration(HOME), overrides, Optional.empty(), Map.of());
  }

  @Test
  void fromTheProjectsFolderTheDemoHasTheConfigurationOfItsFile() {
    Configuration demo = configuration(DemoCommand.overrides(DemoCommand.folder(HOME)));
    Configuration file = configuration(List.of());
    assertThat(demo.digest()).isEqualTo(file.digest());
    assertThat(demo.output()).isEqualTo(file.output());
    assertThat(demo.inputs()).isEqualTo(file.inputs());
  }

  @Test
  void elsewhereItNamesItsFilesInFull(@TempDir Path folder) {
    Configuration demo = configuration(DemoCommand.overrides(folder));
    assertThat(demo.output().path()).isEqualTo(folder.resolve("output").toString());
    assertThat(demo.inputs().values())
        .allSatisfy(
            input ->
                assertThat(input.path())
                    .contains(folder.resolve("input/" + input.name() + ".csv").toString()));
  }
}
