package io.perennial.metric;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.trunc;
import static org.apache.spark.sql.functions.when;

import io.perennial.history.PurchaseDays;
import io.perennial.history.PurchaseRecords;
import io.perennial.model.clv.GammaGamma;
import io.perennial.model.clv.PurchaseModel;
import io.perennial.model.clv.PurchaseRecord;
import io.perennial.model.clv.TimeSpan;
import io.perennial.table.LedgerTable;
import io.perennial.table.output.ClvModelComparisonTable;
import io.perennial.table.output.ClvValidationTable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * How models and naive guesses, knowing the history up to a day, predicted what came after it.
 * Every result has a bounded number of rows, in no order. Cost: the models are asked once per
 * distinct record, a row per customer is kept; errors are one aggregation, ranks the running totals
 * of the different predictions.
 */
public final class Holdout {
  /** The model or guess a row is about. */
  public static final String PREDICTOR = "predictor";

  /** The repeat purchases before the holdout, up to a most; or the decile. */
  public static final String BUCKET = ClvValidationTable.BUCKET;

  public static final String CUSTOMERS = "customers";
  public static final String ACTUAL = "actual";
  public static final String EXPECTED = "expected";
  public static final String ABSOLUTE_ERRORS = "absolute_errors";
  public static final String SQUARED_ERRORS = "squared_errors";

  /** Net revenue in the holdout, in the currency. */
  public static final String ACTUAL_SPEND = ClvModelComparisonTable.ACTUAL_SPEND;

  /** What was expected of it; of a model without a spend model it is no amount. */
  public static final String EXPECTED_SPEND = ClvModelComparisonTable.EXPECTED_SPEND;

  public static final String NORMALISED_GINI = ClvModelComparisonTable.NORMALISED_GINI;
  public static final String SPEARMAN = ClvModelComparisonTable.SPEARMAN;

  private static final String PREDICTION = "prediction";
  private static final String EXPECTED_VALUE = "expected_value";
  private static final String ACTUAL_UNITS = "actual_units";
  private static final String BY_MODEL = "by_model";
  private static final String COHORT = "cohort";
  private static final String COHORT_DAYS = "cohort_days";
  private static final String COHORT_OCCASIONS = "cohort_occasions";
  private static final String COHORT_UNITS = "cohort_units";
  private static final int YEAR_DAYS = 365;

  /** Sums of doubles depend on their order; sums of decimals do not. */
  private static final String EXACT = "decimal(38,10)";

  /** Predictions of fewer purchases than this are not told apart where values are laid out. */
  private static final double LEAST_PURCHASES = 1e-4;

  private static final String ABOVE = "customers_above";
  private static final String TIED = "tied";
  private static final String ALL_CUSTOMERS = "all_customers";

  /** A row per customer, with all predictions in an array. */
  private final Dataset<Row> customers;

  private Holdout(Dataset<Row> customers) {
    this.customers = customers;
  }

  /** A row per customer and predictor. */
  private Dataset<Row> predictions() {
    return customers
        .withColumn(PREDICTION, explode(col(PREDICTION)))
        .select(
            col(PurchaseRecords.FREQUENCY),
            col(ACTUAL),
            col(ACTUAL_UNITS),
            col(PurchaseRecords.HELD_OUT_UNITS),
            col(PREDICTION).getField(PREDICTOR).as(PREDICTOR),
            col(PREDICTION).getField(EXPECTED).as(EXPECTED),
            col(PREDICTION).getField(EXPECTED_VALUE).as(EXPECTED_VALUE));
  }

