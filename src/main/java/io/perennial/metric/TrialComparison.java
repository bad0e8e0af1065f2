package io.perennial.metric;

import static org.apache.spark.sql.functions.udf;

import io.perennial.history.TrialRules;
import io.perennial.model.experiment.AdjustedPValues;
import io.perennial.model.experiment.Comparison;
import io.perennial.model.experiment.Confidence;
import io.perennial.model.experiment.Interval;
import io.perennial.model.experiment.Lift;
import io.perennial.model.experiment.PairedMoments;
import io.perennial.model.experiment.Power;
import io.perennial.model.experiment.ProportionTest;
import io.perennial.model.experiment.SampleMoments;
import io.perennial.model.experiment.SampleRatio;
import io.perennial.model.experiment.SuccessCounts;
import io.perennial.model.experiment.VarianceReduction;
import io.perennial.model.experiment.WelchTest;
import io.perennial.table.input.ExperimentsInput;
import io.perennial.table.output.ExperimentResultsTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The comparisons of one trial's arms with its control, by every outcome, from the counts and
 * moments of each arm. It is a function of Spark's because no built-in one knows Student's t or
 * corrects for many tests; it sees a row per arm, whatever the number of customers.
 */
final class TrialComparison {
  /** How many customers were assigned to the arm. */
  static final String ASSIGNED = "assigned";

  /** Of how many it is known whether they ordered. */
  static final String ORDERED_KNOWN = "ordered_known";

  /** How many ordered; null where it is known of nobody. */
  static final String ORDERED = "ordered";

  /** Of how many it is known whether they converted. */
  static final String CONVERTED_KNOWN = "converted_known";

  /** How many converted; null where it is known of nobody. */
  static final String CONVERTED = "converted";

  /** What the moments of net revenue begin with. */
  static final String REVENUE = "revenue_";

  /** What the moments of the trial's own amount begin with. */
  static final String AMOUNT = "amount_";

  static final String KNOWN = "known";
  static final String MEAN = "mean";

  /** The variance with divisor n. */
  static final String VARIANCE = "variance";

  static final String BEFORE_MEAN = "before_mean";
  static final String BEFORE_VARIANCE = "before_variance";
  static final String COVARIANCE = "covariance";

  /** The counts of an arm, in the order of its struct, after the variant's name. */
  static final List<String> COUNTS =
      List.of(ASSIGNED, ORDERED_KNOWN, ORDERED, CONVERTED_KNOWN, CONVERTED);

  /** The moments of an arm, in the order of its struct, after the counts. */
  static final List<String> MOMENTS =
      Stream.of(REVENUE, AMOUNT)
          .flatMap(
              of ->
                  Stream.of(KNOWN, MEAN, VARIANCE, BEFORE_MEAN, BEFORE_VARIANCE, COVARIANCE)
                      .map(name -> of + name))
          .toList();

  private static final Confidence CONFIDENCE = Confidence.USUAL;
  private static final double POWER = .8;
  private static final String TOO_FEW = lowerCase(Comparison.Verdict.TOO_FEW);

  private static final List<String> COLUMNS =
      List.of(
          ExperimentResultsTable.OUTCOME,
          ExperimentResultsTable.VARIANT,
          ExperimentResultsTable.CONTROL,
          ExperimentResultsTable.ASSIGNED_CUSTOMERS,
          ExperimentResultsTable.ASSIGNED_TO_CONTROL,
          ExperimentResultsTable.COMPARED_CUSTOMERS,
          ExperimentResultsTable.COMPARED_CONTROLS,
          ExperimentResultsTable.VERDICT,
          ExperimentResultsTable.CONTROL_VALUE,
          ExperimentResultsTable.VARIANT_VALUE,
          ExperimentResultsTable.DIFFERENCE,
          ExperimentResultsTable.STANDARD_ERROR,
          ExperimentResultsTable.DIFFERENCE_LOW,
          ExperimentResultsTable.DIFFERENCE_HIGH,
          ExperimentResultsTable.STATISTIC,
          ExperimentResultsTable.DEGREES_OF_FREEDOM,
          ExperimentResultsTable.P_VALUE,
          ExperimentResultsTable.P_VALUE_HOLM,
          ExperimentResultsTable.P_VALUE_FALSE_DISCOVERY,
          ExperimentResultsTable.RELATIVE_LIFT,
          ExperimentResultsTable.RELATIVE_LIFT_LOW,
          ExperimentResultsTable.RELATIVE_LIFT_HIGH,
          ExperimentResultsTable.RELATIVE_LIFT_VERDICT,
          ExperimentResultsTable.DETECTABLE_DIFFERENCE,
          ExperimentResultsTable.VARIANCE_REMOVED,
          ExperimentResultsTable.ADJUSTED_DIFFERENCE,
          ExperimentResultsTable.ADJUSTED_STANDARD_ERROR,
          ExperimentResultsTable.ADJUSTED_DIFFERENCE_LOW,
          ExperimentResultsTable.ADJUSTED_DIFFERENCE_HIGH,
          ExperimentResultsTable.ADJUSTED_P_VALUE,
          ExperimentResultsTable.SAMPLE_RATIO_P_VALUE,
          ExperimentResultsTable.SAMPLE_RATIO_VERDICT);

