package io.perennial.run;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.perennial.config.Configuration;
import io.perennial.config.ConfigurationReader;
import io.perennial.model.clv.BgNbd;
import io.perennial.model.clv.DiscountRate;
import io.perennial.model.clv.GammaGamma;
import io.perennial.model.clv.Prospect;
import io.perennial.model.clv.PurchaseFamily;
import io.perennial.model.clv.PurchaseInterval;
import io.perennial.model.clv.PurchaseModel;
import io.perennial.model.clv.PurchaseProcess;
import io.perennial.model.clv.PurchaseRecord;
import io.perennial.model.clv.TimeSpan;
import io.perennial.model.clv.TimeUnit;
import io.perennial.table.output.ClvModelComparisonTable;
import io.perennial.table.output.ClvModelTable;
import io.perennial.table.output.ClvValidationTable;
import io.perennial.table.output.CustomerBaseValueTable;
import io.perennial.table.output.CustomerLifetimeValueTable;
import io.perennial.testing.SharedSpark;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole job on the raw purchases of the published 1/10 sample of CDNOW's customers, with 39
 * weeks held out, against the results that the literature and others' packages have of it.
 */
class CdnowLifetimeValueTest {
  private static final Path DATA =
      Path.of("..", "shared", "data", "cdnow", "CDNOW_sample.txt.gz").toAbsolutePath().normalize();
  private static final LocalDate CALIBRATION_END = LocalDate.of(1997, 9, 30);
  private static final LocalDate AS_OF = LocalDate.of(1998, 6, 30);
  private static final List<Integer> HORIZONS = List.of(90, 365, 1_095);
  private static final double YEARLY_RATE = 0.1;

  @TempDir private static Path folder;

  /** Of each customer, the dollars of each day with a purchase. */
  private static Map<String, TreeMap<LocalDate, BigDecimal>> purchases;

  private static RunReport report;

  @BeforeAll
  static void run() throws IOException {
    assumeTrue(Files.exists(DATA), () -> "the CDNOW sample is not at " + DATA);
    purchases = purchases();
    report =
        run(
            "driver",
            500_000,
            ClvModelTable.NAME,
            ClvModelComparisonTable.NAME,
            ClvValidationTable.NAME,
            CustomerLifetimeValueTable.NAME,
            CustomerBaseValueTable.NAME);
    run("executors", 100, ClvModelTable.NAME);
  }

  /** Fader, Hardie and Lee 2005; standard errors from the R package CLVTools. */
  @Test
  void bgNbdIsThePublishedOne() {
    assertFit(
        "BG/NBD",
        new double[] {.2426, 4.4136, .7929, 2.4259},
        new double[] {.012557, .378221, .185719, .705345},
        -9582.429);
  }

  /** Fader and Hardie; standard errors from the R package CLVTools. */
  @Test
  void paretoNbdIsThePublishedOne() {
    assertFit(
        "Pareto/NBD",
        new double[] {.5533, 10.578, .606, 11.669},
        new double[] {.0476, .8427, .1873, 6.2105},
        -9594.976);
  }

  /** The Python package lifetimes, on exact days. */
  @Test
  void mbgNbdIsThePublishedOne() {
    assertFit("MBG/NBD", new double[] {.525, 6.183, .891, 1.614}, new double[0], -9582.136);
  }

  /** Fader and Hardie 2013, without the first purchases; log-likelihood from CLVTools. */
  @Test
  void gammaGammaIsThePublishedOne() {
    List<Row> rows = calibrated("driver", "Gamma-Gamma");
    assertThat(estimate(rows, "p")).isCloseTo(6.25, within(.005));
    assertThat(estimate(rows, "q")).isCloseTo(3.74, within(.005));
    assertThat(estimate(rows, "gamma")).isCloseTo(15.44, within(.005));
    Row row = rows.get(0);
    assertThat(row.<Double>getAs(ClvModelTable.LOG_LIKELIHOOD)).isCloseTo(-4055.918, within(5e-4));
    assertThat(row.<Double>getAs(ClvModelTable.SPEND_CORRELATION)).isCloseTo(.1139, within(5e-5));
    assertThat(row.<Long>getAs(ClvModelTable.CUSTOMERS)).isEqualTo(946);
    assertThat(row.<Long>getAs(ClvModelTable.LEFT_OUT_CUSTOMERS)).isEqualTo(1_411);
  }

