package io.perennial.config;

import io.perennial.error.Errors;
import java.util.Optional;

/**
 * Where a value is being read: its key, what fills its placeholders and who collects its problems.
 *
 * @param key the dotted key, for messages
 * @param confidential whether the value's text must not be shown
 */
record Place(String key, boolean confidential, Placeholders placeholders, Findings findings) {
  private static final int SHOWN = 60;

  /** A part of this value. */
  Place child(String name) {
    return new Place(key + "." + name, confidential, placeholders, findings);
  }

  /** The scalar's text with its placeholders filled in. */
  Optional<String> fill(Value.Scalar scalar) {
    return placeholders.fill(scalar, key, findings);
  }

  /** Refuses a value; always empty, for a return. */
  <T> Optional<T> refuse(Value value, String must, String remedy) {
    findings.add(
        value.origin(),
        Errors.optionMalformed(value.origin().place(), key, must, shown(value), remedy));
    return Optional.empty();
  }

  private String shown(Value value) {
    if (value instanceof Value.Sequence) {
      return "a list";
    }
    if (value instanceof Value.Section) {
      return "a section";
    }
    if (value instanceof Value.Scalar scalar && !confidential) {
      String text = scalar.text();
      return "'" + (text.length() > SHOWN ? text.substring(0, SHOWN) + "..." : text) + "'";
    }
    return value instanceof Value.Nothing ? "empty" : "another value";
  }
}
