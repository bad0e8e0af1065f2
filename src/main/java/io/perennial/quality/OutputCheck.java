package io.perennial.quality;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.perennial.error.Errors;
import io.perennial.error.PerennialException;
import io.perennial.table.ColumnContract;
import io.perennial.table.RowConstraint;
import io.perennial.table.TableContract;
import io.perennial.table.TotalConstraint;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;

/**
 * Holds a computed table against its contract.
 *
 * @param contract what the table promises
 */
public record OutputCheck(TableContract contract) {
  private static final Pattern TOTAL = Pattern.compile(":([a-z][a-z0-9_]*)");
  private static final String ROWS = "_rows";
  private static final String REPEATED = "_repeated";
  private static final String NULLS = "_nulls_";
  private static final String BROKEN = "_broken_";

  /**
   * What a check found.
   *
   * @param rows how many rows the table has
   * @param violations what is wrong, one sentence each, with counts; empty where all is well
   */
  public record Outcome(long rows, List<String> violations) {
    public Outcome {
      violations = List.copyOf(violations);
    }
  }

  /** Differences between a table's columns and the contract's; needs no action. */
  public List<String> columnViolations(Dataset<Row> table) {
    StructField[] fields = table.schema().fields();
    List<String> names = List.of(table.schema().fieldNames());
    if (!names.equals(contract.columnNames())) {
      return List.of("The columns are " + names + " and should be " + contract.columnNames() + ".");
    }
    List<String> violations = new ArrayList<>();
    for (int i = 0; i < fields.length; i++) {
      ColumnContract column = contract.columns().get(i);
      String is = fields[i].dataType().catalogString();
      String should = column.type().catalogString();
      if (!is.equals(should)) {
        violations.add(column.name() + " is " + is + " and should be " + should + ".");
      }
    }
    return violations;
  }

  /**
   * What the table holds and breaks. One action over it; where something is broken a second one
   * counts what: hardly any table breaks anything, and to count each promise apart costs a small
   * table more than its own computation.
   *
   * @param table a table without {@link #columnViolations}, kept by the caller or cheap to compute
   * @param totals the run's totals by the names of {@link io.perennial.table.RunTotals}; a
   *     condition over a total that is not there is an error of the contract
   */
  public Outcome of(Dataset<Row> table, Map<String, BigDecimal> totals) {
    List<Column> counts = new ArrayList<>();
    counts.add(repeated().as(REPEATED));
    Stream.concat(
            required().stream().map(column -> col(column.name()).isNull()),
            contract.constraints().stream().map(constraint -> broken(constraint)))
        .reduce(Column::or)
        .ifPresent(any -> counts.add(countIf(any).as(BROKEN)));
    counts.addAll(brokenTotals(totals));
    Row found = table.agg(count(lit(1)).as(ROWS), counts.toArray(Column[]::new)).head();
    boolean whole = IntStream.range(1, found.length()).allMatch(i -> found.getLong(i) == 0);
    return whole
        ? new Outcome(found.<Long>getAs(ROWS), List.of())
        : outcome(counts(table, totals).head());
  }

  /** Each promise's count of its own. */
  private Dataset<Row> counts(Dataset<Row> table, Map<String, BigDecimal> totals) {
    List<Column> counts = new ArrayList<>();
    counts.add(repeated().as(REPEATED));
    for (ColumnContract column : required()) {
      counts.add(countIf(col(column.name()).isNull()).as(NULLS + column.name()));
    }
    for (RowConstraint constraint : contract.constraints()) {
      counts.add(countIf(broken(constraint)).as(BROKEN + constraint.name()));
    }
    counts.addAll(brokenTotals(totals));
    return table.agg(count(lit(1)).as(ROWS), counts.toArray(Column[]::new));
  }

  private Column repeated() {
    Column[] key = contract.key().stream().map(name -> col(name)).toArray(Column[]::new);
    return count(lit(1)).minus(countDistinct(struct(key)));
  }

  /** A condition that is null is held. */
  private static Column broken(RowConstraint constraint) {
    return coalesce(not(expr(constraint.condition())), lit(false));
  }

  private List<Column> brokenTotals(Map<String, BigDecimal> totals) {
    return contract.totals().stream()
        .map(
            total ->
                when(not(expr(filledIn(total, totals))), lit(1L))
                    .otherwise(lit(0L))
                    .as(BROKEN + total.name()))
        .toList();
  }

  private static String filledIn(TotalConstraint constraint, Map<String, BigDecimal> totals) {
    return TOTAL
        .matcher(constraint.condition())
        .replaceAll(
            match -> {
              String name = match.group(1);
              BigDecimal total =
                  Optional.ofNullable(totals.get(name))
                      .orElseThrow(
                          () ->
                              new IllegalArgumentException(
                                  constraint.name() + " names the unknown total " + name));
              return Matcher.quoteReplacement(
                  "cast('%s' as decimal(38,4))".formatted(total.toPlainString()));
            });
  }

  /** What the row of {@link #counts} says. */
  private Outcome outcome(Row counts) {
    List<String> violations = new ArrayList<>();
    long repeated = counts.<Long>getAs(REPEATED);
    if (repeated > 0) {
      violations.add(
          repeated + " rows repeat the key " + String.join(", ", contract.key()) + " of another.");
    }
    for (ColumnContract column : required()) {
      long nulls = counts.<Long>getAs(NULLS + column.name());
      if (nulls > 0) {
        violations.add(nulls + " rows have no " + column.name() + ".");
      }
    }
    for (RowConstraint constraint : contract.constraints()) {
      long broken = counts.<Long>getAs(BROKEN + constraint.name());
      if (broken > 0) {
        violations.add(
            broken
                + " rows break "
                + constraint.name()
                + ": "
                + constraint.sentence()
                + " ("
                + constraint.condition()
                + ")");
      }
    }
    for (TotalConstraint total : contract.totals()) {
      if (counts.<Long>getAs(BROKEN + total.name()) > 0) {
        violations.add(
            "The table as a whole breaks "
                + total.name()
                + ": "
                + total.sentence()
                + " ("
                + total.condition()
                + ")");
      }
    }
    return new Outcome(counts.<Long>getAs(ROWS), violations);
  }

  /** The error to stop with where there are violations. */
  public Optional<PerennialException> broken(List<String> violations) {
    return violations.isEmpty()
        ? Optional.empty()
        : Optional.of(Errors.outputContractBroken(contract.name(), violations));
  }

  private List<ColumnContract> required() {
    return contract.columns().stream().filter(column -> !column.nullable()).toList();
  }

  private static Column countIf(Column condition) {
    return count(when(condition, true));
  }
}