  @Test
  void everyFitConvergedOnEveryCustomer() {
    for (Row row : table("driver", ClvModelTable.NAME).collectAsList()) {
      assertThat(row.<String>getAs(ClvModelTable.VERDICT)).isEqualTo(ClvModelTable.CONVERGED);
      assertThat(row.<String>getAs(ClvModelTable.TIME_UNIT)).isEqualTo("week");
      assertThat(
              row.<Long>getAs(ClvModelTable.CUSTOMERS)
                  + row.<Long>getAs(ClvModelTable.LEFT_OUT_CUSTOMERS))
          .isEqualTo(2_357);
    }
    assertThat(report.warnings()).noneMatch(warning -> warning.contains("predicted"));
  }

  /** Both summed over customers one by one, in plain Java. */
  @Test
  void theSpendOfTheHoldoutStandsBesideWhatWasExpectedOfIt() {
    Row row =
        table("driver", ClvModelComparisonTable.NAME)
            .filter(col(ClvModelComparisonTable.MODEL).equalTo("BG/NBD"))
            .head();
    BigDecimal actual =
        purchases.values().stream()
            .flatMap(days -> days.tailMap(CALIBRATION_END, false).values().stream())
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    assertThat(row.<BigDecimal>getAs(ClvModelComparisonTable.ACTUAL_SPEND))
        .isEqualByComparingTo(actual);
    List<Row> fit = calibrated("driver", "BG/NBD");
    BgNbd model =
        new BgNbd(
            estimate(fit, "r"),
            estimate(fit, "alpha"),
            estimate(fit, "a"),
            estimate(fit, "b"),
            TimeUnit.WEEK);
    List<Row> spends = calibrated("driver", "Gamma-Gamma");
    GammaGamma spend =
        new GammaGamma(estimate(spends, "p"), estimate(spends, "q"), estimate(spends, "gamma"));
    double expected = 0;
    for (TreeMap<LocalDate, BigDecimal> days : purchases.values()) {
      PurchaseRecord record = record(days, CALIBRATION_END);
      double repeatSpend =
          days.headMap(CALIBRATION_END, true).tailMap(days.firstKey(), false).values().stream()
              .mapToDouble(BigDecimal::doubleValue)
              .sum();
      int repeats = repeatSpend > 0 ? record.frequency() : 0;
      expected +=
          model.expectedPurchases(record, TimeSpan.ofDays(273))
              * spend
                  .expectedSpend(repeats, repeats == 0 ? 0 : repeatSpend / repeats)
                  .orElseThrow();
    }
    assertThat(row.<BigDecimal>getAs(ClvModelComparisonTable.EXPECTED_SPEND).doubleValue())
        .isCloseTo(expected, within(.01));
  }

  /** By the eighth day of 1997 next to nobody has come back: there is nothing to learn from. */
  @Test
  void aHoldoutThatLeavesHardlyAnythingToFitIsWarnedOf() {
    Configuration configuration =
        ConfigurationReader.read(
            folder.resolve("driver.yaml"),
            List.of("lifetime_value.holdout_days=265", "output.path=" + folder.resolve("hardly")),
            Optional.of(CALIBRATION_END),
            Map.of());
    RunReport hardly =
        new RetentionJob(
                SharedSpark.session(),
                new RunRequest(configuration, List.of(ClvModelComparisonTable.NAME)),
                RunListener.SILENT)
            .run();
    assertThat(hardly.warnings())
        .anyMatch(warning -> warning.startsWith("Before the holdout the fit of "))
        .anyMatch(warning -> warning.contains("In the holdout the naive guess \"cohort mean\""))
        .anyMatch(
            warning ->
                warning.startsWith(
                    "The models were judged by 175 customers; 2,182 more were acquired"))
        .anyMatch(warning -> warning.startsWith("The horizon of 365 and 1095 days is longer"));
    assertThat(report.warnings())
        .noneMatch(warning -> warning.contains("holdout"))
        .noneMatch(warning -> warning.contains("naive"));
  }

