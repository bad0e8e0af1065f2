package io.perennial.model.survival;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.perennial.model.optimize.Fit;
import io.perennial.model.optimize.Verdict;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class BetaDiscreteWeibullTest {
  /**
   * The maximum of the likelihood of Fader and others (2018) on the cohorts of 2007, found apart
   * from this code by the simplex method from several starts.
   */
  @Test
  void thePublishedCohortsAreFittedToTheMaximum() {
    Fit<BetaDiscreteWeibull> regular =
        BetaDiscreteWeibull.fit(PublishedContracts.cohort("regular"));
    assertFit(regular, .45561, .77933, 1.28345, -1679.60283, .17733);
    Fit<BetaDiscreteWeibull> highEnd =
        BetaDiscreteWeibull.fit(PublishedContracts.cohort("highend"));
    assertFit(highEnd, .21425, 1.42657, 1.72356, -1605.31421, .40393);
  }

  private static void assertFit(
      Fit<BetaDiscreteWeibull> fit,
      double alpha,
      double beta,
      double c,
      double logLikelihood,
      double afterTwelve) {
    assertThat(fit.verdict()).isEqualTo(Verdict.CONVERGED);
    BetaDiscreteWeibull model = fit.model().orElseThrow();
    assertThat(model.alpha()).isCloseTo(alpha, Percentage.withPercentage(.1));
    assertThat(model.beta()).isCloseTo(beta, Percentage.withPercentage(.1));
    assertThat(model.c()).isCloseTo(c, Percentage.withPercentage(.1));
    assertThat(fit.logLikelihood().getAsDouble()).isCloseTo(logLikelihood, within(1e-4));
    assertThat(model.survival(12)).isCloseTo(afterTwelve, within(1e-4));
    assertThat(fit.parameters()).allMatch(parameter -> parameter.standardError().isPresent());
  }

  /** B(alpha, beta + t^c) / B(alpha, beta) and one less its quotients, with forty digits. */
  @Test
  void survivalAndRetentionAreTheClosedFormWhereverTheParametersLie() {
    assertClosedForm(.2, 1.4, 1.7, 12, .43138489500036156, .028703929610928721);
    assertClosedForm(3.8, 15.2, .5, 600, .031710225119444675, .0018882396072531712);
    assertClosedForm(.001, 1000, 2.5, 240, .99322757585316322, 1.0426634118305707e-5);
    assertClosedForm(25, 4000, 1.1, 1, .9937888198757764, .0062111801242236025);
  }

  private static void assertClosedForm(
      double alpha, double beta, double c, int period, double survival, double leaves) {
    BetaDiscreteWeibull model = new BetaDiscreteWeibull(alpha, beta, c);
    assertThat(model.survival(period)).isCloseTo(survival, Percentage.withPercentage(1e-10));
    assertThat(1 - model.retentionRate(period)).isCloseTo(leaves, Percentage.withPercentage(1e-9));
  }

  /** The sums with forty digits over 1,500 periods, beyond which nothing is left at 10 %. */
  @Test
  void lifetimesAreTheSumsOfDiscountedSurvival() {
    BetaDiscreteWeibull model = new BetaDiscreteWeibull(.2, 1.4, 1.7);
    assertThat(model.discountedExpectedLifetime(.1)).isCloseTo(6.31914656091693, within(1e-11));
    assertThat(model.discountedExpectedResidualLifetime(3, .1))
        .isCloseTo(7.38078053520786, within(1e-11));
  }

  @Test
  void withExponentOneItIsTheShiftedBetaGeometricModel() {
    RenewalTable table = RenewalTable.builder().addCohort(100, 70, 60, 55).build();
    BetaDiscreteWeibull model = new BetaDiscreteWeibull(.7, 1.2, 1);
    ShiftedBetaGeometric simpler = new ShiftedBetaGeometric(.7, 1.2);
    for (int period = 1; period <= 500; period++) {
      assertThat(model.survival(period)).isCloseTo(simpler.survival(period), within(1e-13));
      assertThat(model.retentionRate(period))
          .isCloseTo(simpler.retentionRate(period), within(1e-13));
    }
    assertThat(model.logLikelihood(table)).isCloseTo(simpler.logLikelihood(table), within(1e-11));
  }

  @Test
  void intervalsCoverTheTruthAsOftenAsTheySay() {
    BetaDiscreteWeibull truth = new BetaDiscreteWeibull(.5, 2, 1.4);
    Recovery.holds(
        new double[] {truth.alpha(), truth.beta(), truth.c()},
        random -> BetaDiscreteWeibull.fit(truth.simulate(10_000, 12, random)));
  }

  @Test
  void tablesThatCannotCarryTheModelSaySo() {
    unfittable(RenewalTable.builder().build(), "No contract has come to a renewal.");
    unfittable(RenewalTable.builder().addCohort(90, 90, 90, 90).build(), "No contract was lost.");
    unfittable(RenewalTable.builder().addCohort(90, 0).build(), "All contracts were lost");
    unfittable(RenewalTable.builder().addCohort(90, 40, 30).build(), "Renewals of 2 periods");
  }

  private static void unfittable(RenewalTable table, String reason) {
    Fit<BetaDiscreteWeibull> fit = BetaDiscreteWeibull.fit(table);
    assertThat(fit.verdict()).isEqualTo(Verdict.UNFITTABLE);
    assertThat(fit.reason()).startsWith(reason);
  }

  @Test
  void parametersThatAreNotAboveZeroAreRefused() {
    assertThatThrownBy(() -> new BetaDiscreteWeibull(1, 1, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Property(tries = 1000, seed = "20261122")
  void survivalFallsWithinItsRangeWhateverTheParameters(
      @ForAll @DoubleRange(min = -9, max = 12) double logAlpha,
      @ForAll @DoubleRange(min = -9, max = 12) double logBeta,
      @ForAll @DoubleRange(min = -3, max = 3) double logC,
      @ForAll @DoubleRange(min = .01, max = 1) double rate) {
    BetaDiscreteWeibull model =
        new BetaDiscreteWeibull(Math.exp(logAlpha), Math.exp(logBeta), Math.exp(logC));
    double survival = 1;
    assertThat(model.survival(0)).isEqualTo(1);
    for (int period = 1; period <= 240; period++) {
      // What is integrated over a short step and what is not differ in their last digits.
      assertThat(model.survival(period)).isBetween(0.0, survival * (1 + 1e-9));
      assertThat(model.retentionRate(period)).isBetween(0.0, 1.0);
      survival = model.survival(period);
    }
    assertThat(model.discountedExpectedLifetime(rate)).isBetween(1.0, 1 + 1 / rate + 1e-9);
  }

  @Property(tries = 100, seed = "20261122")
  void anyTableEndsInAVerdictWithoutFiguresThatAreNone(
      @ForAll @IntRange(max = 50) int first,
      @ForAll @IntRange(max = 50) int second,
      @ForAll @IntRange(max = 50) int third,
      @ForAll @IntRange(max = 50) int left) {
    RenewalTable table =
        RenewalTable.builder()
            .addLost(1, first)
            .addLost(2, second)
            .addLost(3, third)
            .addRunning(4, left)
            .build();
    Fit<BetaDiscreteWeibull> fit = BetaDiscreteWeibull.fit(table);
    assertThat(fit.evaluations()).isLessThanOrEqualTo(1_000);
    fit.parameters().forEach(parameter -> assertThat(parameter.estimate()).isFinite().isPositive());
    fit.model().ifPresent(model -> assertThat(model.survival(24)).isBetween(0.0, 1.0));
  }
}
