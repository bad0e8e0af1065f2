package io.perennial.config;

import io.perennial.error.Errors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Fills {@code ${env:NAME}} from the environment or, where the environment lacks the name, from the
 * secrets file. The values are never part of a message.
 */
final class Placeholders {
  /** The environment variable that names the secrets file. */
  static final String SECRETS_FILE = "PERENNIAL_SECRETS_FILE";

  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{env:([^}]*)}");
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  private final Map<String, String> values;

  private Placeholders(Map<String, String> values) {
    this.values = Map.copyOf(values);
  }

  /** Reads the secrets file, if the environment names one. */
  static Placeholders of(Map<String, String> environment, Findings findings) {
    Map<String, String> values = new HashMap<>();
    String file = environment.getOrDefault(SECRETS_FILE, "");
    if (!file.isBlank()) {
      readSecrets(file, values, findings);
    }
    values.putAll(environment);
    return new Placeholders(values);
  }

  private static void readSecrets(String file, Map<String, String> values, Findings findings) {
    Origin origin = Origin.outside(SECRETS_FILE);
    List<String> lines;
    try {
      lines = Files.readAllLines(Path.of(file), StandardCharsets.UTF_8);
    } catch (IOException | InvalidPathException e) {
      findings.add(origin, Errors.secretsFileUnreadable(SECRETS_FILE, file));
      return;
    }
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      int equals = line.indexOf('=');
      String name = equals < 0 ? "" : line.substring(0, equals).strip();
      if (!NAME.matcher(name).matches()) {
        findings.add(origin, Errors.secretsLineMalformed(file, i + 1));
        continue;
      }
      values.put(name, line.substring(equals + 1).strip());
    }
  }

  /** Whether a text has a placeholder. */
  static boolean in(String text) {
    return PLACEHOLDER.matcher(text).find();
  }

  /** The text with its placeholders filled in; empty, with a finding, where one cannot be. */
  Optional<String> fill(Value.Scalar scalar, String key, Findings findings) {
    Matcher matcher = PLACEHOLDER.matcher(scalar.text());
    StringBuilder filled = new StringBuilder();
    boolean complete = true;
    while (matcher.find()) {
      String name = matcher.group(1);
      String value = values.get(name);
      if (!NAME.matcher(name).matches()) {
        findings.add(scalar.origin(), Errors.placeholderMalformed(scalar.origin().place(), key));
        complete = false;
      } else if (value == null) {
        findings.add(
            scalar.origin(),
            Errors.placeholderUnset(scalar.origin().place(), key, name, SECRETS_FILE));
        complete = false;
      }
      matcher.appendReplacement(filled, Matcher.quoteReplacement(value == null ? "" : value));
    }
    matcher.appendTail(filled);
    return complete ? Optional.of(filled.toString()) : Optional.empty();
  }
}
