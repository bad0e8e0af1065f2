package io.perennial.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A table in plain text, its columns as wide as their widest cell.
 *
 * @param headings the headings; one that starts with {@link #RIGHT} is for a column of numbers
 * @param rows the cells, as many in each row as there are headings
 */
record TextTable(List<String> headings, List<List<String>> rows) {
  /** Marks the heading of a column that is aligned to the right. */
  static final String RIGHT = ">";

  private static final String INDENT = "  ";
  private static final String GAP = "  ";

  /** The heading of a column of numbers. */
  static String right(String heading) {
    return RIGHT + heading;
  }

  /** The table's lines, indented, without trailing blanks. */
  String text() {
    List<Boolean> toTheRight = headings.stream().map(head -> head.startsWith(RIGHT)).toList();
    List<List<String>> lines = new ArrayList<>();
    lines.add(
        headings.stream()
            .map(head -> head.startsWith(RIGHT) ? head.substring(RIGHT.length()) : head)
            .toList());
    lines.addAll(rows);
    int[] widths =
        IntStream.range(0, headings.size())
            .map(
                column ->
                    lines.stream().mapToInt(line -> line.get(column).length()).max().orElse(0))
            .toArray();
    StringBuilder text = new StringBuilder();
    for (List<String> line : lines) {
      StringBuilder row = new StringBuilder(INDENT);
      for (int column = 0; column < widths.length; column++) {
        String padding = " ".repeat(widths[column] - line.get(column).length());
        row.append(toTheRight.get(column) ? padding + line.get(column) : line.get(column) + padding)
            .append(GAP);
      }
      text.append(row.toString().stripTrailing()).append(System.lineSeparator());
    }
    return text.toString();
  }
}
