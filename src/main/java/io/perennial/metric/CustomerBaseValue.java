package io.perennial.metric;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.round;
import static org.apache.spark.sql.functions.sqrt;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.perennial.history.CustomerTotals;
import io.perennial.model.clv.GammaGamma;
import io.perennial.model.optimize.Fit;
import io.perennial.table.Types;
import io.perennial.table.output.CustomerBaseValueTable;
import io.perennial.table.output.CustomerLifetimeValueTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.RelationalGroupedDataset;
import org.apache.spark.sql.Row;

/**
 * Computes {@link CustomerBaseValueTable}. The interval of a sum has two parts: what chance makes
 * of so many customers, whose variances add up, and what the parameters' standard errors make of
 * all of them at once, by the delta method. Cost: one aggregation of the predicted values.
 */
final class CustomerBaseValue {
  private static final String VARIANCE = "variance";
  private static final String BY_PURCHASES = "by_purchases_";
  private static final String BY_SPEND = "by_spend_";
  private static final String VALUE = "value";

  /** Sums of doubles depend on their order; sums of decimals do not. */
  private static final String EXACT = "decimal(38,6)";

  /** The 97.5 % quantile of the normal distribution. */
  private static final double TWO_SIDED = 1.959964;

  private CustomerBaseValue() {}

  static Dataset<Row> of(Intermediates shared) {
    Predictions predictions = shared.predictions();
    Optional<Forecast> forecast = predictions.forecast();
    RelationalGroupedDataset groups =
        withDerivatives(
                shared.predictedValues().filter(col(PurchaseScores.EXPECTED_ORDERS).isNotNull()),
                predictions)
            .groupBy(
                CustomerTotals.SEGMENT_NAME,
                CustomerTotals.SEGMENT_VALUE,
                PredictedValues.HORIZON_DAYS);
    List<Column> sums = new ArrayList<>();
    sums.add(
        sum(col(PurchaseScores.PROBABILITY_ALIVE).cast(EXACT))
            .cast(Types.RATE)
            .as(CustomerBaseValueTable.EXPECTED_CUSTOMERS_ALIVE));
    sums.add(
        count(when(col(PurchaseScores.IS_CERTAIN), true))
            .as(CustomerBaseValueTable.CUSTOMERS_ALIVE_BY_DEFINITION));
    sums.add(
        sum(col(PurchaseScores.EXPECTED_ORDERS).cast(EXACT))
            .cast(Types.RATE)
            .as(CustomerBaseValueTable.EXPECTED_ORDERS));
    sums.add(max(CustomerLifetimeValueTable.VALUE_BASIS).as(CustomerBaseValueTable.VALUE_BASIS));
    sums.add(
        round(sum(PredictedValues.EXACT_VALUE), 2)
            .cast(Types.MONEY)
            .as(CustomerBaseValueTable.CUSTOMER_EQUITY));
    // One customer whose value has no variance leaves the sum without one.
    Column hasNoVariance =
        col(PredictedValues.PREDICTED_VALUE)
            .isNotNull()
            .and(col(PredictedValues.VALUE_VARIANCE).isNull());
    sums.add(
        when(
                count(when(hasNoVariance, true)).equalTo(0),
                sum(col(PredictedValues.VALUE_VARIANCE).cast(EXACT)).cast("double"))
            .as(VARIANCE));
    sums.add(
        count(PredictedValues.PREDICTED_VALUE).as(CustomerBaseValueTable.CUSTOMERS_WITH_VALUE));
    for (String name : derivatives(forecast)) {
      sums.add(sum(col(name).cast(EXACT)).cast("double").as(name));
    }
    Column margin = sqrt(col(VARIANCE).plus(uncertainty(forecast))).multiply(TWO_SIDED);
    Column equity = col(CustomerBaseValueTable.CUSTOMER_EQUITY).cast("double");
    return groups
        .agg(count(lit(1)).as(CustomerBaseValueTable.CUSTOMERS), sums.toArray(Column[]::new))
        .withColumn(
            CustomerBaseValueTable.CUSTOMER_EQUITY_LOW,
            round(equity.minus(margin), 2).cast(Types.MONEY))
        .withColumn(
            CustomerBaseValueTable.CUSTOMER_EQUITY_HIGH,
            round(equity.plus(margin), 2).cast(Types.MONEY));
  }

  /** The derivatives of each value by the logarithms of the parameters. */
  private static Dataset<Row> withDerivatives(Dataset<Row> values, Predictions predictions) {
    Optional<Forecast> forecast = predictions.forecast();
    if (forecast.flatMap(Forecast::spendModel).isEmpty()) {
      return values;
    }
    GammaGamma spend = forecast.flatMap(Forecast::spendModel).orElseThrow();
    Column mean = PredictedValues.expectedSpend(spend.p(), spend.q(), spend.gamma());
    Column value =
        mean.multiply(col(PurchaseScores.DISCOUNTED_ORDERS)).multiply(predictions.valueOfRevenue());
    Dataset<Row> derived = values.withColumn(VALUE, value);
    int parameters = forecast.orElseThrow().purchases().parameters().size();
    for (int i = 0; i < parameters; i++) {
      derived =
          derived.withColumn(
              BY_PURCHASES + i,
              col(VALUE).multiply(element_at(col(PurchaseScores.SENSITIVITY), i + 1)));
    }
    double[] spendParameters = {spend.p(), spend.q(), spend.gamma()};
    for (int i = 0; i < spendParameters.length; i++) {
      double[] more = spendParameters.clone();
      double[] less = spendParameters.clone();
      more[i] *= Math.exp(PurchaseScores.STEP);
      less[i] *= Math.exp(-PurchaseScores.STEP);
      Column slope =
          PredictedValues.expectedSpend(more[0], more[1], more[2])
              .minus(PredictedValues.expectedSpend(less[0], less[1], less[2]))
              .divide(2 * PurchaseScores.STEP);
      derived = derived.withColumn(BY_SPEND + i, col(VALUE).multiply(slope).divide(mean));
    }
    return derived;
  }

  private static List<String> derivatives(Optional<Forecast> forecast) {
    List<String> names = new ArrayList<>();
    if (forecast.flatMap(Forecast::spendModel).isPresent()) {
      for (int i = 0; i < forecast.orElseThrow().purchases().parameters().size(); i++) {
        names.add(BY_PURCHASES + i);
      }
      for (int i = 0; i < 3; i++) {
        names.add(BY_SPEND + i);
      }
    }
    return names;
  }

  /** The variance that the parameters' standard errors put into the sum; null where not known. */
  private static Column uncertainty(Optional<Forecast> forecast) {
    Optional<Fit<GammaGamma>> spend = forecast.flatMap(Forecast::spend);
    if (spend.isEmpty()
        || spend.get().covariance().isEmpty()
        || forecast.orElseThrow().purchases().covariance().isEmpty()) {
      return lit(null).cast("double");
    }
    return quadraticForm(forecast.orElseThrow().purchases(), BY_PURCHASES)
        .plus(quadraticForm(spend.get(), BY_SPEND));
  }

  private static Column quadraticForm(Fit<?> fit, String prefix) {
    Column sum = lit(0.0);
    for (int i = 0; i < fit.parameters().size(); i++) {
      for (int j = 0; j < fit.parameters().size(); j++) {
        double covariance =
            fit.covariance().get(i).get(j)
                / fit.parameters().get(i).estimate()
                / fit.parameters().get(j).estimate();
        sum = sum.plus(col(prefix + i).multiply(col(prefix + j)).multiply(covariance));
      }
    }
    return sum;
  }
}
