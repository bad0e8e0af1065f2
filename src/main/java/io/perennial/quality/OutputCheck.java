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
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;

/**
 * Holds a computed table against its contract before it is published: columns and types, values
 * that must be there, the key, the conditions of each row and of the whole. Cost: one aggregation
 * of the table, which also counts its rows.
 */
public final class OutputCheck {
  private static final Pattern TOTAL = Pattern.compile(":([a-z][a-z0-9_]*)");
  private static final String ROWS = "rows";

  private OutputCheck() {}

  /**
   * What a check found.
   *
   * @param table the table's name
   * @param rows how many rows it has; 0 where its columns are not those of the contract
   * @param violations what is wrong, as sentences; empty when the contract is kept
   */
  public record Outcome(String table, long rows, List<String> violations) {
    public Outcome {
      violations = List.copyOf(violations);
    }

    /** Whether the contract is kept. */
    public boolean isKept() {
      return violations.isEmpty();
    }
  }

  /**
   * Checks a table; runs one action.
   *
   * @param totals the run's totals by the names of {@link io.perennial.table.RunTotals}; a
   *     condition over a total that is not there is an error of the contract
   */
  public static Outcome of(
      TableContract contract, Dataset<Row> rows, Map<String, BigDecimal> totals) {
    List<String> wrongColumns = columnViolations(contract, rows);
    if (!wrongColumns.isEmpty()) {
      return new Outcome(contract.name(), 0, wrongColumns);
    }
    List<Finding> findings = findings(contract, totals);
    Column[] counts = findings.stream().map(Finding::count).toArray(Column[]::new);
    Row found = rows.agg(count(lit(1)).as(ROWS), counts).head();
    List<String> violations = new ArrayList<>();
    for (int i = 0; i < findings.size(); i++) {
      long broken = found.getLong(i + 1);
      if (broken > 0) {
        violations.add(findings.get(i).sentence().formatted(broken));
      }
    }
    return new Outcome(contract.name(), found.getLong(0), violations);
  }

  /**
   * Something that may be wrong.
   *
   * @param count how often it is, as an aggregate (bigint)
   * @param sentence what to say of it, with a place for the count
   */
  private record Finding(Column count, String sentence) {}

  private static List<Finding> findings(TableContract contract, Map<String, BigDecimal> totals) {
    List<Finding> findings = new ArrayList<>();
    for (ColumnContract column : contract.columns()) {
      if (!column.nullable()) {
        findings.add(
            new Finding(
                broken(col(column.name()).isNull()),
                escaped(column.name()) + " is missing in %d rows."));
      }
    }
    Column[] key = contract.key().stream().map(name -> col(name)).toArray(Column[]::new);
    findings.add(
        new Finding(
            count(lit(1)).minus(countDistinct(struct(key))),
            "%d rows repeat the key " + escaped(String.join(", ", contract.key())) + "."));
    for (RowConstraint constraint : contract.constraints()) {
      // As in a CHECK, a condition without an outcome counts as held.
      findings.add(
          new Finding(
              broken(not(coalesce(expr(constraint.condition()), lit(true)))),
              "%d rows break " + escaped(constraint.name() + ": " + constraint.sentence())));
    }
    for (TotalConstraint total : contract.totals()) {
      Column holds = coalesce(expr(filledIn(total, totals)), lit(true));
      findings.add(
          new Finding(
              when(holds, lit(0L)).otherwise(lit(1L)),
              "%d condition of the whole table is broken, "
                  + escaped(total.name() + ": " + total.sentence())));
    }
    return findings;
  }

  private static Column broken(Column condition) {
    return count(when(condition, true));
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

  private static List<String> columnViolations(TableContract contract, Dataset<Row> rows) {
    List<String> violations = new ArrayList<>();
    List<String> found = List.of(rows.columns());
    if (!found.equals(contract.columnNames())) {
      violations.add(
          "Its columns are %s and not %s."
              .formatted(String.join(", ", found), String.join(", ", contract.columnNames())));
      return violations;
    }
    StructField[] fields = rows.schema().fields();
    for (int i = 0; i < fields.length; i++) {
      ColumnContract column = contract.columns().get(i);
      String isType = fields[i].dataType().sql();
      String mustBe = column.type().sql();
      if (!isType.equals(mustBe)) {
        violations.add("%s is of type %s and not %s.".formatted(column.name(), isType, mustBe));
      }
    }
    return violations;
  }

  private static String escaped(String text) {
    return text.replace("%", "%%");
  }
}
