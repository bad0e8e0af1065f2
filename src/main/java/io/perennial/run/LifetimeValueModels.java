package io.perennial.run;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.perennial.config.Configuration;
import io.perennial.config.LifetimeValueRules;
import io.perennial.config.ModelChoice;
import io.perennial.history.CustomerTotals;
import io.perennial.history.PurchaseDays;
import io.perennial.history.PurchaseHistory;
import io.perennial.history.PurchaseRecords;
import io.perennial.metric.Forecast;
import io.perennial.metric.Holdout;
import io.perennial.metric.Predictions;
import io.perennial.model.clv.DiscountRate;
import io.perennial.model.clv.GammaGamma;
import io.perennial.model.clv.GammaGammaFamily;
import io.perennial.model.clv.PurchaseFamily;
import io.perennial.model.clv.PurchaseModel;
import io.perennial.model.clv.PurchaseProcess;
import io.perennial.model.clv.PurchaseTotals;
import io.perennial.model.clv.TimeSpan;
import io.perennial.model.clv.TimeUnit;
import io.perennial.model.optimize.Fit;
import io.perennial.model.optimize.Maximiser;
import io.perennial.model.optimize.Parameter;
import io.perennial.model.optimize.Verdict;
import io.perennial.table.output.ClvModelComparisonTable;
import io.perennial.table.output.ClvModelTable;
import io.perennial.table.output.ClvValidationTable;
import io.perennial.table.output.RateColumns;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.Date;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;

/**
 * Fits the models of lifetime value to the purchase history, judges them by the part of it that is
 * held out, and chooses the one that predicts. What comes to the driver: distinct records up to the
 * configured number, a row per day of the history, a row per value of the segments that models are
 * wanted for, and some tens of sums.
 */
final class LifetimeValueModels {
  private static final int LONGEST_HOLDOUT = 365;
  private static final int SHARE_HELD_OUT = 4;
  private static final int WEEK_DAYS = 7;
  private static final int MOST_SEGMENT_VALUES = 200;
  private static final long NOBODY = 0;
  private static final String CUSTOMERS_WITH_ORDERS = "customers_with_orders";
  private static final String WITHOUT_COST = "without_cost";
  private static final String NET = "net";
  private static final String COST = "cost";
  private static final String FIRST = "first";
  private static final String NEW_CUSTOMERS = "new_customers";
  private static final String BIRTHS = "births";
  private static final String REPEATS = "repeats";

  private final SparkSession spark;
  private final Configuration configuration;
  private final LifetimeValueRules rules;
  private final Kept kept;
  private final List<String> warnings = new ArrayList<>();

  LifetimeValueModels(SparkSession spark, Configuration configuration, Kept kept) {
    this.spark = spark;
    this.configuration = configuration;
    this.rules = configuration.lifetimeValue();
    this.kept = kept;
  }

  /** What a reader of the predictions should know; complete once they are made. */
  List<String> warnings() {
    return List.copyOf(warnings);
  }

