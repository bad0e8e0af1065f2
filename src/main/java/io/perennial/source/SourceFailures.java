package io.perennial.source;

import io.perennial.config.InputFormat;
import io.perennial.config.InputTable;
import io.perennial.error.Errors;
import io.perennial.error.PerennialException;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipException;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.hadoop.security.AccessControlException;
import org.apache.spark.SparkThrowable;

/**
 * Turns what Spark throws while a source is opened or read into an error that says what to do.
 * Reader options may hold secrets, and drivers repeat them, so a driver's text is not passed on.
 */
final class SourceFailures {
  private static final Pattern HEADER_FILE = Pattern.compile("CSV file: (\\S+)");

  /** What Spark calls a value that does not do, under ANSI mode. */
  private static final Set<String> BAD_VALUES =
      Set.of(
          "CAST_INVALID_INPUT",
          "CAST_OVERFLOW",
          "CANNOT_PARSE_TIMESTAMP",
          "CANNOT_PARSE_TIME",
          "DATETIME_OVERFLOW",
          "DIVIDE_BY_ZERO",
          "REMAINDER_BY_ZERO",
          "ARITHMETIC_OVERFLOW",
          "BINARY_ARITHMETIC_OVERFLOW",
          "NUMERIC_VALUE_OUT_OF_RANGE",
          "INVALID_ARRAY_INDEX",
          "INVALID_ARRAY_INDEX_IN_ELEMENT_AT",
          "MAP_KEY_DOES_NOT_EXIST",
          "CONVERSION_INVALID_INPUT",
          "INVALID_FORMAT",
          "DATETIME_FIELD_OUT_OF_BOUNDS",
          "USER_RAISED_EXCEPTION",
          "INCONSISTENT_BEHAVIOR_CROSS_VERSION");

  private SourceFailures() {}

  /** The error behind a failure while a table is opened; always there. */
  static PerennialException opening(InputTable table, Throwable failure) {
    return known(table, failure)
        .orElseGet(
            () ->
                Errors.inputDamaged(
                    table.name(), place(table), safeReason(table, failure), failure));
  }

  /**
   * The error behind a failure of a later action, if it comes from one of these tables; other
   * failures are somebody else's.
   */
  static Optional<PerennialException> reading(List<InputTable> tables, Throwable failure) {
    String all = texts(failure);
    for (InputTable table : tables) {
      if (tables.size() == 1 || names(table, all)) {
        Optional<PerennialException> known = known(table, failure);
        if (known.isPresent()) {
          return known;
        }
      }
    }
    List<InputTable> conditional =
        tables.stream().filter(table -> table.where().isPresent()).toList();
    if (conditional.size() == 1) {
      return condition(conditional.get(0), failure);
    }
    List<InputTable> databases =
        tables.stream().filter(table -> table.format() == InputFormat.JDBC).toList();
    return databases.isEmpty() ? Optional.empty() : known(databases.get(0), failure);
  }

  /** Whether a failure's text has the table's place in it, up to the first wildcard. */
  private static boolean names(InputTable table, String text) {
    return table
        .path()
        .map(path -> path.replaceFirst("^([a-z0-9]+:/*|(\\.{1,2}/)+)", "/").split("[*?\\[{]", 2)[0])
        .filter(start -> start.length() > 1 && text.contains(start))
        .isPresent();
  }

  private static Optional<PerennialException> known(InputTable table, Throwable failure) {
    for (Throwable cause : causes(failure)) {
      Optional<PerennialException> error = known(table, failure, cause);
      if (error.isPresent()) {
        return error;
      }
    }
    Optional<PerennialException> threw = condition(table, failure);
    return threw.isPresent() ? threw : unreadableFile(table, failure);
  }

  /** The last resort for a file that Spark gave up on for a reason not told apart here. */
  private static Optional<PerennialException> unreadableFile(InputTable table, Throwable failure) {
    return causes(failure).stream()
        .filter(
            cause ->
                condition(cause).startsWith("FAILED_READ_FILE")
                    || kind(cause).equals("TextParsingException"))
        .findFirst()
        .map(
            cause ->
                Errors.inputDamaged(
                    table.name(), place(table), "Spark could not parse a file of it.", failure));
  }

