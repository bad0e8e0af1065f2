package io.perennial.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The notebooks of the project, executed one after the other over published tables, in one Python
 * and one Java.
 */
public final class NotebookRun {
  private static final Path RUNNER = Path.of("src/test/resources/notebooks/run_notebooks.py");
  private static final int PACKAGE_IS_MISSING = 77;

  private NotebookRun() {}

  /**
   * Executes every notebook; skipped where Python lacks what they need.
   *
   * @param tables the folder of the published tables
   * @return a report for each notebook
   */
  public static List<JsonNode> of(Path tables) throws IOException {
    try (Stream<Path> files = Files.list(Path.of("notebooks"))) {
      return of(
          tables,
          files
              .map(Path::toAbsolutePath)
              .filter(file -> file.toString().endsWith(".ipynb"))
              .sorted()
              .toList());
    }
  }

  /** Executes these notebooks, in their order. */
  public static List<JsonNode> of(Path tables, List<Path> notebooks) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("target/notebooks"));
    notebooks.forEach(notebook -> arguments.add(notebook.toString()));
    Python.Ended ended =
        Python.run(
            RUNNER,
            arguments,
            "",
            Map.of(
                "PERENNIAL_TABLES", tables.toString(),
                "PERENNIAL_CLASS_PATH", System.getProperty("java.class.path"),
                "JAVA_HOME", System.getProperty("java.home"),
                "JAVA_TOOL_OPTIONS", "-Xmx1g"));
    if (ended.exitCode() == PACKAGE_IS_MISSING) {
      Python.missing(
          "The notebooks cannot be executed here: "
              + ended.err().strip()
              + " (on Debian: apt-get install python3-nbclient python3-nbformat python3-ipykernel"
              + " python3-pandas python3-matplotlib python3-jpype).");
    }
    assertThat(ended.exitCode()).as(ended.err()).isZero();
    List<JsonNode> reports = new ArrayList<>();
    new ObjectMapper().readTree(ended.out()).forEach(reports::add);
    return reports;
  }

  /** Holds a notebook to running through and to showing something in every plot. */
  public static void requireSound(JsonNode report) {
    assertThat(report.get("error").isNull()).as(report.get("error").asText()).isTrue();
    assertThat(report.get("empty_queries")).as("cells whose query gave no row").isEmpty();
    assertThat(report.get("unplotted")).as("cells that should show a plot").isEmpty();
    assertThat(report.get("plots")).as("the plots").isNotEmpty();
    assertThat(report.get("pictures").asInt())
        .as("the plots")
        .isEqualTo(report.get("plots").size());
    assertThat(report.get("plots"))
        .as("the plots, by what is drawn in each panel")
        .allSatisfy(
            plot ->
                assertThat(plot)
                    .isNotEmpty()
                    .allSatisfy(marks -> assertThat(marks.asInt()).isGreaterThan(2)));
  }
}
