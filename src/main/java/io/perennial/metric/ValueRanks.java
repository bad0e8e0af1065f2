package io.perennial.metric;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;

import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Ranks rows by a positive amount, the largest first; equal amounts share a rank. Rows without a
 * positive amount have none, and are kept out of the join that the ranks take: they would all meet
 * in one place. Cost: an aggregation by amount, its running totals, and a join on the amount.
 *
 * @param value the column of the amount
 * @param rank the name of the rank
 * @param resolution as in {@link RunningTotals}
 */
record ValueRanks(String value, String rank, double resolution) {
  /** How many rows have the same amount. */
  static final String TIED = "tied";

  private static final String ABOVE = "rows_above";
  private static final String RANKED = "ranked_rows";

  /** The rows with their rank. */
  Dataset<Row> of(Dataset<Row> rows) {
    return withTies(rows).drop(TIED);
  }

  /** The rows with their rank and {@link #TIED}, both null without a positive amount. */
  Dataset<Row> withTies(Dataset<Row> rows) {
    Column isRanked = coalesce(col(value).gt(0), lit(false));
    RunningTotals largestFirst =
        new RunningTotals(
            List.of(),
            value,
            resolution,
            true,
            List.of(new RunningTotals.Total(TIED, ABOVE, RANKED)));
    Dataset<Row> ranks =
        rows.filter(isRanked)
            .groupBy(value)
            .agg(count(lit(1)).as(TIED))
            .transform(largestFirst::of)
            .select(col(value), col(TIED), col(ABOVE).plus(1).as(rank));
    Dataset<Row> ranked = rows.filter(isRanked).join(ranks, value);
    return ranked.unionByName(
        rows.filter(not(isRanked))
            .withColumn(TIED, lit(null).cast("bigint"))
            .withColumn(rank, lit(null).cast("bigint")));
  }
}
