package io.perennial.model.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

/** Expected figures without a source named were computed with thirty digits (mpmath). */
class SampleRatioTest {
  private static final double LEVEL = SampleRatio.USUAL_SIGNIFICANCE;

  /** Kohavi, Tang and Xu, Trustworthy Online Controlled Experiments (2020), chapter 3: 1.8E-6. */
  @Test
  void thePublishedMismatchIsFound() {
    SampleRatio check = SampleRatio.of(new long[] {821_588, 815_482}, new double[] {.5, .5}, LEVEL);
    assertThat(check.verdict()).isEqualTo(SampleRatio.Verdict.MISMATCH);
    assertThat(check.pValue().getAsDouble())
        .isCloseTo(1.82179287261919e-6, Percentage.withPercentage(1e-7));
    assertThat(check.chiSquare().getAsDouble()).isCloseTo(22.7743688418944, within(1e-10));
  }

  /** The arms of {@link Hillstrom}'s experiment, planned to be thirds. */
  @Test
  void armsAsPlannedPass() {
    SampleRatio check =
        SampleRatio.of(new long[] {21_306, 21_307, 21_387}, new double[] {1, 1, 1}, LEVEL);
    assertThat(check.verdict()).isEqualTo(SampleRatio.Verdict.AS_PLANNED);
    assertThat(check.degreesOfFreedom()).isEqualTo(2);
    assertThat(check.chiSquare().getAsDouble()).isCloseTo(.20253125, within(1e-12));
    assertThat(check.pValue().getAsDouble()).isCloseTo(.90369295756042, within(1e-12));
  }

  @Test
  void plansMayBeUnequalAndInAnyUnit() {
    for (double unit : new double[] {.25, 1, 1e-300, 4e307}) {
      SampleRatio check =
          SampleRatio.of(new long[] {90, 60, 50}, new double[] {2 * unit, unit, unit}, LEVEL);
      assertThat(check.chiSquare().getAsDouble()).isCloseTo(3, within(1e-12));
      assertThat(check.pValue().getAsDouble()).isCloseTo(.22313016014843, within(1e-12));
    }
  }

  @Test
  void fewCustomersTellNothing() {
    assertThat(SampleRatio.of(new long[] {9, 0}, new double[] {1, 1}, LEVEL))
        .satisfies(
            check -> assertThat(check.verdict()).isEqualTo(SampleRatio.Verdict.TOO_FEW),
            check -> assertThat(check.pValue()).isEmpty(),
            check -> assertThat(check.chiSquare()).isEmpty());
    assertThat(SampleRatio.of(new long[] {0, 0}, new double[] {1, 1}, LEVEL).verdict())
        .isEqualTo(SampleRatio.Verdict.TOO_FEW);
    // An arm that nobody got into is a mismatch as soon as five were expected in it.
    assertThat(SampleRatio.of(new long[] {40, 0}, new double[] {1, 1}, LEVEL).verdict())
        .isEqualTo(SampleRatio.Verdict.MISMATCH);
  }

  @Test
  void aPlanHasTwoArmsOrMore() {
    assertRefused(new long[] {7}, new double[] {1}, LEVEL);
    assertRefused(new long[] {7, 8}, new double[] {1}, LEVEL);
    assertRefused(new long[] {7, -8}, new double[] {1, 1}, LEVEL);
    assertRefused(new long[] {7, 8}, new double[] {1, 0}, LEVEL);
    assertRefused(new long[] {7, 8}, new double[] {1, Double.NaN}, LEVEL);
    assertRefused(new long[] {7, 8}, new double[] {1, 1}, 1);
  }

  /** Pearson's statistic of two arms is the square of the test of one share. */
  @Property(tries = 300, seed = "20261122")
  void theOrderOfTheArmsDoesNotMatter(
      @ForAll @IntRange(max = 3000) int first, @ForAll @IntRange(max = 3000) int second) {
    SampleRatio check = SampleRatio.of(new long[] {first, second}, new double[] {2, 1}, LEVEL);
    SampleRatio turned = SampleRatio.of(new long[] {second, first}, new double[] {1, 2}, LEVEL);
    assertThat(turned.verdict()).isEqualTo(check.verdict());
    if (check.pValue().isPresent()) {
      double all = first + second;
      double z = (first - all * 2 / 3) / Math.sqrt(all * 2 / 9);
      assertThat(check.chiSquare().getAsDouble()).isCloseTo(z * z, within(1e-9 * (1 + z * z)));
      assertThat(check.pValue().getAsDouble())
          .isBetween(0.0, 1.0)
          .isCloseTo(turned.pValue().getAsDouble(), within(1e-12))
          .isCloseTo(Normal.beyond(z), within(1e-12));
    }
  }

  private static void assertRefused(long[] customers, double[] planned, double significance) {
    assertThatThrownBy(() -> SampleRatio.of(customers, planned, significance))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
