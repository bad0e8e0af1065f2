package io.perennial.model.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.data.Percentage;
import org.hipparchus.random.RandomDataGenerator;
import org.junit.jupiter.api.Test;

/**
 * Expected figures without a source named were computed with thirty digits (mpmath) from the
 * formulas of the class's description.
 */
class ProportionTestTest {
  /** Newcombe (1998), table II, method 10. */
  @Test
  void intervalsAreThoseOfNewcombesPaper() {
    assertInterval(56, 70, 48, 80, .0524, .3339);
    assertInterval(9, 10, 3, 10, .1705, .8090);
    assertInterval(6, 7, 2, 7, .0582, .8062);
    assertInterval(5, 56, 0, 29, -.0381, .1926);
    assertInterval(0, 10, 0, 20, -.1611, .2775);
    assertInterval(0, 10, 0, 10, -.2775, .2775);
    assertInterval(10, 10, 0, 20, .6791, 1);
    assertInterval(10, 10, 0, 10, .6075, 1);
  }

  @Test
  void theTestIsPooledAndTheStandardErrorIsNot() {
    Comparison test = compare(100, 1000, 130, 1000);
    assertThat(test.verdict()).isEqualTo(Comparison.Verdict.COMPARED);
    assertThat(test.difference().getAsDouble()).isCloseTo(.03, within(1e-15));
    assertThat(test.standardError().getAsDouble()).isCloseTo(.014251315728731856, within(1e-15));
    assertThat(test.statistic().getAsDouble()).isCloseTo(2.1027406056221143, within(1e-13));
    assertThat(test.degreesOfFreedom()).isEmpty();
    assertThat(test.pValue().getAsDouble()).isCloseTo(.035488450466474692, within(1e-14));
    assertThat(test.interval().orElseThrow().low()).isCloseTo(.0020023487152830014, within(1e-13));
    assertThat(test.interval().orElseThrow().high()).isCloseTo(.058070485022202838, within(1e-13));
    assertThat(test.lift().value().getAsDouble()).isCloseTo(.3, within(1e-14));
    assertThat(test.lift().standardError().getAsDouble())
        .isCloseTo(.16284962388657826, within(1e-13));
    assertThat(test.lift().interval().orElseThrow().low())
        .isCloseTo(-.019179397713587116, within(1e-12));
    assertThat(test.lift().interval().orElseThrow().high())
        .isCloseTo(.61917939771358712, within(1e-12));
  }

  @Test
  void theEmailAboutMensClothesBringsVisits() {
    SuccessCounts none = Hillstrom.visits(Hillstrom.NONE);
    SuccessCounts mens = Hillstrom.visits(Hillstrom.MENS);
    assertThat(none).isEqualTo(new SuccessCounts(21_306, 2_262));
    assertThat(mens).isEqualTo(new SuccessCounts(21_307, 3_894));
    Comparison test = ProportionTest.compare(none, mens, Confidence.USUAL);
    assertThat(test.difference().getAsDouble()).isCloseTo(.076589563651531261, within(1e-14));
    assertThat(test.statistic().getAsDouble()).isCloseTo(22.486040827192824, within(1e-11));
    // Digits so far out in the tail are lost unless it is computed directly.
    assertThat(test.pValue().getAsDouble())
        .isCloseTo(5.6851654828019942e-112, Percentage.withPercentage(1e-8));
    assertThat(test.interval().orElseThrow().low()).isCloseTo(.069953308083731574, within(1e-13));
    assertThat(test.lift().interval().orElseThrow().low())
        .isCloseTo(.6384162289820485, within(1e-11));
  }

  @Test
  void armsThatAllDidTheSameHaveAnIntervalButNoTest() {
    for (long successes : new long[] {0, 10}) {
      Comparison test = compare(successes, 10, successes, 10);
      assertThat(test.verdict()).isEqualTo(Comparison.Verdict.NO_VARIATION);
      assertThat(test.difference()).hasValue(0);
      assertThat(test.pValue()).isEmpty();
      assertThat(test.interval().orElseThrow().high()).isCloseTo(.2775, within(5e-5));
    }
    assertThat(compare(0, 10, 0, 10).lift().verdict()).isEqualTo(Lift.Verdict.NO_BASELINE);
    assertThat(compare(10, 10, 10, 10).lift().verdict()).isEqualTo(Lift.Verdict.NO_VARIATION);
    assertThat(compare(10, 10, 10, 10).lift().value()).hasValue(0);
  }