  private static final StructType RESULT =
      new StructType(
          COLUMNS.stream()
              .map(name -> ExperimentResultsTable.CONTRACT.schema().apply(name))
              .toArray(StructField[]::new));

  private TrialComparison() {}

  /**
   * The function that makes the rows of a trial, structs with the table's columns but for those of
   * the trial itself, of its arms: an array of structs of the variant's name, {@link #COUNTS} and
   * {@link #MOMENTS}.
   *
   * @param minimumGroupSize the smallest group of which figures are published
   */
  static UserDefinedFunction function(TrialRules rules, int minimumGroupSize) {
    UDF1<scala.collection.Seq<Row>, List<Row>> results =
        arms -> results(arms(arms), rules, minimumGroupSize);
    return udf(results, DataTypes.createArrayType(RESULT));
  }

  /** An arm of a trial. */
  private record Arm(
      String variant,
      long assigned,
      SuccessCounts ordered,
      SuccessCounts converted,
      PairedMoments revenue,
      PairedMoments amount) {
    String plainName() {
      return variant.strip().toLowerCase(Locale.ROOT);
    }
  }

  /** What was measured, for an outcome, of customers of an arm: a share or a mean. */
  private record Outcome(
      String name, Function<Arm, SuccessCounts> share, Function<Arm, PairedMoments> mean) {
    static Outcome ofShare(String name, Function<Arm, SuccessCounts> share) {
      return new Outcome(name, share, arm -> PairedMoments.NONE);
    }

    static Outcome ofMean(String name, Function<Arm, PairedMoments> mean) {
      return new Outcome(name, arm -> SuccessCounts.NONE, mean);
    }

    long known(Arm arm) {
      return share.apply(arm).customers() + mean.apply(arm).customers();
    }
  }

  private static final Outcome HAS_ORDERED =
      Outcome.ofShare(ExperimentResultsTable.ORDERED, Arm::ordered);
  private static final Outcome HAS_CONVERTED =
      Outcome.ofShare(ExperimentsInput.CONVERTED, Arm::converted);
  private static final Outcome NET_REVENUE =
      Outcome.ofMean(ExperimentResultsTable.NET_REVENUE, Arm::revenue);
  private static final Outcome OUTCOME_AMOUNT =
      Outcome.ofMean(ExperimentsInput.OUTCOME_AMOUNT, Arm::amount);

  /** A variant against the control by one outcome. */
  private record Tested(
      Arm variant,
      Optional<Arm> control,
      Outcome outcome,
      String verdict,
      Optional<Comparison> comparison,
      Optional<VarianceReduction> reduction,
      OptionalDouble detectable) {}

