package io.perennial.error;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The factory of every message a user can meet. A message never holds a secret, nor a value of a
 * customer's row beyond the key that names it.
 */
public final class Errors {
  private Errors() {}

  /** An error of one problem. */
  public static PerennialException of(Category category, Problem problem) {
    return new PerennialException(category, List.of(problem), null);
  }

  /** An error of one problem with the exception that brought it to light. */
  public static PerennialException of(Category category, Problem problem, Throwable cause) {
    return new PerennialException(category, List.of(problem), cause);
  }

  /** An error of all the problems found at once. */
  public static PerennialException of(Category category, List<Problem> problems) {
    return new PerennialException(category, problems, null);
  }

  // io.perennial.source

  /** An input table that names no path, or no table where its format needs one. */
  public static PerennialException inputWithoutPlace(String input, int line, String key) {
    return of(
        Category.USAGE,
        new Problem(
            "inputs." + input + " (line " + line + ") does not say where the table is.",
            "Its format needs the key " + key + ".",
            "Add inputs." + input + "." + key + "."));
  }

  /** A file without a header whose columns are not declared either. */
  public static PerennialException inputWithoutColumnNames(String input, int line) {
    return of(
        Category.USAGE,
        new Problem(
            "The columns of inputs." + input + " (line " + line + ") have no names.",
            "The file has no header (options.header is false) and no columns are declared.",
            "Declare inputs." + input + ".columns in the file's order."));
  }

  /** A source with nothing in it, not even the names of its columns. */
  public static PerennialException inputIsEmpty(String input, String place) {
    return of(
        Category.INPUT_CONTRACT,
        new Problem(
            "The table " + input + " is empty: " + place + ".",
            "There is no file, or no line in the files, that could name the columns.",
            "Check inputs." + input + ".path and whatever writes the files."));
  }

  /** A column that the configuration names and the source does not have. */
  public static PerennialException inputColumnMissing(
      String input,
      String key,
      int line,
      String column,
      List<String> columns,
      Optional<String> nearest) {
    return of(
        Category.INPUT_CONTRACT, inputColumnProblem(input, key, line, column, columns, nearest));
  }

  /** The same as one problem among others. */
  public static Problem inputColumnProblem(
      String input,
      String key,
      int line,
      String column,
      List<String> columns,
      Optional<String> nearest) {
    Optional<String> delimiter = delimiterInside(columns);
    String remedy =
        delimiter
            .map(found -> "Set inputs." + input + ".options.sep to \"" + found + "\".")
            .orElseGet(
                () ->
                    nearest
                        .map(name -> "Did you mean `" + name + "`?")
                        .orElse("Name one of these columns, or an expression over them."));
    return new Problem(
        "The table "
            + input
            + " has no column `"
            + column
            + "`, which inputs."
            + input
            + "."
            + key
            + " needs (table on line "
            + line
            + ").",
        delimiter.isPresent()
            ? "Its only column is `" + columns.get(0) + "`; the delimiter seems to be another."
            : "Its columns are: " + named(columns) + ".",
        remedy);
  }

  private static String named(List<String> columns) {
    int most = 60;
    String names =
        columns.stream()
            .limit(most)
            .map(column -> "`" + column + "`")
            .collect(Collectors.joining(", "));
    return columns.size() > most ? names + " and " + (columns.size() - most) + " more" : names;
  }

  private static Optional<String> delimiterInside(List<String> columns) {
    if (columns.size() != 1) {
      return Optional.empty();
    }
    return List.of("\t", ";", "|", ",").stream()
        .filter(delimiter -> columns.get(0).contains(delimiter))
        .findFirst()
        .map(delimiter -> delimiter.equals("\t") ? "\\t" : delimiter);
  }

  /** An expression that Spark cannot make sense of. */
  public static Problem inputExpressionProblem(
      String input, String key, int line, String text, String reason) {
    return new Problem(
        "inputs." + input + "." + key + " (table on line " + line + ") cannot be computed: " + text,
        reason,
        "Correct the Spark SQL expression; a column name with blanks needs backquotes.");
  }

  /** A source column or expression whose type cannot become the canonical column's. */
  public static Problem inputTypeProblem(
      String input, String key, int line, String from, String to) {
    return new Problem(
        "inputs." + input + "." + key + " (table on line " + line + ") is of the wrong type.",
        "It is " + from + ", which does not become " + to + " without saying how.",
        "Write an expression that makes it, such as to_timestamp(text, 'yyyyMMdd') or"
            + " timestamp_seconds(number).");
  }

  /** A place where nothing is. */
  public static PerennialException inputNotFound(String input, String place, Throwable cause) {
    return of(
        Category.INPUT_CONTRACT,
        new Problem(
            "The table " + input + " was not found: " + place + ".",
            "No file, folder or table of that name is there, or the glob matches nothing.",
            "Check inputs." + input + " in the configuration, or deliver the files."),
        cause);
  }

  /** A place that may not be read. */
  public static PerennialException inputForbidden(String input, String place, Throwable cause) {
    return of(
        Category.INPUT_CONTRACT,
        new Problem(
            "The table " + input + " may not be read: " + place + ".",
            "The storage refuses permission.",
            "Grant the user who runs the job the right to list and read it."),
        cause);
  }

  /** A place whose file system is not known. */
  public static PerennialException inputSchemeUnknown(String input, String place, Throwable cause) {
    return of(
        Category.USAGE,
        new Problem(
            "The table " + input + " is at a place of unknown kind: " + place + ".",
            "No file system is known for the path's scheme.",
            "Correct inputs." + input + ".path, or put the file system's jars on the class path."),
        cause);
  }

  /** A file whose header is not the one of the first file. */
  public static PerennialException inputHeaderDiffers(
      String input, String place, String file, Throwable cause) {
    return of(
        Category.INPUT_CONTRACT,
        new Problem(
            "A file of the table " + input + " has another header than the others: " + file + ".",
            "All files of " + place + " are read with the same columns in the same order.",
            "Correct that file, or leave it out of inputs." + input + ".path."),
        cause);
  }

  /** A file that cannot be read as what it is said to be. */
  public static PerennialException inputDamaged(
      String input, String place, String reason, Throwable cause) {
    return of(
        Category.INPUT_CONTRACT,
        new Problem(
            "The table " + input + " cannot be read: " + place + ".",
            reason,
            "Check inputs." + input + ".format and its options, and whether the files are whole."),
        cause);
  }

  /** A condition that threw on a row. */
  public static PerennialException inputConditionThrew(
      String input, int line, String reason, Throwable cause) {
    return of(
        Category.INPUT_CONTRACT,
        new Problem(
            "inputs." + input + ".where (table on line " + line + ") failed on a row.",
            reason,
            "Let the condition bear such values: use try_cast, try_divide or try_to_timestamp."),
        cause);
  }

  /** A database or storage that did not answer. */
  public static PerennialException inputUnreachable(
      String input, String place, String reason, Throwable cause) {
    return of(
        Category.OUTSIDE_SYSTEM,
        new Problem(
            "The table " + input + " cannot be reached: " + place + ".",
            reason,
            "Check that the system is up and that its address and credentials are right, then run"
                + " again."),
        cause);
  }

  /** A session without Perennial's own functions. */
  public static PerennialException sessionWithoutFunctions(String extension, Throwable cause) {
    return of(
        Category.USAGE,
        new Problem(
            "The Spark session lacks Perennial's functions.",
            "It was not started with them.",
            "Add " + extension + " to spark.sql.extensions."),
        cause);
  }
}
