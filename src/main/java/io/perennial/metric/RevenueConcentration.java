package io.perennial.metric;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sequence;
import static org.apache.spark.sql.functions.when;

import io.perennial.table.Units;
import io.perennial.table.output.RevenueConcentrationTable;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Computes {@link RevenueConcentrationTable}. */
final class RevenueConcentration {
  /** The amount of the customers of a point of the curve. */
  static final String CUMULATIVE_UNITS = "cumulative_units";

  private static final String FIRST_PERCENTILE = "first_percentile";
  private static final String LAST_PERCENTILE = "last_percentile";

  private RevenueConcentration() {}

  static Dataset<Row> of(Intermediates shared) {
    Rates rates = new Rates(shared.history().rules().minimumGroupSize());
    Column percentile = col(RevenueConcentrationTable.PERCENTILE);
    Column all = col(RevenueRanks.CUSTOMERS);
    Column customers = col(RevenueConcentrationTable.CUSTOMERS);
    Column total = col(RevenueRanks.TOTAL_UNITS);
    return curve(shared.revenueRanks())
        .withColumn(
            RevenueConcentrationTable.CUMULATIVE_CUSTOMER_SHARE, Rates.ratio(customers, all))
        .withColumn(
            RevenueConcentrationTable.CUMULATIVE_REVENUE, Units.money(col(CUMULATIVE_UNITS)))
        .withColumn(
            RevenueConcentrationTable.CUMULATIVE_REVENUE_SHARE,
            rates.published(all, when(total.gt(0), Rates.ratio(col(CUMULATIVE_UNITS), total))))
        .withColumn(RevenueConcentrationTable.PERCENTILE, percentile.cast("int"));
  }

  /**
   * The points of the curve. The ceil(p n / 100) largest customers end among a row's customers when
   * p lies between 100 (customers above) / n, excluded, and 100 (customers above + tied) / n,
   * included.
   *
   * @param ranks rows as {@link RevenueRanks} says
   */
  static Dataset<Row> curve(Dataset<Row> ranks) {
    Column through =
        expr(
            "(%s + %s) * 100 div %s"
                .formatted(
                    RevenueRanks.CUSTOMERS_ABOVE, RevenueRanks.TIED, RevenueRanks.CUSTOMERS));
    Column from =
        expr("%s * 100 div %s".formatted(RevenueRanks.CUSTOMERS_ABOVE, RevenueRanks.CUSTOMERS))
            .plus(1);
    Column place =
        expr(
            "(%s * %s + 99) div 100"
                .formatted(RevenueConcentrationTable.PERCENTILE, RevenueRanks.CUSTOMERS));
    return ranks
        .withColumn(
            FIRST_PERCENTILE,
            when(col(RevenueRanks.CUSTOMERS_ABOVE).equalTo(0), lit(0L)).otherwise(from))
        .withColumn(LAST_PERCENTILE, through)
        .filter(col(FIRST_PERCENTILE).leq(col(LAST_PERCENTILE)))
        .withColumn(
            RevenueConcentrationTable.PERCENTILE,
            explode(sequence(col(FIRST_PERCENTILE), col(LAST_PERCENTILE))))
        .withColumn(RevenueConcentrationTable.CUSTOMERS, place)
        .withColumn(
            CUMULATIVE_UNITS,
            col(RevenueRanks.UNITS_ABOVE)
                .plus(
                    col(RevenueConcentrationTable.CUSTOMERS)
                        .minus(col(RevenueRanks.CUSTOMERS_ABOVE))
                        .multiply(col(RevenueRanks.UNITS))));
  }
}
