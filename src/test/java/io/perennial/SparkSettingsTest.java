package io.perennial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.internal.config.ConfigEntry;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The files of Spark settings: Spark takes a key that it does not know without a word, so a slip of
 * the pen would stay unseen.
 */
class SparkSettingsTest {
  private static final Pattern SETTING = Pattern.compile("(?:# )?(spark\\.\\S+)\\s+(\\S.*)");

  /** What registers its settings when it is loaded. */
  private static final List<String> REGISTRIES =
      List.of(
          "org.apache.spark.internal.config.package$",
          "org.apache.spark.internal.config.Deploy$",
          "org.apache.spark.internal.config.Kryo$",
          "org.apache.spark.internal.config.Network$",
          "org.apache.spark.internal.config.UI$",
          "org.apache.spark.sql.internal.SQLConf$",
          "org.apache.spark.sql.internal.StaticSQLConf$",
          "org.apache.spark.sql.delta.sources.DeltaSQLConf$");

  /** Spark reads them by their names and keeps no entry of them. */
  private static final Set<String> WITHOUT_AN_ENTRY = Set.of("spark.master", "spark.local.dir");

  /**
   * Those of the modules for YARN and Kubernetes, which come with a distribution and not with the
   * build, as Spark's pages "Running Spark on YARN" and "Running Spark on Kubernetes" spell them.
   */
  private static final Set<String> OF_A_DISTRIBUTION =
      Set.of(
          "spark.kubernetes.authenticate.driver.serviceAccountName",
          "spark.kubernetes.namespace",
          "spark.kubernetes.submission.waitAppCompletion",
          "spark.yarn.maxAppAttempts",
          "spark.yarn.queue",
          "spark.yarn.submit.waitAppCompletion");

  /** Keys of the same pages that end in a name of the user's. */
  private static final Pattern OF_A_NAME =
      Pattern.compile("spark\\.kubernetes\\.driver(\\.secrets|Env)\\.\\w+");

  @BeforeAll
  static void loadTheRegistries() throws ClassNotFoundException {
    for (String registry : REGISTRIES) {
      Class.forName(registry);
    }
  }

  static Stream<Path> files() throws IOException {
    List<Path> files = new ArrayList<>(List.of(Path.of("conf", "spark-defaults.conf")));
    try (Stream<Path> environments = Files.list(Path.of("conf", "environments"))) {
      environments.sorted().forEach(files::add);
    }
    return files.stream();
  }

  @ParameterizedTest
  @MethodSource("files")
  void everyKeyIsOneThatSparkKnowsWithAValueThatItTakes(Path file) throws IOException {
    Map<String, String> settings = settings(file);
    assertThat(settings).isNotEmpty();
    settings.forEach(
        (key, value) -> {
          if (!WITHOUT_AN_ENTRY.contains(key)
              && !OF_A_DISTRIBUTION.contains(key)
              && !OF_A_NAME.matcher(key).matches()) {
            ConfigEntry<?> entry = ConfigEntry.findEntry(key);
            assertThat(entry).as(key).isNotNull();
            assertThatCode(() -> entry.valueConverter().apply(value))
                .as(key)
                .doesNotThrowAnyException();
          }
        });
  }

  @ParameterizedTest
  @MethodSource("files")
  void everyGroupOfSettingsBeginsWithItsReason(Path file) throws IOException {
    for (String paragraph : Files.readString(file).split("\n\n+")) {
      assertThat(paragraph).as(file.toString()).startsWith("# ").doesNotStartWith("# spark.");
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void aKeyIsSetOnce(Path file) throws IOException {
    assertThat(
            Files.readAllLines(file).stream()
                .map(SETTING::matcher)
                .filter(Matcher::matches)
                .map(setting -> setting.group(1)))
        .doesNotHaveDuplicates();
  }

  /** Those that are commented out, too: they are there to be made use of. */
  private static Map<String, String> settings(Path file) throws IOException {
    Map<String, String> settings = new LinkedHashMap<>();
    for (String line : Files.readAllLines(file)) {
      Matcher setting = SETTING.matcher(line);
      if (setting.matches()) {
        settings.put(setting.group(1), setting.group(2));
      } else {
        assertThat(line).as("a line of %s", file).matches("|#.*");
      }
    }
    return settings;
  }
}