  /** Fader and Hardie's notes on the Pareto/NBD model. */
  @Test
  void cumulativePurchasesByWeekAreThePublishedOnes() {
    List<Row> weeks =
        table("driver", ClvValidationTable.NAME)
            .filter(
                col(ClvValidationTable.MODEL)
                    .equalTo("Pareto/NBD")
                    .and(col(ClvValidationTable.BREAKDOWN).equalTo(ClvValidationTable.WEEK)))
            .orderBy(ClvValidationTable.BUCKET)
            .collectAsList();
    // 546 days are 78 weeks, of which 39 are held out.
    assertThat(weeks).hasSize(78);
    assertThat(weeks.stream().filter(row -> row.<Boolean>getAs(ClvValidationTable.IN_HOLDOUT)))
        .hasSize(39);
    long[] actual = {1359, 1414, 1484, 1517, 1573, 1672};
    long[] expected = {1309, 1385, 1460, 1533, 1604, 1674};
    for (int i = 0; i < actual.length; i++) {
      Row week = weeks.get(19 + i);
      assertThat(week.<Integer>getAs(ClvValidationTable.BUCKET)).isEqualTo(20 + i);
      assertThat(week.<Long>getAs(ClvValidationTable.ACTUAL_ORDERS)).isEqualTo(actual[i]);
      assertThat(Math.round(week.<Double>getAs(ClvValidationTable.EXPECTED_ORDERS)))
          .isEqualTo(expected[i]);
    }
    // At the end of the calibration all repeat purchases known to the models, at that of the
    // holdout all there are.
    assertThat(weeks.get(38).<Long>getAs(ClvValidationTable.ACTUAL_ORDERS)).isEqualTo(2_457);
    assertThat(weeks.get(77).<Long>getAs(ClvValidationTable.ACTUAL_ORDERS))
        .isEqualTo(2_457 + heldOut());
  }

  @Test
  void everyPredictorIsComparedOnTheSameCustomersAndPurchases() {
    List<Row> rows = table("driver", ClvModelComparisonTable.NAME).collectAsList();
    assertThat(rows).hasSize(5);
    for (Row row : rows) {
      assertThat(row.<Long>getAs(ClvModelComparisonTable.CUSTOMERS)).isEqualTo(2_357);
      assertThat(row.<Long>getAs(ClvModelComparisonTable.NEW_CUSTOMERS)).isZero();
      assertThat(row.<Long>getAs(ClvModelComparisonTable.ACTUAL_ORDERS)).isEqualTo(heldOut());
      assertThat(row.<Double>getAs(ClvModelComparisonTable.BIAS) * 2_357)
          .isCloseTo(
              row.<Double>getAs(ClvModelComparisonTable.EXPECTED_ORDERS) - heldOut(), within(1e-6));
    }
    Row chosen =
        rows.stream()
            .filter(row -> row.<Boolean>getAs(ClvModelComparisonTable.IS_SELECTED))
            .findFirst()
            .orElseThrow();
    for (Row row : rows) {
      assertThat(row.<Double>getAs(ClvModelComparisonTable.ROOT_MEAN_SQUARE_ERROR))
          .as("%s", row)
          .isGreaterThanOrEqualTo(
              chosen.<Double>getAs(ClvModelComparisonTable.ROOT_MEAN_SQUARE_ERROR));
    }
  }

