package io.perennial.model.clv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class DiscountRateTest {
  private static final TimeSpan MONTH = TimeSpan.of(1, TimeUnit.MONTH);

  @Test
  void aMonthIsATwelfthOfAYearsDiscount() {
    DiscountRate tenPercent = new DiscountRate(0.1);
    assertThat(tenPercent.factor(MONTH)).isCloseTo(Math.pow(1.1, -1 / 12.0), within(1e-15));
    assertThat(tenPercent.factor(TimeSpan.ofDays(365.25))).isCloseTo(1 / 1.1, within(1e-15));
    assertThat(tenPercent.factor(TimeSpan.ZERO)).isEqualTo(1);
  }

  @Test
  void ratesOfOtherPeriodsAreConvertedExactly() {
    assertThat(DiscountRate.per(MONTH, 0.01).yearly())
        .isCloseTo(Math.pow(1.01, 12) - 1, within(1e-14));
    assertThat(DiscountRate.continuously(0.0027, TimeUnit.WEEK).continuous(TimeUnit.WEEK))
        .isCloseTo(0.0027, within(1e-16));
    // e^-(continuous rate) per unit is the factor of that unit.
    assertThat(Math.exp(-new DiscountRate(0.15).continuous(TimeUnit.WEEK)))
        .isCloseTo(new DiscountRate(0.15).factor(TimeSpan.ofDays(7)), within(1e-15));
  }

  @Test
  void aRateIsNeverNegative() {
    assertThatIllegalArgumentException().isThrownBy(() -> new DiscountRate(-0.01));
    assertThatIllegalArgumentException().isThrownBy(() -> DiscountRate.per(TimeSpan.ZERO, 0.01));
  }
}
