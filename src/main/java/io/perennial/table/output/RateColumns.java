package io.perennial.table.output;

import static io.perennial.table.ColumnContract.required;
import static io.perennial.table.Types.TEXT;

import io.perennial.table.ColumnContract;
import io.perennial.table.RowConstraint;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What all rate tables have in common: the two segment columns and the range of a rate. */
public final class RateColumns {
  public static final String SEGMENT_NAME = "segment_name";
  public static final String SEGMENT_VALUE = "segment_value";

  /** The name and value of the segment that is everybody. */
  public static final String ALL = "all";

  /** The value of a customer or an order that lacks the attribute. */
  public static final String UNKNOWN = "unknown";

  static final ColumnContract SEGMENT_NAME_COLUMN =
      required(
          SEGMENT_NAME,
          TEXT,
          "The configured segment by which the row is sliced; all for the total.");
  static final ColumnContract SEGMENT_VALUE_COLUMN =
      required(
          SEGMENT_VALUE,
          TEXT,
          "The segment's value; all for the total, unknown where the attribute is missing.");

  private RateColumns() {}

  /** A constraint per column that it lies in [0, 1]. */
  static Stream<RowConstraint> inUnitInterval(String... columns) {
    return Stream.of(columns)
        .map(
            column ->
                new RowConstraint(
                    column + "_in_unit_interval",
                    column + " between 0 and 1",
                    column + " lies between 0 and 1."));
  }

  /** A constraint per column that it is not negative. */
  static Stream<RowConstraint> notNegative(String... columns) {
    return Stream.of(columns)
        .map(
            column ->
                new RowConstraint(
                    column + "_not_negative", column + " >= 0", column + " is not negative."));
  }

  /** Streams of constraints as one list. */
  @SafeVarargs
  static List<RowConstraint> constraints(Stream<RowConstraint>... streams) {
    return Stream.of(streams).flatMap(stream -> stream).toList();
  }

  /** One constraint as a stream, for {@link #constraints}. */
  static Stream<RowConstraint> holds(String name, String condition, String sentence) {
    return Stream.of(new RowConstraint(name.toLowerCase(Locale.ROOT), condition, sentence));
  }
}