  /** The same errors from the file and the published formulas, customer by customer. */
  @Test
  void theErrorsOfTheHoldoutAreThoseOfTheCustomersOneByOne() {
    PurchaseModel model = model(PurchaseProcess.PARETO_NBD, CALIBRATION_END);
    TimeSpan holdout = TimeSpan.ofDays(ChronoUnit.DAYS.between(CALIBRATION_END, AS_OF));
    double expected = 0;
    double absolute = 0;
    double squared = 0;
    for (TreeMap<LocalDate, BigDecimal> days : purchases.values()) {
      double one = model.expectedPurchases(record(days, CALIBRATION_END), holdout);
      double error = one - days.tailMap(CALIBRATION_END, false).size();
      expected += one;
      absolute += Math.abs(error);
      squared += error * error;
    }
    Row row =
        table("driver", ClvModelComparisonTable.NAME)
            .filter(col(ClvModelComparisonTable.MODEL).equalTo("Pareto/NBD"))
            .head();
    assertThat(row.<Double>getAs(ClvModelComparisonTable.EXPECTED_ORDERS))
        .isCloseTo(expected, within(1e-6 * expected));
    assertThat(row.<Double>getAs(ClvModelComparisonTable.MEAN_ABSOLUTE_ERROR))
        .isCloseTo(absolute / 2_357, within(1e-6));
    assertThat(row.<Double>getAs(ClvModelComparisonTable.ROOT_MEAN_SQUARE_ERROR))
        .isCloseTo(Math.sqrt(squared / 2_357), within(1e-6));
  }

  @Test
  void theCustomersAddUpToTheCustomerBase() {
    for (int horizon : HORIZONS) {
      Row sums =
          values(horizon)
              .selectExpr(
                  "count(*)",
                  "sum(probability_alive)",
                  "sum(expected_orders)",
                  "sum(predicted_value)")
              .head();
      Row base =
          table("driver", CustomerBaseValueTable.NAME)
              .filter(col(CustomerBaseValueTable.HORIZON_DAYS).equalTo(horizon))
              .head();
      assertThat(base.<Long>getAs(CustomerBaseValueTable.CUSTOMERS))
          .isEqualTo(sums.getLong(0))
          .isEqualTo(2_357);
      assertThat(base.<Double>getAs(CustomerBaseValueTable.EXPECTED_CUSTOMERS_ALIVE))
          .isCloseTo(sums.getDouble(1), within(.002));
      assertThat(base.<Double>getAs(CustomerBaseValueTable.EXPECTED_ORDERS))
          .isCloseTo(sums.getDouble(2), within(.002));
      BigDecimal equity = base.getAs(CustomerBaseValueTable.CUSTOMER_EQUITY);
      // Each published value is rounded to cents, the equity only as a sum.
      assertThat(equity).isCloseTo(sums.getDecimal(3), within(new BigDecimal("11.79")));
      assertThat(base.<BigDecimal>getAs(CustomerBaseValueTable.CUSTOMER_EQUITY_LOW))
          .isLessThan(equity);
      assertThat(base.<BigDecimal>getAs(CustomerBaseValueTable.CUSTOMER_EQUITY_HIGH))
          .isGreaterThan(equity);
    }
  }

  @Test
  void ranksCountTheCustomersWorthMoreAndDecilesFollowThem() {
    for (int horizon : HORIZONS) {
      List<Row> rows = values(horizon).collectAsList();
      double[] values =
          rows.stream()
              .mapToDouble(
                  row ->
                      row.<BigDecimal>getAs(CustomerLifetimeValueTable.PREDICTED_VALUE)
                          .doubleValue())
              .toArray();
      for (int i = 0; i < values.length; i++) {
        double own = values[i];
        long above = Arrays.stream(values).filter(value -> value > own).count();
        assertThat(rows.get(i).<Long>getAs(CustomerLifetimeValueTable.VALUE_RANK))
            .isEqualTo(above + 1);
        assertThat(rows.get(i).<Integer>getAs(CustomerLifetimeValueTable.VALUE_DECILE))
            .isEqualTo((int) (above * 10 / values.length) + 1);
      }
    }
  }

