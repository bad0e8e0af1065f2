package io.perennial.report;

import java.util.stream.Stream;

/**
 * A text of one or a few sentences.
 *
 * @param text the text, not escaped
 * @param isNote whether it is a remark rather than the message
 */
public record Paragraph(String text, boolean isNote) implements Block {
  /** What a section says. */
  public static Paragraph message(String text) {
    return new Paragraph(text, false);
  }

  /** What a reader should know to read the figures right. */
  public static Paragraph note(String text) {
    return new Paragraph(text, true);
  }

  @Override
  public String kind() {
    return "paragraph";
  }

  @Override
  public Stream<Source> sources() {
    return Stream.empty();
  }
}
