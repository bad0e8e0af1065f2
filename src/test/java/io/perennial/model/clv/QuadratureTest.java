package io.perennial.model.clv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.hipparchus.special.Beta;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuadratureTest {
  @Test
  void aPanelIntegratesPolynomialsExactlyUpToDegreeTwentyThree() {
    for (int degree = 0; degree <= 23; degree++) {
      int power = degree;
      assertThat(Quadrature.integral(x -> Math.pow(x, power), 0, 1, 1))
          .isCloseTo(1.0 / (degree + 1), within(1e-15));
    }
  }

  @Test
  void panelsAddUpToTheWhole() {
    assertThat(Quadrature.integral(Math::exp, -3, 5, 4))
        .isCloseTo(Math.exp(5) - Math.exp(-3), within(1e-12));
  }

  @Test
  void theBellCurveHasItsArea() {
    assertThat(Quadrature.logOverLine(x -> -x * x / 2, 0, 1, 40))
        .isCloseTo(Math.log(2 * Math.PI) / 2, within(1e-12));
    // Off the centre it is asked to look at.
    assertThat(Quadrature.logOverLine(x -> -(x - 2) * (x - 2) / 2, 0, 1, 40))
        .isCloseTo(Math.log(2 * Math.PI) / 2, within(1e-12));
  }

  /** The beta function as the integral over the log-odds of its variable. */
  @ParameterizedTest
  @CsvSource({"2,3", ".01,.01", ".01,300", "1e5,2e5", "50,.5"})
  void theBetaFunctionIsItsIntegral(double a, double b) {
    double width = Math.sqrt(1 / a + 1 / b);
    double log =
        Quadrature.logOverLine(
            u -> a * Hypergeometric.logLogistic(u) + b * Hypergeometric.logLogistic(-u),
            Math.log(a / b),
            Math.min(1, width),
            45 / a + 45 / b + 12 * width);
    assertThat(log).isCloseTo(Beta.logBeta(a, b), within(1e-11 * Math.max(1, a + b)));
  }
}
