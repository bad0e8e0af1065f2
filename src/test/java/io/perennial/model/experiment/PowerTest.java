package io.perennial.model.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.hipparchus.random.RandomDataGenerator;
import org.junit.jupiter.api.Test;

/**
 * Expected figures without a source named were computed with twenty digits (mpmath): those of means
 * as an integral over the normal part of the noncentral t distribution.
 */
class PowerTest {
  private static final Power POWER = new Power(Confidence.USUAL);

  /**
   * The examples of R's power.t.test: 20 an arm, delta 1, sd 1 have .8689528, without the part of
   * the other sign; a power of .90 needs 22.02 an arm.
   */
  @Test
  void thePowerOfMeansIsThatOfR() {
    assertThat(POWER.ofMeans(1, 1, 1, 20, 20).getAsDouble())
        .isCloseTo(.8689528, within(3e-7))
        .isCloseTo(.86895302772399, within(1e-10));
    assertThat(POWER.ofMeans(1, 1, 1, 22, 22).getAsDouble()).isLessThan(.9);
    assertThat(POWER.ofMeans(1, 1, 1, 23, 23).getAsDouble()).isGreaterThan(.9);
  }

  /**
   * Cohen, Statistical Power Analysis: a medium effect of .5 needs 64 an arm for a power of .80.
   */
  @Test
  void aMediumEffectNeedsCohensSixtyFourAnArm() {
    assertThat(POWER.ofMeans(.5, 1, 1, 64, 64).getAsDouble())
        .isCloseTo(.801459557922254, within(1e-10));
    assertThat(POWER.ofMeans(.5, 1, 1, 63, 63).getAsDouble()).isLessThan(.8);
    assertThat(POWER.detectableDifferenceOfMeans(1, 1, 64, 64, .801459557922254).getAsDouble())
        .isCloseTo(.5, within(1e-9));
  }

  /** The example of R's power.prop.test: 50 an arm, .50 against .75. */
  @Test
  void thePowerOfSharesIsThatOfR() {
    assertThat(POWER.ofShares(.5, .75, 50, 50).getAsDouble())
        .isCloseTo(.740167193453611, within(1e-12));
  }

  @Test
  void unequalArmsAndDeviationsHaveTheirPower() {
    assertThat(POWER.ofMeans(2, 3, 5, 30, 50).getAsDouble())
        .isCloseTo(.598146430907226, within(1e-10));
    assertThat(POWER.ofMeans(-1.5, 10, 12, 400, 300).getAsDouble())
        .isCloseTo(.417997961452639, within(1e-10));
    assertThat(POWER.ofMeans(3, 1, 1, 2, 2).getAsDouble())
        .isCloseTo(.387400128525971, within(1e-9));
    assertThat(POWER.ofShares(.1, .11, 10_000, 20_000).getAsDouble())
        .isCloseTo(.756421345810846, within(1e-12));
  }

  @Test
  void theDetectableEffectHasThePowerAskedFor() {
    assertThat(POWER.detectableRiseOfShare(.1, 10_000, 20_000, .8).getAsDouble())
        .isCloseTo(.0105610540220837, within(1e-10));
    assertThat(POWER.detectableDifferenceOfMeans(3, 5, 30, 50, .8).getAsDouble())
        .isCloseTo(2.53719552051362, within(1e-9));
  }

  @Test
  void whatCannotBeTestedHasNoPower() {
    assertThat(POWER.ofMeans(1, 1, 1, 1, 50)).isEmpty();
    assertThat(POWER.ofMeans(1, 0, 0, 50, 50)).isEmpty();
    assertThat(POWER.detectableDifferenceOfMeans(1, 1, 50, 0, .8)).isEmpty();
    assertThat(POWER.ofShares(.1, .2, 0, 50)).isEmpty();
    assertThat(POWER.detectableRiseOfShare(.1, 0, 50, .8)).isEmpty();
    // Of two and two not even everybody against one half is found.
    assertThat(POWER.detectableRiseOfShare(.5, 2, 2, .8)).isEmpty();
    assertThat(POWER.detectableRiseOfShare(1, 50, 50, .8)).isEmpty();
  }

  @Test
  void sharesOfNobodyAndEverybodyAreToldApartForSureOrNever() {
    assertThat(POWER.ofShares(0, 1, 50, 50)).hasValue(1);
    assertThat(POWER.ofShares(0, 0, 50, 50)).hasValue(0);
    assertThat(POWER.ofShares(0, 1, 1, 1)).hasValue(0);
    assertThat(POWER.detectableRiseOfShare(0, 100, 100, .8).getAsDouble()).isBetween(.03, .1);
  }

