package io.perennial.metric;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;

import io.perennial.history.CustomerTotals;
import io.perennial.table.Units;
import io.perennial.table.output.CustomerLifetimeValueTable;
import io.perennial.table.output.RateColumns;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Computes {@link CustomerLifetimeValueTable}. Cost: one pass over the customer totals, and for the
 * ranks the running totals of the different values and a join with them.
 */
final class CustomerLifetimeValue {
  private static final String TIED = "tied";
  private static final String ABOVE = "customers_above";
  private static final String RANKED = "ranked_customers";

  /** Predicted values are rounded to it. */
  private static final double ONE_CENT = 0.01;

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
    Column isPredicted = col(PredictedValues.PREDICTED_VALUE).isNotNull();
    Dataset<Row> predicted =
        customers
            .filter(isPredicted)
            .join(
                ranks(customers.filter(isPredicted)),
                new String[] {PredictedValues.HORIZON_DAYS, PredictedValues.PREDICTED_VALUE});
    // Apart from the others, since rows without a value would all meet at the join's null.
    return predicted.unionByName(
        customers
            .filter(not(isPredicted))
            .withColumn(CustomerLifetimeValueTable.VALUE_RANK, lit(null).cast("bigint"))
            .withColumn(CustomerLifetimeValueTable.VALUE_DECILE, lit(null).cast("int")));
  }

  /** Rank and decile of each value of a horizon. */
  private static Dataset<Row> ranks(Dataset<Row> customers) {
    RunningTotals largestFirst =
        new RunningTotals(
            List.of(PredictedValues.HORIZON_DAYS),
            PredictedValues.PREDICTED_VALUE,
            ONE_CENT,
            true,
            List.of(new RunningTotals.Total(TIED, ABOVE, RANKED)));
    return customers
        .groupBy(PredictedValues.HORIZON_DAYS, PredictedValues.PREDICTED_VALUE)
        .agg(count(lit(1)).as(TIED))
        .transform(largestFirst::of)
        .select(
            col(PredictedValues.HORIZON_DAYS),
            col(PredictedValues.PREDICTED_VALUE),
            col(ABOVE).plus(1).as(CustomerLifetimeValueTable.VALUE_RANK),
            expr("cast(%s * 10 div %s + 1 as int)".formatted(ABOVE, RANKED))
                .as(CustomerLifetimeValueTable.VALUE_DECILE));
  }
}