  private static Optional<PerennialException> known(
      InputTable table, Throwable failure, Throwable cause) {
    String name = table.name();
    String place = place(table);
    String text = String.valueOf(cause.getMessage());
    String condition = condition(cause);
    if (cause instanceof PerennialException ours) {
      return Optional.of(ours);
    }
    if (cause instanceof AccessControlException
        || cause instanceof AccessDeniedException
        || text.contains("Permission denied")
        || text.contains("AccessDenied")) {
      return Optional.of(Errors.inputForbidden(name, place, failure));
    }
    if (text.contains("CSV header does not conform")) {
      Matcher file = HEADER_FILE.matcher(text);
      return Optional.of(
          Errors.inputHeaderDiffers(
              name, place, file.find() ? file.group(1) : "its name is not known", failure));
    }
    if (cause instanceof UnsupportedFileSystemException
        || text.contains("No FileSystem for scheme")) {
      return Optional.of(Errors.inputSchemeUnknown(name, place, failure));
    }
    if (condition.equals("PATH_NOT_FOUND")
        || condition.equals("TABLE_OR_VIEW_NOT_FOUND")
        || condition.equals("SCHEMA_NOT_FOUND")
        || condition.equals("DELTA_PATH_DOES_NOT_EXIST")
        || cause instanceof FileNotFoundException) {
      return Optional.of(Errors.inputNotFound(name, place, failure));
    }
    if (condition.equals("UNABLE_TO_INFER_SCHEMA")) {
      return Optional.of(Errors.inputIsEmpty(name, place));
    }
    if (cause instanceof ClassNotFoundException || text.contains("No suitable driver")) {
      return Optional.of(Errors.inputDriverMissing(name, failure));
    }
    if (cause instanceof SQLException sql) {
      return Optional.of(database(table, sql, failure));
    }
    if (cause instanceof UnknownHostException
        || cause instanceof SocketException
        || cause instanceof SocketTimeoutException) {
      return Optional.of(
          Errors.inputUnreachable(
              name, place, "The connection failed: " + kind(cause) + ".", failure));
    }
    if (cause instanceof ZipException
        || cause instanceof EOFException
        || text.contains("is not a Parquet file")
        || text.contains("Malformed ORC file")
        || text.contains("invalid stored block")
        || text.contains("incorrect header check")) {
      return Optional.of(
          Errors.inputDamaged(name, place, "A file is cut off or of another format.", failure));
    }
    return Optional.empty();
  }

  private static PerennialException database(
      InputTable table, SQLException sql, Throwable failure) {
    String state = Optional.ofNullable(sql.getSQLState()).orElse("");
    if (state.startsWith("22")) {
      return condition(table, "The database calls it SQL state " + state + ".", failure)
          .orElseGet(
              () ->
                  Errors.inputDamaged(
                      table.name(),
                      place(table),
                      "The database failed on a value with SQL state " + state + ".",
                      failure));
    }
    if (state.startsWith("42")) {
      return Errors.inputNotFound(table.name(), place(table), failure);
    }
    return Errors.inputUnreachable(
        table.name(),
        place(table),
        "The database refused or failed"
            + (state.isEmpty() ? "." : " with SQL state " + state + "."),
        failure);
  }

  private static Optional<PerennialException> condition(InputTable table, Throwable failure) {
    return causes(failure).stream()
        .map(SourceFailures::condition)
        .filter(name -> BAD_VALUES.contains(name.split("\\.", 2)[0]))
        .findFirst()
        .flatMap(name -> condition(table, "Spark calls it " + name + ".", failure));
  }

  private static Optional<PerennialException> condition(
      InputTable table, String reason, Throwable failure) {
    return table
        .where()
        .map(where -> Errors.inputConditionThrew(table.name(), table.line(), reason, failure));
  }

  /** The first sentence of Spark's own reason, without its class, position and plan. */
  static String reason(Throwable failure) {
    String message = failure.getMessage() == null ? kind(failure) : failure.getMessage().strip();
    String line = message.lines().findFirst().orElse("").strip();
    String plain =
        line.replaceFirst("^\\[[A-Z_.0-9]+\\]\\s*", "")
            .replaceFirst("\\s*SQLSTATE: \\S+.*$", "")
            .strip();
    return plain.isEmpty() ? kind(failure) : plain;
  }

  private static String safeReason(InputTable table, Throwable failure) {
    String reason = reason(failure);
    boolean repeatsOption =
        table.options().values().stream()
            .anyMatch(value -> value.length() > 3 && reason.contains(value));
    return repeatsOption || table.format() == InputFormat.JDBC
        ? "Opening it failed: " + kind(failure) + "."
        : reason;
  }

  private static String kind(Throwable failure) {
    return failure.getClass().getSimpleName();
  }

  /**
   * Spark's name of the error: {@code getErrorClass} up to 4.0, {@code getCondition} from there.
   */
  private static String condition(Throwable failure) {
    String text = String.valueOf(failure.getMessage());
    Matcher bracket = CONDITION.matcher(text);
    return failure instanceof SparkThrowable && bracket.find()
        ? bracket.group(1).toUpperCase(Locale.ROOT)
        : "";
  }

  private static final Pattern CONDITION = Pattern.compile("^\\[([A-Z_0-9]+(?:\\.[A-Z_0-9]+)*)\\]");

  /** The table's path or name, without a user and password that a path may hold. */
  static String place(InputTable table) {
    return table
        .path()
        .or(table::table)
        .map(place -> place.replaceFirst("//[^/@]*@", "//***@"))
        .orElse("no place");
  }

  /** Whether a failure's text has a place in it. */
  static boolean mentions(String place, Throwable failure) {
    return texts(failure).contains(new Path(place).toUri().getPath());
  }

  private static String texts(Throwable failure) {
    StringBuilder texts = new StringBuilder();
    causes(failure).forEach(cause -> texts.append(cause.getMessage()).append('\n'));
    return texts.toString();
  }

  private static List<Throwable> causes(Throwable failure) {
    List<Throwable> causes = new ArrayList<>();
    Throwable next = failure;
    while (next != null && !causes.contains(next)) {
      causes.add(next);
      next = next.getCause();
    }
    return causes;
  }
}
