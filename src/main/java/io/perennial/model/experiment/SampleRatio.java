package io.perennial.model.experiment;

import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import org.hipparchus.special.Gamma;

/**
 * Whether the arms of a trial have the sizes they were planned to have, by Pearson's chi-square
 * test of the counts against the planned shares. Arms of other sizes than planned mean that the
 * assignment or its record is faulty, and that differences between the arms may be due to that
 * (Fabijan et al., Diagnosing Sample Ratio Mismatch in Online Controlled Experiments, KDD 2019).
 *
 * @param verdict whether the sizes are those planned
 * @param chiSquare the test statistic, at least 0; none where there are too few
 * @param degreesOfFreedom one less than the number of arms
 * @param pValue the probability of a statistic at least as large where customers were assigned as
 *     planned; none where there are too few
 */
public record SampleRatio(
    Verdict verdict, OptionalDouble chiSquare, int degreesOfFreedom, OptionalDouble pValue) {
  /** The significance below which a mismatch is customarily called: it must not cry wolf. */
  public static final double USUAL_SIGNIFICANCE = .001;

  /** The expected count an arm must have for the chi-square distribution to hold. */
  private static final double FEWEST = 5;

  /** Whether arms have the sizes they were planned to have. */
  public enum Verdict {
    /** Chance explains the sizes. */
    AS_PLANNED,
    /**
     * Chance hardly explains the sizes: the trial is not to be trusted before this is explained.
     */
    MISMATCH,
    /** An arm was planned to have fewer than five customers by now: too few to tell. */
    TOO_FEW
  }

  /**
   * The check of arms.
   *
   * @param customers how many are in each arm, two arms or more
   * @param planned the planned sizes of the arms in the same order, up to a factor: 1 and 1 for
   *     halves; all above zero
   * @param significance the p-value below which the verdict is a mismatch, in (0, 1)
   * @throws IllegalArgumentException if there are fewer than two arms, or not as many plans, or a
   *     number is out of its range
   */
  public static SampleRatio of(long[] customers, double[] planned, double significance) {
    if (customers.length < 2
        || planned.length != customers.length
        || LongStream.of(customers).anyMatch(count -> count < 0)
        || !DoubleStream.of(planned).allMatch(share -> share > 0 && Double.isFinite(share))
        || !(significance > 0 && significance < 1)) {
      throw new IllegalArgumentException(
          "A plan has two arms or more, each with a count and a share above zero, and a level.");
    }
    int degrees = customers.length - 1;
    double all = LongStream.of(customers).asDoubleStream().sum();
    double greatest = DoubleStream.of(planned).max().getAsDouble();
    double shares = DoubleStream.of(planned).map(share -> share / greatest).sum();
    double chiSquare = 0;
    for (int arm = 0; arm < customers.length; arm++) {
      double expected = all * (planned[arm] / greatest / shares);
      if (expected < FEWEST) {
        return new SampleRatio(
            Verdict.TOO_FEW, OptionalDouble.empty(), degrees, OptionalDouble.empty());
      }
      double apart = customers[arm] - expected;
      chiSquare += apart * (apart / expected);
    }
    double pValue = Gamma.regularizedGammaQ(degrees / 2.0, chiSquare / 2);
    return new SampleRatio(
        pValue < significance ? Verdict.MISMATCH : Verdict.AS_PLANNED,
        OptionalDouble.of(chiSquare),
        degrees,
        OptionalDouble.of(pValue));
  }
}