  @Test
  void theLongerTheHorizonTheMoreIsExpected() {
    Map<String, Row> before = new HashMap<>();
    for (int horizon : HORIZONS) {
      for (Row row : values(horizon).collectAsList()) {
        Row shorter = before.put(row.getAs(CustomerLifetimeValueTable.CUSTOMER_ID), row);
        if (shorter != null) {
          assertThat(row.<Double>getAs(CustomerLifetimeValueTable.EXPECTED_ORDERS))
              .isGreaterThan(shorter.<Double>getAs(CustomerLifetimeValueTable.EXPECTED_ORDERS));
          assertThat(row.<Double>getAs(CustomerLifetimeValueTable.PROBABILITY_ALIVE))
              .isEqualTo(shorter.<Double>getAs(CustomerLifetimeValueTable.PROBABILITY_ALIVE));
        }
      }
    }
  }

  /** From the file by the models' own formulas, with the parameters that the job published. */
  @Test
  void someCustomersArePredictedAsTheModelsPredictThem() {
    Row selected =
        table("driver", ClvModelComparisonTable.NAME)
            .filter(col(ClvModelComparisonTable.IS_SELECTED))
            .head();
    String name = selected.getAs(ClvModelComparisonTable.MODEL);
    PurchaseProcess process =
        Arrays.stream(PurchaseProcess.values())
            .filter(one -> one.title().equals(name))
            .findFirst()
            .orElseThrow();
    PurchaseModel model = model(process, AS_OF);
    List<Row> spendRows = rows("driver", "Gamma-Gamma", AS_OF);
    GammaGamma spend =
        new GammaGamma(
            estimate(spendRows, "p"), estimate(spendRows, "q"), estimate(spendRows, "gamma"));
    List<String> ids = purchases.keySet().stream().sorted().toList();
    for (int horizon : HORIZONS) {
      Map<String, Row> rows = new HashMap<>();
      values(horizon)
          .collectAsList()
          .forEach(row -> rows.put(row.getAs(CustomerLifetimeValueTable.CUSTOMER_ID), row));
      assertThat(rows.keySet()).containsExactlyInAnyOrderElementsOf(ids);
      for (int i = 0; i < ids.size(); i += 97) {
        assertPredicted(rows.get(ids.get(i)), purchases.get(ids.get(i)), model, spend, horizon);
      }
    }
  }

  private static void assertPredicted(
      Row row,
      TreeMap<LocalDate, BigDecimal> days,
      PurchaseModel model,
      GammaGamma spend,
      int horizonDays) {
    TimeSpan horizon = TimeSpan.ofDays(horizonDays);
    PurchaseRecord record = record(days, AS_OF);
    Prospect prospect = model.prospect(record);
    double expected = prospect.expectedPurchases(horizon);
    PurchaseInterval interval = prospect.purchaseInterval(.95, horizon);
    double repeatSpend = days.values().stream().skip(1).mapToDouble(BigDecimal::doubleValue).sum();
    int frequency = repeatSpend > 0 ? record.frequency() : 0;
    double mean = frequency > 0 ? repeatSpend / frequency : 0;
    double perOrder = spend.expectedSpend(frequency, mean).orElseThrow();
    double discounted = prospect.discountedPurchases(new DiscountRate(YEARLY_RATE), horizon);
    double scale = spend.valueScale(frequency, mean) * discounted / expected;
    assertThat(row.<String>getAs(CustomerLifetimeValueTable.MODEL))
        .isEqualTo(model.process().title());
    assertThat(row.<Double>getAs(CustomerLifetimeValueTable.PROBABILITY_ALIVE))
        .isCloseTo(prospect.probabilityAlive(), within(1e-12));
    assertThat(row.<Double>getAs(CustomerLifetimeValueTable.EXPECTED_ORDERS))
        .isCloseTo(expected, within(1e-12 * Math.max(1, expected)));
    assertThat(row.<Long>getAs(CustomerLifetimeValueTable.EXPECTED_ORDERS_LOW))
        .isEqualTo(interval.low());
    assertThat(row.<Long>getAs(CustomerLifetimeValueTable.EXPECTED_ORDERS_HIGH))
        .isEqualTo(interval.high());
    assertMoney(row, CustomerLifetimeValueTable.EXPECTED_SPEND_PER_ORDER, perOrder, 6e-5);
    assertMoney(row, CustomerLifetimeValueTable.PREDICTED_VALUE, perOrder * discounted, .0051);
    double low = scale * spend.scaledValueQuantile(prospect, frequency, horizon, .025);
    double high = scale * spend.scaledValueQuantile(prospect, frequency, horizon, .975);
    assertMoney(row, CustomerLifetimeValueTable.PREDICTED_VALUE_LOW, low, .0051 + low / 1_000);
    assertMoney(row, CustomerLifetimeValueTable.PREDICTED_VALUE_HIGH, high, .0051 + high / 1_000);
  }

