package io.perennial.config;

import io.perennial.error.Errors;
import io.perennial.table.input.InputCatalog;
import io.perennial.table.input.InputContract;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The keys that a configuration may have, made from the options. */
final class KnownKeys {
  private static final String ROOT = "";

  /**
   * The names that may stand below each section; {@link Option#EACH} for the elements of a list.
   */
  private static final Map<String, Set<String>> CHILDREN = children();

  private KnownKeys() {}

  private static Map<String, Set<String>> children() {
    Map<String, Set<String>> children = new TreeMap<>();
    for (Option<?> option : Options.ALL) {
      String section = ROOT;
      for (String name : option.key().split("\\.")) {
        children.computeIfAbsent(section, key -> new TreeSet<>()).add(name);
        section = join(section, name);
      }
    }
    return children;
  }

  private static String join(String section, String name) {
    return section.isEmpty() ? name : section + "." + name;
  }

  /** The names that may stand below a section; empty for an option. */
  static Set<String> below(String section) {
    return CHILDREN.getOrDefault(section, Set.of());
  }

  /** Whether a key names a list of sections. */
  static boolean list(String key) {
    return below(key).contains(Option.EACH);
  }

  /** Refuses every key that is not known and every section that is none. */
  static void check(Value.Section root, Findings findings) {
    check(root, ROOT, ROOT, findings);
  }

  private static void check(Value value, String pattern, String key, Findings findings) {
    if (!CHILDREN.containsKey(pattern) || value instanceof Value.Nothing) {
      return;
    }
    if (list(pattern)) {
      checkList(value, pattern, key, findings);
      return;
    }
    if (!(value instanceof Value.Section section)) {
      findings.add(
          value.origin(),
          Errors.notASection(
              value.origin().place(), key, String.join(", ", CHILDREN.get(pattern))));
      return;
    }
    section
        .entries()
        .forEach(
            (name, child) -> {
              String childKey = join(key, name);
              if (CHILDREN.get(pattern).contains(name)) {
                check(child, join(pattern, name), childKey, findings);
              } else {
                findings.add(
                    child.origin(),
                    Errors.keyUnknown(child.origin().place(), childKey, suggestion(pattern, name)));
              }
            });
  }

  private static void checkList(Value value, String pattern, String key, Findings findings) {
    if (!(value instanceof Value.Sequence sequence)) {
      findings.add(value.origin(), Errors.notAListOfSections(value.origin().place(), key));
      return;
    }
    for (int i = 0; i < sequence.items().size(); i++) {
      Value item = sequence.items().get(i);
      String itemKey = join(key, Integer.toString(i));
      if (item instanceof Value.Nothing) {
        findings.add(item.origin(), Errors.notASection(item.origin().place(), itemKey, "keys"));
      }
      check(item, join(pattern, Option.EACH), itemKey, findings);
    }
  }

  private static String suggestion(String pattern, String name) {
    Set<String> siblings = CHILDREN.get(pattern);
    List<String> near = NearestKey.all(name, siblings);
    if (!near.isEmpty()) {
      return near.stream()
          .map(known -> join(pattern, known))
          .collect(Collectors.joining(" or ", "Did you mean ", "?"));
    }
    Optional<String> elsewhere = elsewhere(pattern, name);
    if (elsewhere.isPresent()) {
      return "Did you mean " + elsewhere.get() + "?";
    }
    return "Known keys here are " + String.join(", ", siblings) + ".";
  }

  /** A key of that name in another section; an attribute is often taken for a mapped column. */
  private static Optional<String> elsewhere(String pattern, String name) {
    Optional<InputContract> mapped =
        InputCatalog.ALL.stream()
            .filter(contract -> Options.mappingKey(contract.name()).equals(pattern))
            .findFirst();
    if (mapped.isPresent()) {
      return mapped
          .filter(InputContract::attributes)
          .map(contract -> "inputs." + contract.name() + ".attributes." + name);
    }
    Map<String, List<String>> keys =
        CHILDREN.values().stream()
            .flatMap(Collection::stream)
            .distinct()
            .collect(Collectors.toMap(known -> known, KnownKeys::keysNamed));
    return NearestKey.find(name, keys.keySet()).map(known -> keys.get(known).get(0));
  }

  private static List<String> keysNamed(String name) {
    return CHILDREN.entrySet().stream()
        .filter(entry -> entry.getValue().contains(name))
        .map(entry -> join(entry.getKey(), name))
        .sorted()
        .toList();
  }
}
