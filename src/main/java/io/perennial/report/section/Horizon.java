package io.perennial.report.section;

import io.perennial.report.Line;
import io.perennial.table.output.CustomerLifetimeValueTable;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Which of the configured horizons the report tells of: the one nearest to a year. */
final class Horizon {
  private static final int YEAR = 365;

  private Horizon() {}

  /** The horizon in days; the shorter of two that are as near. */
  static Optional<Long> of(List<Line> lines) {
    return lines.stream()
        .map(line -> line.count(CustomerLifetimeValueTable.HORIZON_DAYS))
        .min(
            Comparator.comparingLong((Long days) -> Math.abs(days - YEAR))
                .thenComparing(Comparator.naturalOrder()));
  }

  /** The lines of that horizon. */
  static List<Line> of(List<Line> lines, long days) {
    return lines.stream()
        .filter(line -> line.count(CustomerLifetimeValueTable.HORIZON_DAYS) == days)
        .toList();
  }
}