  private static void assertMoney(Row row, String column, double expected, double tolerance) {
    assertThat(row.<BigDecimal>getAs(column).doubleValue())
        .as("%s of %s", column, row)
        .isCloseTo(expected, within(tolerance));
  }

  /**
   * With more distinct records than may come to the driver, the likelihood is a distributed sum.
   */
  @Test
  void fitsByDistributedSumsAgreeWithThoseInTheDriver() {
    for (LocalDate observedTo : List.of(CALIBRATION_END, AS_OF)) {
      for (String model : List.of("BG/NBD", "MBG/NBD", "Pareto/NBD", "Gamma-Gamma")) {
        List<Row> local = rows("driver", model, observedTo);
        List<Row> distributed = rows("executors", model, observedTo);
        assertThat(distributed).hasSameSizeAs(local);
        for (int i = 0; i < local.size(); i++) {
          Row one = local.get(i);
          Row other = distributed.get(i);
          assertThat(other.<String>getAs(ClvModelTable.VERDICT))
              .isEqualTo(one.<String>getAs(ClvModelTable.VERDICT));
          for (String same :
              List.of(
                  ClvModelTable.CUSTOMERS,
                  ClvModelTable.DISTINCT_RECORDS,
                  ClvModelTable.LEFT_OUT_CUSTOMERS)) {
            assertThat(other.<Long>getAs(same)).as(same).isEqualTo(one.<Long>getAs(same));
          }
          assertNear(one, other, ClvModelTable.LOG_LIKELIHOOD, 1e-8);
          assertNear(one, other, ClvModelTable.ESTIMATE, 1e-5);
          assertNear(one, other, ClvModelTable.STANDARD_ERROR, 1e-4);
        }
        assertThat(local.get(0).<Long>getAs(ClvModelTable.DISTINCT_RECORDS)).isGreaterThan(100);
      }
    }
  }

  private static void assertNear(Row one, Row other, String column, double relative) {
    double expected = one.<Double>getAs(column);
    assertThat(other.<Double>getAs(column))
        .as("%s of %s", column, one)
        .isCloseTo(expected, within(relative * Math.abs(expected)));
  }

  private static void assertFit(
      String model, double[] estimates, double[] standardErrors, double logLikelihood) {
    List<Row> rows = calibrated("driver", model);
    List<String> names =
        Arrays.stream(PurchaseProcess.values())
            .filter(process -> process.title().equals(model))
            .findFirst()
            .orElseThrow()
            .parameterNames();
    for (int i = 0; i < estimates.length; i++) {
      assertThat(estimate(rows, names.get(i))).isCloseTo(estimates[i], within(1e-3 * estimates[i]));
    }
    for (int i = 0; i < standardErrors.length; i++) {
      assertThat(of(rows, names.get(i)).<Double>getAs(ClvModelTable.STANDARD_ERROR))
          .as("standard error of %s", names.get(i))
          .isCloseTo(standardErrors[i], within(1e-3 * standardErrors[i]));
    }
    for (Row row : rows) {
      assertThat(row.<Double>getAs(ClvModelTable.LOG_LIKELIHOOD))
          .isCloseTo(logLikelihood, within(6e-4));
      assertThat(row.<Double>getAs(ClvModelTable.AKAIKE))
          .isCloseTo(8 - 2 * logLikelihood, within(2e-3));
      assertThat(row.<Double>getAs(ClvModelTable.BAYESIAN))
          .isCloseTo(4 * Math.log(2_357) - 2 * logLikelihood, within(2e-3));
    }
  }

