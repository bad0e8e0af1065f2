package io.perennial.run;

import io.perennial.config.Configuration;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * What identifies a run's tables: the same inputs, configuration, as-of date and software give the
 * same name.
 */
final class RunIdentity {
  private static final int LENGTH = 12;

  private RunIdentity() {}

  /**
   * The as-of date and the first digits of a SHA-256 over all that can change a figure.
   *
   * @param inputVersions what is known of the version of each input table, by its name
   */
  static String of(Configuration configuration, Map<String, String> inputVersions) {
    String text =
        String.join(
            "\n",
            configuration.asOfDate().toString(),
            configuration.digest(),
            new TreeMap<>(inputVersions).toString(),
            version());
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return configuration.asOfDate() + "-" + HexFormat.of().formatHex(digest).substring(0, LENGTH);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** The software's version, as the jar's manifest says; {@code development} outside a jar. */
  static String version() {
    String version = RunIdentity.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
