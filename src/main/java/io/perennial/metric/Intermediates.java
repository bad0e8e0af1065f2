package io.perennial.metric;

import static org.apache.spark.sql.functions.col;

import io.perennial.history.PurchaseHistory;
import io.perennial.history.PurchaseRecords;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What several metrics are computed from: the purchase history, and the steps that two tables
 * share. A step is planned when the first table asks for it, since planning costs more than
 * computing where there is little data, and planned once, whichever threads ask for it. For one
 * run.
 */
public final class Intermediates {
  private final PurchaseHistory history;
  private final Supplier<Dataset<Row>> cohortCells;
  private final Supplier<Dataset<Row>> revenueRanks;
  private final Supplier<Dataset<Row>> rfmCutPoints;
  private final Predictions predictions;
  private final Supplier<Optional<Dataset<Row>>> scores;
  private final Supplier<Dataset<Row>> predictedValues;
  private final Supplier<Dataset<Row>> retentionByPeriod;
  private final Supplier<Dataset<Row>> profitItems;
  private final Supplier<Dataset<Row>> winBackHistory;
  private final Supplier<Dataset<Row>> recoveries;
  private final Supplier<Dataset<Row>> retentionReasons;

  private Intermediates(
      PurchaseHistory history, Predictions predictions, UnaryOperator<Dataset<Row>> keep) {
    this.history = history;
    this.predictions = predictions;
    this.cohortCells = once(() -> keep.apply(CohortCells.of(history)));
    this.revenueRanks = once(() -> keep.apply(RevenueRanks.of(history)));
    this.rfmCutPoints = once(() -> keep.apply(RfmScores.cutPoints(history)));
    this.scores =
        once(
            () ->
                predictions
                    .forecast()
                    .map(
                        forecast ->
                            keep.apply(
                                PurchaseScores.of(distinctRecords(), forecast, predictions))));
    this.predictedValues =
        once(() -> keep.apply(PredictedValues.of(history, predictions, scores.get())));
    this.retentionByPeriod = once(() -> keep.apply(RetentionByPeriod.of(this)));
    this.profitItems = once(() -> keep.apply(ProfitItems.of(history)));
    this.winBackHistory = once(() -> keep.apply(WinBackHistory.of(history)));
    this.recoveries = once(() -> keep.apply(WinBackCandidates.expected(this)));
    this.retentionReasons = once(() -> keep.apply(RetentionActions.reasons(this)));
  }

  /**
   * The intermediates of a history, as plans that run nothing.
   *
   * @param predictions what the lifetime value models predict
   * @param keep what keeps a shared step, so that the second table that needs it does not compute
   *     it again
   */
  public static Intermediates of(
      PurchaseHistory history, Predictions predictions, UnaryOperator<Dataset<Row>> keep) {
    return new Intermediates(history, predictions, keep);
  }

  PurchaseHistory history() {
    return history;
  }

  /** Rows as {@link CohortCells} says. */
  Dataset<Row> cohortCells() {
    return cohortCells.get();
  }

  /** Rows as {@link RevenueRanks} says. */
  Dataset<Row> revenueRanks() {
    return revenueRanks.get();
  }

  /** The row of {@link RfmScores#cutPoints}. */
  Dataset<Row> rfmCutPoints() {
    return rfmCutPoints.get();
  }

  Predictions predictions() {
    return predictions;
  }

  /** Rows as {@link PurchaseScores} says; none where nothing is predicted. */
  Optional<Dataset<Row>> scores() {
    return scores.get();
  }

  /** Rows as {@link PredictedValues} says. */
  Dataset<Row> predictedValues() {
    return predictedValues.get();
  }

  /** Rows as {@link RetentionByPeriod} computes them. */
  Dataset<Row> retentionByPeriod() {
    return retentionByPeriod.get();
  }

  /** Rows as {@link ProfitItems} says. */
  Dataset<Row> profitItems() {
    return profitItems.get();
  }

  /** The rows of {@link WinBackHistory}. */
  Dataset<Row> winBackHistory() {
    return winBackHistory.get();
  }

  /** The rows of {@link WinBackCandidates#expected}. */
  Dataset<Row> recoveries() {
    return recoveries.get();
  }

  /** The rows of {@link RetentionActions#reasons}. */
  Dataset<Row> retentionReasons() {
    return retentionReasons.get();
  }

  private Dataset<Row> distinctRecords() {
    return PurchaseRecords.of(history.everybody(), history.rules().asOf())
        .filter(col(PurchaseRecords.FREQUENCY).isNotNull())
        .select(PurchaseRecords.KEY.stream().map(name -> col(name)).toArray(Column[]::new))
        .distinct();
  }

  private static <T> Supplier<T> once(Supplier<T> first) {
    return new Supplier<>() {
      private Optional<T> made = Optional.empty();

      @Override
      public synchronized T get() {
        if (made.isEmpty()) {
          made = Optional.of(first.get());
        }
        return made.get();
      }
    };
  }
}
