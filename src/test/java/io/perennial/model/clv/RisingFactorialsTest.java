package io.perennial.model.clv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.data.Percentage.withPercentage;

import org.junit.jupiter.api.Test;

/** Against mpmath 1.3's loggamma and digamma at 40 digits. */
class RisingFactorialsTest {
  @Test
  void smallBasesGoFar() {
    RisingFactorials factorials = new RisingFactorials(0.25, 3_000);
    assertThat(factorials.logarithm(3_000)).isCloseTo(21016.732023594242, withPercentage(1e-11));
    assertThat(factorials.derivative(3_000)).isCloseTo(12.233737768851165, withPercentage(1e-11));
    assertThat(factorials.logarithm(0)).isZero();
    assertThat(factorials.derivative(0)).isZero();
  }

  @Test
  void hugeBasesLoseNoDigits() {
    assertThat(new RisingFactorials(1e10, 7).logarithm(7))
        .isCloseTo(161.1809565116832, within(1e-12));
  }

  @Test
  void beyondTheTableTheGammaFunctionTakesOver() {
    RisingFactorials factorials = new RisingFactorials(2.5, 100_000);
    assertThat(factorials.logarithm(100_000)).isCloseTo(1051316.2066231987, withPercentage(1e-11));
    assertThat(factorials.derivative(100_000)).isCloseTo(10.809788824129154, withPercentage(1e-11));
  }
}
