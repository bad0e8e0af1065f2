package io.perennial.config;

import io.perennial.error.Errors;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One reading of a configuration: looks options up, collects problems and what the digest needs.
 */
final class Reading {
  private final Value.Section root;
  private final Placeholders placeholders;
  private final Findings findings;
  private final SortedMap<String, String> canonical = new TreeMap<>();

  Reading(Value.Section root, Placeholders placeholders, Findings findings) {
    this.root = root;
    this.placeholders = placeholders;
    this.findings = findings;
  }

  Findings findings() {
    return findings;
  }

  /**
   * The canonical values of the options read so far, by key, as far as a figure depends on them.
   */
  SortedMap<String, String> canonical() {
    return canonical;
  }

  /** The value written at a key, if there is one. */
  Optional<Value> written(String key) {
    Value value = root;
    for (String name : key.split("\\.")) {
      value = child(value, name);
    }
    return value instanceof Value.Nothing ? Optional.empty() : Optional.of(value);
  }

  private static Value child(Value value, String name) {
    Value nothing = new Value.Nothing(value.origin());
    if (value instanceof Value.Section section) {
      return section.entries().getOrDefault(name, nothing);
    }
    if (value instanceof Value.Sequence sequence && name.matches("\\d{1,9}")) {
      int index = Integer.parseInt(name);
      return index < sequence.items().size() ? sequence.items().get(index) : nothing;
    }
    return nothing;
  }

  /** Where a key is written, or else the innermost section around it that is. */
  Origin origin(String key) {
    Optional<Value> value = written(key);
    if (value.isPresent()) {
      return value.get().origin();
    }
    int dot = key.lastIndexOf('.');
    return dot < 0 ? root.origin() : origin(key.substring(0, dot));
  }

  /**
   * The value of an option, or its default; empty where it has neither or, with a finding, where it
   * is not valid.
   */
  <T> Optional<T> read(Option<T> option) {
    Optional<Value> written = written(option.key());
    Optional<Value> value = written.isPresent() ? written : fallback(option);
    if (value.isEmpty()) {
      if (option.required()) {
        Origin origin = origin(option.key());
        findings.add(
            origin,
            Errors.optionMissing(
                origin.place(), option.key(), option.sentence(), option.example()));
      }
      return Optional.empty();
    }
    Optional<Parsed<T>> parsed = option.type().reader().read(value.get(), place(option));
    if (option.inDigest()) {
      parsed.ifPresent(known -> canonical.put(option.key(), known.canonical()));
    }
    return parsed.map(Parsed::value);
  }

  private static Optional<Value> fallback(Option<?> option) {
    return option
        .fallback()
        .flatMap(
            text -> YamlText.parse(text, line -> Origin.outside("the default"), new Findings()));
  }

  private Place place(Option<?> option) {
    boolean confidential = option.name().equals(Options.INPUT_OPTIONS.name());
    return new Place(option.key(), confidential, placeholders, findings);
  }

  /** How many elements a list has; 0 where it is not written or is no list. */
  int length(String key) {
    return written(key)
        .filter(Value.Sequence.class::isInstance)
        .map(value -> ((Value.Sequence) value).items().size())
        .orElse(0);
  }

  /** The entries of a section; none where it is not written or is no section. */
  Map<String, Value> entries(String key) {
    return written(key)
        .filter(Value.Section.class::isInstance)
        .map(value -> ((Value.Section) value).entries())
        .orElse(Map.of());
  }
}
