package io.perennial.model.clv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class TimeSpanTest {
  @Test
  void aSpanIsTheSameInEveryUnit() {
    assertThat(TimeSpan.of(2, TimeUnit.WEEK)).isEqualTo(TimeSpan.ofDays(14));
    assertThat(TimeSpan.of(12, TimeUnit.MONTH).in(TimeUnit.DAY)).isCloseTo(365.25, within(1e-12));
    assertThat(TimeSpan.ofDays(10).in(TimeUnit.WEEK)).isCloseTo(10 / 7.0, within(1e-15));
    assertThat(TimeSpan.ofDays(3).plus(TimeSpan.ofDays(4)))
        .isEqualByComparingTo(TimeSpan.of(1, TimeUnit.WEEK));
  }

  @Test
  void timeNeitherRunsBackNorForEver() {
    for (double days : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatIllegalArgumentException().isThrownBy(() -> TimeSpan.ofDays(days));
    }
  }
}
