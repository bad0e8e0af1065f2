package io.perennial.config;

import io.perennial.table.input.OrderLinesInput;
import io.perennial.table.input.OrdersInput;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The JSON Schema (draft 2020-12) of the configuration, by which editors complete and check it. It
 * is made from the options that the reader knows.
 */
public final class ConfigurationSchema {
  private static final String INPUTS = "inputs";

  private ConfigurationSchema() {}

  /** The schema as JSON, ending in a line feed. */
  public static String render() {
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.put("title", "The configuration of Perennial");
    Map<String, Option<?>> options = new LinkedHashMap<>();
    Options.ALL.forEach(option -> options.put(option.key(), option));
    schema.putAll(section("", options));
    return JsonText.of(schema);
  }

  /** A section with every option whose key begins with the prefix. */
  private static Map<String, Object> section(String prefix, Map<String, Option<?>> options) {
    Map<String, Object> properties = new LinkedHashMap<>();
    List<String> required = new ArrayList<>();
    options.forEach(
        (key, option) -> {
          if (!key.startsWith(prefix)) {
            return;
          }
          String rest = key.substring(prefix.length());
          int dot = rest.indexOf('.');
          String name = dot < 0 ? rest : rest.substring(0, dot);
          properties.computeIfAbsent(
              name, of -> dot < 0 ? option(option) : below(prefix + name, options));
          if (option.required() && !required.contains(name) && mustStand(prefix, rest)) {
            required.add(name);
          }
        });
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("type", "object");
    schema.put("properties", properties);
    schema.put("additionalProperties", false);
    if (!required.isEmpty()) {
      schema.put("required", required);
    }
    schema.putAll(alternatives(prefix));
    return schema;
  }

  /** No single input table has to stand, nor does a list; what is in one that stands does. */
  private static boolean mustStand(String prefix, String rest) {
    return !prefix.equals(INPUTS + ".") && !rest.contains(Option.EACH);
  }

  private static Map<String, Object> alternatives(String prefix) {
    if (prefix.equals(INPUTS + ".")) {
      return Map.of(
          "anyOf",
          List.of(
              Map.of("required", List.of(OrdersInput.NAME)),
              Map.of("required", List.of(OrderLinesInput.NAME))));
    }
    if (prefix.matches(INPUTS + "\\.[a-z_]+\\.")) {
      return Map.of(
          "oneOf",
          List.of(
              Map.of("required", List.of("path", "format")), Map.of("required", List.of("table"))));
    }
    return Map.of();
  }

  private static Map<String, Object> below(String key, Map<String, Option<?>> options) {
    Map<String, Object> schema = new LinkedHashMap<>();
    Options.SECTIONS.stream()
        .filter(section -> section.key().equals(key))
        .forEach(section -> schema.put("description", section.sentence()));
    if (KnownKeys.list(key)) {
      schema.put("type", "array");
      schema.put("items", section(key + "." + Option.EACH + ".", options));
      return schema;
    }
    schema.putAll(section(key + ".", options));
    return schema;
  }

  private static Map<String, Object> option(Option<?> option) {
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("description", option.sentence().replace("`", ""));
    // Sorted, so that the document is the same whichever map a type was described with.
    schema.putAll(new TreeMap<>(option.type().schema()));
    option.fallback().ifPresent(text -> schema.put("default", json(text)));
    schema.put("examples", List.of(json(option.example())));
    return schema;
  }

  private static Object json(String yaml) {
    return YamlText.parse(yaml, line -> Origin.outside("an option"), new Findings())
        .map(ConfigurationSchema::json)
        .orElse("");
  }

  private static Object json(Value value) {
    if (value instanceof Value.Sequence sequence) {
      return sequence.items().stream().map(ConfigurationSchema::json).toList();
    }
    if (value instanceof Value.Section section) {
      Map<String, Object> object = new LinkedHashMap<>();
      section.entries().forEach((name, entry) -> object.put(name, json(entry)));
      return object;
    }
    String text = value instanceof Value.Scalar scalar ? scalar.text() : "";
    if (text.equals("true") || text.equals("false")) {
      return Boolean.valueOf(text);
    }
    return text.matches("\\d+(\\.\\d+)?") ? new BigDecimal(text) : text;
  }
}
