package io.perennial.report;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * JSON that can stand inside a page: every character that means something to HTML is written as an
 * escape, so that no text can end the element it stands in.
 */
final class PageJson {
  private PageJson() {}

  /**
   * A value as JSON.
   *
   * @param value a Map with keys of text, a List, an Optional, a String, a finite number, a
   *     Boolean, or null
   */
  static String of(Object value) {
    StringBuilder text = new StringBuilder();
    write(value, text);
    return text.toString();
  }

  private static void write(Object value, StringBuilder text) {
    if (value instanceof Optional<?> optional) {
      write(optional.orElse(null), text);
    } else if (value instanceof Map<?, ?> map) {
      writeMap(map, text);
    } else if (value instanceof List<?> list) {
      text.append('[');
      Iterator<?> items = list.iterator();
      while (items.hasNext()) {
        write(items.next(), text);
        text.append(items.hasNext() ? "," : "");
      }
      text.append(']');
    } else if (value instanceof String string) {
      writeText(string, text);
    } else if (value instanceof Double number && !Double.isFinite(number)) {
      throw new IllegalArgumentException("not a number that JSON knows: " + number);
    } else {
      text.append(value);
    }
  }

  private static void writeMap(Map<?, ?> map, StringBuilder text) {
    // Only a map that keeps its order says the same twice.
    Map<?, ?> ordered = map instanceof java.util.LinkedHashMap<?, ?> ? map : new TreeMap<>(map);
    text.append('{');
    String comma = "";
    for (Map.Entry<?, ?> entry : ordered.entrySet()) {
      text.append(comma);
      writeText((String) entry.getKey(), text);
      text.append(':');
      write(entry.getValue(), text);
      comma = ",";
    }
    text.append('}');
  }

  private static void writeText(String string, StringBuilder text) {
    text.append('"');
    for (int i = 0; i < string.length(); i++) {
      char letter = string.charAt(i);
      boolean plain = letter >= ' ' && letter < 0x7f && "\"\\<>&'".indexOf(letter) < 0;
      if (plain || (Character.isLetter(letter) && letter > 0x7f)) {
        text.append(letter);
      } else {
        text.append("\\u").append(java.util.HexFormat.of().toHexDigits(letter));
      }
    }
    text.append('"');
  }
}
