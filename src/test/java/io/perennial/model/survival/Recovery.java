package io.perennial.model.survival;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.model.optimize.Fit;
import io.perennial.model.optimize.Parameter;
import io.perennial.model.optimize.Verdict;
import java.util.function.Function;
import org.hipparchus.random.RandomGenerator;
import org.hipparchus.random.Well512a;

/** Fits simulated sets and counts how often the intervals hold the truth. */
final class Recovery {
  private static final double Z = 1.959963984540054;
  private static final int SETS = 200;

  private Recovery() {}

  /**
   * Holds that the 95 % interval of each parameter, symmetric in its logarithm, covers the truth in
   * 90 to 99 % of the sets.
   *
   * @param fit simulates a set and fits it
   */
  static void holds(double[] truth, Function<RandomGenerator, Fit<?>> fit) {
    int[] covered = new int[truth.length];
    int converged = 0;
    for (int set = 0; set < SETS; set++) {
      Fit<?> found = fit.apply(new Well512a(1_000_003L * set + 17));
      if (found.verdict() == Verdict.CONVERGED) {
        converged++;
        for (int i = 0; i < truth.length; i++) {
          Parameter parameter = found.parameters().get(i);
          double width = Z * parameter.standardError().orElseThrow() / parameter.estimate();
          covered[i] += Math.abs(Math.log(parameter.estimate() / truth[i])) <= width ? 1 : 0;
        }
      }
    }
    assertThat(converged).isEqualTo(SETS);
    for (int count : covered) {
      assertThat(count).isBetween(SETS * 90 / 100, SETS * 99 / 100);
    }
  }
}