  private static List<Arm> arms(scala.collection.Seq<Row> rows) {
    List<Arm> arms = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      Row row = rows.apply(i);
      arms.add(
          new Arm(
              row.getAs(ExperimentResultsTable.VARIANT),
              row.<Long>getAs(ASSIGNED),
              counts(row, ORDERED_KNOWN, ORDERED),
              counts(row, CONVERTED_KNOWN, CONVERTED),
              moments(row, REVENUE),
              moments(row, AMOUNT)));
    }
    return arms;
  }

  private static SuccessCounts counts(Row row, String known, String successes) {
    long customers = row.<Long>getAs(known);
    return customers == 0
        ? SuccessCounts.NONE
        : new SuccessCounts(customers, row.<Long>getAs(successes));
  }

  private static PairedMoments moments(Row row, String of) {
    long customers = row.<Long>getAs(of + KNOWN);
    if (customers == 0) {
      return PairedMoments.NONE;
    }
    // Of one customer nothing varies, whatever rounding left.
    double deviating = customers == 1 ? 0 : customers;
    return new PairedMoments(
        customers,
        row.<Double>getAs(of + MEAN),
        row.<Double>getAs(of + BEFORE_MEAN),
        deviating * row.<Double>getAs(of + VARIANCE),
        deviating * row.<Double>getAs(of + BEFORE_VARIANCE),
        deviating * row.<Double>getAs(of + COVARIANCE));
  }

  private static List<Row> results(List<Arm> arms, TrialRules rules, int minimumGroupSize) {
    Optional<Arm> control =
        arms.stream().filter(arm -> arm.plainName().equals(rules.control())).findFirst();
    List<Tested> tests = new ArrayList<>();
    for (Arm variant : arms) {
      if (control.isEmpty() || variant != control.get()) {
        for (Outcome outcome : outcomes(arms)) {
          tests.add(tested(variant, control, outcome, rules, minimumGroupSize));
        }
      }
    }
    double[] raw =
        tests.stream()
            .map(TrialComparison::pValue)
            .filter(OptionalDouble::isPresent)
            .mapToDouble(OptionalDouble::getAsDouble)
            .toArray();
    double[] holm = AdjustedPValues.holm(raw);
    double[] falseDiscovery = AdjustedPValues.benjaminiHochberg(raw);
    Optional<SampleRatio> sizes = sizes(arms, rules);
    List<Row> rows = new ArrayList<>();
    int next = 0;
    for (Tested test : tests) {
      boolean has = pValue(test).isPresent();
      rows.add(row(test, has ? holm[next] : null, has ? falseDiscovery[next] : null, sizes));
      next += has ? 1 : 0;
    }
    return rows;
  }

  /** The outcomes of orders always; the trial's own where they are known of anybody. */
  private static List<Outcome> outcomes(List<Arm> arms) {
    List<Outcome> outcomes = new ArrayList<>(List.of(HAS_ORDERED, NET_REVENUE));
    for (Outcome own : List.of(HAS_CONVERTED, OUTCOME_AMOUNT)) {
      if (arms.stream().anyMatch(arm -> own.known(arm) > 0)) {
        outcomes.add(own);
      }
    }
    return outcomes;
  }

  private static Tested tested(
      Arm variant, Optional<Arm> control, Outcome outcome, TrialRules rules, int minimumGroupSize) {
    if (control.isEmpty()) {
      return untested(variant, control, outcome, ExperimentResultsTable.NO_CONTROL);
    }
    Arm against = control.get();
    long smaller = Math.min(outcome.known(against), outcome.known(variant));
    if (smaller < minimumGroupSize) {
      return untested(variant, control, outcome, TOO_FEW);
    }
    boolean isShare = outcome.mean().apply(against).customers() == 0;
    return isShare
        ? ofShares(variant, against, outcome)
        : ofMeans(variant, against, outcome, rules.prePeriodDays() > 0);
  }

  private static Tested untested(
      Arm variant, Optional<Arm> control, Outcome outcome, String verdict) {
    return new Tested(
        variant,
        control,
        outcome,
        verdict,
        Optional.empty(),
        Optional.empty(),
        OptionalDouble.empty());
  }

  private static Tested ofShares(Arm variant, Arm control, Outcome outcome) {
    SuccessCounts first = outcome.share().apply(control);
    SuccessCounts second = outcome.share().apply(variant);
    Comparison comparison = ProportionTest.compare(first, second, CONFIDENCE);
    OptionalDouble detectable =
        new Power(CONFIDENCE)
            .detectableRiseOfShare(
                first.share().orElse(0), first.customers(), second.customers(), POWER);
    return new Tested(
        variant,
        Optional.of(control),
        outcome,
        lowerCase(comparison.verdict()),
        Optional.of(comparison),
        Optional.empty(),
        detectable);
  }

  private static Tested ofMeans(Arm variant, Arm control, Outcome outcome, boolean reduces) {
    PairedMoments first = outcome.mean().apply(control);
    PairedMoments second = outcome.mean().apply(variant);
    Comparison comparison = WelchTest.compare(first.outcome(), second.outcome(), CONFIDENCE);
    OptionalDouble detectable =
        new Power(CONFIDENCE)
            .detectableDifferenceOfMeans(
                deviation(first.outcome()),
                deviation(second.outcome()),
                first.customers(),
                second.customers(),
                POWER);
    Optional<VarianceReduction> reduction =
        reduces
            ? Optional.of(VarianceReduction.compare(first, second, CONFIDENCE))
                .filter(known -> known.theta().isPresent())
            : Optional.empty();
    return new Tested(
        variant,
        Optional.of(control),
        outcome,
        lowerCase(comparison.verdict()),
        Optional.of(comparison),
        reduction,
        detectable);
  }

  private static double deviation(SampleMoments moments) {
    return Math.sqrt(moments.variance().orElse(0));
  }

  private static OptionalDouble pValue(Tested test) {
    return test.comparison().map(Comparison::pValue).orElseGet(OptionalDouble::empty);
  }

  private static Optional<SampleRatio> sizes(List<Arm> arms, TrialRules rules) {
    return arms.size() < 2
        ? Optional.empty()
        : Optional.of(
            SampleRatio.of(
                arms.stream().mapToLong(Arm::assigned).toArray(),
                arms.stream()
                    .mapToDouble(arm -> rules.plannedSizes().getOrDefault(arm.plainName(), 1.0))
                    .toArray(),
                SampleRatio.USUAL_SIGNIFICANCE));
  }

  private static Row row(
      Tested test, Double holm, Double falseDiscovery, Optional<SampleRatio> sizes) {
    Optional<Comparison> plain = test.comparison();
    Optional<Comparison> adjusted = test.reduction().map(VarianceReduction::comparison);
    Optional<Lift> lift = plain.map(Comparison::lift);
    return RowFactory.create(
        test.outcome().name(),
        test.variant().variant(),
        test.control().map(Arm::variant).orElse(null),
        test.variant().assigned(),
        test.control().map(Arm::assigned).orElse(0L),
        test.outcome().known(test.variant()),
        test.control().map(arm -> test.outcome().known(arm)).orElse(0L),
        test.verdict(),
        of(plain, Comparison::control),
        of(plain, Comparison::treatment),
        of(plain, Comparison::difference),
        of(plain, Comparison::standardError),
        low(plain.flatMap(Comparison::interval)),
        high(plain.flatMap(Comparison::interval)),
        of(plain, Comparison::statistic),
        of(plain, Comparison::degreesOfFreedom),
        of(plain, Comparison::pValue),
        holm,
        falseDiscovery,
        of(lift, Lift::value),
        low(lift.flatMap(Lift::interval)),
        high(lift.flatMap(Lift::interval)),
        lift.map(known -> lowerCase(known.verdict())).orElse(null),
        boxed(test.detectable()),
        of(test.reduction(), VarianceReduction::varianceRemoved),
        of(adjusted, Comparison::difference),
        of(adjusted, Comparison::standardError),
        low(adjusted.flatMap(Comparison::interval)),
        high(adjusted.flatMap(Comparison::interval)),
        of(adjusted, Comparison::pValue),
        of(sizes, SampleRatio::pValue),
        sizes.map(known -> lowerCase(known.verdict())).orElse(null));
  }

  private static String lowerCase(Enum<?> verdict) {
    return verdict.name().toLowerCase(Locale.ROOT);
  }

  private static <T> Double of(Optional<T> whole, Function<T, OptionalDouble> part) {
    return whole.map(part).map(TrialComparison::boxed).orElse(null);
  }

  private static Double low(Optional<Interval> interval) {
    return interval.map(Interval::low).orElse(null);
  }

  private static Double high(Optional<Interval> interval) {
    return interval.map(Interval::high).orElse(null);
  }

  private static Double boxed(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }
}
