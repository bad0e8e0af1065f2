package io.perennial.model.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SampleMomentsTest {
  @Test
  void sumsAndVariancesSayTheSame() {
    // 1, 2, 4, 7: sum 14, squares 70, mean 3.5, deviations 21, variance 7.
    SampleMoments expected = new SampleMoments(4, 3.5, 21);
    assertThat(SampleMoments.ofSums(4, 14, 70)).isEqualTo(expected);
    assertThat(SampleMoments.ofVariance(4, 3.5, 7)).isEqualTo(expected);
    assertThat(moments(List.of(1.0, 2.0, 4.0, 7.0))).isEqualTo(expected);
    assertThat(expected.variance()).hasValue(7);
    assertThat(SampleMoments.ofSums(0, 0, 0)).isEqualTo(SampleMoments.NONE);
    assertThat(SampleMoments.of(3).variance()).isEmpty();
    assertThat(SampleMoments.ofVariance(1, 3, 0)).isEqualTo(SampleMoments.of(3));
  }

  @Test
  void theSpreadBesideALargeMeanIsKept() {
    SampleMoments moments = moments(List.of(1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16));
    assertThat(moments.variance().getAsDouble()).isCloseTo(30, within(1e-9));
  }

  @Test
  void equalValuesDoNotVaryWhateverRoundingLeftOfTheirSums() {
    double sum = 0;
    double squares = 0;
    SampleMoments merged = SampleMoments.NONE;
    for (int i = 0; i < 100_000; i++) {
      sum += 3.7;
      squares += 3.7 * 3.7;
      merged = merged.plus(SampleMoments.of(3.7));
    }
    assertThat(SampleMoments.ofSums(100_000, sum, squares).variance()).hasValue(0);
    assertThat(merged.variance()).hasValue(0);
    assertThat(SampleMoments.ofSums(1, .1, .1 * .1).squares()).isZero();
  }

  @Test
  void whatCannotBeMomentsIsRefused() {
    assertRefused(-1, 0, 0);
    assertRefused(0, 1, 0);
    assertRefused(1, 1, 1);
    assertRefused(2, 1, -1);
    assertRefused(2, Double.NaN, 1);
    assertRefused(2, 1, Double.NaN);
    assertRefused(2, Double.POSITIVE_INFINITY, 1);
    assertRefused(2, 1, Double.POSITIVE_INFINITY);
  }

  @Property(tries = 300, seed = "20261122")
  void partsCombineToTheWholeInAnyGrouping(
      @ForAll @Size(max = 8) List<@DoubleRange(min = -1e4, max = 1e4) Double> first,
      @ForAll @Size(max = 8) List<@DoubleRange(min = -1e4, max = 1e4) Double> second,
      @ForAll @Size(max = 8) List<@DoubleRange(min = -1e4, max = 1e4) Double> third) {
    SampleMoments a = moments(first);
    SampleMoments b = moments(second);
    SampleMoments c = moments(third);
    assertAlike(a.plus(b).plus(c), a.plus(b.plus(c)));
    assertAlike(a.plus(b), b.plus(a));
    assertThat(a.plus(SampleMoments.NONE)).isEqualTo(a);
    assertThat(SampleMoments.NONE.plus(a)).isEqualTo(a);
  }

  static void assertAlike(SampleMoments one, SampleMoments other) {
    assertThat(one.count()).isEqualTo(other.count());
    assertThat(one.mean()).isCloseTo(other.mean(), within(1e-9));
    assertThat(one.squares())
        .isCloseTo(other.squares(), within(1e-12 * (1 + one.squares()) + 1e-6));
  }

  private static SampleMoments moments(List<Double> values) {
    return values.stream().map(SampleMoments::of).reduce(SampleMoments.NONE, SampleMoments::plus);
  }

  private static void assertRefused(long count, double mean, double squares) {
    assertThatThrownBy(() -> new SampleMoments(count, mean, squares))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
