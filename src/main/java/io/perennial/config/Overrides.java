package io.perennial.config;

import io.perennial.error.Errors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Puts the values of the command line over those of the file. */
final class Overrides {
  private static final Pattern KEY = Pattern.compile("[^.\\s=]+(\\.[^.=]+)*");
  private static final Pattern INDEX = Pattern.compile("\\d{1,4}");
  private static final String STRUCTURED = "[{\"'";

  private Overrides() {}

  /**
   * The configuration with each {@code key=value} in its place, the last of equal keys winning. A
   * value that begins with a bracket, a brace or a quote is YAML; any other is the text itself, and
   * an empty one takes the key out.
   */
  static Value.Section apply(Value.Section root, List<String> overrides, Findings findings) {
    Value.Section result = root;
    for (int i = 0; i < overrides.size(); i++) {
      String override = overrides.get(i);
      int equals = override.indexOf('=');
      String key = equals < 0 ? override.strip() : override.substring(0, equals).strip();
      if (equals < 0 || !KEY.matcher(key).matches()) {
        Origin origin = Origin.outside("--set");
        findings.add(origin, Errors.overrideMalformed(i + 1));
        continue;
      }
      Origin origin = Origin.outside("--set " + key);
      Optional<Value> value = value(override.substring(equals + 1).strip(), origin, findings);
      if (value.isPresent()) {
        result = put(result, key, value.get(), findings);
      }
    }
    return result;
  }

  /** The configuration with one value in its place. */
  static Value.Section put(Value.Section root, String key, Value value, Findings findings) {
    List<String> names = names(key);
    return (Value.Section) set(root, names, 0, value, findings);
  }

  private static Optional<Value> value(String text, Origin origin, Findings findings) {
    if (text.isEmpty() || text.equals("null") || text.equals("~")) {
      return Optional.of(new Value.Nothing(origin));
    }
    if (STRUCTURED.indexOf(text.charAt(0)) < 0) {
      return Optional.of(new Value.Scalar(text, origin));
    }
    return YamlText.parse(text, line -> origin, findings);
  }

  private static List<String> names(String key) {
    List<String> names = new ArrayList<>();
    String rest = key;
    while (true) {
      int dot = rest.indexOf('.');
      if (dot < 0 || Options.free(String.join(".", names))) {
        names.add(rest);
        return names;
      }
      names.add(rest.substring(0, dot));
      rest = rest.substring(dot + 1);
    }
  }

  private static Value set(
      Value current, List<String> names, int depth, Value value, Findings findings) {
    if (depth == names.size()) {
      return value;
    }
    String name = names.get(depth);
    String key = String.join(".", names.subList(0, depth));
    Value container = container(current, key, value.origin());
    if (container instanceof Value.Section section) {
      Map<String, Value> entries = new LinkedHashMap<>(section.entries());
      Value child = entries.getOrDefault(name, new Value.Nothing(value.origin()));
      entries.put(name, set(child, names, depth + 1, value, findings));
      return new Value.Section(entries, section.origin());
    }
    if (container instanceof Value.Sequence sequence) {
      List<Value> items = new ArrayList<>(sequence.items());
      int index = INDEX.matcher(name).matches() ? Integer.parseInt(name) : Integer.MAX_VALUE;
      if (index > items.size()) {
        findings.add(
            value.origin(), Errors.overrideOutsideList(value.origin().place(), key, items.size()));
        return current;
      }
      if (index == items.size()) {
        items.add(new Value.Nothing(value.origin()));
      }
      items.set(index, set(items.get(index), names, depth + 1, value, findings));
      return new Value.Sequence(items, sequence.origin());
    }
    findings.add(value.origin(), Errors.overrideBelowValue(value.origin().place(), key));
    return current;
  }

  private static Value container(Value current, String key, Origin origin) {
    if (!(current instanceof Value.Nothing)) {
      return current;
    }
    return KnownKeys.list(key)
        ? new Value.Sequence(List.of(), origin)
        : new Value.Section(Map.of(), origin);
  }
}
