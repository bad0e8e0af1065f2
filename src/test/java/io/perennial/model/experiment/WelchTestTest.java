package io.perennial.model.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.assertj.core.data.Offset;
import org.assertj.core.data.Percentage;
import org.hipparchus.random.RandomDataGenerator;
import org.junit.jupiter.api.Test;

/**
 * Expected figures without a source named were computed with thirty digits (mpmath: incomplete beta
 * function, secant search for quantiles) from the formulas of the class's description.
 */
class WelchTestTest {
  private static final Offset<Double> ALL_DIGITS = within(1e-11);

  /** The lifts and standard errors published for the experiment. */
  @Test
  void theEmailsLiftSpendAsPublished() {
    SampleMoments none = Hillstrom.spend(Hillstrom.NONE).outcome();
    Comparison mens =
        WelchTest.compare(none, Hillstrom.spend(Hillstrom.MENS).outcome(), Confidence.USUAL);
    assertThat(mens.verdict()).isEqualTo(Comparison.Verdict.COMPARED);
    assertThat(mens.difference().getAsDouble()).isCloseTo(.769827, within(5e-7));
    assertThat(mens.standardError().getAsDouble()).isCloseTo(.145247, within(5e-7));
    Comparison womens =
        WelchTest.compare(none, Hillstrom.spend(Hillstrom.WOMENS).outcome(), Confidence.USUAL);
    assertThat(womens.difference().getAsDouble()).isCloseTo(.424412, within(5e-7));
    assertThat(womens.standardError().getAsDouble()).isCloseTo(.130333, within(5e-7));

    assertThat(mens.degreesOfFreedom().getAsDouble()).isCloseTo(36671.157977360508, within(1e-6));
    assertThat(mens.statistic().getAsDouble()).isCloseTo(5.3001403584116677, within(1e-10));
    assertThat(mens.pValue().getAsDouble())
        .isCloseTo(1.1638149682254925e-7, Percentage.withPercentage(1e-7));
    assertInterval(mens.interval().orElseThrow(), .48513973256840728, 1.0545145792206657);
    assertThat(mens.lift().verdict()).isEqualTo(Lift.Verdict.ESTIMATED);
    assertThat(mens.lift().value().getAsDouble()).isCloseTo(1.1792887703620057, ALL_DIGITS);
    assertThat(mens.lift().standardError().getAsDouble()).isCloseTo(.32397689741846713, ALL_DIGITS);
    assertInterval(mens.lift().interval().orElseThrow(), .5442847607294195, 1.8142927799945918);
    assertThat(womens.pValue().getAsDouble()).isCloseTo(.0011293971023632538, ALL_DIGITS);
  }

  @Test
  void smallArmsAreComparedOnSatterthwaitesDegreesOfFreedom() {
    Comparison test =
        WelchTest.compare(
            moments(
                27.5, 21.0, 19.0, 23.6, 17.0, 17.9, 16.9, 20.1, 21.9, 22.6, 23.1, 19.6, 19.0, 21.7,
                21.4),
            moments(
                27.1, 22.0, 20.8, 23.4, 23.4, 23.5, 25.8, 22.0, 24.8, 20.2, 21.9, 22.1, 22.9, 20.5,
                24.4),
            Confidence.USUAL);
    assertThat(test.difference().getAsDouble()).isCloseTo(2.1666666666666667, ALL_DIGITS);
    assertThat(test.standardError().getAsDouble()).isCloseTo(.88242451001375516, ALL_DIGITS);
    assertThat(test.degreesOfFreedom().getAsDouble()).isCloseTo(24.988529290231414, ALL_DIGITS);
    assertThat(test.statistic().getAsDouble()).isCloseTo(2.4553563982860051, ALL_DIGITS);
    assertThat(test.pValue().getAsDouble()).isCloseTo(.021378001462867032, ALL_DIGITS);
    assertInterval(test.interval().orElseThrow(), .34923706619240523, 3.9840962671409281);
    assertThat(test.lift().standardError().getAsDouble())
        .isCloseTo(.045401578450287129, ALL_DIGITS);
    assertInterval(test.lift().interval().orElseThrow(), .010558124962792365, .19757508028856851);
  }

  @Test
  void anArmThatDoesNotVaryLeavesTheDegreesOfFreedomOfTheOther() {
    Comparison test =
        WelchTest.compare(moments(10, 10, 10, 10), moments(12, 15, 9, 14, 13), Confidence.USUAL);
    assertThat(test.verdict()).isEqualTo(Comparison.Verdict.COMPARED);
    assertThat(test.degreesOfFreedom()).hasValue(4);
    assertThat(test.standardError().getAsDouble()).isCloseTo(1.0295630140987, ALL_DIGITS);
    assertThat(test.pValue().getAsDouble()).isCloseTo(.064985910342120664, ALL_DIGITS);
    assertInterval(test.interval().orElseThrow(), -.25852519098702344, 5.4585251909870234);
    assertInterval(test.lift().interval().orElseThrow(), -.025852519098702344, .54585251909870234);
  }

  @Test
  void armsThatDoNotVaryHaveADifferenceButNoTest() {
    Comparison test = WelchTest.compare(moments(2, 2, 2), moments(3, 3), Confidence.USUAL);
    assertThat(test.verdict()).isEqualTo(Comparison.Verdict.NO_VARIATION);
    assertThat(test.difference()).hasValue(1);
    assertThat(test.standardError()).isEmpty();
    assertThat(test.interval()).isEmpty();
    assertThat(test.pValue()).isEmpty();
    assertThat(test.lift().verdict()).isEqualTo(Lift.Verdict.NO_VARIATION);
    assertThat(test.lift().value()).hasValue(.5);
    assertThat(test.lift().interval()).isEmpty();
  }

