package io.perennial.model.special;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

/** Expected figures were computed with forty digits. */
class PolygammaTest {
  @Test
  void digammaAndTrigammaHoldToFourteenDigits() {
    double[][] expected = {
      {1e-8, -100000000.57721565, 10000000000000002.0},
      {.001, -1000.5755719318103, 1000001.6425331959},
      {.5, -1.9635100260214235, 4.9348022005446793},
      {5, 1.5061176684318005, 0.22132295573711533},
      {11.75, 2.4206968934226321, 0.088830522079623873},
      {30, 3.3844381326855249, 0.033895060357739944},
      {49.5, 3.8918376507263718, 0.020407455046879992},
      {1e3, 6.9072551956488121, 0.0010005001666666333},
      {1e9, 20.723265836446411, 1.0000000005e-9},
      {1e280, 644.72382603833279, 1.0e-280},
    };
    for (double[] row : expected) {
      assertThat(Polygamma.digamma(row[0])).isCloseTo(row[1], Percentage.withPercentage(1e-12));
      assertThat(Polygamma.trigamma(row[0])).isCloseTo(row[2], Percentage.withPercentage(1e-12));
    }
  }

  @Test
  void differencesDoNotCancel() {
    double[][] expected = {
      {.25, 1e-12, 1.7197329154442447e-11},
      {1e-6, 3, 1000001.49999875},
      {7, .5, 0.073973149147619649},
      {40, 1e-9, 2.5315103840970618e-11},
      {40, .003, 7.5942427978627813e-5},
      {500, .06, 0.00012011286616321428},
      {1e8, 1e-5, 1.00000000499995e-13},
      {1e8, 1e8, 0.69314718305994532},
    };
    for (double[] row : expected) {
      assertThat(Polygamma.digammaDifference(row[0], row[1]))
          .isCloseTo(row[2], Percentage.withPercentage(1e-10));
    }
  }

  @Property(tries = 1000, seed = "20261122")
  void aDifferenceIsThatOfTheFunction(
      @ForAll @DoubleRange(min = .1, max = 200) double x,
      @ForAll @DoubleRange(min = 0, max = 200) double step) {
    assertThat(Polygamma.digammaDifference(x, step))
        .isCloseTo(Polygamma.digamma(x + step) - Polygamma.digamma(x), within(2e-14));
  }
}