  /**
   * The holdout of customers.
   *
   * @param heldOut rows as {@link PurchaseRecords#heldOut} says
   * @param models the models by name, each fitted to what was known
   * @param spend the spend model fitted to what was known, if there is one
   * @param days how many days are held out
   * @param keep what keeps the predictions, since all results are made from them
   */
  public static Holdout of(
      Dataset<Row> heldOut,
      Map<String, PurchaseModel> models,
      Optional<GammaGamma> spend,
      int days,
      UnaryOperator<Dataset<Row>> keep) {
    List<String> names = List.copyOf(models.keySet());
    Dataset<Row> records =
        heldOut
            .groupBy(
                PurchaseRecords.FREQUENCY,
                PurchaseRecords.RECENCY_DAYS,
                PurchaseRecords.CUSTOMER_AGE_DAYS)
            .agg(count(lit(1)))
            .drop("count(1)")
            .mapPartitions(
                new Expectations(names.stream().map(models::get).toList(), days),
                Encoders.row(Expectations.SCHEMA));
    Column perOrder =
        spend
            .map(model -> PredictedValues.expectedSpend(model.p(), model.q(), model.gamma()))
            .orElse(lit(1.0));
    double years = (double) days / YEAR_DAYS;
    Column cohort = trunc(col(PurchaseDays.FIRST_ORDER_DATE), "month").as(COHORT);
    // A row per month, so that the customers of a large month need not come together.
    Dataset<Row> cohorts =
        heldOut
            .groupBy(cohort)
            .agg(
                sum(PurchaseRecords.CUSTOMER_AGE_DAYS).as(COHORT_DAYS),
                sum(PurchaseRecords.FREQUENCY).as(COHORT_OCCASIONS),
                sum(PurchaseRecords.REPEAT_UNITS).as(COHORT_UNITS));
    List<Column> guesses = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      Column expected = col(BY_MODEL).getItem(i);
      guesses.add(guess(names.get(i), expected, expected.multiply(perOrder)));
    }
    guesses.add(
        guess(
            ClvModelComparisonTable.LAST_YEAR_AGAIN,
            col(PurchaseRecords.LAST_YEAR_OCCASIONS).multiply(years),
            inCurrency(col(PurchaseRecords.LAST_YEAR_UNITS)).multiply(years)));
    guesses.add(
        guess(
            ClvModelComparisonTable.COHORT_MEAN,
            perDay(COHORT_OCCASIONS).multiply((double) days),
            inCurrency(perDay(COHORT_UNITS)).multiply((double) days)));
    Dataset<Row> customers =
        heldOut
            .withColumn(COHORT, cohort)
            .join(broadcast(cohorts), COHORT)
            .join(
                records,
                new String[] {
                  PurchaseRecords.FREQUENCY,
                  PurchaseRecords.RECENCY_DAYS,
                  PurchaseRecords.CUSTOMER_AGE_DAYS
                })
            .select(
                col(PurchaseRecords.FREQUENCY),
                col(PurchaseRecords.HELD_OUT_OCCASIONS).as(ACTUAL),
                greatest(col(PurchaseRecords.HELD_OUT_UNITS), lit(0L)).as(ACTUAL_UNITS),
                col(PurchaseRecords.HELD_OUT_UNITS),
                array(guesses.toArray(Column[]::new)).as(PREDICTION));
    return new Holdout(keep.apply(customers));
  }

  private static Column perDay(String total) {
    return coalesce(
        when(col(COHORT_DAYS).gt(0), col(total).cast("double").divide(col(COHORT_DAYS))), lit(0.0));
  }

  private static Column inCurrency(Column units) {
    return units.divide((double) LedgerTable.UNITS);
  }

  private static Column guess(String name, Column expected, Column value) {
    return struct(
        lit(name).as(PREDICTOR),
        coalesce(expected, lit(0.0)).as(EXPECTED),
        coalesce(value, lit(0.0)).as(EXPECTED_VALUE));
  }

  /**
   * Per predictor and number of repeat purchases: customers, actual and expected purchases, the
   * sums of absolute and squared differences of the two over customers, and actual and expected
   * spend.
   */
  public Dataset<Row> errors() {
    Column error = col(EXPECTED).minus(col(ACTUAL));
    return predictions()
        .groupBy(
            col(PREDICTOR),
            least(col(PurchaseRecords.FREQUENCY), lit(ClvValidationTable.MOST_REPEAT_PURCHASES))
                .as(BUCKET))
        .agg(
            count(lit(1)).as(CUSTOMERS),
            sum(ACTUAL).as(ACTUAL),
            exactSum(col(EXPECTED)).as(EXPECTED),
            exactSum(abs(error)).as(ABSOLUTE_ERRORS),
            exactSum(error.multiply(error)).as(SQUARED_ERRORS),
            inCurrency(sum(PurchaseRecords.HELD_OUT_UNITS).cast("double")).as(ACTUAL_SPEND),
            exactSum(col(EXPECTED_VALUE)).as(EXPECTED_SPEND));
  }

  /** Per predictor and tenth of the customers by expectation: customers, actual and expected. */
  public Dataset<Row> deciles() {
    RunningTotals largestFirst =
        new RunningTotals(
            List.of(PREDICTOR),
            EXPECTED,
            LEAST_PURCHASES,
            true,
            List.of(new RunningTotals.Total(CUSTOMERS, ABOVE, ALL_CUSTOMERS)));
    return predictions()
        .groupBy(PREDICTOR, EXPECTED)
        .agg(count(lit(1)).as(CUSTOMERS), sum(ACTUAL).as(ACTUAL))
        .transform(largestFirst::of)
        .withColumn(BUCKET, expr("cast(%s * 10 div %s + 1 as int)".formatted(ABOVE, ALL_CUSTOMERS)))
        .groupBy(PREDICTOR, BUCKET)
        .agg(
            exactSum(col(EXPECTED).multiply(col(CUSTOMERS))).as(EXPECTED),
            sum(CUSTOMERS).as(CUSTOMERS),
            sum(ACTUAL).as(ACTUAL));
  }

  /**
   * Per predictor the normalised Gini coefficient and Spearman's correlation of the predicted value
   * with the spend held out, equal values having the mean of their ranks; null where nobody spent
   * anything or the ranks do not vary. The Gini coefficient of amounts x by ranks r is 2 sum(r x) /
   * (n sum x) - (n + 1) / n.
   */
  public Dataset<Row> ranking() {
    Dataset<Row> ranked =
        predictions()
            .groupBy(PREDICTOR, EXPECTED_VALUE, ACTUAL_UNITS)
            .agg(count(lit(1)).as(CUSTOMERS))
            .transform(pairs -> withMeanRank(pairs, EXPECTED_VALUE, "predicted_rank"))
            .transform(pairs -> withMeanRank(pairs, ACTUAL_UNITS, "actual_rank"))
            .withColumn("n", col(ALL_CUSTOMERS).cast("double"));
    Column weight = col(CUSTOMERS).cast("double");
    Column x = col(ACTUAL_UNITS).cast("double").divide(col("n"));
    Column middle = col("n").plus(1).divide(2);
    // Ranks are taken from their middle and over n, so that the sums keep their digits.
    Column p = col("predicted_rank").minus(middle).divide(col("n"));
    Column a = col("actual_rank").minus(middle).divide(col("n"));
    return ranked
        .groupBy(PREDICTOR)
        .agg(
            exactSum(weight.multiply(p).multiply(a)).as("pa"),
            exactSum(weight.multiply(p).multiply(p)).as("pp"),
            exactSum(weight.multiply(a).multiply(a)).as("aa"),
            exactSum(weight.multiply(p).multiply(x)).as("px"),
            exactSum(weight.multiply(a).multiply(x)).as("ax"))
        .select(
            col(PREDICTOR),
            when(col("ax").gt(0), col("px").divide(col("ax"))).as(NORMALISED_GINI),
            when(
                    col("pp").gt(0).and(col("aa").gt(0)),
                    expr("greatest(-1D, least(1D, pa / sqrt(pp * aa)))"))
                .as(SPEARMAN));
  }

  /** Pairs of values with the mean of the ranks that the customers of one of the values have. */
  private static Dataset<Row> withMeanRank(Dataset<Row> pairs, String value, String rank) {
    RunningTotals smallestFirst =
        new RunningTotals(
            List.of(PREDICTOR),
            value,
            value.equals(ACTUAL_UNITS) ? LedgerTable.UNITS : LEAST_PURCHASES,
            false,
            List.of(new RunningTotals.Total(TIED, ABOVE, ALL_CUSTOMERS)));
    Dataset<Row> ranks =
        pairs
            .groupBy(PREDICTOR, value)
            .agg(sum(CUSTOMERS).as(TIED))
            .transform(smallestFirst::of)
            .withColumn(
                rank, col(ABOVE).cast("double").plus(col(TIED).cast("double").plus(1).divide(2)));
    return pairs
        .drop(ALL_CUSTOMERS)
        .join(ranks.select(PREDICTOR, value, rank, ALL_CUSTOMERS), new String[] {PREDICTOR, value});
  }

  private static Column exactSum(Column value) {
    return sum(value.cast(EXACT)).cast("double");
  }

  /** Adds what each model expects of a distinct record within the holdout. */
  private static final class Expectations implements MapPartitionsFunction<Row, Row> {
    static final StructType SCHEMA =
        new StructType()
            .add(PurchaseRecords.FREQUENCY, DataTypes.IntegerType)
            .add(PurchaseRecords.RECENCY_DAYS, DataTypes.IntegerType)
            .add(PurchaseRecords.CUSTOMER_AGE_DAYS, DataTypes.IntegerType)
            .add(BY_MODEL, DataTypes.createArrayType(DataTypes.DoubleType));
    private static final long serialVersionUID = 1;

    private final List<PurchaseModel> models;
    private final int days;

    Expectations(List<PurchaseModel> models, int days) {
      this.models = new ArrayList<>(models);
      this.days = days;
    }

    @Override
    public Iterator<Row> call(Iterator<Row> records) {
      TimeSpan horizon = TimeSpan.ofDays(days);
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          return records.hasNext();
        }

        @Override
        public Row next() {
          Row row = records.next();
          PurchaseRecord record =
              new PurchaseRecord(
                  row.getInt(0), TimeSpan.ofDays(row.getInt(1)), TimeSpan.ofDays(row.getInt(2)));
          Double[] expected =
              models.stream()
                  .map(model -> model.expectedPurchases(record, horizon))
                  .toArray(Double[]::new);
          return RowFactory.create(row.getInt(0), row.getInt(1), row.getInt(2), expected);
        }
      };
    }
  }
}
