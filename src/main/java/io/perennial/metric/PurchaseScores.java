package io.perennial.metric;

import static org.apache.spark.sql.functions.col;

import io.perennial.history.PurchaseRecords;
import io.perennial.model.clv.DiscountRate;
import io.perennial.model.clv.FutureValue;
import io.perennial.model.clv.GammaGamma;
import io.perennial.model.clv.Prospect;
import io.perennial.model.clv.PurchaseFamily;
import io.perennial.model.clv.PurchaseInterval;
import io.perennial.model.clv.PurchaseModel;
import io.perennial.model.clv.PurchaseProcess;
import io.perennial.model.clv.PurchaseRecord;
import io.perennial.model.clv.TimeSpan;
import io.perennial.table.output.CustomerLifetimeValueTable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * What a forecast says of each distinct purchase record, one row per record and horizon: all of a
 * customer's prediction that does not depend on what the customer spent. Cost: the models are asked
 * once per distinct record, some hundreds of microseconds each, however many customers share it.
 */
final class PurchaseScores implements MapPartitionsFunction<Row, Row> {
  static final String HORIZON_DAYS = CustomerLifetimeValueTable.HORIZON_DAYS;
  static final String PROBABILITY_ALIVE = CustomerLifetimeValueTable.PROBABILITY_ALIVE;
  static final String IS_CERTAIN = CustomerLifetimeValueTable.PROBABILITY_ALIVE_IS_CERTAIN;
  static final String EXPECTED_ORDERS = CustomerLifetimeValueTable.EXPECTED_ORDERS;
  static final String EXPECTED_ORDERS_LOW = CustomerLifetimeValueTable.EXPECTED_ORDERS_LOW;
  static final String EXPECTED_ORDERS_HIGH = CustomerLifetimeValueTable.EXPECTED_ORDERS_HIGH;

  /** Expected purchases, those of each month discounted from its end. */
  static final String DISCOUNTED_ORDERS = "discounted_orders";

  /** The spend within the horizon at the ends of its interval, over the spend model's scale. */
  static final String SPEND_LOW = "spend_low";

  static final String SPEND_HIGH = "spend_high";

  /** The variance of the spend within the horizon, over the square of the scale. */
  static final String SPEND_VARIANCE = "spend_variance";

  /** The derivatives of the logarithm of the expected orders by those of the parameters. */
  static final String SENSITIVITY = "sensitivity";

  /** The probability that intervals hold. */
  static final double LEVEL = 0.95;

  private static final long serialVersionUID = 1;
  private static final double REMAINDER = 1e-5;

  /** Into how many parts the records are split. */
  private static final int PARTS = 64;

  /** The step in a logarithm of a parameter by which derivatives are taken. */
  static final double STEP = 1e-3;

  private static final StructType SCHEMA =
      new StructType()
          .add(PurchaseRecords.FREQUENCY, DataTypes.IntegerType)
          .add(PurchaseRecords.RECENCY_DAYS, DataTypes.IntegerType)
          .add(PurchaseRecords.CUSTOMER_AGE_DAYS, DataTypes.IntegerType)
          .add(PurchaseRecords.HAS_REPEAT_SPEND, DataTypes.BooleanType)
          .add(HORIZON_DAYS, DataTypes.IntegerType, false)
          .add(PROBABILITY_ALIVE, DataTypes.DoubleType)
          .add(IS_CERTAIN, DataTypes.BooleanType)
          .add(EXPECTED_ORDERS, DataTypes.DoubleType)
          .add(EXPECTED_ORDERS_LOW, DataTypes.LongType)
          .add(EXPECTED_ORDERS_HIGH, DataTypes.LongType)
          .add(DISCOUNTED_ORDERS, DataTypes.DoubleType)
          .add(SPEND_LOW, DataTypes.DoubleType)
          .add(SPEND_HIGH, DataTypes.DoubleType)
          .add(SPEND_VARIANCE, DataTypes.DoubleType)
          .add(SENSITIVITY, DataTypes.createArrayType(DataTypes.DoubleType));

  private final PurchaseModel model;
  private final List<GammaGamma> spend;
  private final DiscountRate discountRate;
  private final List<Integer> horizonsDays;

  private PurchaseScores(Forecast forecast, Predictions predictions) {
    this.model = forecast.purchaseModel();
    this.spend = forecast.spendModel().map(List::of).orElse(List.of());
    this.discountRate = predictions.discountRate();
    this.horizonsDays = new ArrayList<>(predictions.horizonsDays());
  }