  /** No predictions, since none are wanted. */
  Predictions none() {
    return new Predictions(
        rules.horizonsDays(),
        discountRate(),
        0,
        OptionalDouble.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private DiscountRate discountRate() {
    return new DiscountRate(rules.yearlyDiscountRate());
  }

  /** The fits to the history up to a day. */
  private record Fits(
      String segmentName,
      String segmentValue,
      LocalDate observedTo,
      ModelData data,
      Map<PurchaseProcess, Fit<PurchaseModel>> purchases,
      Fit<GammaGamma> spend) {
    Map<String, PurchaseModel> models() {
      Map<String, PurchaseModel> models = new LinkedHashMap<>();
      purchases.forEach(
          (process, fit) -> fit.model().ifPresent(model -> models.put(process.title(), model)));
      return models;
    }
  }

  /** What the holdout said of one predictor. */
  private record Errors(
      long customers,
      long actual,
      double expected,
      double absolute,
      double squared,
      double actualSpend,
      double expectedSpend) {
    Errors plus(Errors other) {
      return new Errors(
          customers + other.customers,
          actual + other.actual,
          expected + other.expected,
          absolute + other.absolute,
          squared + other.squared,
          actualSpend + other.actualSpend,
          expectedSpend + other.expectedSpend);
    }

    double rootMeanSquare() {
      return Math.sqrt(squared / customers);
    }
  }

  /** The predictions for a history. */
  Predictions of(PurchaseHistory history) {
    LocalDate asOf = configuration.asOfDate();
    Row facts = facts(history);
    if (rules.model() == ModelChoice.NONE) {
      return new Predictions(
          rules.horizonsDays(),
          discountRate(),
          0,
          marginShare(facts),
          Optional.empty(),
          Optional.empty());
    }
    Dataset<Row> customers =
        PurchaseRecords.of(history.everybody(), asOf)
            .filter(col(PurchaseRecords.FREQUENCY).isNotNull());
    Fits whole =
        fits(
            RateColumns.ALL,
            RateColumns.ALL,
            asOf,
            kept.keep(ModelData.counted(customers)),
            processes());
    Optional<LocalDate> calibrationEnd = calibrationEnd(facts);
    List<Row> comparison = new ArrayList<>();
    List<Row> validation = new ArrayList<>();
    Optional<Fits> calibrated = Optional.empty();
    Map<String, Errors> errors = Map.of();
    long newCustomers = NOBODY;
    if (calibrationEnd.isPresent()) {
      LocalDate end = calibrationEnd.get();
      Dataset<Row> heldOut = kept.keep(PurchaseRecords.heldOut(everybody(history.days()), end));
      Fits known =
          fits(
              RateColumns.ALL,
              RateColumns.ALL,
              end,
              kept.keep(ModelData.counted(heldOut)),
              processes());
      calibrated = Optional.of(known);
      Holdout holdout =
          Holdout.of(
              heldOut,
              known.models(),
              known.spend().model(),
              (int) ChronoUnit.DAYS.between(end, asOf),
              kept::keep);
      errors = errors(holdout, validation);
      deciles(holdout, validation);
      Days days = days(history, end);
      newCustomers = days.newCustomers();
      weeks(days.known(), known, validation);
      Choice choice = choice(whole, known, errors);
      comparison.addAll(comparison(whole, known, choice, errors, ranking(holdout), newCustomers));
    } else {
      warnings.add(notHeldOut(facts));
      comparison.addAll(
          comparison(whole, whole, choice(whole, whole, Map.of()), Map.of(), Map.of(), NOBODY));
    }
    Choice choice = choice(whole, calibrated.orElse(whole), errors);
    if (calibrated.isPresent()) {
      warnOfHoldout(calibrated.get(), choice, errors, newCustomers);
    }
    List<Row> models = new ArrayList<>(modelRows(whole, choice, true));
    calibrated.ifPresent(known -> models.addAll(modelRows(known, choice, false)));
    bySegment(history, choice).forEach(fits -> models.addAll(modelRows(fits, choice, false)));
    Optional<Forecast> forecast =
        choice
            .process()
            .map(whole.purchases()::get)
            .map(fit -> new Forecast(fit, whole.spend().model().map(any -> whole.spend())));
    warn(whole, choice);
    warnOfHorizons(facts);
    return new Predictions(
        rules.horizonsDays(),
        discountRate(),
        configuration.churn().atRiskBelowProbabilityAlive(),
        marginShare(facts),
        forecast,
        Optional.of(
            new Predictions.Evidence(
                spark.createDataFrame(models, ClvModelTable.CONTRACT.schema()),
                spark.createDataFrame(comparison, ClvModelComparisonTable.CONTRACT.schema()),
                spark.createDataFrame(validation, ClvValidationTable.CONTRACT.schema()))));
  }

  private static Dataset<Row> everybody(Dataset<Row> days) {
    return days.filter(
        col(PurchaseDays.SEGMENT_NAME)
            .equalTo(RateColumns.ALL)
            .and(col(PurchaseDays.FIRST_ORDER_DATE).isNotNull()));
  }

  /** Customers with orders, the first order of all, revenue and costs. One row, one action. */
  private static Row facts(PurchaseHistory history) {
    return history
        .everybody()
        .filter(col(CustomerTotals.ORDERS).gt(0))
        .agg(
            count(lit(1)).as(CUSTOMERS_WITH_ORDERS),
            min(CustomerTotals.FIRST_ORDER_DATE).as(FIRST),
            count(when(col(CustomerTotals.COST_UNITS).isNull(), true)).as(WITHOUT_COST),
            coalesce(sum(CustomerTotals.NET_UNITS), lit(0L)).as(NET),
            coalesce(sum(CustomerTotals.COST_UNITS), lit(0L)).as(COST))
        .head();
  }

  /** The margin of all orders as a share of revenue, if every cost is known. */
  private static OptionalDouble marginShare(Row facts) {
    long net = facts.<Long>getAs(NET);
    return facts.<Long>getAs(WITHOUT_COST) == 0 && net > 0
        ? OptionalDouble.of((double) (net - facts.<Long>getAs(COST)) / net)
        : OptionalDouble.empty();
  }

  /** The last day the models may know of when they are judged; none for a history of a few days. */
  private Optional<LocalDate> calibrationEnd(Row facts) {
    Date first = facts.getAs(FIRST);
    if (first == null) {
      return Optional.empty();
    }
    LocalDate asOf = configuration.asOfDate();
    int days = (int) ChronoUnit.DAYS.between(first.toLocalDate(), asOf) + 1;
    int heldOut = rules.holdoutDays().orElse(Math.min(LONGEST_HOLDOUT, days / SHARE_HELD_OUT));
    LocalDate end = asOf.minusDays(heldOut);
    return heldOut > 0 && end.isAfter(first.toLocalDate()) ? Optional.of(end) : Optional.empty();
  }

  private String notHeldOut(Row facts) {
    String chosen =
        " The models were chosen by how well they fit, and nothing says how well they predict.";
    Date first = facts.getAs(FIRST);
    if (rules.holdoutDays().isEmpty() || first == null) {
      return "The history is too short to hold a part of it out." + chosen;
    }
    return String.format(
        Locale.ROOT,
        "lifetime_value.holdout_days is %,d, and the first order is %,d days before the as-of date:"
            + " nothing was held out.%s Set it lower, or leave it out.",
        rules.holdoutDays().getAsInt(),
        ChronoUnit.DAYS.between(first.toLocalDate(), configuration.asOfDate()),
        chosen);
  }

  /** What makes a holdout no ground to trust the model that was chosen by it. */
  private void warnOfHoldout(
      Fits known, Choice choice, Map<String, Errors> errors, long newCustomers) {
    long judges = errors.values().stream().mapToLong(Errors::customers).max().orElse(NOBODY);
    if (newCustomers > judges) {
      warnings.add(
          String.format(
              Locale.ROOT,
              "The models were judged by %,d %s; %,d more were acquired in the holdout. A shorter"
                  + " lifetime_value.holdout_days judges them by more.",
              judges,
              judges == 1 ? "customer" : "customers",
              newCustomers));
    }
    Optional<Errors> ofChosen =
        choice.process().map(process -> errors.get(process.title())).filter(Objects::nonNull);
    if (ofChosen.isEmpty()) {
      return;
    }
    String chosen = choice.process().orElseThrow().title();
    Fit<PurchaseModel> fit = known.purchases().get(choice.process().orElseThrow());
    if (fit.verdict() != Verdict.CONVERGED) {
      warnings.add(
          "Before the holdout the fit of %s ended %s, so that the holdout says little of it. %s"
              .formatted(chosen, label(fit.verdict()), fit.reason()));
    }
    Stream.of(ClvModelComparisonTable.LAST_YEAR_AGAIN, ClvModelComparisonTable.COHORT_MEAN)
        .filter(errors::containsKey)
        .filter(guess -> errors.get(guess).rootMeanSquare() < ofChosen.get().rootMeanSquare())
        .forEach(
            guess ->
                warnings.add(
                    String.format(
                        Locale.ROOT,
                        "In the holdout the naive guess \"%s\" came closer than %s (root mean square"
                            + " error %.4f against %.4f).",
                        guess,
                        chosen,
                        errors.get(guess).rootMeanSquare(),
                        ofChosen.get().rootMeanSquare())));
  }

  /** The fits for each value of the configured segments, of the model that predicts. */
  private List<Fits> bySegment(PurchaseHistory history, Choice choice) {
    if (rules.segments().isEmpty() || choice.process().isEmpty()) {
      return List.of();
    }
    LocalDate asOf = configuration.asOfDate();
    Column name = col(CustomerTotals.SEGMENT_NAME);
    Column value = col(CustomerTotals.SEGMENT_VALUE);
    Dataset<Row> customers =
        PurchaseRecords.of(history.totals().filter(name.isin(rules.segments().toArray())), asOf)
            .filter(col(PurchaseRecords.FREQUENCY).isNotNull());
    Dataset<Row> counted =
        kept.keep(
            ModelData.counted(
                customers, CustomerTotals.SEGMENT_NAME, CustomerTotals.SEGMENT_VALUE));
    List<Row> values =
        counted.select(name, value).distinct().limit(MOST_SEGMENT_VALUES + 1).collectAsList();
    if (values.size() > MOST_SEGMENT_VALUES) {
      warnings.add(
          "lifetime_value.segments have more than %d values: no models were fitted for them."
              .formatted(MOST_SEGMENT_VALUES));
      return List.of();
    }
    return values.stream()
        .sorted(
            Comparator.comparing((Row row) -> row.getString(0))
                .thenComparing(row -> row.getString(1)))
        .map(
            row ->
                fits(
                    row.getString(0),
                    row.getString(1),
                    asOf,
                    counted
                        .filter(name.equalTo(row.getString(0)).and(value.equalTo(row.getString(1))))
                        .drop(name, value),
                    List.of(choice.process().get())))
        .toList();
  }

  private Fits fits(
      String segmentName,
      String segmentValue,
      LocalDate observedTo,
      Dataset<Row> counted,
      List<PurchaseProcess> processes) {
    ModelData data =
        ModelData.of(counted, rules.maximumCells(), kept, Maximiser.penalised(rules.penaliser()));
    Map<PurchaseProcess, Fit<PurchaseModel>> fits = new LinkedHashMap<>();
    for (PurchaseProcess process : processes) {
      fits.put(process, data.purchaseFit().apply(new PurchaseFamily(process, timeUnit())));
    }
    return new Fits(
        segmentName,
        segmentValue,
        observedTo,
        data,
        fits,
        data.spendFit().apply(new GammaGammaFamily()));
  }

  private List<PurchaseProcess> processes() {
    return switch (rules.model()) {
      case AUTO -> List.of(PurchaseProcess.values());
      case BG_NBD -> List.of(PurchaseProcess.BG_NBD);
      case MBG_NBD -> List.of(PurchaseProcess.MBG_NBD);
      case PARETO_NBD -> List.of(PurchaseProcess.PARETO_NBD);
      case NONE -> List.of();
    };
  }

  private TimeUnit timeUnit() {
    return switch (rules.timeUnit()) {
      case DAY -> TimeUnit.DAY;
      case WEEK -> TimeUnit.WEEK;
      case MONTH -> TimeUnit.MONTH;
      case QUARTER, YEAR ->
          throw new IllegalStateException("the configuration refuses " + rules.timeUnit());
    };
  }

  /** The model that predicts, if there is one, and why. */
  private record Choice(Optional<PurchaseProcess> process, String reason) {}

  private Choice choice(Fits whole, Fits known, Map<String, Errors> errors) {
    List<PurchaseProcess> fitted =
        processes().stream()
            .filter(process -> whole.purchases().get(process).model().isPresent())
            .toList();
    if (fitted.isEmpty()) {
      return new Choice(Optional.empty(), "No model could be fitted.");
    }
    if (rules.model() != ModelChoice.AUTO) {
      return new Choice(Optional.of(fitted.get(0)), "It is the configured model.");
    }
    List<PurchaseProcess> judged =
        fitted.stream()
            .filter(process -> known.purchases().get(process).model().isPresent())
            .filter(process -> errors.containsKey(process.title()))
            .sorted(
                Comparator.comparing(
                        (PurchaseProcess process) ->
                            known.purchases().get(process).verdict() != Verdict.CONVERGED)
                    .thenComparing(process -> errors.get(process.title()).rootMeanSquare()))
            .toList();
    if (judged.isEmpty()) {
      PurchaseProcess best =
          fitted.stream()
              .min(
                  Comparator.comparingDouble(
                      process ->
                          whole
                              .purchases()
                              .get(process)
                              .bayesianInformationCriterion()
                              .orElse(Double.MAX_VALUE)))
              .orElseThrow();
      return new Choice(
          Optional.of(best),
          (errors.isEmpty()
                  ? "Nothing could be held out;"
                  : "No model could be fitted to what came before the holdout;")
              + " it has the smallest Bayesian information criterion.");
    }
    // One whose fit to what came before did not converge comes after all whose did.
    PurchaseProcess best = judged.get(0);
    boolean isAlone =
        judged.size() < 2
            || known.purchases().get(best).verdict()
                != known.purchases().get(judged.get(1)).verdict();
    return new Choice(
        Optional.of(best),
        String.format(
            Locale.ROOT,
            "Of the models that could be fitted it has the smallest root mean square error in the"
                + " holdout, %.6f%s.",
            errors.get(best.title()).rootMeanSquare(),
            isAlone
                ? ""
                : String.format(
                    Locale.ROOT,
                    "; the next, %s, has %.6f",
                    judged.get(1).title(),
                    errors.get(judged.get(1).title()).rootMeanSquare())));
  }

  private Map<String, Errors> errors(Holdout holdout, List<Row> validation) {
    Map<String, Errors> errors = new HashMap<>();
    for (Row row : ordered(holdout.errors())) {
      String predictor = row.getAs(Holdout.PREDICTOR);
      Errors part =
          new Errors(
              row.<Long>getAs(Holdout.CUSTOMERS),
              row.<Long>getAs(Holdout.ACTUAL),
              row.<Double>getAs(Holdout.EXPECTED),
              row.<Double>getAs(Holdout.ABSOLUTE_ERRORS),
              row.<Double>getAs(Holdout.SQUARED_ERRORS),
              row.<Double>getAs(Holdout.ACTUAL_SPEND),
              row.<Double>getAs(Holdout.EXPECTED_SPEND));
      errors.merge(predictor, part, Errors::plus);
      validation.add(
          validationRow(
              predictor,
              ClvValidationTable.REPEAT_PURCHASES,
              row.<Integer>getAs(Holdout.BUCKET),
              null,
              true,
              part.customers(),
              part.actual(),
              part.expected()));
    }
    return errors;
  }

  /** Rows of a predictor and a bucket; some tens, which Spark would order in two jobs more. */
  private static List<Row> ordered(Dataset<Row> rows) {
    return rows.collectAsList().stream()
        .sorted(
            Comparator.comparing((Row row) -> row.<String>getAs(Holdout.PREDICTOR))
                .thenComparing(row -> row.<Integer>getAs(Holdout.BUCKET)))
        .toList();
  }

  private static void deciles(Holdout holdout, List<Row> validation) {
    for (Row row : ordered(holdout.deciles())) {
      validation.add(
          validationRow(
              row.getAs(Holdout.PREDICTOR),
              ClvValidationTable.DECILE,
              row.<Integer>getAs(Holdout.BUCKET),
              null,
              true,
              row.<Long>getAs(Holdout.CUSTOMERS),
              row.<Long>getAs(Holdout.ACTUAL),
              row.<Double>getAs(Holdout.EXPECTED)));
    }
  }

  private static Map<String, Row> ranking(Holdout holdout) {
    Map<String, Row> rows = new HashMap<>();
    for (Row row : holdout.ranking().collectAsList()) {
      rows.put(row.getAs(Holdout.PREDICTOR), row);
    }
    return rows;
  }

  private static Row validationRow(
      String model,
      String breakdown,
      int bucket,
      LocalDate end,
      boolean inHoldout,
      long customers,
      long actual,
      double expected) {
    return RowFactory.create(
        model,
        breakdown,
        bucket,
        end == null ? null : Date.valueOf(end),
        inHoldout,
        customers,
        actual,
        expected);
  }

  /**
   * The history by day, as seen from the end of a calibration.
   *
   * @param known by day, the customers acquired then and by that end, and the repeat purchases of
   *     the customers acquired by it
   * @param newCustomers the customers acquired after it
   */
  private record Days(NavigableMap<LocalDate, long[]> known, long newCustomers) {}

  /** A row per day of the history comes to the driver. */
  private static Days days(PurchaseHistory history, LocalDate end) {
    Column day = col(PurchaseDays.ORDER_DATE);
    Column first = col(PurchaseDays.FIRST_ORDER_DATE);
    Column isKnown = first.leq(lit(end));
    TreeMap<LocalDate, long[]> known = new TreeMap<>();
    long newCustomers = 0;
    for (Row row :
        everybody(history.days())
            .filter(col(PurchaseDays.ORDERS).gt(0))
            .groupBy(day)
            .agg(
                count(when(day.equalTo(first).and(isKnown), true)).as(BIRTHS),
                count(when(day.gt(first).and(isKnown), true)).as(REPEATS),
                count(when(day.equalTo(first).and(not(isKnown)), true)).as(NEW_CUSTOMERS))
            .collectAsList()) {
      newCustomers += row.<Long>getAs(NEW_CUSTOMERS);
      long births = row.<Long>getAs(BIRTHS);
      long repeats = row.<Long>getAs(REPEATS);
      if (births + repeats > 0) {
        known.put(
            row.<Date>getAs(PurchaseDays.ORDER_DATE).toLocalDate(), new long[] {births, repeats});
      }
    }
    return new Days(known, newCustomers);
  }

  /**
   * Actual and expected repeat purchases of the customers acquired before the holdout, cumulated by
   * week. Of them only the number born on each day matters.
   *
   * @param days what {@link Days#known} says
   */
  private void weeks(NavigableMap<LocalDate, long[]> days, Fits known, List<Row> validation) {
    LocalDate end = known.observedTo();
    if (days.isEmpty()) {
      return;
    }
    LocalDate start = days.firstKey();
    LocalDate asOf = configuration.asOfDate();
    int span = (int) ChronoUnit.DAYS.between(start, asOf);
    known
        .models()
        .forEach(
            (name, model) -> {
              // From the morning of the first order to the night that ends the week, as published
              // series of cumulative purchases are made: a day more than the dates are apart.
              double[] expected = new double[span + 2];
              for (int t = 1; t <= span + 1; t++) {
                expected[t] = model.expectedPurchases(TimeSpan.ofDays(t));
              }
              for (int week = 1; ; week++) {
                LocalDate weekEnd = start.plusDays((long) WEEK_DAYS * week - 1);
                if (weekEnd.isAfter(asOf)) {
                  break;
                }
                long customers = 0;
                long actual = 0;
                double sum = 0;
                for (Map.Entry<LocalDate, long[]> entry : days.headMap(weekEnd, true).entrySet()) {
                  customers += entry.getValue()[0];
                  actual += entry.getValue()[1];
                  sum +=
                      entry.getValue()[0]
                          * expected[(int) ChronoUnit.DAYS.between(entry.getKey(), weekEnd) + 1];
                }
                validation.add(
                    validationRow(
                        name,
                        ClvValidationTable.WEEK,
                        week,
                        weekEnd,
                        weekEnd.isAfter(end),
                        customers,
                        actual,
                        sum));
              }
            });
  }

  private List<Row> comparison(
      Fits whole,
      Fits known,
      Choice choice,
      Map<String, Errors> errors,
      Map<String, Row> ranking,
      long newCustomers) {
    boolean isJudged = !errors.isEmpty();
    List<String> predictors = new ArrayList<>();
    processes().forEach(process -> predictors.add(process.title()));
    if (isJudged) {
      predictors.add(ClvModelComparisonTable.LAST_YEAR_AGAIN);
      predictors.add(ClvModelComparisonTable.COHORT_MEAN);
    }
    List<Row> rows = new ArrayList<>();
    for (String predictor : predictors) {
      Optional<Fit<PurchaseModel>> fit =
          whole.purchases().values().stream()
              .filter(one -> one.familyName().equals(predictor))
              .findFirst();
      Optional<Errors> error = Optional.ofNullable(errors.get(predictor));
      Optional<Row> ranks = Optional.ofNullable(ranking.get(predictor));
      boolean isSelected =
          choice.process().map(process -> process.title().equals(predictor)).orElse(false);
      rows.add(
          RowFactory.create(
              predictor,
              isJudged ? Date.valueOf(known.observedTo()) : null,
              isJudged ? Date.valueOf(configuration.asOfDate()) : null,
              isSelected,
              isSelected ? choice.reason() : null,
              fit.map(one -> boxed(one.logLikelihood())).orElse(null),
              fit.map(one -> boxed(one.akaikeInformationCriterion())).orElse(null),
              fit.map(one -> boxed(one.bayesianInformationCriterion())).orElse(null),
              error.map(Errors::customers).orElse(null),
              isJudged ? newCustomers : null,
              error.map(Errors::actual).orElse(null),
              error.map(Errors::expected).orElse(null),
              error.map(one -> money(one.actualSpend())).orElse(null),
              error
                  .filter(one -> fit.isEmpty() || known.spend().model().isPresent())
                  .map(one -> money(one.expectedSpend()))
                  .orElse(null),
              error.map(one -> one.absolute() / one.customers()).orElse(null),
              error.map(Errors::rootMeanSquare).orElse(null),
              error.map(one -> (one.expected() - one.actual()) / one.customers()).orElse(null),
              ranks.map(row -> row.<Double>getAs(Holdout.NORMALISED_GINI)).orElse(null),
              ranks.map(row -> row.<Double>getAs(Holdout.SPEARMAN)).orElse(null)));
    }
    return rows;
  }

  private List<Row> modelRows(Fits fits, Choice choice, boolean predicts) {
    List<Row> rows = new ArrayList<>();
    fits.purchases()
        .forEach(
            (process, fit) ->
                rows.addAll(
                    rows(
                        fits,
                        fit,
                        predicts && choice.process().equals(Optional.of(process)),
                        fits.data().purchaseCells(),
                        0,
                        OptionalDouble.empty())));
    rows.addAll(
        rows(
            fits,
            fits.spend(),
            predicts && choice.process().isPresent() && fits.spend().model().isPresent(),
            fits.data().spendCells(),
            fits.data().purchases().customers() - fits.data().spends().customers(),
            fits.data().spends().correlation()));
    return rows;
  }

  private List<Row> rows(
      Fits fits,
      Fit<?> fit,
      boolean isSelected,
      long cells,
      long leftOut,
      OptionalDouble correlation) {
    List<Parameter> parameters =
        fit.parameters().isEmpty()
            ? List.of(new Parameter(ClvModelTable.NO_PARAMETER, Double.NaN, OptionalDouble.empty()))
            : fit.parameters();
    List<Row> rows = new ArrayList<>();
    for (Parameter parameter : parameters) {
      rows.add(
          RowFactory.create(
              fit.familyName(),
              fits.segmentName(),
              fits.segmentValue(),
              Date.valueOf(fits.observedTo()),
              parameter.name(),
              Double.isNaN(parameter.estimate()) ? null : parameter.estimate(),
              boxed(parameter.standardError()),
              rules.timeUnit().label(),
              isSelected,
              label(fit.verdict()),
              fit.reason(),
              fit.customers(),
              cells,
              boxed(fit.logLikelihood()),
              boxed(fit.akaikeInformationCriterion()),
              boxed(fit.bayesianInformationCriterion()),
              (long) fit.evaluations(),
              leftOut,
              boxed(correlation)));
    }
    return rows;
  }

  private static String label(Verdict verdict) {
    return verdict.name().toLowerCase(Locale.ROOT);
  }

  private static BigDecimal money(double amount) {
    return BigDecimal.valueOf(amount).setScale(2, RoundingMode.HALF_UP);
  }

  private static Double boxed(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }

  private void warnOfHorizons(Row facts) {
    Date first = facts.getAs(FIRST);
    if (first == null) {
      return;
    }
    long days = ChronoUnit.DAYS.between(first.toLocalDate(), configuration.asOfDate()) + 1;
    List<String> longer =
        rules.horizonsDays().stream()
            .filter(horizon -> horizon > days)
            .map(String::valueOf)
            .toList();
    if (!longer.isEmpty()) {
      warnings.add(
          String.format(
              Locale.ROOT,
              "The horizon of %s days is longer than the history of %,d days: no data can bear it out.",
              String.join(" and ", longer),
              days));
    }
  }

  private void warn(Fits whole, Choice choice) {
    if (choice.process().isEmpty()) {
      warnings.add(
          "Nothing is predicted: no model of purchases could be fitted. "
              + whole.purchases().values().iterator().next().reason());
      return;
    }
    Fit<PurchaseModel> fit = whole.purchases().get(choice.process().get());
    if (fit.verdict() != Verdict.CONVERGED) {
      warnings.add(
          "The fit of %s ended %s: its parameters are no estimates. %s"
              .formatted(fit.familyName(), label(fit.verdict()), fit.reason()));
    }
    PurchaseTotals totals = whole.data().purchases();
    if (choice.process().get() == PurchaseProcess.BG_NBD
        && totals.customers() > totals.repeatCustomers()) {
      warnings.add(
          String.format(
              Locale.ROOT,
              "BG/NBD takes the %,d customers who bought on one day only for alive, whatever the data say:"
                  + " their probability_alive is 1, and they are never at risk by it.",
              totals.customers() - totals.repeatCustomers()));
    }
    if (whole.spend().model().isPresent() && whole.spend().verdict() != Verdict.CONVERGED) {
      warnings.add(
          "The fit of %s ended %s: its parameters are no estimates, and predicted values have no interval"
                  .formatted(whole.spend().familyName(), label(whole.spend().verdict()))
              + " for their sum. "
              + whole.spend().reason());
    }
    if (whole.spend().model().isEmpty()) {
      warnings.add("No value is predicted, only purchases: " + whole.spend().reason());
      return;
    }
    if (whole.spend().model().get().expectedSpend().isEmpty()) {
      warnings.add(
          "Customers without repeat spend have no predicted value: the spend model has no mean (q <="
              + " 1).");
    }
    OptionalDouble correlation = whole.data().spends().correlation();
    if (correlation.isPresent()
        && Math.abs(correlation.getAsDouble()) >= rules.spendCorrelationWarning()) {
      warnings.add(
          String.format(
              Locale.ROOT,
              "Frequency and spend are correlated (%.3f), which the spend model takes for zero: predicted"
                  + " values are %s for frequent customers.",
              correlation.getAsDouble(),
              correlation.getAsDouble() > 0 ? "too low" : "too high"));
    }
  }
}
