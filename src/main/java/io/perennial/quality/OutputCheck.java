package io.perennial.quality;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.perennial.error.Errors;
import io.perennial.error.PerennialException;
import io.perennial.table.ColumnContract;
import io.perennial.table.RowConstraint;
import io.perennial.table.TableContract;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;

/**
 * Holds a computed table against its contract, in one aggregation over it.
 *
 * @param contract what the table promises
 */
public record OutputCheck(TableContract contract) {
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
   * The one row of counts from which {@link #outcome} is read; for a table without {@link
   * #columnViolations}. Collecting it is the one action of the check.
   */
  public Dataset<Row> counts(Dataset<Row> table) {
    Column[] key = contract.key().stream().map(name -> col(name)).toArray(Column[]::new);
    List<Column> perKey = new ArrayList<>();
    List<Column> overall = new ArrayList<>();
    overall.add(total(col(ROWS)).as(ROWS));
    overall.add(total(col(ROWS).minus(1)).as(REPEATED));
    for (ColumnContract column : required()) {
      String name = NULLS + column.name();
      perKey.add(countIf(col(column.name()).isNull()).as(name));
      overall.add(total(col(name)).as(name));
    }
    for (RowConstraint constraint : contract.constraints()) {
      String name = BROKEN + constraint.name();
      perKey.add(countIf(not(expr(constraint.condition()))).as(name));
      overall.add(total(col(name)).as(name));
    }
    return table
        .groupBy(key)
        .agg(count(lit(1)).as(ROWS), perKey.toArray(Column[]::new))
        .agg(overall.get(0), overall.subList(1, overall.size()).toArray(Column[]::new));
  }

  /** What the row of {@link #counts} says. */
  public Outcome outcome(Row counts) {
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
    return sum(when(condition, lit(1L)).otherwise(lit(0L)));
  }

  private static Column total(Column counts) {
    return coalesce(sum(counts), lit(0L));
  }
}
