package io.perennial.model.survival;

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
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.zip.GZIPInputStream;

/** Public data sets with a header line and no quoted values, counted as event tables. */
final class PublicData {
  private static final Path DATA = Path.of("..", "shared", "data");

  private PublicData() {}

  /** The rows of a file below the folder of public data; the test is skipped without it. */
  static List<Map<String, String>> rows(String file) {
    Path path = DATA.resolve(file);
    assumeTrue(Files.exists(path), () -> "The public data set " + file + " is not there.");
    try (InputStream stream = Files.newInputStream(path);
        BufferedReader reader =
            new BufferedReader(
                new InputStreamReader(
                    file.endsWith(".gz") ? new GZIPInputStream(stream) : stream,
                    StandardCharsets.UTF_8))) {
      String[] names = reader.readLine().split(",", -1);
      List<Map<String, String>> rows = new ArrayList<>();
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        String[] values = line.split(",", -1);
        Map<String, String> row = new LinkedHashMap<>();
        for (int i = 0; i < names.length; i++) {
          row.put(names[i], values[i]);
        }
        rows.add(row);
      }
      return rows;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One event table per group, by the group's name. */
  static Map<String, EventTable> groups(
      List<Map<String, String>> rows,
      Function<Map<String, String>, String> group,
      ToDoubleFunction<Map<String, String>> time,
      Predicate<Map<String, String>> ended) {
    Map<String, EventTable.Builder> builders = new TreeMap<>();
    for (Map<String, String> row : rows) {
      boolean event = ended.test(row);
      builders
          .computeIfAbsent(group.apply(row), unused -> EventTable.builder())
          .add(time.applyAsDouble(row), event ? 1 : 0, event ? 0 : 1);
    }
    Map<String, EventTable> tables = new TreeMap<>();
    builders.forEach((name, builder) -> tables.put(name, builder.build()));
    return tables;
  }

  static Map<String, EventTable> waltons(boolean byGroup) {
    return groups(
        rows("survival/waltons.csv"),
        row -> byGroup ? row.get("group") : "",
        row -> Double.parseDouble(row.get("T")),
        row -> row.get("E").equals("1"));
  }

  static Map<String, EventTable> lung(boolean bySex) {
    return groups(
        rows("survival/lung.csv"),
        row -> bySex ? row.get("sex") : "",
        row -> Double.parseDouble(row.get("time")),
        row -> row.get("status").equals("1"));
  }

  static Map<String, EventTable> telco(boolean byContract) {
    return groups(
        rows("telco/telco_customer_churn.csv.gz"),
        row -> byContract ? row.get("Contract") : "",
        row -> Double.parseDouble(row.get("tenure")),
        row -> row.get("Churn").equals("Yes"));
  }
}
