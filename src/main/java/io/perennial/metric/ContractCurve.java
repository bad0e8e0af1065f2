package io.perennial.metric;

import static org.apache.spark.sql.functions.udf;

import io.perennial.model.optimize.Fit;
import io.perennial.model.optimize.Verdict;
import io.perennial.model.survival.BetaDiscreteWeibull;
import io.perennial.model.survival.ContractModel;
import io.perennial.model.survival.EventTable;
import io.perennial.model.survival.KaplanMeier;
import io.perennial.model.survival.LogRank;
import io.perennial.model.survival.RenewalTable;
import io.perennial.model.survival.ShiftedBetaGeometric;
import io.perennial.table.output.ContractRetentionTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The survival curve of one value of a segment, its test against the other values and its contract
 * models, all from counts by month. It is a function of Spark's because no built-in one estimates a
 * median or fits a model; it sees a row per month, whatever the number of subscriptions.
 */
final class ContractCurve {
  /** Of the counts: subscriptions that were lost at the renewal of this number. */
  static final String LOST = "lost";

  /** Of the counts: subscriptions that were not lost and passed this renewal last. */
  static final String RUNNING = "running";

  /** Of the counts: those lost of all values of the segment. */
  static final String ALL_LOST = "all_lost";

  /** Of the counts: those running of all values of the segment. */
  static final String ALL_RUNNING = "all_running";

  /** How many months the models look beyond the longest observed age. */
  private static final int MONTHS_BEYOND = 12;

  private static final StructType POINT =
      new StructType(
          Stream.of(
                  ContractRetentionTable.MONTHS_SINCE_START,
                  ContractRetentionTable.IS_OBSERVED,
                  ContractRetentionTable.AT_RISK,
                  ContractRetentionTable.CANCELLATIONS,
                  ContractRetentionTable.CENSORED,
                  ContractRetentionTable.RETENTION_RATE,
                  ContractRetentionTable.SURVIVAL_RATE,
                  ContractRetentionTable.SURVIVAL_RATE_LOW,
                  ContractRetentionTable.SURVIVAL_RATE_HIGH,
                  ContractRetentionTable.MEDIAN_MONTHS,
                  ContractRetentionTable.MEDIAN_MONTHS_LOW,
                  ContractRetentionTable.MEDIAN_MONTHS_HIGH,
                  ContractRetentionTable.LOG_RANK_CHI_SQUARE,
                  ContractRetentionTable.LOG_RANK_P_VALUE,
                  ContractRetentionTable.SHIFTED_BETA_GEOMETRIC_SURVIVAL_RATE,
                  ContractRetentionTable.SHIFTED_BETA_GEOMETRIC_VERDICT,
                  ContractRetentionTable.BETA_DISCRETE_WEIBULL_SURVIVAL_RATE,
                  ContractRetentionTable.BETA_DISCRETE_WEIBULL_VERDICT)
              .map(name -> ContractRetentionTable.CONTRACT.schema().apply(name))
              .toArray(StructField[]::new));

  /**
   * The points of a curve, as an array of structs with the table's columns but for the segment,
   * customers and subscriptions.
   *
   * <p>Its arguments: the counts, an array of structs of the month, {@link #LOST}, {@link
   * #RUNNING}, {@link #ALL_LOST} and {@link #ALL_RUNNING} that has every month from 0 on in order;
   * and how many subscriptions all values of the segment have.
   */
  static final UserDefinedFunction FUNCTION =
      udf(
          (UDF2<scala.collection.Seq<Row>, Long, List<Row>>)
              (counts, allSubscriptions) -> points(months(counts), allSubscriptions),
          DataTypes.createArrayType(POINT));

  private ContractCurve() {}

  /** The counts of one month. */
  private record Month(long lost, long running, long othersLost, long othersRunning) {
    long left() {
      return lost + running;
    }

    long othersLeft() {
      return othersLost + othersRunning;
    }
  }

