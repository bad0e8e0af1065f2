package io.perennial.metric;

import io.perennial.model.clv.DiscountRate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What the lifetime value models were asked for and what came of it.
 *
 * @param horizonsDays how far ahead values are predicted, in days
 * @param discountRate what a later value loses
 * @param atRiskBelowProbabilityAlive the probability below which a customer is at risk
 * @param marginShare net revenue less costs as a share of net revenue, where the cost of every
 *     order is known and net revenue is positive; values are margin then
 * @param forecast the models that predict; empty where nothing is predicted
 * @param evidence the rows of the tables on the models themselves; empty where none was to be
 *     fitted
 */
public record Predictions(
    List<Integer> horizonsDays,
    DiscountRate discountRate,
    double atRiskBelowProbabilityAlive,
    OptionalDouble marginShare,
    Optional<Forecast> forecast,
    Optional<Evidence> evidence) {
  /**
   * The rows of the tables on the models, as their contracts say.
   *
   * @param models rows of clv_model
   * @param comparison rows of clv_model_comparison
   * @param validation rows of clv_validation
   */
  public record Evidence(Dataset<Row> models, Dataset<Row> comparison, Dataset<Row> validation) {}

  public Predictions {
    horizonsDays = List.copyOf(horizonsDays);
  }

  /** No predictions, for these horizons. */
  public static Predictions none(List<Integer> horizonsDays) {
    return new Predictions(
        horizonsDays,
        new DiscountRate(0),
        0,
        OptionalDouble.empty(),
        Optional.empty(),
        Optional.empty());
  }

  boolean areMargin() {
    return marginShare.isPresent();
  }

  /** What a unit of net revenue counts for in the published value. */
  double valueOfRevenue() {
    return marginShare.orElse(1);
  }
}
