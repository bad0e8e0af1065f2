package io.perennial.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A part of the configuration as it was written: text, list or section, with the place where it
 * stands. Scalars are text whatever they look like; the option they belong to says what they mean.
 */
sealed interface Value {
  /** Where the value, or the key it belongs to, was written. */
  Origin origin();

  /** An explicit nothing: a key without a value. */
  record Nothing(Origin origin) implements Value {}

  /** A single value, placeholders not yet filled in. */
  record Scalar(String text, Origin origin) implements Value {}

  /** A list. */
  record Sequence(List<Value> items, Origin origin) implements Value {
    public Sequence {
      items = List.copyOf(items);
    }
  }

  /** Keys with their values, in the order in which they were written. */
  record Section(Map<String, Value> entries, Origin origin) implements Value {
    public Section {
      entries = new LinkedHashMap<>(entries);
    }
  }
}