  private static List<Month> months(scala.collection.Seq<Row> counts) {
    List<Month> months = new ArrayList<>();
    for (int i = 0; i < counts.size(); i++) {
      Row row = counts.apply(i);
      long lost = row.<Long>getAs(LOST);
      long running = row.<Long>getAs(RUNNING);
      months.add(
          new Month(
              lost,
              running,
              row.<Long>getAs(ALL_LOST) - lost,
              row.<Long>getAs(ALL_RUNNING) - running));
    }
    return months;
  }

  private static List<Row> points(List<Month> months, long allSubscriptions) {
    EventTable.Builder own = EventTable.builder();
    RenewalTable.Builder renewals = RenewalTable.builder();
    for (int month = 0; month < months.size(); month++) {
      long lost = months.get(month).lost();
      long running = months.get(month).running();
      own.add(month, lost, running);
      renewals.addRunning(month, running);
      if (lost > 0) {
        renewals.addLost(month, lost);
      }
    }
    KaplanMeier curve = KaplanMeier.of(own.build());
    Optional<LogRank> test = LogRank.of(List.of(own.build(), others(months, allSubscriptions)));
    Fit<ShiftedBetaGeometric> alike = ShiftedBetaGeometric.fit(renewals.build());
    Fit<BetaDiscreteWeibull> changing = BetaDiscreteWeibull.fit(renewals.build());
    long atRisk = months.stream().mapToLong(Month::left).sum();
    List<Row> points = new ArrayList<>();
    KaplanMeier.Point last = null;
    int next = 0;
    for (int month = 0; month < months.size() + MONTHS_BEYOND; month++) {
      boolean observed = month < months.size();
      Month counts = observed ? months.get(month) : new Month(0, 0, 0, 0);
      // The curve has no point where nobody was lost or last seen: it goes on as it was.
      if (next < curve.points().size() && curve.points().get(next).time() == month) {
        last = curve.points().get(next);
        next++;
      }
      points.add(
          RowFactory.create(
              month,
              observed,
              atRisk,
              counts.lost(),
              counts.running(),
              atRisk > 0 ? (double) (atRisk - counts.lost()) / atRisk : null,
              observed ? survival(last) : null,
              observed ? bound(last, true) : null,
              observed ? bound(last, false) : null,
              boxed(curve.median().time()),
              boxed(curve.median().low()),
              boxed(curve.median().high()),
              test.map(LogRank::chiSquare).orElse(null),
              test.map(LogRank::pValue).orElse(null),
              projected(alike, month),
              verdict(alike),
              projected(changing, month),
              verdict(changing)));
      atRisk -= counts.left();
    }
    return points;
  }

  /**
   * The other values of the segment; whom they hold beyond the last month is seen to outlast it.
   */
  private static EventTable others(List<Month> months, long allSubscriptions) {
    EventTable.Builder others = EventTable.builder();
    long beyond = allSubscriptions;
    for (int month = 0; month < months.size(); month++) {
      Month counts = months.get(month);
      others.add(month, counts.othersLost(), counts.othersRunning());
      beyond -= counts.left() + counts.othersLeft();
    }
    return others.add(months.size(), 0, beyond).build();
  }

  /** Before its first point the curve is 1. */
  private static double survival(KaplanMeier.Point point) {
    return point == null ? 1 : point.survival();
  }

  private static Double bound(KaplanMeier.Point point, boolean low) {
    return point == null ? Double.valueOf(1) : boxed(low ? point.low() : point.high());
  }

  private static Double projected(Fit<? extends ContractModel> fit, int month) {
    return fit.model().map(model -> model.survival(month)).orElse(null);
  }

  private static String verdict(Fit<?> fit) {
    String word = fit.verdict().name().toLowerCase(Locale.ROOT);
    return fit.verdict() == Verdict.CONVERGED ? word : word + ": " + fit.reason();
  }

  private static Double boxed(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }
}
