package io.perennial.metric;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import io.perennial.history.CustomerTotals;
import io.perennial.table.Units;
import io.perennial.table.output.CustomerLifetimeValueTable;
import io.perennial.table.output.RateColumns;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * Computes {@link CustomerLifetimeValueTable}. Cost: one pass over the customer totals; the ranks
 * order the different values of a horizon, which are at most as many as customers, in one
 * partition.
 */
final class CustomerLifetimeValue {
  private static final String TIED = "tied";
  private static final String ABOVE = "customers_above";
  private static final String RANKED = "ranked_customers";

  private CustomerLifetimeValue() {}

  static Dataset<Row> of(Intermediates shared) {
    Column margin = col(CustomerTotals.NET_UNITS).minus(col(CustomerTotals.COST_UNITS));
    Dataset<Row> customers =
        shared
            .predictedValues()
            .filter(col(CustomerTotals.SEGMENT_NAME).equalTo(RateColumns.ALL))
            .withColumn(
                CustomerLifetimeValueTable.HISTORICAL_VALUE,
                Units.money(col(CustomerTotals.NET_UNITS)))
            .withColumn(CustomerLifetimeValueTable.HISTORICAL_MARGIN, Units.money(margin));
    if (shared.predictions().forecast().flatMap(Forecast::spendModel).isEmpty()) {
      return customers
          .withColumn(CustomerLifetimeValueTable.VALUE_RANK, lit(null).cast("bigint"))
          .withColumn(CustomerLifetimeValueTable.VALUE_DECILE, lit(null).cast("int"));
    }
    return customers.join(
        ranks(customers),
        new String[] {PredictedValues.HORIZON_DAYS, PredictedValues.PREDICTED_VALUE},
        "left");
  }

  /** Rank and decile of each value of a horizon. */
  private static Dataset<Row> ranks(Dataset<Row> customers) {
    WindowSpec horizon = Window.partitionBy(PredictedValues.HORIZON_DAYS);
    WindowSpec above =
        horizon
            .orderBy(col(PredictedValues.PREDICTED_VALUE).desc())
            .rowsBetween(Window.unboundedPreceding(), -1);
    return customers
        .filter(col(PredictedValues.PREDICTED_VALUE).isNotNull())
        .groupBy(PredictedValues.HORIZON_DAYS, PredictedValues.PREDICTED_VALUE)
        .agg(count(lit(1)).as(TIED))
        .withColumn(ABOVE, coalesce(sum(TIED).over(above), lit(0L)))
        .withColumn(RANKED, sum(TIED).over(horizon))
        .select(
            col(PredictedValues.HORIZON_DAYS),
            col(PredictedValues.PREDICTED_VALUE),
            col(ABOVE).plus(1).as(CustomerLifetimeValueTable.VALUE_RANK),
            expr("cast(%s * 10 div %s + 1 as int)".formatted(ABOVE, RANKED))
                .as(CustomerLifetimeValueTable.VALUE_DECILE));
  }
}
