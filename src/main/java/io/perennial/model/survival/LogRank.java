package io.perennial.model.survival;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;
import org.hipparchus.linear.SingularValueDecomposition;
import org.hipparchus.special.Gamma;

/**
 * The log-rank test of whether several groups last equally long (Mantel, Cancer Chemotherapy
 * Reports 50, 1966; Peto and Peto, Journal of the Royal Statistical Society A 135, 1972), with the
 * hypergeometric variance for tied times.
 *
 * @param chiSquare the test statistic, at least 0
 * @param degreesOfFreedom one less than the groups in which an event could have happened
 * @param pValue the probability of a statistic at least as large where all groups last equally long
 */
public record LogRank(double chiSquare, int degreesOfFreedom, double pValue) {
  private static final int EVENTS = 0;
  private static final int OBSERVED = 1;

  /**
   * The test over groups.
   *
   * @return none where fewer than two groups were at risk of an event that happened, or where the
   *     events leave no room for a difference
   */
  public static Optional<LogRank> of(List<EventTable> groups) {
    int count = groups.size();
    double[] expected = new double[count];
    double[] difference = new double[count];
    double[][] covariance = new double[count][count];
    long[] atRisk = groups.stream().mapToLong(EventTable::total).toArray();
    for (long[][] byGroup : byTime(groups).values()) {
      add(byGroup, atRisk, expected, difference, covariance);
      for (int group = 0; group < count; group++) {
        atRisk[group] -= byGroup[group][OBSERVED];
      }
    }
    List<Integer> possible = new ArrayList<>();
    for (int group = 0; group < count; group++) {
      if (expected[group] > 0) {
        possible.add(group);
      }
    }
    // The differences sum to zero, so that one group says nothing the others do not.
    int degrees = possible.size() - 1;
    if (degrees < 1) {
      return Optional.empty();
    }
    int[] free = possible.stream().limit(degrees).mapToInt(Integer::intValue).toArray();
    RealVector differences = new ArrayRealVector(degrees);
    RealMatrix variances = new Array2DRowRealMatrix(degrees, degrees);
    for (int row = 0; row < degrees; row++) {
      differences.setEntry(row, difference[free[row]]);
      for (int column = 0; column < degrees; column++) {
        variances.setEntry(row, column, covariance[free[row]][free[column]]);
      }
    }
    SingularValueDecomposition decomposed = new SingularValueDecomposition(variances);
    if (!decomposed.getSolver().isNonSingular()) {
      return Optional.empty();
    }
    double chiSquare =
        Math.max(0, differences.dotProduct(decomposed.getSolver().solve(differences)));
    // Directly from the upper tail: one less the distribution function would lose it.
    double pValue = Gamma.regularizedGammaQ(degrees / 2.0, chiSquare / 2);
    return Optional.of(new LogRank(chiSquare, degrees, pValue));
  }

  /** Events, and all that left, by group at each distinct time of any group. */
  private static Map<Double, long[][]> byTime(List<EventTable> groups) {
    Map<Double, long[][]> byTime = new TreeMap<>();
    for (int group = 0; group < groups.size(); group++) {
      for (EventTable.Row row : groups.get(group).rows()) {
        long[] cell =
            byTime.computeIfAbsent(row.time(), unused -> new long[groups.size()][2])[group];
        cell[EVENTS] = row.events();
        cell[OBSERVED] = row.events() + row.censored();
      }
    }
    return byTime;
  }

  /** Adds what the events of one time are expected to be, and how they vary together. */
  private static void add(
      long[][] byGroup,
      long[] atRisk,
      double[] expected,
      double[] difference,
      double[][] covariance) {
    double risk = 0;
    double events = 0;
    for (int group = 0; group < atRisk.length; group++) {
      risk += atRisk[group];
      events += byGroup[group][EVENTS];
    }
    if (events == 0) {
      return;
    }
    double spread = risk > 1 ? events * (risk - events) / (risk - 1) : 0;
    for (int group = 0; group < atRisk.length; group++) {
      double share = atRisk[group] / risk;
      expected[group] += events * share;
      difference[group] += byGroup[group][EVENTS] - events * share;
      for (int other = 0; other < atRisk.length; other++) {
        double otherShare = atRisk[other] / risk;
        covariance[group][other] += spread * share * ((group == other ? 1 : 0) - otherShare);
      }
    }
  }
}
