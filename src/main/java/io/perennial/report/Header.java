package io.perennial.report;

import java.util.Optional;

/**
 * The head of a table's column.
 *
 * @param text what the column holds
 * @param isNumeric whether it holds numbers, which stand to the right
 * @param source the published column it shows, if it shows one as it is
 */
public record Header(String text, boolean isNumeric, Optional<Source> source) {
  /** A column of texts. */
  public static Header text(String text) {
    return new Header(text, false, Optional.empty());
  }

  /** A column of texts as they are published. */
  public static Header text(String text, Source source) {
    return new Header(text, false, Optional.of(source));
  }

  /** A column of numbers made from a published column. */
  public static Header number(String text, Source source) {
    return new Header(text, true, Optional.of(source));
  }

  /** A column of numbers that belong to a column already named. */
  public static Header number(String text) {
    return new Header(text, true, Optional.empty());
  }

  /** The anchor of the definition; empty where there is none. */
  public String anchor() {
    return source.map(Source::anchor).orElse("");
  }

  /** The published column; empty where there is none. */
  public String label() {
    return source.map(Source::label).orElse("");
  }
}
