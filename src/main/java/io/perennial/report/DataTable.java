package io.perennial.report;

import java.util.List;
import java.util.stream.Stream;

/**
 * A table; the first cell of each row is its head.
 *
 * @param name its name on the page
 * @param caption what it shows, as a sentence or a title
 * @param headers the heads of the columns
 * @param rows the rows, each as long as the headers
 * @param isHeatmap whether the cells are coloured by their figures
 */
public record DataTable(
    String name, String caption, List<Header> headers, List<List<Cell>> rows, boolean isHeatmap)
    implements Block {
  public DataTable {
    headers = List.copyOf(headers);
    rows = rows.stream().map(List::copyOf).toList();
    for (List<Cell> row : rows) {
      if (row.size() != headers.size()) {
        throw new IllegalArgumentException(name + " has a row of " + row.size() + " cells");
      }
    }
  }

  /** A table that is not coloured. */
  public static DataTable of(
      String name, String caption, List<Header> headers, List<List<Cell>> rows) {
    return new DataTable(name, caption, headers, rows, false);
  }

  @Override
  public String kind() {
    return "table";
  }

  @Override
  public Stream<Source> sources() {
    return headers.stream().flatMap(header -> header.source().stream());
  }

  /** The published tables that the columns come from. */
  public List<String> tables() {
    return sources().map(source -> source.table().name()).distinct().toList();
  }
}
