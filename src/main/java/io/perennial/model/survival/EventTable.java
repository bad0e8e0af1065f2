package io.perennial.model.survival;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Observed durations, counted per distinct time: how many ended there and how many were last seen
 * there, still going on. Its size is that of the distinct times, not of the customers.
 *
 * @param rows one row per distinct time, ascending; times without any count are left out
 */
public record EventTable(List<Row> rows) {
  /**
   * What was observed at one time.
   *
   * @param time the duration, at least 0, in the unit in which all of a table is counted
   * @param atRisk how many had lasted at least this long, those counted here among them
   * @param events how many ended at this time
   * @param censored how many were last seen at this time; they were at risk of an event at it
   */
  public record Row(double time, long atRisk, long events, long censored) {}

  public EventTable {
    rows = List.copyOf(rows);
  }

  /** An empty builder. */
  public static Builder builder() {
    return new Builder();
  }

  /** How many durations were observed, ended or not. */
  public long total() {
    return rows.isEmpty() ? 0 : rows.get(0).atRisk();
  }

  /** How many durations were seen to end. */
  public long events() {
    return rows.stream().mapToLong(Row::events).sum();
  }

  /** Adds up counts, in any order of times. */
  public static final class Builder {
    private final Map<Double, long[]> counts = new TreeMap<>();

    private Builder() {}

    /**
     * Adds counts at a time.
     *
     * @throws IllegalArgumentException if the time is not a finite number of at least 0 or a count
     *     is negative
     */
    public Builder add(double time, long events, long censored) {
      if (!(time >= 0) || Double.isInfinite(time)) {
        throw new IllegalArgumentException("No duration: " + time);
      }
      if (events < 0 || censored < 0) {
        throw new IllegalArgumentException("No counts: " + events + " and " + censored);
      }
      // Adding zero makes 0.0 of -0.0, which a map tells apart.
      long[] count = counts.computeIfAbsent(time + 0.0, unused -> new long[2]);
      count[0] += events;
      count[1] += censored;
      return this;
    }

    /** The table of all that was added. */
    public EventTable build() {
      long atRisk = counts.values().stream().mapToLong(count -> count[0] + count[1]).sum();
      List<Row> rows = new ArrayList<>();
      for (Map.Entry<Double, long[]> entry : counts.entrySet()) {
        long[] count = entry.getValue();
        if (count[0] + count[1] > 0) {
          rows.add(new Row(entry.getKey(), atRisk, count[0], count[1]));
          atRisk -= count[0] + count[1];
        }
      }
      return new EventTable(rows);
    }
  }
}
