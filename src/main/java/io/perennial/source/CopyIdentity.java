package io.perennial.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.perennial.config.InputTable;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.spark.sql.types.StructType;

/**
 * What a copy of a source is a copy of: where the source is, how it is read, and which columns are
 * kept. Each is a digest, since options hold addresses; passwords are in none, so that they may
 * change. The user is: which rows or which table of a name are seen may depend on it.
 *
 * @param parts a SHA-256 in hexadecimal by the name of a table property of the copy
 */
record CopyIdentity(Map<String, String> parts) {
  private static final String PREFIX = "perennial.source.";
  private static final Pattern SECRET =
      Pattern.compile("(?i).*(password|passwd|pwd|secret|token|credential).*");
  private static final Pattern SECRET_IN_ADDRESS =
      Pattern.compile("(?i)(password|passwd|pwd|secret|token)=[^&;,)]*");

  /** Another number here makes all copies anew, as after a change of how text is read. */
  private static final String WAY_OF_READING = "1";

  CopyIdentity {
    parts = Map.copyOf(parts);
  }

  /**
   * The identity of a copy.
   *
   * @param columns the source's columns that are kept, with their types
   * @param timeZone the zone in which the source's time stamps are read
   */
  static CopyIdentity of(InputTable table, StructType columns, String timeZone) {
    Map<String, String> options = new TreeMap<>();
    table
        .options()
        .forEach(
            (name, value) -> {
              if (!SECRET.matcher(name).matches()) {
                options.put(
                    name.toLowerCase(Locale.ROOT),
                    SECRET_IN_ADDRESS.matcher(value).replaceAll("$1"));
              }
            });
    Map<String, String> parts = new LinkedHashMap<>();
    parts.put(
        PREFIX + "place",
        digest(List.of(table.format().label(), table.path() + " " + table.table())));
    parts.put(PREFIX + "options", digest(List.of(options.toString())));
    parts.put(PREFIX + "columns", digest(List.of(columns.json())));
    parts.put(PREFIX + "way_of_reading", digest(List.of(WAY_OF_READING)));
    parts.put(PREFIX + "time_zone", digest(List.of(timeZone)));
    parts.put(
        PREFIX + "key",
        digest(
            table
                .changes()
                .map(changes -> List.of(changes.updatedAt(), changes.key().toString()))
                .orElse(List.of())));
    return new CopyIdentity(parts);
  }

  /** What sets this identity apart from that of a copy, in words; empty if nothing does. */
  Optional<String> difference(Map<String, String> properties) {
    List<String> changed =
        parts.entrySet().stream()
            .filter(part -> !part.getValue().equals(properties.get(part.getKey())))
            .map(part -> part.getKey().substring(PREFIX.length()).replace('_', ' '))
            .sorted()
            .toList();
    if (parts.keySet().stream().noneMatch(properties::containsKey)) {
      return Optional.of("the copy of it was not finished");
    }
    return changed.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "the configuration of its "
                + String.join(" and ", changed)
                + " is not that of the copy");
  }

  private static String digest(List<String> texts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(String.join("\n", texts).getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }
}
