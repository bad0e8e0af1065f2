package io.perennial.model.optimize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class MaximiserTest {
  /** Log-likelihood of n exponential waiting times with that sum, by the log of the rate. */
  private static Objective exponential(int n, double sum) {
    return at -> {
      double rate = Math.exp(at[0]);
      return new Evaluation(n * at[0] - rate * sum, new double[] {n - rate * sum});
    };
  }

  @Test
  void aRateIsItsClosedFormWithItsStandardError() {
    Maximum maximum = Maximiser.plain().maximise(exponential(50, 20), starts(3));
    assertThat(maximum.verdict()).isEqualTo(Verdict.CONVERGED);
    assertThat(maximum.parameters()[0]).isCloseTo(2.5, within(1e-6));
    // The information of n exponential times about the rate is n / rate^2.
    assertThat(Math.sqrt(maximum.covariance()[0][0])).isCloseTo(2.5 / Math.sqrt(50), within(1e-5));
    assertThat(maximum.evaluations()).isLessThan(30);
  }

  @Test
  void ofTwoMaximaTheHigherIsTaken() {
    // Two humps in one logarithm, at -3 (lower) and 3 (higher).
    Objective humps =
        at -> {
          double low = Math.exp(-(at[0] + 3) * (at[0] + 3));
          double high = 2 * Math.exp(-(at[0] - 3) * (at[0] - 3));
          return new Evaluation(
              1000 * (low + high), new double[] {-2000 * (low * (at[0] + 3) + high * (at[0] - 3))});
        };
    Maximum maximum = Maximiser.plain().maximise(humps, starts(-4, -3.5, -2, 2.5));
    assertThat(maximum.logParameters().get(0)).isCloseTo(3, within(1e-4));
  }

  @Test
  void aParameterThatRunsAwayIsNoEstimate() {
    Objective rising = at -> new Evaluation(-Math.exp(-at[0]), new double[] {Math.exp(-at[0])});
    Maximum maximum = Maximiser.plain().maximise(rising, starts(0));
    assertThat(maximum.verdict()).isEqualTo(Verdict.AT_BOUNDARY);
    assertThat(maximum.covariance()).isEmpty();
  }

  @Test
  void aDirectionWithoutInformationIsSingular() {
    Objective sumOnly =
        at -> {
          double off = at[0] + at[1] - 1;
          return new Evaluation(-100 * off * off, new double[] {-200 * off, -200 * off});
        };
    Maximum maximum = Maximiser.plain().maximise(sumOnly, List.of(new double[] {0, 0}));
    assertThat(maximum.verdict()).isEqualTo(Verdict.SINGULAR_HESSIAN);
  }

  @Test
  void anObjectiveThatIsNowhereFiniteIsUnfittable() {
    Objective nowhere = at -> new Evaluation(Double.NaN, new double[] {0});
    Maximum maximum = Maximiser.plain().maximise(nowhere, starts(0, 1));
    assertThat(maximum.verdict()).isEqualTo(Verdict.UNFITTABLE);
    assertThat(maximum.logLikelihood()).isEmpty();
  }

  @Test
  void theLimitOfEvaluationsHolds() {
    Maximum maximum = new Maximiser(0, 3).maximise(exponential(50, 20), starts(3));
    assertThat(maximum.evaluations()).isLessThanOrEqualTo(3);
    assertThat(maximum.verdict()).isEqualTo(Verdict.NOT_CONVERGED);
  }

  @Test
  void thePenaliserPullsTheLogarithmsToZeroAndIsNotInTheLogLikelihood() {
    Maximum maximum = new Maximiser(10, 100).maximise(exponential(50, 20), starts(3));
    double log = maximum.logParameters().get(0);
    assertThat(log).isPositive().isLessThan(Math.log(2.5));
    // Where the penalised gradient vanishes: n - rate * sum = 2 lambda log(rate).
    assertThat(50 - 20 * Math.exp(log)).isCloseTo(20 * log, within(1e-4));
    assertThat(maximum.logLikelihood().getAsDouble())
        .isCloseTo(50 * log - 20 * Math.exp(log), within(1e-9));
  }

  private static List<double[]> starts(double... logParameters) {
    return java.util.Arrays.stream(logParameters).mapToObj(one -> new double[] {one}).toList();
  }
}
