package io.perennial.report;

import java.util.Optional;

/**
 * A cell of a table.
 *
 * @param text what it shows
 * @param value the figure behind it as the table has it, for whoever copies or checks it; empty
 *     where there is none
 * @param style its name in the style sheet; empty for a plain cell
 */
public record Cell(String text, String value, String style) {
  /** A cell with a text. */
  public static Cell of(String text) {
    return new Cell(text, "", "");
  }

  /** A cell that shows a figure. */
  public static Cell of(String text, Object value) {
    return new Cell(text, String.valueOf(value), "");
  }

  /** A cell that shows a figure where there is one. */
  public static <T> Cell of(Optional<T> value, java.util.function.Function<T, String> shown) {
    return value
        .map(present -> of(shown.apply(present), present))
        .orElseGet(() -> new Cell("–", "", "absent"));
  }

  /** A cell beyond what the table can hold. */
  public static Cell empty() {
    return new Cell("", "", "empty");
  }

  /** The same cell in another style. */
  public Cell styled(String name) {
    return new Cell(text, value, name);
  }
}
