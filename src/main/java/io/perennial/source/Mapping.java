package io.perennial.source;

import static io.perennial.table.SqlFunctions.attempt;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.when;

import io.perennial.config.InputTable;
import io.perennial.config.NearestKey;
import io.perennial.error.Category;
import io.perennial.error.Errors;
import io.perennial.error.Problem;
import io.perennial.table.LedgerTable;
import io.perennial.table.SqlFunctions;
import io.perennial.table.Types;
import io.perennial.table.input.InputColumn;
import io.perennial.table.input.InputContract;
import io.perennial.table.input.MappedColumns;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;

/**
 * Makes the canonical columns of a table from its source columns, in two projections: the first
 * takes each source column or attempts each expression, the second brings the outcomes to their
 * types. A value that was there and is lost on the way names its column in {@code
 * MappedColumns.UNREADABLE}; nothing throws.
 */
final class Mapping {
  private static final String MADE = "_made_";

  private final InputTable table;
  private final OpenedSource source;
  private final List<Target> targets;

  private Mapping(InputTable table, OpenedSource source, List<Target> targets) {
    this.table = table;
    this.source = source;
    this.targets = targets;
  }

  /**
   * One column to be made.
   *
   * @param column its name among the mapped rows
   * @param key its place in the configuration, below the table
   * @param text what the configuration says it is made from
   * @param type the type to bring it to
   * @param plain the source column it is; empty for an expression
   * @param sources the source columns it is made from
   */
  private record Target(
      String column,
      String key,
      String text,
      DataType type,
      Optional<String> plain,
      Set<String> sources) {}

  static Mapping of(InputTable table, InputContract contract, OpenedSource source) {
    List<Target> targets = new ArrayList<>();
    for (InputColumn column : contract.columns()) {
      String text = table.mapping().get(column.name());
      if (text != null) {
        targets.add(target(source, column.name(), "mapping." + column.name(), text, column.type()));
      }
    }
    new TreeSet<>(table.attributes().keySet())
        .forEach(
            name ->
                targets.add(
                    target(
                        source,
                        LedgerTable.attribute(name),
                        "attributes." + name,
                        table.attributes().get(name),
                        Types.TEXT)));
    return new Mapping(table, source, targets);
  }

  private static Target target(
      OpenedSource source, String column, String key, String text, DataType type) {
    Optional<String> plain = source.find(text.strip());
    Set<String> sources = new TreeSet<>();
    plain.ifPresentOrElse(
        sources::add,
        () ->
            SourceExpressions.columns(text)
                .ifPresent(
                    names -> names.forEach(name -> source.find(name).ifPresent(sources::add))));
    return new Target(column, key, text, type, plain, sources);
  }

  /** The source columns from which each column is made. */
  Map<String, Set<String>> madeFrom() {
    Map<String, Set<String>> madeFrom = new LinkedHashMap<>();
    targets.forEach(target -> madeFrom.put(target.column(), target.sources()));
    return madeFrom;
  }

  /** The canonical columns and attributes of the source's rows, beside the kept columns. */
  Dataset<Row> apply(Dataset<Row> rows, InputContract contract) {
    check(rows);
    List<Column> made = new ArrayList<>();
    made.add(col(MappedColumns.MALFORMED));
    made.add(col(MappedColumns.SOURCE));
    for (Target target : targets) {
      made.add(outcome(target).as(MADE + target.column()));
    }
    Dataset<Row> outcomes = rows.select(made.toArray(Column[]::new));
    Map<String, Reading> readings = new LinkedHashMap<>();
    for (Target target : targets) {
      readings.put(target.column(), reading(target, outcomes));
    }
    List<Column> columns = new ArrayList<>();
    for (InputColumn column : contract.columns()) {
      Reading reading = readings.get(column.name());
      columns.add(
          (reading == null ? lit(null).cast(column.type()) : reading.value()).as(column.name()));
    }
    for (Target target : targets) {
      if (contract.column(target.column()).isEmpty()) {
        columns.add(readings.get(target.column()).value().as(target.column()));
      }
    }
    columns.add(unreadable(readings).as(MappedColumns.UNREADABLE));
    columns.add(col(MappedColumns.MALFORMED));
    columns.add(col(MappedColumns.SOURCE));
    return outcomes.select(columns.toArray(Column[]::new));
  }

  /**
   * A value brought to its type, and whether one was there that could not be.
   *
   * @param lost empty where nothing can be lost
   */
  private record Reading(Column value, Optional<Column> lost) {}

  private static Column outcome(Target target) {
    return target.plain().map(Mapping::named).orElseGet(() -> attempt(expr(target.text())));
  }

  private Reading reading(Target target, Dataset<Row> outcomes) {
    String name = MADE + target.column();
    DataType made = outcomes.schema().apply(name).dataType();
    if (target.plain().isPresent()) {
      return declared(target, converted(quoted(name), made, target.type()));
    }
    DataType inner = outcomes.select(quoted(name) + ".value").schema().apply(0).dataType();
    Reading reading = converted(quoted(name) + "." + SqlFunctions.VALUE, inner, target.type());
    Column failed = col(quoted(name)).isNull();
    return declared(
        target,
        new Reading(reading.value(), Optional.of(reading.lost().map(failed::or).orElse(failed))));
  }