  /**
   * The scores of records. They are taken in the order of their frequency: what the distribution of
   * future value needs is shared by those of one frequency, and would be too much for all at once.
   *
   * @param records distinct rows of {@link PurchaseRecords#KEY}
   */
  static Dataset<Row> of(Dataset<Row> records, Forecast forecast, Predictions predictions) {
    return records
        .select(PurchaseRecords.KEY.stream().map(name -> col(name)).toArray(Column[]::new))
        // By a number of parts, since what a record costs here is work and not bytes, by which
        // Spark
        // would put them together.
        .repartition(
            PARTS, PurchaseRecords.KEY.stream().map(name -> col(name)).toArray(Column[]::new))
        .sortWithinPartitions(PurchaseRecords.HAS_REPEAT_SPEND, PurchaseRecords.FREQUENCY)
        .mapPartitions(new PurchaseScores(forecast, predictions), Encoders.row(SCHEMA));
  }

  @Override
  public Iterator<Row> call(Iterator<Row> records) {
    List<PurchaseModel> nudged = nudged();
    Values values = new Values(spend);
    List<Row> ready = new ArrayList<>();
    return new Iterator<>() {
      private int next;

      @Override
      public boolean hasNext() {
        return next < ready.size() || records.hasNext();
      }

      @Override
      public Row next() {
        if (next == ready.size()) {
          ready.clear();
          next = 0;
          score(records.next(), nudged, values, ready);
        }
        return ready.get(next++);
      }
    };
  }

  /** The model with each parameter a little larger and a little smaller, in turns. */
  private List<PurchaseModel> nudged() {
    PurchaseFamily family = new PurchaseFamily(model.process(), model.unit());
    List<PurchaseModel> models = new ArrayList<>();
    for (int parameter = 0; parameter < model.parameters().length; parameter++) {
      for (double step : new double[] {STEP, -STEP}) {
        double[] parameters = model.parameters();
        parameters[parameter] *= Math.exp(step);
        models.add(family.model(parameters));
      }
    }
    return models;
  }

  /** The value of the future after so many purchases; only the last one asked for is kept. */
  private static final class Values {
    private final List<GammaGamma> spend;
    private Optional<FutureValue> last = Optional.empty();
    private int lastPurchases = -1;

    Values(List<GammaGamma> spend) {
      this.spend = spend;
    }

    Optional<FutureValue> after(int purchases) {
      if (purchases != lastPurchases) {
        last = spend.stream().findFirst().map(model -> new FutureValue(model, purchases));
        lastPurchases = purchases;
      }
      return last;
    }
  }

  private void score(Row row, List<PurchaseModel> nudged, Values values, List<Row> scores) {
    int frequency = row.getInt(0);
    int recencyDays = row.getInt(1);
    int ageDays = row.getInt(2);
    boolean hasSpend = row.getBoolean(3);
    PurchaseRecord record =
        new PurchaseRecord(frequency, TimeSpan.ofDays(recencyDays), TimeSpan.ofDays(ageDays));
    Prospect prospect = model.prospect(record);
    List<Prospect> around = nudged.stream().map(one -> one.prospect(record)).toList();
    boolean certain = model.process() == PurchaseProcess.BG_NBD && frequency == 0;
    for (int horizonDays : horizonsDays) {
      TimeSpan horizon = TimeSpan.ofDays(horizonDays);
      double expected = prospect.expectedPurchases(horizon);
      PurchaseInterval interval = prospect.purchaseInterval(LEVEL, horizon);
      double[] sensitivity = new double[around.size() / 2];
      for (int parameter = 0; parameter < sensitivity.length; parameter++) {
        double more = around.get(2 * parameter).expectedPurchases(horizon);
        double less = around.get(2 * parameter + 1).expectedPurchases(horizon);
        sensitivity[parameter] = expected > 0 ? (more - less) / (2 * STEP * expected) : 0;
      }
      Double low = null;
      Double high = null;
      Double variance = null;
      Optional<FutureValue> future = values.after(hasSpend ? frequency : 0);
      if (future.isPresent()) {
        FutureValue value = future.get();
        double[] distribution = prospect.purchaseDistribution(horizon, REMAINDER);
        low = value.quantile(distribution, (1 - LEVEL) / 2);
        high = value.quantile(distribution, (1 + LEVEL) / 2);
        OptionalDouble spread = value.variance(distribution);
        variance = spread.isPresent() ? spread.getAsDouble() : null;
      }
      scores.add(
          RowFactory.create(
              frequency,
              recencyDays,
              ageDays,
              hasSpend,
              horizonDays,
              prospect.probabilityAlive(),
              certain,
              expected,
              (long) interval.low(),
              (long) interval.high(),
              prospect.discountedPurchases(discountRate, horizon),
              low,
              high,
              variance,
              sensitivity));
    }
  }
}
