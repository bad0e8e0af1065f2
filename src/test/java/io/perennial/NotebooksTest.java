package io.perennial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.perennial.run.OutputCatalog;
import io.perennial.testing.NotebookRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every notebook is to be; that it runs is shown where the demo has made its tables. */
class NotebooksTest {
  private static final Path FOLDER = Path.of("notebooks");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern TABLE = Pattern.compile("\\b(?:FROM|JOIN) (\\w+)");
  private static final Pattern NAMED = Pattern.compile("`(\\w+)`");

  static List<Path> notebooks() {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.filter(file -> file.toString().endsWith(".ipynb")).sorted().toList();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @Test
  void thereIsOneForEachQuestionAndATemplate() {
    assertThat(notebooks().stream().map(file -> file.getFileName().toString()))
        .containsExactly(
            "01_are_customers_coming_back.ipynb",
            "02_who_is_leaving.ipynb",
            "03_what_are_they_worth.ipynb",
            "04_where_does_the_revenue_hang.ipynb",
            "05_what_drives_it.ipynb",
            "06_is_the_model_to_be_trusted.ipynb",
            "template.ipynb");
  }

  @ParameterizedTest
  @MethodSource("notebooks")
  void nothingThatARunLeftIsKept(Path notebook) throws IOException {
    JsonNode read = JSON.readTree(notebook.toFile());
    assertThat(read.get("cells").size()).isGreaterThan(4);
    for (JsonNode cell : read.get("cells")) {
      assertThat(cell.get("metadata").isEmpty()).isTrue();
      if (cell.get("cell_type").asText().equals("code")) {
        assertThat(cell.get("outputs").isEmpty()).as(source(cell)).isTrue();
        assertThat(cell.get("execution_count").isNull()).as(source(cell)).isTrue();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("notebooks")
  void itReadsPublishedTablesAndNamesThem(Path notebook) throws IOException {
    List<String> texts = sources(notebook, "markdown");
    Set<String> named =
        NAMED
            .matcher(texts.get(0).substring(texts.get(0).indexOf("Tables:")))
            .results()
            .map(found -> found.group(1))
            .collect(Collectors.toSet());
    for (String cell : sources(notebook, "code")) {
      assertThat(cell).doesNotContain("open(", "read_csv", "read_parquet", "/input");
      if (cell.startsWith("%%sql ")) {
        Set<String> tables =
            TABLE.matcher(cell).results().map(NotebooksTest::table).collect(Collectors.toSet());
        assertThat(tables).isNotEmpty();
        assertThat(tables).allMatch(table -> OutputCatalog.find(table).isPresent());
        if (!notebook.endsWith("template.ipynb")) {
          assertThat(named).containsAll(tables);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("notebooks")
  void itEndsWithWhatItDoesNotSay(Path notebook) throws IOException {
    List<String> texts = sources(notebook, "markdown");
    assertThat(texts.get(0)).startsWith("# ");
    assertThat(texts.get(texts.size() - 1)).contains("does not say");
  }

  @Test
  void theReadmeNamesEachOfThem() throws IOException {
    String readme = Files.readString(FOLDER.resolve("README.md"));
    assertThat(notebooks())
        .allSatisfy(notebook -> assertThat(readme).contains(notebook.getFileName().toString()));
  }

  @Test
  void theEmbeddedSparkIsGivenTheLaunchersJavaOptions() throws IOException {
    String launcher = Files.readString(Path.of("jobs/perennial"));
    String list =
        launcher.substring(
            launcher.indexOf("module_options=(\n") + "module_options=(\n".length(),
            launcher.indexOf("\n)\n"));
    String helper = Files.readString(FOLDER.resolve("perennial.py"));
    assertThat(list.lines().map(String::strip).toList())
        .hasSizeGreaterThan(10)
        .allSatisfy(option -> assertThat(helper).contains("    \"" + option + "\",\n"));
  }

  /** The test of the tests: what a notebook must not be is found. */
  @Test
  void anEmptyOrMissingPlotOrAFailureIsFound(@TempDir Path folder) throws IOException {
    Map<String, String> wrong = new LinkedHashMap<>();
    wrong.put("axes = perennial.figure('empty')", "the plots");
    wrong.put(
        "axes = perennial.figure('x'); axes.plot([1, 2, 3], [float('nan')] * 3)", "the plots");
    wrong.put("x = 1  # figure(1)", "show a plot");
    wrong.put("axes = perennial.figure('gone'); axes.figure.clear()", "show a plot");
    wrong.put("1 / 0", "ZeroDivisionError");
    wrong.put("print(perennial.sql('SELECT 1'))", "There are no tables in /nowhere");
    List<Path> notebooks = new ArrayList<>();
    for (String cell : wrong.keySet()) {
      Path notebook = folder.resolve("wrong" + notebooks.size() + ".ipynb");
      notebooks.add(Files.writeString(notebook, JSON.writeValueAsString(notebook(cell))));
    }
    Iterator<JsonNode> reports = NotebookRun.of(Path.of("/nowhere"), notebooks).iterator();
    for (Map.Entry<String, String> expected : wrong.entrySet()) {
      JsonNode report = reports.next();
      assertThatThrownBy(() -> NotebookRun.requireSound(report))
          .as(expected.getKey())
          .hasMessageContaining(expected.getValue());
    }
  }

  private static Map<String, Object> notebook(String cell) {
    String helper =
        "import sys; sys.path.insert(0, '" + FOLDER.toAbsolutePath() + "')\nimport perennial";
    return Map.of(
        "nbformat",
        4,
        "nbformat_minor",
        5,
        "metadata",
        Map.of(),
        "cells",
        Stream.of(helper, cell).map(NotebooksTest::code).toList());
  }

  private static Map<String, Object> code(String source) {
    Map<String, Object> cell = new HashMap<>();
    cell.put("id", Integer.toHexString(source.hashCode()));
    cell.put("cell_type", "code");
    cell.put("metadata", Map.of());
    cell.put("execution_count", null);
    cell.put("outputs", List.of());
    cell.put("source", source);
    return cell;
  }

  private static String table(MatchResult found) {
    return found.group(1);
  }

  private static List<String> sources(Path notebook, String type) throws IOException {
    List<String> sources = new ArrayList<>();
    for (JsonNode cell : JSON.readTree(notebook.toFile()).get("cells")) {
      if (cell.get("cell_type").asText().equals(type)) {
        sources.add(source(cell));
      }
    }
    return sources;
  }

  private static String source(JsonNode cell) {
    StringBuilder source = new StringBuilder();
    cell.get("source").forEach(line -> source.append(line.asText()));
    return source.toString();
  }
}
