package io.perennial.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A chart with the table that says the same in figures.
 *
 * @param name its name on the page
 * @param title what it shows
 * @param summary what is to be seen, as a sentence; read to whoever does not see it
 * @param unit the unit of its values
 * @param axisTitle what stands on the horizontal axis
 * @param categories the places on the horizontal axis
 * @param series what is drawn
 * @param mark a place on the horizontal axis from which on something is different
 * @param open the indices of the categories that are not over, whose bars are drawn faint
 * @param table the same figures as a table
 */
public record Chart(
    String name,
    String title,
    String summary,
    Unit unit,
    String axisTitle,
    List<String> categories,
    List<Series> series,
    Optional<Mark> mark,
    List<Integer> open,
    DataTable table)
    implements Block {
  public Chart {
    categories = List.copyOf(categories);
    series = List.copyOf(series);
    open = List.copyOf(open);
  }

  /** A chart whose categories are all over, or know no time. */
  public Chart(
      String name,
      String title,
      String summary,
      Unit unit,
      String axisTitle,
      List<String> categories,
      List<Series> series,
      Optional<Mark> mark,
      DataTable table) {
    this(name, title, summary, unit, axisTitle, categories, series, mark, List.of(), table);
  }

  /** The unit of a chart's values. */
  public enum Unit {
    SHARE,
    MONEY,
    COUNT
  }

  /** How a series is drawn. */
  public enum Style {
    LINE,
    /** A line of a comparison or of what is not settled yet. */
    DASHED,
    BAR,
    /** Bars that lie, one below the other, for categories with long names. */
    RANKED,
    /** A bar upon the bar before it. */
    STACKED,
    /** The lower end of an interval; the next series is its upper end. */
    INTERVAL_LOW,
    INTERVAL_HIGH
  }

  /**
   * Values over the categories.
   *
   * @param title what they are
   * @param style how they are drawn
   * @param values a value for each category, or none
   */
  public record Series(String title, Style style, List<Optional<Double>> values) {
    public Series {
      values = List.copyOf(values);
    }

    /** Whether there is anything to draw. */
    public boolean isDrawable() {
      return values.stream().anyMatch(Optional::isPresent);
    }
  }

  /**
   * A place from which on something is different.
   *
   * @param category the index of the first category
   * @param label what is different
   */
  public record Mark(int category, String label) {}

  @Override
  public String kind() {
    return "chart";
  }

  @Override
  public Stream<Source> sources() {
    return table.sources();
  }

  /** What the page's script draws it from, as JSON that is safe inside a page. */
  public String data() {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("unit", unit.name().toLowerCase(Locale.ROOT));
    data.put("axis", axisTitle);
    data.put("categories", categories);
    List<Object> drawn = new ArrayList<>();
    for (Series one : series) {
      Map<String, Object> parts = new LinkedHashMap<>();
      parts.put("title", one.title());
      parts.put("style", one.style().name().toLowerCase(Locale.ROOT));
      parts.put("values", one.values());
      drawn.add(parts);
    }
    data.put("series", drawn);
    data.put("open", open);
    mark.ifPresent(
        place -> data.put("mark", Map.of("category", place.category(), "label", place.label())));
    return PageJson.of(data);
  }
}
