package io.perennial.metric;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.date_add;
import static org.apache.spark.sql.functions.datediff;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sequence;

import io.perennial.table.Units;
import io.perennial.table.input.ProgrammeCostsInput;
import java.time.LocalDate;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The programme costs day by day, up to the as-of date: each amount spread evenly over its days, in
 * whole cents that add up to it; what an amount has beyond whole cents is spent on its last day.
 * Cost: a row per amount and day.
 */
final class ProgrammeSpend {
  static final String PURPOSE = ProgrammeCostsInput.PURPOSE;
  static final String DAY = "spent_on";
  static final String UNITS = "spent_units";

  private static final String AMOUNT_UNITS = "amount_units";
  private static final String DAYS = "days";
  private static final String NUMBER = "number";

  private ProgrammeSpend() {}

  /**
   * One row per amount and day.
   *
   * @param costs accepted programme costs by their canonical columns
   */
  static Dataset<Row> of(Dataset<Row> costs, LocalDate asOf) {
    Column from = col(ProgrammeCostsInput.FROM_DATE);
    Column days = datediff(col(ProgrammeCostsInput.TO_DATE), from).plus(1);
    // By the end of the n-th of N days floor(cents n / N) is spent, and by that of the last all of
    // it; of decimals, since the product may exceed a long.
    String spentBy =
        "if(%2$s = %3$s, %1$s, cast(%1$s as decimal(28,0)) * %2$s div (%3$s * %4$s) * %4$s)";
    return costs
        .withColumn(DAYS, days)
        .withColumn(AMOUNT_UNITS, Units.of(col(ProgrammeCostsInput.AMOUNT_COLUMN)))
        .withColumn(NUMBER, explode(sequence(lit(1), col(DAYS))))
        .withColumn(DAY, date_add(from, col(NUMBER).minus(1)))
        .filter(col(DAY).leq(lit(asOf)))
        .withColumn(
            UNITS,
            expr(
                "cast(%s - %s as bigint)"
                    .formatted(
                        spentBy.formatted(AMOUNT_UNITS, NUMBER, DAYS, Units.CENT),
                        spentBy.formatted(AMOUNT_UNITS, "(" + NUMBER + " - 1)", DAYS, Units.CENT))))
        .select(PURPOSE, DAY, UNITS);
  }
}
