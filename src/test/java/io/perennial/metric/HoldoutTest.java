package io.perennial.metric;

import static io.perennial.testing.Datasets.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.perennial.history.PurchaseDays;
import io.perennial.history.PurchaseRecords;
import io.perennial.model.clv.BgNbd;
import io.perennial.model.clv.GammaGamma;
import io.perennial.model.clv.PurchaseModel;
import io.perennial.model.clv.PurchaseRecord;
import io.perennial.model.clv.TimeSpan;
import io.perennial.model.clv.TimeUnit;
import io.perennial.table.LedgerTable;
import io.perennial.table.output.ClvModelComparisonTable;
import io.perennial.testing.Datasets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class HoldoutTest {
  private static final LocalDate CALIBRATION_END = LocalDate.of(2024, 6, 30);
  private static final int DAYS = 73;
  private static final double EXACT = 1e-9;
  private static final String MODEL = "BG/NBD";
  private static final PurchaseModel PURCHASES =
      new BgNbd(0.243, 4.414, 0.793, 2.426, TimeUnit.WEEK);
  private static final GammaGamma SPEND = new GammaGamma(6.25, 3.74, 15.44);

  private static final String DDL =
      String.join(
          ", ",
          PurchaseDays.FIRST_ORDER_DATE + " date",
          PurchaseRecords.FREQUENCY + " int",
          PurchaseRecords.RECENCY_DAYS + " int",
          PurchaseRecords.CUSTOMER_AGE_DAYS + " int",
          PurchaseRecords.HAS_REPEAT_SPEND + " boolean",
          PurchaseRecords.REPEAT_UNITS + " bigint",
          PurchaseRecords.LAST_YEAR_OCCASIONS + " bigint",
          PurchaseRecords.LAST_YEAR_UNITS + " bigint",
          PurchaseRecords.HELD_OUT_OCCASIONS + " bigint",
          PurchaseRecords.HELD_OUT_UNITS + " bigint");

  /** One customer; amounts in the currency. */
  private record Customer(
      int ageDays,
      int frequency,
      int recencyDays,
      long repeatSpend,
      int lastYearOccasions,
      long lastYearSpend,
      int actual,
      long actualSpend) {
    LocalDate first() {
      return CALIBRATION_END.minusDays(ageDays);
    }

    Row toRow() {
      return row(
          first(),
          frequency,
          recencyDays,
          ageDays,
          frequency > 0 && repeatSpend > 0,
          repeatSpend * LedgerTable.UNITS,
          (long) lastYearOccasions,
          lastYearSpend * LedgerTable.UNITS,
          (long) actual,
          actualSpend * LedgerTable.UNITS);
    }

    double expected() {
      return PURCHASES.expectedPurchases(
          new PurchaseRecord(frequency, TimeSpan.ofDays(recencyDays), TimeSpan.ofDays(ageDays)),
          TimeSpan.ofDays(DAYS));
    }
  }

  /** Two cohorts; ties in expectation, in value and in what came; one who only returned things. */
  private static final List<Customer> FEW =
      List.of(
          new Customer(20, 0, 0, 0, 1, 50, 0, 0),
          new Customer(20, 0, 0, 0, 1, 30, 1, 10),
          new Customer(25, 2, 20, 60, 3, 90, 3, 120),
          new Customer(100, 1, 40, -5, 2, 20, 0, -15),
          new Customer(100, 9, 90, 300, 10, 350, 4, 120),
          new Customer(101, 8, 50, 80, 9, 90, 0, 0));

  @Test
  void errorsAreSummedByRepeatPurchasesWithTheLastBucketOpen() {
    Map<String, Map<Integer, Row>> found = byBucket(holdout(FEW).errors().collectAsList());
    assertThat(found.keySet())
        .containsExactlyInAnyOrder(
            MODEL, ClvModelComparisonTable.LAST_YEAR_AGAIN, ClvModelComparisonTable.COHORT_MEAN);
    // A fifth of the year's 1, 1; 3; 2; 10 and 9 occasions against 0, 1; 3; 0; 4 and 0.
    Map<Integer, Row> guesses = found.get(ClvModelComparisonTable.LAST_YEAR_AGAIN);
    assertErrors(guesses.get(0), 2, 1, 0.4, 0.2 + 0.8, 0.04 + 0.64);
    assertErrors(guesses.get(1), 1, 0, 0.4, 0.4, 0.16);
    assertErrors(guesses.get(2), 1, 3, 0.6, 2.4, 5.76);
    assertErrors(guesses.get(7), 2, 4, 3.8, 2 + 1.8, 4 + 3.24);
    assertThat(guesses).hasSize(4);
  }

  @Test
  void theCohortMeanIsOfRepeatPurchasesPerCustomerAndDayOfTheCalendarMonth() {
    Map<Integer, Row> found =
        byBucket(holdout(FEW).errors().collectAsList()).get(ClvModelComparisonTable.COHORT_MEAN);
    // June 2024: 2 repeat purchases in 20 + 20 + 25 days; March 2024: 18 in 100 + 100 + 101.
    double june = 2.0 / 65 * DAYS;
    double march = 18.0 / 301 * DAYS;
    assertThat(found.get(0).<Double>getAs(Holdout.EXPECTED)).isCloseTo(2 * june, within(EXACT));
    assertThat(found.get(1).<Double>getAs(Holdout.EXPECTED)).isCloseTo(march, within(EXACT));
    assertThat(found.get(2).<Double>getAs(Holdout.EXPECTED)).isCloseTo(june, within(EXACT));
    assertThat(found.get(7).<Double>getAs(Holdout.EXPECTED)).isCloseTo(2 * march, within(EXACT));
  }

  @Test
  void theModelIsAskedForTheDaysHeldOut() {
    Map<Integer, Row> found = byBucket(holdout(FEW).errors().collectAsList()).get(MODEL);
    FEW.stream()
        .filter(customer -> customer.frequency() == 2)
        .forEach(
            customer ->
                assertErrors(
                    found.get(2),
                    1,
                    3,
                    customer.expected(),
                    3 - customer.expected(),
                    Math.pow(3 - customer.expected(), 2)));
  }

  @Test
  void customersWithoutAnyTimeToBuyAgainExpectNothingOfTheirCohort() {
    List<Customer> newest = List.of(new Customer(0, 0, 0, 0, 1, 10, 2, 30));
    Row found =
        byBucket(holdout(newest).errors().collectAsList())
            .get(ClvModelComparisonTable.COHORT_MEAN)
            .get(0);
    assertErrors(found, 1, 2, 0, 2, 4);
  }

  @Test
  void rankingIsTheOneCountedByHandWhereValuesAreTied() {
    Map<String, Row> found = byPredictor(holdout(FEW).ranking().collectAsList());
    // Last year's spend 50, 30, 90, 20, 350, 90 has the ranks 3, 2, 4.5, 1, 6, 4.5; what came, 0,
    // 10, 120, 0 (a return of 15 is no spend), 120, 0 has 2, 4, 5.5, 2, 5.5, 2. From their middle:
    // -.5, -1.5, 1, -2.5, 2.5, 1 and -1.5, .5, 2, -1.5, 2, -1.5.
    double products = 0.75 - 0.75 + 2 + 3.75 + 5 - 1.5;
    double squares = 0.25 + 2.25 + 1 + 6.25 + 6.25 + 1;
    double actualSquares = 2.25 + 0.25 + 4 + 2.25 + 4 + 2.25;
    Row guess = found.get(ClvModelComparisonTable.LAST_YEAR_AGAIN);
    assertThat(guess.<Double>getAs(Holdout.SPEARMAN))
        .isCloseTo(products / Math.sqrt(squares * actualSquares), within(EXACT));
    assertThat(guess.<Double>getAs(Holdout.NORMALISED_GINI))
        .isCloseTo((-1.5 * 10 + 120 + 2.5 * 120) / (0.5 * 10 + 2 * 120 + 2 * 120), within(EXACT));
  }

  @Test
  void rankingsAndDecilesAgreeWithALoopOverManyCustomers() {
    List<Customer> many = many(new Random(11), 237);
    Holdout holdout = holdout(many);
    Map<String, Row> ranking = byPredictor(holdout.ranking().collectAsList());
    Map<String, Map<Integer, Row>> deciles = byBucket(holdout.deciles().collectAsList());
    Map<String, ToDoubleFunction<Customer>> values = new HashMap<>();
    values.put(
        MODEL,
        one ->
            one.expected()
                * SPEND
                    .expectedSpend(
                        one.repeatSpend() > 0 ? one.frequency() : 0,
                        one.repeatSpend() > 0 ? (double) one.repeatSpend() / one.frequency() : 0)
                    .orElseThrow());
    values.put(ClvModelComparisonTable.LAST_YEAR_AGAIN, one -> one.lastYearSpend());
    double[] actual = many.stream().mapToDouble(one -> Math.max(0, one.actualSpend())).toArray();
    values.forEach(
        (predictor, value) -> {
          double[] predicted = many.stream().mapToDouble(value).toArray();
          Row row = ranking.get(predictor);
          assertThat(row.<Double>getAs(Holdout.SPEARMAN))
              .isCloseTo(correlation(ranks(predicted), ranks(actual)), within(1e-8));
          assertThat(row.<Double>getAs(Holdout.NORMALISED_GINI))
              .isCloseTo(
                  gini(ranks(predicted), actual) / gini(ranks(actual), actual), within(1e-8));
        });
    assertDeciles(deciles.get(MODEL), many, Customer::expected);
    assertDeciles(
        deciles.get(ClvModelComparisonTable.LAST_YEAR_AGAIN),
        many,
        one -> one.lastYearOccasions() * DAYS / 365.0);
  }

  @Test
  void thereIsNoRankingWhereNobodySpentAnythingOrAllAreAlike() {
    Customer silent = new Customer(50, 0, 0, 0, 1, 10, 0, 0);
    for (Row row : holdout(List.of(silent, silent, silent)).ranking().collectAsList()) {
      assertThat(row.isNullAt(row.fieldIndex(Holdout.SPEARMAN))).isTrue();
      assertThat(row.isNullAt(row.fieldIndex(Holdout.NORMALISED_GINI))).isTrue();
    }
  }

  @Test
  void withoutAModelTheGuessesAreStillJudged() {
    Holdout holdout =
        Holdout.of(rows(FEW), Map.of(), Optional.empty(), DAYS, UnaryOperator.identity());
    assertThat(byPredictor(holdout.ranking().collectAsList()).keySet())
        .containsExactlyInAnyOrder(
            ClvModelComparisonTable.LAST_YEAR_AGAIN, ClvModelComparisonTable.COHORT_MEAN);
  }

  @Test
  void ranksBringNoTwoStretchesOfPredictionsTogether() {
    assertThat(GlobalWindows.of(holdout(FEW).deciles().queryExecution().optimizedPlan())).isEmpty();
    assertThat(GlobalWindows.of(holdout(FEW).ranking().queryExecution().optimizedPlan())).isEmpty();
  }

  private static Holdout holdout(List<Customer> customers) {
    return Holdout.of(
        rows(customers),
        Map.of(MODEL, PURCHASES),
        Optional.of(SPEND),
        DAYS,
        UnaryOperator.identity());
  }

  private static Dataset<Row> rows(List<Customer> customers) {
    return Datasets.of(DDL, customers.stream().map(Customer::toRow).toArray(Row[]::new));
  }

  private static List<Customer> many(Random random, int number) {
    List<Customer> customers = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      int age = 10 + random.nextInt(180);
      int frequency = Math.max(0, random.nextInt(8) - 3);
      customers.add(
          new Customer(
              age,
              frequency,
              frequency == 0 ? 0 : frequency + random.nextInt(age - 8),
              frequency == 0 ? 0 : frequency * (random.nextInt(60) - 5L),
              frequency + 1,
              random.nextInt(12) * 10L,
              random.nextInt(3),
              Math.max(-10, random.nextInt(100) - 50L)));
    }
    return customers;
  }

  private static void assertErrors(
      Row row, long customers, long actual, double expected, double absolute, double squared) {
    assertThat(row.<Long>getAs(Holdout.CUSTOMERS)).isEqualTo(customers);
    assertThat(row.<Long>getAs(Holdout.ACTUAL)).isEqualTo(actual);
    assertThat(row.<Double>getAs(Holdout.EXPECTED)).isCloseTo(expected, within(EXACT));
    assertThat(row.<Double>getAs(Holdout.ABSOLUTE_ERRORS)).isCloseTo(absolute, within(EXACT));
    assertThat(row.<Double>getAs(Holdout.SQUARED_ERRORS)).isCloseTo(squared, within(EXACT));
  }

  /** Customers with equal expectations stand in the decile of the first of them. */
  private static void assertDeciles(
      Map<Integer, Row> found, List<Customer> customers, ToDoubleFunction<Customer> expected) {
    List<Customer> sorted =
        customers.stream().sorted(Comparator.comparingDouble(expected).reversed()).toList();
    Map<Integer, double[]> sums = new TreeMap<>();
    int first = 0;
    for (int i = 0; i < sorted.size(); i++) {
      double expectation = expected.applyAsDouble(sorted.get(i));
      if (expectation < expected.applyAsDouble(sorted.get(first))) {
        first = i;
      }
      double[] sum = sums.computeIfAbsent(first * 10 / sorted.size() + 1, any -> new double[3]);
      sum[0]++;
      sum[1] += sorted.get(i).actual();
      sum[2] += expectation;
    }
    assertThat(found.keySet()).containsExactlyInAnyOrderElementsOf(sums.keySet());
    sums.forEach(
        (decile, sum) -> {
          Row row = found.get(decile);
          assertThat(row.<Long>getAs(Holdout.CUSTOMERS)).isEqualTo((long) sum[0]);
          assertThat(row.<Long>getAs(Holdout.ACTUAL)).isEqualTo((long) sum[1]);
          assertThat(row.<Double>getAs(Holdout.EXPECTED)).isCloseTo(sum[2], within(1e-7));
        });
  }

  /** Each value's mean rank among all, counted pair by pair. */
  private static double[] ranks(double[] values) {
    double[] ranks = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      for (double other : values) {
        ranks[i] += other < values[i] ? 1 : other == values[i] ? 0.5 : 0;
      }
      ranks[i] += 0.5;
    }
    return ranks;
  }

  private static double correlation(double[] one, double[] other) {
    double middle = (one.length + 1) / 2.0;
    double products = 0;
    double squares = 0;
    double otherSquares = 0;
    for (int i = 0; i < one.length; i++) {
      products += (one[i] - middle) * (other[i] - middle);
      squares += (one[i] - middle) * (one[i] - middle);
      otherSquares += (other[i] - middle) * (other[i] - middle);
    }
    return products / Math.sqrt(squares * otherSquares);
  }

  /** 2 sum(r x) / (n sum x) - (n + 1) / n. */
  private static double gini(double[] ranks, double[] amounts) {
    double weighted = 0;
    double sum = 0;
    for (int i = 0; i < ranks.length; i++) {
      weighted += ranks[i] * amounts[i];
      sum += amounts[i];
    }
    double n = ranks.length;
    return 2 * weighted / (n * sum) - (n + 1) / n;
  }

  private static Map<String, Row> byPredictor(List<Row> rows) {
    Map<String, Row> found = new HashMap<>();
    rows.forEach(row -> found.put(row.getAs(Holdout.PREDICTOR), row));
    return found;
  }

  private static Map<String, Map<Integer, Row>> byBucket(List<Row> rows) {
    Map<String, Map<Integer, Row>> found = new HashMap<>();
    for (Row row : rows) {
      found
          .computeIfAbsent(row.getAs(Holdout.PREDICTOR), any -> new HashMap<>())
          .put(row.getAs(Holdout.BUCKET), row);
    }
    return found;
  }
}