  @Test
  void anEmptyArmHasNoTest() {
    Comparison test = compare(0, 0, 3, 10);
    assertThat(test.verdict()).isEqualTo(Comparison.Verdict.TOO_FEW);
    assertThat(test.control()).isEmpty();
    assertThat(test.treatment()).hasValue(.3);
    assertThat(test.difference()).isEmpty();
    assertThat(test.interval()).isEmpty();
  }

  @Test
  void aControlWithoutSuccessHasNoLift() {
    Comparison test = compare(0, 50, 20, 50);
    assertThat(test.verdict()).isEqualTo(Comparison.Verdict.COMPARED);
    assertThat(test.lift().verdict()).isEqualTo(Lift.Verdict.NO_BASELINE);
    assertThat(compare(1, 50, 20, 50).lift().verdict()).isEqualTo(Lift.Verdict.UNCERTAIN_BASELINE);
  }

  @Test
  void noMoreSucceedThanThereAre() {
    assertThatThrownBy(() -> new SuccessCounts(3, 4)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new SuccessCounts(3, -1)).isInstanceOf(IllegalArgumentException.class);
    for (double level : new double[] {0, 1, -1, Double.NaN}) {
      assertThatThrownBy(() -> new Confidence(level)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Property(tries = 1000, seed = "20261122")
  void exchangedArmsGiveTheSameTestWithTheOtherSign(
      @ForAll @IntRange(max = 300) int controls,
      @ForAll @IntRange(max = 300) int treated,
      @ForAll @IntRange(max = 100) int controlPercent,
      @ForAll @IntRange(max = 100) int treatmentPercent) {
    SuccessCounts control = new SuccessCounts(controls, (long) controls * controlPercent / 100);
    SuccessCounts treatment = new SuccessCounts(treated, (long) treated * treatmentPercent / 100);
    Comparison test = ProportionTest.compare(control, treatment, Confidence.USUAL);
    Comparison turned = ProportionTest.compare(treatment, control, Confidence.USUAL);
    assertThat(turned.pValue()).isEqualTo(test.pValue());
    assertThat(turned.standardError()).isEqualTo(test.standardError());
    if (test.interval().isPresent()) {
      Interval interval = test.interval().orElseThrow();
      assertThat(turned.interval()).contains(new Interval(-interval.high(), -interval.low()));
      assertThat(interval.low()).isGreaterThanOrEqualTo(-1);
      assertThat(interval.high()).isLessThanOrEqualTo(1);
    }
    Comparisons.assertSound(test);
  }

  @Test
  void intervalsHoldTheTruthAndTestsErrAsOftenAsTheyClaim() {
    RandomDataGenerator random = new RandomDataGenerator(20261122);
    int trials = 4000;
    int held = 0;
    int liftHeld = 0;
    int rejected = 0;
    for (int trial = 0; trial < trials; trial++) {
      SuccessCounts control = Comparisons.drawn(random, 400, .2);
      SuccessCounts treatment = Comparisons.drawn(random, 700, .25);
      Comparison test = ProportionTest.compare(control, treatment, Confidence.USUAL);
      held += test.interval().orElseThrow().contains(.05) ? 1 : 0;
      liftHeld += test.lift().interval().orElseThrow().contains(.25) ? 1 : 0;
      SuccessCounts same = Comparisons.drawn(random, 700, .2);
      rejected +=
          ProportionTest.compare(control, same, Confidence.USUAL).pValue().getAsDouble() < .05
              ? 1
              : 0;
    }
    // Four binomial standard errors of 4,000 trials are .014.
    assertThat((double) held / trials).isCloseTo(.95, within(.014));
    assertThat((double) liftHeld / trials).isCloseTo(.95, within(.014));
    assertThat((double) rejected / trials).isCloseTo(.05, within(.014));
  }

  /** The first share less the second, as the paper has it. */
  private static void assertInterval(
      long first, long ofFirst, long second, long ofSecond, double low, double high) {
    Interval interval = compare(second, ofSecond, first, ofFirst).interval().orElseThrow();
    assertThat(interval.low()).isCloseTo(low, within(5.1e-5));
    assertThat(interval.high()).isCloseTo(high, within(5.1e-5));
  }

  private static Comparison compare(long first, long ofFirst, long second, long ofSecond) {
    return ProportionTest.compare(
        new SuccessCounts(ofFirst, first), new SuccessCounts(ofSecond, second), Confidence.USUAL);
  }
}
