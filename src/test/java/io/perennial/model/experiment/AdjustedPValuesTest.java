package io.perennial.model.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class AdjustedPValuesTest {
  /** The fifteen tests of Benjamini and Hochberg (1995), section 4.1. */
  private static final double[] PUBLISHED = {
    .0001, .0004, .0019, .0095, .0201, .0278, .0298, .0344, .0459, .3240, .4262, .5719, .6528,
    .7590, 1
  };

  /**
   * The paper: Bonferroni's and Holm's levels reject three at 5 %, the false discovery rate four.
   */
  @Test
  void asManyAreRejectedAsInThePaper() {
    assertThat(DoubleStream.of(AdjustedPValues.holm(PUBLISHED)).filter(p -> p <= .05)).hasSize(3);
    assertThat(DoubleStream.of(AdjustedPValues.benjaminiHochberg(PUBLISHED)).filter(p -> p <= .05))
        .hasSize(4);
  }

  /** By hand from the definitions. */
  @Test
  void adjustedValuesAreThoseOfTheDefinitions() {
    assertThat(AdjustedPValues.holm(PUBLISHED))
        .containsExactly(
            new double[] {
              .0015, .0056, .0247, .114, .2211, .278, .278, .278, .3213, 1, 1, 1, 1, 1, 1
            },
            within(1e-12));
    assertThat(AdjustedPValues.benjaminiHochberg(PUBLISHED))
        .containsExactly(
            new double[] {
              .0015,
              .003,
              .0095,
              .035625,
              .0603,
              .0298 * 15 / 7,
              .0298 * 15 / 7,
              .0645,
              .0765,
              .486,
              .4262 * 15 / 11,
              .714875,
              .6528 * 15 / 13,
              .7590 * 15 / 14,
              1
            },
            within(1e-12));
  }

  @Test
  void valuesComeBackInTheirOrder() {
    assertThat(AdjustedPValues.holm(.04, .01, .03))
        .containsExactly(new double[] {.06, .03, .06}, within(1e-15));
    assertThat(AdjustedPValues.benjaminiHochberg(.04, .01, .03))
        .containsExactly(new double[] {.04, .03, .04}, within(1e-15));
    assertThat(AdjustedPValues.holm(.2)).containsExactly(.2);
    assertThat(AdjustedPValues.holm()).isEmpty();
    assertThat(AdjustedPValues.benjaminiHochberg()).isEmpty();
  }

  @Test
  void whatIsNoProbabilityIsRefused() {
    for (double value : new double[] {-.1, 1.1, Double.NaN}) {
      assertThatThrownBy(() -> AdjustedPValues.holm(.5, value))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> AdjustedPValues.benjaminiHochberg(value))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Property(tries = 500, seed = "20261122")
  void adjustedValuesKeepTheOrderAndAreNotBelowTheRawOnes(
      @ForAll @Size(max = 20) List<@DoubleRange(max = 1) Double> values) {
    double[] raw = values.stream().mapToDouble(Double::doubleValue).toArray();
    double[] sorted = raw.clone();
    Arrays.sort(sorted);
    double[] holm = AdjustedPValues.holm(sorted);
    double[] discoveries = AdjustedPValues.benjaminiHochberg(sorted);
    for (int i = 0; i < sorted.length; i++) {
      assertThat(discoveries[i]).isBetween(sorted[i], 1.0);
      assertThat(holm[i]).isBetween(discoveries[i] - 1e-15, 1.0).isGreaterThanOrEqualTo(sorted[i]);
      if (i > 0) {
        assertThat(discoveries[i]).isGreaterThanOrEqualTo(discoveries[i - 1]);
        assertThat(holm[i]).isGreaterThanOrEqualTo(holm[i - 1]);
      }
    }
    double[] unsorted = AdjustedPValues.holm(raw);
    Arrays.sort(unsorted);
    assertThat(unsorted).containsExactly(holm);
  }
}
