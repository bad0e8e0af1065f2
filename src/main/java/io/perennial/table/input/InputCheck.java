package io.perennial.table.input;

/**
 * A rule that the rows of an input table are held to beyond their types: a row that meets the
 * condition is rejected.
 *
 * @param code the reason's code in snake case
 * @param sentence the reason, as a full sentence
 * @param condition a Spark SQL condition over the canonical columns that is true of the rows to
 *     reject; where it is null, the row is not
 */
public record InputCheck(String code, String sentence, String condition) {
  /** Before a column's name: it is negative and must not be. */
  public static final String NEGATIVE = "negative_";

  /** Before a column's name: it must be greater than zero and is not. */
  public static final String NON_POSITIVE = "non_positive_";

  /** Before a column's name: it lies outside the range that the column has. */
  public static final String OUT_OF_RANGE = "out_of_range_";

  /** A span of time ends before the day on which it starts. */
  public static final String ENDED_BEFORE_START = "ended_before_start";

  /** Rejects rows in which a number is below zero. */
  public static InputCheck notNegative(String column) {
    return new InputCheck(NEGATIVE + column, column + " is negative.", column + " < 0");
  }

  /** Rejects rows in which a number is not above zero. */
  public static InputCheck positive(String column) {
    return new InputCheck(
        NON_POSITIVE + column, column + " is not greater than zero.", column + " <= 0");
  }

  /** Rejects rows in which a number lies outside a range, whose ends belong to it. */
  public static InputCheck between(String column, int lowest, int highest) {
    return new InputCheck(
        OUT_OF_RANGE + column,
        column + " lies outside " + lowest + " to " + highest + ".",
        column + " not between " + lowest + " and " + highest);
  }

  /** Rejects rows in which a day lies before another. */
  public static InputCheck notBefore(String end, String start) {
    return new InputCheck(
        ENDED_BEFORE_START,
        end + " lies before the day of " + start + ".",
        "to_date(" + end + ") < to_date(" + start + ")");
  }
}