  private static PurchaseModel model(PurchaseProcess process, LocalDate observedTo) {
    List<Row> rows = rows("driver", process.title(), observedTo);
    return new PurchaseFamily(process, TimeUnit.WEEK)
        .model(
            process.parameterNames().stream()
                .mapToDouble(parameter -> estimate(rows, parameter))
                .toArray());
  }

  private static double estimate(List<Row> rows, String parameter) {
    return of(rows, parameter).<Double>getAs(ClvModelTable.ESTIMATE);
  }

  private static Row of(List<Row> rows, String parameter) {
    return rows.stream()
        .filter(row -> row.<String>getAs(ClvModelTable.PARAMETER).equals(parameter))
        .findFirst()
        .orElseThrow();
  }

  private static List<Row> calibrated(String run, String model) {
    return rows(run, model, CALIBRATION_END);
  }

  private static List<Row> rows(String run, String model, LocalDate observedTo) {
    return table(run, ClvModelTable.NAME)
        .filter(
            col(ClvModelTable.MODEL)
                .equalTo(model)
                .and(col(ClvModelTable.OBSERVED_TO).equalTo(observedTo)))
        .orderBy(ClvModelTable.PARAMETER)
        .collectAsList();
  }

  private static Dataset<Row> values(int horizon) {
    return table("driver", CustomerLifetimeValueTable.NAME)
        .filter(col(CustomerLifetimeValueTable.HORIZON_DAYS).equalTo(horizon));
  }

  private static Dataset<Row> table(String run, String name) {
    return SharedSpark.session().read().parquet(folder.resolve(run).resolve(name).toString());
  }

  private static RunReport run(String name, int maximumCells, String... tables) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve(name + ".yaml"),
            """
            as_of_date: %s
            currency: USD
            inputs:
              orders:
                path: %s
                format: text
                mapping:
                  customer_id: split(trim(value), '\\\\s+')[0]
                  ordered_at: to_timestamp(split(trim(value), '\\\\s+')[2], 'yyyyMMdd')
                  amount: split(trim(value), '\\\\s+')[4]
            lifetime_value:
              holdout_days: 273
              yearly_discount_rate: %s
              maximum_cells: %s
            output: {format: parquet, path: "%s"}
            """
                .formatted(AS_OF, DATA, YEARLY_RATE, maximumCells, folder.resolve(name)));
    Configuration configuration =
        ConfigurationReader.read(file, List.of(), Optional.empty(), Map.of());
    return new RetentionJob(
            SharedSpark.session(),
            new RunRequest(configuration, List.of(tables)),
            RunListener.SILENT)
        .run();
  }

  /** Days with a purchase after the calibration; everybody's first was before. */
  private static long heldOut() {
    return purchases.values().stream()
        .mapToLong(days -> days.tailMap(CALIBRATION_END, false).size())
        .sum();
  }

  private static PurchaseRecord record(TreeMap<LocalDate, BigDecimal> days, LocalDate end) {
    LocalDate first = days.firstKey();
    return new PurchaseRecord(
        days.headMap(end, true).size() - 1,
        TimeSpan.ofDays(ChronoUnit.DAYS.between(first, days.floorKey(end))),
        TimeSpan.ofDays(ChronoUnit.DAYS.between(first, end)));
  }

  private static Map<String, TreeMap<LocalDate, BigDecimal>> purchases() throws IOException {
    Map<String, TreeMap<LocalDate, BigDecimal>> found = new HashMap<>();
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(DATA)), StandardCharsets.UTF_8))) {
      for (String line : reader.lines().filter(one -> !one.isBlank()).toList()) {
        String[] fields = line.strip().split("\\s+");
        found
            .computeIfAbsent(fields[0], any -> new TreeMap<>())
            .merge(
                LocalDate.parse(fields[2], DateTimeFormatter.BASIC_ISO_DATE),
                new BigDecimal(fields[4]),
                BigDecimal::add);
      }
    }
    return found;
  }
}
