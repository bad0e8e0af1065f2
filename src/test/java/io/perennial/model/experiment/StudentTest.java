package io.perennial.model.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

/**
 * Expected figures were computed with twenty to thirty digits (mpmath): tails by the incomplete
 * beta function, quantiles by secant search on those, the noncentral distribution as an integral
 * over its normal part of the incomplete gamma function.
 */
class StudentTest {
  private static final Percentage NEARLY_ALL_DIGITS = Percentage.withPercentage(1e-8);

  @Test
  void tailsAreRightForFewAndForManyDegreesOfFreedom() {
    assertTail(2, 1, .29516723530086655);
    assertTail(2.5, 7.3, .039650234665600472);
    assertTail(4, 1000, 6.8009919208781578e-5);
    assertTail(4, 1e5, 6.3387997557195339e-5);
    assertTail(4, 1.001e5, 6.338795207718073e-5);
    assertTail(4, 1e7, 6.3342938690168756e-5);
    assertTail(8, 2e5, 1.2507760356860311e-15);
    assertTail(1e-3, 1e6, .99920211577164909);
    assertThat(new Student(3).beyond(0)).isEqualTo(1);
    assertThat(new Student(1e9).beyond(0)).isEqualTo(1);
    assertThat(new Student(1e9).beyond(60)).isBetween(0.0, 1e-300);
  }

  @Test
  void quantilesAreRightForFewAndForManyDegreesOfFreedom() {
    assertReach(.95, 1, 12.706204736174705);
    assertReach(.95, 5.5, 2.5018586175892404);
    assertReach(.95, 1000, 1.9623390808264085);
    assertReach(.95, 1e6, 1.959966356814107);
    assertReach(.999, 1, 636.61924876871962);
    assertReach(.99, 3e5, 2.5758456921390606);
  }

  @Test
  void theNoncentralTailIsThatOfAnIndependentIntegral() {
    assertNoncentral(1, 12.706, 1, .0729900619287122);
    assertNoncentral(5, 2.5, 0, .0544900993423762);
    assertNoncentral(1, 100, 3, .0239378488891523);
    assertNoncentral(1.5, 6, 2, .17396126387979);
    assertNoncentral(40, 2.02, 5, .998238630560044);
    assertNoncentral(300, 2.6, 1, .0562115357997047);
    // For many degrees of freedom the normal distribution.
    assertThat(new Student(1e10).beyond(1.959963984540054, 1.4173667737846023))
        .isCloseTo(.294069544813459, within(1e-9));
  }

  @Test
  void withoutAShiftTheNoncentralTailIsTheTail() {
    for (double degrees : new double[] {1, 2.2, 17, 4e3, 9e4, 3e6}) {
      Student student = new Student(degrees);
      assertThat(student.beyond(2.1, 0)).isCloseTo(student.beyond(2.1), NEARLY_ALL_DIGITS);
    }
  }

  @Test
  void normalTailsKeepTheirDigits() {
    assertThat(Normal.above(0)).isEqualTo(.5);
    assertThat(Normal.above(1.5)).isCloseTo(.066807201268858066, NEARLY_ALL_DIGITS);
    assertThat(Normal.above(20)).isCloseTo(2.7536241186062337e-89, NEARLY_ALL_DIGITS);
    assertThat(Normal.above(37)).isCloseTo(5.7255712225245768e-300, NEARLY_ALL_DIGITS);
    assertThat(Normal.reach(new Confidence(.95))).isCloseTo(1.9599639845400542, within(1e-13));
    assertThat(Normal.reach(new Confidence(.99))).isCloseTo(2.5758293035489008, within(1e-13));
  }

  @Test
  void fewerThanOneDegreeOfFreedomAreNone() {
    for (double degrees : new double[] {.9, 0, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> new Student(degrees)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static void assertTail(double t, double degrees, double expected) {
    assertThat(new Student(degrees).beyond(t)).isCloseTo(expected, NEARLY_ALL_DIGITS);
    assertThat(new Student(degrees).beyond(-t)).isCloseTo(expected, NEARLY_ALL_DIGITS);
  }

  private static void assertReach(double level, double degrees, double expected) {
    assertThat(new Student(degrees).reach(new Confidence(level)))
        .isCloseTo(expected, NEARLY_ALL_DIGITS);
  }

  private static void assertNoncentral(
      double degrees, double bound, double shift, double expected) {
    assertThat(new Student(degrees).beyond(bound, shift)).isCloseTo(expected, NEARLY_ALL_DIGITS);
  }
}