  @Test
  void whatIsNoShareCountOrPowerIsRefused() {
    assertRefused(() -> POWER.ofShares(-.1, .5, 9, 9));
    assertRefused(() -> POWER.ofShares(.1, Double.NaN, 9, 9));
    assertRefused(() -> POWER.ofShares(.1, .2, -9, 9));
    assertRefused(() -> POWER.ofMeans(Double.NaN, 1, 1, 9, 9));
    assertRefused(() -> POWER.ofMeans(1, -1, 1, 9, 9));
    assertRefused(() -> POWER.ofMeans(1, 1, 1, -9, 9));
    assertRefused(() -> POWER.detectableRiseOfShare(.1, 9, 9, .05));
    assertRefused(() -> POWER.detectableDifferenceOfMeans(1, 1, 9, 9, 1));
  }

  @Property(tries = 40, seed = "20261122")
  void powerIsTheSignificanceWithoutAnEffectAndRisesWithIt(
      @ForAll @DoubleRange(min = .1, max = 10) double controlDeviation,
      @ForAll @DoubleRange(max = 10) double treatmentDeviation,
      @ForAll @IntRange(min = 2, max = 5000) int controls,
      @ForAll @IntRange(min = 2, max = 5000) int treated) {
    double before = .05 - 1e-9;
    for (double difference : new double[] {0, .1, .5, 2, 10, 1000}) {
      double power =
          POWER
              .ofMeans(difference, controlDeviation, treatmentDeviation, controls, treated)
              .getAsDouble();
      assertThat(power).isBetween(before - 1e-12, 1.0);
      before = power;
    }
    assertThat(
            POWER.ofMeans(0, controlDeviation, treatmentDeviation, controls, treated).getAsDouble())
        .isCloseTo(.05, within(1e-9));
    double least =
        POWER
            .detectableDifferenceOfMeans(
                controlDeviation, treatmentDeviation, controls, treated, .8)
            .getAsDouble();
    assertThat(
            POWER
                .ofMeans(least, controlDeviation, treatmentDeviation, controls, treated)
                .getAsDouble())
        .isCloseTo(.8, within(1e-8));
  }

  @Property(tries = 300, seed = "20261122")
  void theDetectableRiseOfAShareIsFoundWithThePowerAskedFor(
      @ForAll @DoubleRange(min = .01, max = .98) double control,
      @ForAll @IntRange(min = 1, max = 100_000) int controls,
      @ForAll @IntRange(min = 1, max = 100_000) int treated) {
    POWER
        .detectableRiseOfShare(control, controls, treated, .8)
        .ifPresent(
            rise ->
                assertThat(POWER.ofShares(control, control + rise, controls, treated).getAsDouble())
                    .isCloseTo(.8, within(1e-6)));
    assertThat(POWER.ofShares(control, control / 2, controls, treated).getAsDouble())
        .isBetween(0.0, 1.0);
  }

  @Test
  void simulatedTrialsFindTheEffectAsOftenAsForetold() {
    RandomDataGenerator random = new RandomDataGenerator(20261122);
    int trials = 3000;
    int foundMeans = 0;
    int foundShares = 0;
    for (int trial = 0; trial < trials; trial++) {
      SampleMoments control = SampleMoments.NONE;
      SampleMoments treatment = SampleMoments.NONE;
      for (int i = 0; i < 30; i++) {
        control = control.plus(SampleMoments.of(random.nextNormal(0, 3)));
      }
      for (int i = 0; i < 50; i++) {
        treatment = treatment.plus(SampleMoments.of(random.nextNormal(2, 5)));
      }
      foundMeans += finds(WelchTest.compare(control, treatment, Confidence.USUAL)) ? 1 : 0;
      foundShares +=
          finds(
                  ProportionTest.compare(
                      Comparisons.drawn(random, 600, .2),
                      Comparisons.drawn(random, 400, .27),
                      Confidence.USUAL))
              ? 1
              : 0;
    }
    // Four binomial standard errors of 3,000 trials are at most .037.
    assertThat((double) foundMeans / trials).isCloseTo(.598146430907226, within(.037));
    assertThat((double) foundShares / trials)
        .isCloseTo(POWER.ofShares(.2, .27, 600, 400).getAsDouble(), within(.037));
  }

  private static boolean finds(Comparison test) {
    return test.pValue().getAsDouble() < .05;
  }

  private static void assertRefused(ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class);
  }
}