  /** A source column whose declared type its text does not meet is null to every expression. */
  private Reading declared(Target target, Reading reading) {
    Optional<Column> lost = reading.lost();
    for (String sourceColumn : target.sources()) {
      DataType type = source.declaredTypes().get(sourceColumn);
      if (type != null) {
        String name = quoted(MappedColumns.SOURCE) + "." + quoted(sourceColumn);
        Optional<Column> undeclared = converted(name, DataTypes.StringType, type).lost();
        if (undeclared.isPresent()) {
          lost = Optional.of(lost.map(undeclared.get()::or).orElse(undeclared.get()));
        }
      }
    }
    return new Reading(reading.value(), lost);
  }

  /** Reads a column, given by its quoted name, as a type. */
  private static Reading converted(String column, DataType from, DataType to) {
    if (from.equals(DataTypes.StringType)) {
      Column text = when(trim(col(column)).notEqual(""), trim(col(column)));
      return to.equals(DataTypes.StringType)
          ? new Reading(text, Optional.empty())
          : fromText(text, tryCast("trim(" + column + ")", to), to);
    }
    if (from.equals(to)) {
      return new Reading(col(column), Optional.empty());
    }
    if (to.equals(DataTypes.StringType)) {
      return new Reading(col(column).cast(to), Optional.empty());
    }
    Column value = tryCast(column, to);
    return new Reading(value, Optional.of(col(column).isNotNull().and(value.isNull())));
  }

  /**
   * Spark reads a text such as {@code 10:30} as that time of the current day, and {@code 19970101}
   * as a year. So only texts with a hyphen after a year of four digits are let through to it.
   */
  private static Reading fromText(Column text, Column cast, DataType to) {
    Column value = isInstant(to) ? when(substring(text, 5, 1).equalTo("-"), cast) : cast;
    return new Reading(value, Optional.of(text.isNotNull().and(value.isNull())));
  }

  /** The source's columns, typed as declared. */
  static Column typed(String column, DataType type) {
    return converted(quoted(column), DataTypes.StringType, type).value();
  }

  private static Column tryCast(String sql, DataType type) {
    return expr("try_cast(" + sql + " as " + type.sql() + ")");
  }

  private static Column unreadable(Map<String, Reading> readings) {
    List<Column> names = new ArrayList<>();
    readings.forEach(
        (name, reading) -> reading.lost().ifPresent(lost -> names.add(when(lost, lit(name)))));
    names.add(lit(null).cast(DataTypes.StringType));
    return coalesce(names.toArray(Column[]::new));
  }

  /** Says everything that is wrong with the expressions at once. */
  private void check(Dataset<Row> rows) {
    List<Problem> problems = new ArrayList<>();
    boolean columnMissing = false;
    for (Target target : targets) {
      Optional<Problem> problem = problem(rows, target);
      columnMissing |= problem.isPresent() && missingColumn(target).isPresent();
      problem.ifPresent(problems::add);
    }
    if (!problems.isEmpty()) {
      throw Errors.of(columnMissing ? Category.INPUT_CONTRACT : Category.USAGE, problems);
    }
  }

  private Optional<Problem> problem(Dataset<Row> rows, Target target) {
    Optional<String> missing = missingColumn(target);
    if (missing.isPresent()) {
      return Optional.of(missingProblem(target.key(), missing.get()));
    }
    try {
      DataType type =
          rows.select(target.plain().map(Mapping::named).orElseGet(() -> expr(target.text())))
              .schema()
              .apply(0)
              .dataType();
      return unconvertible(rows, target, type);
    } catch (Exception e) {
      return Optional.of(
          Errors.inputExpressionProblem(
              table.name(), target.key(), table.line(), target.text(), SourceFailures.reason(e)));
    }
  }

  private Optional<Problem> unconvertible(Dataset<Row> rows, Target target, DataType type) {
    boolean wrong =
        isInstant(target.type())
            && (type instanceof NumericType || type.equals(DataTypes.BooleanType));
    if (!wrong) {
      try {
        rows.select(lit(null).cast(type).as("v")).select(tryCast("v", target.type())).schema();
      } catch (Exception e) {
        wrong = true;
      }
    }
    return wrong
        ? Optional.of(
            Errors.inputTypeProblem(
                table.name(), target.key(), table.line(), type.sql(), target.type().sql()))
        : Optional.empty();
  }

  private Optional<String> missingColumn(Target target) {
    return target.plain().isPresent() ? Optional.empty() : missingColumn(source, target.text());
  }

  /**
   * The first column an expression names that the source does not have. A text that is words alone,
   * such as {@code Order ID}, was meant as one column.
   */
  static Optional<String> missingColumn(OpenedSource source, String text) {
    if (text.strip().matches("[\\p{L}_][\\p{L}\\p{N}_]*( [\\p{L}\\p{N}_]+)*")
        && !text.strip().equalsIgnoreCase("null")
        && !text.strip().equalsIgnoreCase("true")
        && !text.strip().equalsIgnoreCase("false")) {
      return Optional.of(text.strip());
    }
    return SourceExpressions.columns(text).stream()
        .flatMap(Set::stream)
        .filter(name -> source.find(name).isEmpty())
        .findFirst();
  }

  private Problem missingProblem(String key, String column) {
    return Errors.inputColumnProblem(
        table.name(),
        key,
        table.line(),
        column,
        source.columns(),
        NearestKey.find(column, source.columns()));
  }

  private static boolean isInstant(DataType type) {
    return type.equals(DataTypes.TimestampType) || type.equals(DataTypes.DateType);
  }

  static Column named(String column) {
    return col(quoted(column));
  }

  static String quoted(String column) {
    return "`" + column.replace("`", "``") + "`";
  }
}
