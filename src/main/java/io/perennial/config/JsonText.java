package io.perennial.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes maps, lists, text, numbers and truth values as indented JSON. */
final class JsonText {
  private JsonText() {}

  /** The JSON of a value, ending in a line feed. */
  static String of(Object value) {
    StringBuilder json = new StringBuilder();
    append(value, "", json);
    return json.append('\n').toString();
  }

  private static void append(Object value, String indent, StringBuilder json) {
    if (value instanceof Map<?, ?> map) {
      appendAll(
          '{',
          '}',
          steady(map).entrySet().stream()
              .map(
                  entry ->
                      quoted(entry.getKey().toString()) + ": " + nested(entry.getValue(), indent))
              .toList(),
          indent,
          json);
    } else if (value instanceof List<?> list) {
      appendAll('[', ']', list.stream().map(item -> nested(item, indent)).toList(), indent, json);
    } else if (value instanceof Number || value instanceof Boolean) {
      json.append(value);
    } else {
      json.append(quoted(value.toString()));
    }
  }

  /** Maps without an order of their own are written in the order of their keys. */
  private static Map<?, ?> steady(Map<?, ?> map) {
    return map instanceof LinkedHashMap<?, ?> ? map : new TreeMap<>(map);
  }

  private static String nested(Object value, String indent) {
    StringBuilder json = new StringBuilder();
    append(value, indent + "  ", json);
    return json.toString();
  }

  private static void appendAll(
      char open, char close, List<String> parts, String indent, StringBuilder json) {
    if (parts.isEmpty()) {
      json.append(open).append(close);
      return;
    }
    String separator = "\n" + indent + "  ";
    json.append(open).append(separator);
    json.append(String.join("," + separator, parts));
    json.append('\n').append(indent).append(close);
  }

  private static String quoted(String text) {
    StringBuilder json = new StringBuilder("\"");
    for (char letter : text.toCharArray()) {
      switch (letter) {
        case '"' -> json.append("\\\"");
        case '\\' -> json.append("\\\\");
        case '\n' -> json.append("\\n");
        case '\t' -> json.append("\\t");
        default ->
            json.append(
                letter < ' ' ? String.format("\\u%04x", (int) letter) : String.valueOf(letter));
      }
    }
    return json.append('"').toString();
  }
}
