package io.perennial.model.clv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

class HypergeometricTest {
  /** The figures are mpmath 1.3's hyp2f1 at 60 digits, at arguments that are exact in binary. */
  @ParameterizedTest
  @CsvFileSource(resources = "/model/clv/hypergeometric.csv", numLinesToSkip = 1)
  void agreesWithSixtyDigits(double a, double b, double c, double z, double logarithm) {
    // The absolute error of the logarithm is the relative error of the function.
    assertThat(Hypergeometric.logarithm(a, b, c, z))
        .isCloseTo(logarithm, within(1e-11 * Math.max(1, Math.abs(logarithm) / 10)));
  }

  @Test
  void closedFormsHold() {
    // 2F1(1, 1; 2; z) = -ln(1 - z) / z and 2F1(a, b; b; z) in the limit c -> b is (1 - z)^-a.
    assertThat(Math.exp(Hypergeometric.logarithm(1, 1, 2, 0.75)))
        .isCloseTo(Math.log(4) / 0.75, within(1e-13));
    assertThat(Hypergeometric.logarithm(3, 2, 2 + 1e-15, 0.25))
        .isCloseTo(-3 * Math.log(0.75), within(1e-13));
    assertThat(Hypergeometric.logarithm(3, 2, 5, 0)).isZero();
  }

  @Test
  void whatIsNotOfThePositiveKindIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> Hypergeometric.logarithm(1, 2, 2, 0.5));
    assertThatIllegalArgumentException().isThrownBy(() -> Hypergeometric.logarithm(1, 2, 3, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Hypergeometric.logarithm(Double.NaN, 2, 3, 0.5));
  }
}
