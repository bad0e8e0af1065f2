package io.perennial.metric;

import io.perennial.history.PurchaseHistory;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What several metrics are computed from: the purchase history, and the steps that two tables
 * share.
 *
 * @param history the purchase history
 * @param cohortCells rows as {@link CohortCells} says
 * @param revenueRanks rows as {@link RevenueRanks} says
 * @param rfmCutPoints the row of {@link RfmScores#cutPoints}
 */
public record Intermediates(
    PurchaseHistory history,
    Dataset<Row> cohortCells,
    Dataset<Row> revenueRanks,
    Dataset<Row> rfmCutPoints) {

  /**
   * The intermediates of a history, as plans that run nothing.
   *
   * @param keep what keeps a shared step, so that the second table that needs it does not compute
   *     it again
   */
  public static Intermediates of(PurchaseHistory history, UnaryOperator<Dataset<Row>> keep) {
    return new Intermediates(
        history,
        keep.apply(CohortCells.of(history)),
        keep.apply(RevenueRanks.of(history)),
        keep.apply(RfmScores.cutPoints(history)));
  }
}
