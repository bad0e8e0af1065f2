package io.perennial.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/** The public data sets beside the project; a test that asks for one is skipped without it. */
public final class PublicData {
  private static final Path FOLDER = Path.of("..", "shared", "data");

  private PublicData() {}

  /** Skips the test, with a message, where the data set is not there. */
  public static void require(String dataSet) {
    Path folder = FOLDER.resolve(dataSet);
    assumeTrue(
        Files.exists(folder),
        () -> "the public data set " + dataSet + " is not at " + folder.toAbsolutePath());
  }

  /**
   * The lines of a text file that are not blank, unpacked where its name ends so.
   *
   * @param file its path below the folder of public data
   */
  public static List<String> lines(String file) {
    Path path = FOLDER.resolve(file);
    assumeTrue(Files.exists(path), () -> "the public data set " + file + " is not below " + FOLDER);
    try (InputStream stream = Files.newInputStream(path);
        BufferedReader reader =
            new BufferedReader(
                new InputStreamReader(
                    file.endsWith(".gz") ? new GZIPInputStream(stream) : stream,
                    StandardCharsets.UTF_8))) {
      return reader.lines().filter(line -> !line.isBlank()).toList();
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    }
  }

  /** The rows, by the names of a header line, of a file of comma-separated values. */
  public static List<Map<String, String>> rows(String file) {
    return rows(file, lines(file));
  }

  /**
   * The rows, by the names of the first line, of lines of comma-separated values.
   *
   * @param name what the lines are called where one of them is no row
   */
  public static List<Map<String, String>> rows(String name, List<String> lines) {
    List<String> names = values(lines.get(0));
    List<Map<String, String>> rows = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      List<String> values = values(line);
      if (values.size() != names.size()) {
        throw new IllegalArgumentException("not a row of " + name + ": " + line);
      }
      Map<String, String> row = new LinkedHashMap<>();
      for (int i = 0; i < values.size(); i++) {
        row.put(names.get(i), values.get(i));
      }
      rows.add(row);
    }
    return rows;
  }

  /** The values of a line; commas between quotes part nothing. */
  private static List<String> values(String line) {
    List<String> values = new ArrayList<>();
    StringBuilder value = new StringBuilder();
    boolean quoted = false;
    for (char character : line.toCharArray()) {
      if (character == '"') {
        quoted = !quoted;
      } else if (character == ',' && !quoted) {
        values.add(value.toString());
        value.setLength(0);
      } else {
        value.append(character);
      }
    }
    values.add(value.toString());
    return values;
  }
}
