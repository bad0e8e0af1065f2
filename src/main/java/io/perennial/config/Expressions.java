package io.perennial.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.catalyst.analysis.Star;
import org.apache.spark.sql.catalyst.analysis.UnresolvedAttribute;
import org.apache.spark.sql.catalyst.analysis.UnresolvedFunction;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.SubqueryExpression;
import org.apache.spark.sql.catalyst.parser.CatalystSqlParser;
import org.apache.spark.sql.types.DataType;
import scala.collection.Iterator;

/** Checks Spark SQL texts without a session and without data. */
public final class Expressions {
  /** Functions whose outcome differs from run to run, so that no figure could be computed again. */
  private static final Set<String> UNSTEADY =
      Set.of(
          "current_date",
          "curdate",
          "current_timestamp",
          "current_time",
          "localtimestamp",
          "now",
          "rand",
          "randn",
          "random",
          "uuid",
          "shuffle",
          "monotonically_increasing_id",
          "spark_partition_id");

  /** Parentheses within parentheses; the parser's time grows out of bounds with them. */
  private static final int DEEPEST = 200;

  private Expressions() {}

  /** Whether Spark's parser would take too long, or too much of the stack, for a text. */
  public static boolean isNestedTooDeeply(String text) {
    return depth(text) > DEEPEST;
  }

  private static int depth(String text) {
    int depth = 0;
    int deepest = 0;
    for (int i = 0; i < text.length(); i++) {
      switch (text.charAt(i)) {
        case '(' -> deepest = Math.max(deepest, ++depth);
        case ')' -> depth--;
        default -> {}
      }
    }
    return deepest;
  }

  /** Why a text is not an expression over the columns of one row; empty where it is one. */
  static Optional<String> complaint(String text) {
    if (isNestedTooDeeply(text)) {
      return Optional.of("it is nested too deeply");
    }
    Expression expression;
    try {
      expression = new CatalystSqlParser().parseExpression(text);
    } catch (StackOverflowError e) {
      return Optional.of("it is nested too deeply");
    } catch (Exception e) {
      return Optional.of(firstSentence(e));
    }
    if (expression instanceof Alias) {
      return Optional.of(
          "it reads as an expression and its name; a column name with blanks needs backquotes:"
              + " `Order Total`");
    }
    for (Expression part : parts(expression)) {
      Optional<String> complaint = partComplaint(part);
      if (complaint.isPresent()) {
        return complaint;
      }
    }
    return Optional.empty();
  }

  private static Optional<String> partComplaint(Expression part) {
    if (part instanceof Star) {
      return Optional.of("* stands for many columns, where one value is needed");
    }
    if (part instanceof SubqueryExpression) {
      return Optional.of("a subquery reads another table; an expression sees one row");
    }
    return lastName(part)
        .filter(UNSTEADY::contains)
        .map(name -> name + " gives another value in every run, so no figure could be repeated");
  }

  private static Optional<String> lastName(Expression part) {
    if (part instanceof UnresolvedFunction function) {
      return Optional.of(function.nameParts().last().toLowerCase(Locale.ROOT));
    }
    String kind = part.getClass().getSimpleName();
    return switch (kind) {
      case "CurrentDate" -> Optional.of("current_date");
      case "CurrentTimestamp", "Now" -> Optional.of("current_timestamp");
      default -> Optional.empty();
    };
  }

  private static List<Expression> parts(Expression expression) {
    List<Expression> parts = new ArrayList<>();
    parts.add(expression);
    for (int i = 0; i < parts.size(); i++) {
      Iterator<Expression> children = parts.get(i).children().iterator();
      while (children.hasNext()) {
        parts.add(children.next());
      }
    }
    return parts;
  }

  /** The source columns that a valid expression names. */
  public static Set<String> columns(String text) {
    Set<String> columns = new TreeSet<>();
    for (Expression part : parts(new CatalystSqlParser().parseExpression(text))) {
      if (part instanceof UnresolvedAttribute attribute) {
        columns.add(attribute.nameParts().head());
      }
    }
    return columns;
  }

  /** The canonical name of a Spark SQL type; empty where there is no such type. */
  static Optional<String> dataType(String text) {
    try {
      DataType type = new CatalystSqlParser().parseDataType(text);
      return Optional.of(type.sql().toLowerCase(Locale.ROOT));
    } catch (Exception e) {
      return Optional.empty();
    }
  }

  /** The parser's reason without its error class, its quotation of the text and its position. */
  private static String firstSentence(Exception e) {
    String message = e.getMessage() == null ? "" : e.getMessage().strip();
    String line = message.lines().findFirst().orElse("it does not parse");
    return line.replaceFirst("^\\[[A-Z_.0-9]+\\]\\s*", "")
        .replaceFirst("\\s*SQLSTATE: \\S+.*$", "")
        .replaceFirst("\\s*\\(line \\d+, pos \\d+\\)\\s*$", "")
        .replaceFirst("[.\\s]+$", "");
  }
}
