package io.perennial.cli;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;

import io.perennial.error.Errors;
import io.perennial.error.PerennialException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The rows of a query, printed. Values are written as Spark writes them as text: days as
 * yyyy-mm-dd, instants in the time zone of the session, decimals with all their digits; arrays,
 * maps and structs as JSON.
 */
final class QueryResult {
  private static final String NULL = "null";
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
  private static final Pattern NEEDS_QUOTES = Pattern.compile("[\",\\r\\n]");
  private static final Map<String, String> WITH_NULLS = Map.of("ignoreNullFields", "false");

  private final Dataset<Row> rows;
  private final List<StructField> columns;

  private QueryResult(Dataset<Row> rows) {
    this.rows = rows;
    this.columns = List.of(rows.schema().fields());
  }

  /**
   * Analyses a query over the views of a session; nothing is computed yet.
   *
   * @throws PerennialException if Spark refuses it
   */
  static QueryResult of(SparkSession spark, Query query) {
    return guarded(() -> new QueryResult(spark.sql(query.text())));
  }

  /**
   * Prints an aligned table.
   *
   * @param most how many rows at most
   * @return whether there are more
   */
  boolean printTable(PrintWriter out, int most) {
    List<Row> found = guarded(() -> asText().takeAsList(most + 1));
    List<List<String>> cells =
        found.stream()
            .limit(most)
            .map(row -> cells(row, text -> text.map(QueryResult::onOneLine).orElse(NULL)))
            .toList();
    List<String> headings =
        columns.stream()
            .map(
                column ->
                    column.dataType() instanceof NumericType
                        ? TextTable.right(onOneLine(column.name()))
                        : onOneLine(column.name()))
            .toList();
    out.print(new TextTable(headings, cells).text());
    return found.size() > most;
  }

  /**
   * Prints lines of comma-separated values below a line of names: quoted where RFC 4180 asks for
   * it, nothing for null, and two quotes for the empty text.
   */
  void printCsv(PrintWriter out, OptionalInt most) {
    out.print(
        String.join(",", columns.stream().map(column -> quoted(column.name())).toList()) + "\n");
    print(
        out,
        limited(asText(), most),
        row -> String.join(",", cells(row, text -> text.map(QueryResult::quoted).orElse(""))));
  }

  /**
   * Prints one JSON object per row and line, nulls included.
   *
   * @throws PerennialException if two columns have one name
   */
  void printJson(PrintWriter out, OptionalInt most) {
    Set<String> names = new HashSet<>();
    columns.forEach(
        column -> {
          if (!names.add(column.name())) {
            throw Errors.queryColumnTwice(column.name());
          }
        });
    Dataset<Row> lines =
        guarded(() -> limited(rows, most).select(to_json(struct(col("*")), WITH_NULLS)));
    print(out, lines, row -> row.getString(0));
  }

  /** The same rows, every value as text. */
  private Dataset<Row> asText() {
    // By position, since two columns of a query may have one name.
    String[] positions =
        IntStream.range(0, columns.size()).mapToObj(i -> "c" + i).toArray(String[]::new);
    Column[] texts =
        IntStream.range(0, columns.size())
            .mapToObj(i -> text(col(positions[i]), columns.get(i).dataType()))
            .toArray(Column[]::new);
    return rows.toDF(positions).select(texts);
  }

  private static Column text(Column value, DataType type) {
    boolean nested =
        type instanceof ArrayType || type instanceof MapType || type instanceof StructType;
    return nested ? to_json(value, WITH_NULLS) : value.cast("string");
  }

  private static Dataset<Row> limited(Dataset<Row> rows, OptionalInt most) {
    return most.isPresent() ? rows.limit(most.getAsInt()) : rows;
  }

  private static void print(PrintWriter out, Dataset<Row> lines, Function<Row, String> line) {
    guarded(
        () -> {
          Iterator<Row> rows = lines.toLocalIterator();
          // Whoever reads may have seen enough, as `head` has; then there is no one to print for.
          while (rows.hasNext() && !out.checkError()) {
            out.print(line.apply(rows.next()) + "\n");
          }
          out.flush();
          return lines;
        });
  }

  private static List<String> cells(Row row, Function<Optional<String>, String> cell) {
    List<String> cells = new ArrayList<>();
    for (int i = 0; i < row.size(); i++) {
      cells.add(cell.apply(Optional.ofNullable(row.getString(i))));
    }
    return cells;
  }

  /** A value from the data must neither break the lines nor command the terminal. */
  private static String onOneLine(String text) {
    return CONTROL.matcher(text).replaceAll("\uFFFD");
  }

  private static String quoted(String text) {
    return text.isEmpty() || NEEDS_QUOTES.matcher(text).find()
        ? "\"" + text.replace("\"", "\"\"") + "\""
        : text;
  }

  private static <T> T guarded(Action<T> action) {
    try {
      return action.run();
    } catch (PerennialException ours) {
      throw ours;
    } catch (Exception failure) {
      throw explain(failure);
    }
  }

  /** What Spark's refusal of a query means; the failure itself where the query is not to blame. */
  private static RuntimeException explain(Exception failure) {
    int depth = 0;
    for (Throwable link = failure; link != null && depth < 50; link = link.getCause(), depth++) {
      if (link instanceof AnalysisException refusal) {
        return Errors.queryRefused(Query.sentence(refusal), failure);
      }
      if (link instanceof SparkThrowable spark) {
        String condition = Optional.ofNullable(spark.getErrorClass()).orElse("");
        String state = Optional.ofNullable(spark.getSqlState()).orElse("");
        if (condition.equals("USER_RAISED_EXCEPTION")) {
          String said = spark.getMessageParameters().getOrDefault("errorMessage", "");
          return Errors.queryRaised(said, failure);
        }
        // Spark's message may quote a customer's value; its name for the failure does not.
        if (state.startsWith("22") || condition.contains("OVERFLOW")) {
          return Errors.queryFailedOnRow(condition, failure);
        }
      }
    }
    return failure instanceof RuntimeException unchecked
        ? unchecked
        : Errors.unforeseen(failure.getClass().getSimpleName() + ".", failure);
  }

  /** Something asked of Spark, whose checked exceptions Java does not know of. */
  @FunctionalInterface
  private interface Action<T> {
    T run() throws Exception;
  }
}
