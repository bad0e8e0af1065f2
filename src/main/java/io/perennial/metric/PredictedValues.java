package io.perennial.metric;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.round;
import static org.apache.spark.sql.functions.when;

import io.perennial.history.CustomerTotals;
import io.perennial.history.PurchaseHistory;
import io.perennial.history.PurchaseRecords;
import io.perennial.history.SegmentRule;
import io.perennial.model.clv.GammaGamma;
import io.perennial.table.LedgerTable;
import io.perennial.table.Types;
import io.perennial.table.output.CustomerLifetimeValueTable;
import io.perennial.table.output.RateColumns;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The customer totals of everybody and of the segments of customers, a row per horizon, with what
 * is predicted of each; the predicted columns are null where nothing is. A customer's record in a
 * segment of customers is the same as in the total, so one set of scores serves all. Cost: one join
 * with the scores, which are few where customers share their records.
 */
final class PredictedValues {
  static final String HORIZON_DAYS = CustomerLifetimeValueTable.HORIZON_DAYS;
  static final String PREDICTED_VALUE = CustomerLifetimeValueTable.PREDICTED_VALUE;

  /** The predicted value before it is rounded; of decimals, since sums of doubles have an order. */
  static final String EXACT_VALUE = "exact_value";

  /** Net revenue, or margin where the cost of every order is known, in units. */
  static final String VALUE_UNITS = "value_units";

  /** The variance of the value within the horizon. */
  static final String VALUE_VARIANCE = "value_variance";

  private static final String EXACT = "decimal(38,10)";

  private PredictedValues() {}

  static Dataset<Row> of(
      PurchaseHistory history, Predictions predictions, Optional<Dataset<Row>> scores) {
    List<Object> segments = new ArrayList<>(List.of(RateColumns.ALL));
    history.rules().segments().stream()
        .filter(SegmentRule::ofCustomer)
        .map(SegmentRule::name)
        .forEach(segments::add);
    Column[] horizons =
        predictions.horizonsDays().stream().map(days -> lit(days)).toArray(Column[]::new);
    Dataset<Row> customers =
        withValueUnits(
                PurchaseRecords.of(
                    history
                        .totals()
                        .filter(col(CustomerTotals.SEGMENT_NAME).isin(segments.toArray())),
                    history.rules().asOf()),
                predictions)
            .withColumn(HORIZON_DAYS, explode(array(horizons)));
    Optional<Forecast> forecast = predictions.forecast();
    if (forecast.isEmpty() || scores.isEmpty()) {
      return customers
          .withColumn(CustomerLifetimeValueTable.MODEL, lit(null).cast(Types.TEXT))
          .withColumn(PurchaseScores.PROBABILITY_ALIVE, lit(null).cast(Types.RATE))
          .withColumn(PurchaseScores.IS_CERTAIN, lit(null).cast(Types.FLAG))
          .withColumn(PurchaseScores.EXPECTED_ORDERS, lit(null).cast(Types.RATE))
          .withColumn(PurchaseScores.EXPECTED_ORDERS_LOW, lit(null).cast(Types.COUNT))
          .withColumn(PurchaseScores.EXPECTED_ORDERS_HIGH, lit(null).cast(Types.COUNT))
          .transform(PredictedValues::withoutValue);
    }
    List<String> key = new ArrayList<>(PurchaseRecords.KEY);
    key.add(HORIZON_DAYS);
    Dataset<Row> scored =
        customers
            .join(scores.get(), key.toArray(String[]::new), "left")
            .withColumn(
                CustomerLifetimeValueTable.MODEL,
                when(
                    col(PurchaseScores.EXPECTED_ORDERS).isNotNull(),
                    forecast.get().purchases().familyName()));
    return forecast
        .get()
        .spendModel()
        .map(spend -> withValue(scored, spend, predictions))
        .orElseGet(() -> withoutValue(scored));
  }

  private static Dataset<Row> withValueUnits(Dataset<Row> customers, Predictions predictions) {
    Column net = col(CustomerTotals.NET_UNITS);
    Column cost = coalesce(col(CustomerTotals.COST_UNITS), lit(0L));
    return customers.withColumn(VALUE_UNITS, predictions.areMargin() ? net.minus(cost) : net);
  }

