package io.perennial.report;

import java.util.List;
import java.util.stream.Stream;

/**
 * Figures side by side.
 *
 * @param figures the figures, the most important first
 */
public record Figures(List<Figure> figures) implements Block {
  public Figures {
    figures = List.copyOf(figures);
  }

  @Override
  public String kind() {
    return "figures";
  }

  @Override
  public Stream<Source> sources() {
    return figures.stream().map(Figure::source);
  }
}