  @Test
  void armsOfOneOrNobodyHaveNoTest() {
    Comparison one = WelchTest.compare(moments(2), moments(3, 4, 5), Confidence.USUAL);
    assertThat(one.verdict()).isEqualTo(Comparison.Verdict.TOO_FEW);
    assertThat(one.difference()).hasValue(2);
    assertThat(one.pValue()).isEmpty();
    Comparison nobody = WelchTest.compare(SampleMoments.NONE, moments(3, 4), Confidence.USUAL);
    assertThat(nobody.verdict()).isEqualTo(Comparison.Verdict.TOO_FEW);
    assertThat(nobody.control()).isEmpty();
    assertThat(nobody.treatment()).hasValue(3.5);
    assertThat(nobody.difference()).isEqualTo(OptionalDouble.empty());
    assertThat(nobody.lift().verdict()).isEqualTo(Lift.Verdict.NO_BASELINE);
  }

  @Test
  void thereIsNoLiftOverNothing() {
    for (SampleMoments control : new SampleMoments[] {moments(0, 0, 0), moments(-5, -6, -7)}) {
      Lift lift = WelchTest.compare(control, moments(1, 2, 3), Confidence.USUAL).lift();
      assertThat(lift.verdict()).isEqualTo(Lift.Verdict.NO_BASELINE);
      assertThat(lift.value()).isEmpty();
    }
  }

  @Test
  void aLiftOverWhatMayBeNothingHasNoInterval() {
    Lift lift = WelchTest.compare(moments(-5, 0, 8), moments(1, 2, 3), Confidence.USUAL).lift();
    assertThat(lift.verdict()).isEqualTo(Lift.Verdict.UNCERTAIN_BASELINE);
    assertThat(lift.value()).hasValue(1);
    assertThat(lift.interval()).isEmpty();
  }

  @Test
  void aTreatmentThatAlwaysBringsNothingHasNoFalselyCertainLift() {
    Lift lift = WelchTest.compare(moments(9, 10, 11), moments(0, 0, 0), Confidence.USUAL).lift();
    assertThat(lift.verdict()).isEqualTo(Lift.Verdict.NO_VARIATION);
    assertThat(lift.value()).hasValue(-1);
    assertThat(lift.interval()).isEmpty();
  }

  @Test
  void tinyAndHugeUnitsChangeNothing() {
    double p =
        WelchTest.compare(moments(1, 2, 4, 7), moments(3, 5, 5, 9, 13), Confidence.USUAL)
            .pValue()
            .getAsDouble();
    assertThat(p).isCloseTo(.16066564569118991, ALL_DIGITS);
    for (double unit : new double[] {1e-150, 1e-90, 1e90, 1e145}) {
      Comparison scaled =
          WelchTest.compare(
              moments(unit, 2 * unit, 4 * unit, 7 * unit),
              moments(3 * unit, 5 * unit, 5 * unit, 9 * unit, 13 * unit),
              Confidence.USUAL);
      assertThat(scaled.pValue().getAsDouble()).isCloseTo(p, ALL_DIGITS);
    }
  }

  @Property(tries = 500, seed = "20261122")
  void exchangedArmsGiveTheSameTestWithTheOtherSign(
      @ForAll @Size(max = 12) List<@DoubleRange(min = -1e6, max = 1e6) Double> control,
      @ForAll @Size(max = 12) List<@DoubleRange(min = -1e6, max = 1e6) Double> treatment) {
    SampleMoments first = moments(array(control));
    SampleMoments second = moments(array(treatment));
    Comparison test = WelchTest.compare(first, second, Confidence.USUAL);
    Comparison turned = WelchTest.compare(second, first, Confidence.USUAL);
    assertThat(turned.verdict()).isEqualTo(test.verdict());
    assertThat(turned.pValue()).isEqualTo(test.pValue());
    assertThat(turned.standardError()).isEqualTo(test.standardError());
    if (test.difference().isPresent()) {
      assertThat(turned.difference().getAsDouble() + test.difference().getAsDouble()).isZero();
    }
    Comparisons.assertSound(test);
  }

  @Test
  void intervalsHoldTheTruthAsOftenAsTheyClaim() {
    RandomDataGenerator random = new RandomDataGenerator(20261122);
    int trials = 4000;
    int held = 0;
    int liftHeld = 0;
    for (int trial = 0; trial < trials; trial++) {
      SampleMoments control = SampleMoments.NONE;
      SampleMoments treatment = SampleMoments.NONE;
      for (int i = 0; i < 12; i++) {
        control = control.plus(SampleMoments.of(random.nextNormal(20, 2)));
      }
      for (int i = 0; i < 30; i++) {
        treatment = treatment.plus(SampleMoments.of(random.nextNormal(22, 6)));
      }
      Comparison test = WelchTest.compare(control, treatment, Confidence.USUAL);
      held += test.interval().orElseThrow().contains(2) ? 1 : 0;
      liftHeld += test.lift().interval().orElseThrow().contains(.1) ? 1 : 0;
    }
    // Four binomial standard errors of 4,000 trials are .014.
    assertThat((double) held / trials).isCloseTo(.95, within(.014));
    assertThat((double) liftHeld / trials).isCloseTo(.95, within(.014));
  }

  private static void assertInterval(Interval interval, double low, double high) {
    assertThat(interval.low()).isCloseTo(low, within(1e-10));
    assertThat(interval.high()).isCloseTo(high, within(1e-10));
  }

  private static double[] array(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static SampleMoments moments(double... values) {
    return DoubleStream.of(values)
        .mapToObj(SampleMoments::of)
        .reduce(SampleMoments.NONE, SampleMoments::plus);
  }
}