  private static Dataset<Row> withoutValue(Dataset<Row> rows) {
    return rows.withColumn(
            CustomerLifetimeValueTable.EXPECTED_SPEND_PER_ORDER, lit(null).cast(Types.MEAN_MONEY))
        .withColumn(CustomerLifetimeValueTable.VALUE_BASIS, lit(null).cast(Types.TEXT))
        .withColumn(EXACT_VALUE, lit(null).cast(EXACT))
        .withColumn(PREDICTED_VALUE, lit(null).cast(Types.MONEY))
        .withColumn(CustomerLifetimeValueTable.PREDICTED_VALUE_LOW, lit(null).cast(Types.MONEY))
        .withColumn(CustomerLifetimeValueTable.PREDICTED_VALUE_HIGH, lit(null).cast(Types.MONEY))
        .withColumn(VALUE_VARIANCE, lit(null).cast(Types.RATE));
  }

  private static Dataset<Row> withValue(
      Dataset<Row> scored, GammaGamma spend, Predictions predictions) {
    double share = predictions.valueOfRevenue();
    Column expectedOrders = col(PurchaseScores.EXPECTED_ORDERS);
    Column discounted = col(PurchaseScores.DISCOUNTED_ORDERS);
    // The interval is of undiscounted spend; the discount of its mean carries over to its ends.
    Column scale =
        scale(spend.gamma())
            .multiply(share)
            .multiply(when(expectedOrders.gt(0), discounted.divide(expectedOrders)).otherwise(1));
    Column spendPerOrder = expectedSpend(spend.p(), spend.q(), spend.gamma());
    Column low = scale.multiply(col(PurchaseScores.SPEND_LOW));
    Column high = scale.multiply(col(PurchaseScores.SPEND_HIGH));
    Column value = spendPerOrder.multiply(discounted).multiply(share);
    Column isPredicted = value.isNotNull();
    return scored
        .withColumn(
            CustomerLifetimeValueTable.EXPECTED_SPEND_PER_ORDER,
            when(expectedOrders.isNotNull(), round(spendPerOrder, 4).cast(Types.MEAN_MONEY)))
        .withColumn(
            CustomerLifetimeValueTable.VALUE_BASIS,
            when(
                isPredicted,
                predictions.areMargin()
                    ? CustomerLifetimeValueTable.MARGIN
                    : CustomerLifetimeValueTable.REVENUE))
        .withColumn(EXACT_VALUE, value.cast(EXACT))
        .withColumn(PREDICTED_VALUE, money(value))
        .withColumn(
            CustomerLifetimeValueTable.PREDICTED_VALUE_LOW,
            when(isPredicted, money(least(low, high))))
        .withColumn(
            CustomerLifetimeValueTable.PREDICTED_VALUE_HIGH,
            when(isPredicted, money(greatest(low, high))))
        .withColumn(
            VALUE_VARIANCE, scale.multiply(scale).multiply(col(PurchaseScores.SPEND_VARIANCE)));
  }

  private static Column money(Column value) {
    return round(value, 2).cast(Types.MONEY);
  }

  /** The scale of a customer's spend, gamma + x m. */
  private static Column scale(double gamma) {
    Column repeatSpend =
        col(PurchaseRecords.REPEAT_UNITS).cast("double").divide((double) LedgerTable.UNITS);
    return when(col(PurchaseRecords.HAS_REPEAT_SPEND), repeatSpend.plus(gamma))
        .otherwise(lit(gamma));
  }

  /**
   * The expected spend per purchase, p (gamma + x m) / (p x + q - 1) (Fader &amp; Hardie 2013), the
   * population's mean without repeat spend; null where it is infinite.
   */
  static Column expectedSpend(double p, double q, double gamma) {
    Column shape =
        when(
                col(PurchaseRecords.HAS_REPEAT_SPEND),
                col(PurchaseRecords.FREQUENCY).cast("double").multiply(p).plus(q - 1))
            .otherwise(lit(q - 1));
    return when(shape.gt(0), scale(gamma).multiply(p).divide(shape));
  }
}
