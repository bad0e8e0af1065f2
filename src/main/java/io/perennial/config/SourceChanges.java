package io.perennial.config;

import java.util.List;

/**
 * By what the changed rows of a database or catalogue table are known.
 *
 * @param updatedAt the source column that says when a row was last changed
 * @param key the source columns that together tell one row from every other, in alphabetical order
 */
public record SourceChanges(String updatedAt, List<String> key) {
  public SourceChanges {
    key = List.copyOf(key);
  }
}
