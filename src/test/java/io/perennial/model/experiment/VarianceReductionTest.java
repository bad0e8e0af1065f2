package io.perennial.model.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.assertj.core.data.Percentage;
import org.hipparchus.random.RandomDataGenerator;
import org.junit.jupiter.api.Test;

/**
 * Expected figures were computed from the single rows with exact fractions (Python) and the tails
 * of Student's distribution with thirty digits (mpmath).
 */
class VarianceReductionTest {
  @Test
  void aSmallTrialIsAdjustedAsByHand() {
    PairedMoments control = pairs(3, 1, 5, 2, 4, 2, 8, 5, 6, 3, 7, 4);
    PairedMoments treatment = pairs(6, 2, 9, 4, 7, 3, 10, 5, 8, 3);
    VarianceReduction reduction = VarianceReduction.compare(control, treatment, Confidence.USUAL);
    assertThat(reduction.theta().getAsDouble()).isCloseTo(1.2785862785862786, within(1e-13));
    Comparison test = reduction.comparison();
    assertThat(test.difference().getAsDouble()).isCloseTo(1.7754677754677755, within(1e-13));
    assertThat(test.standardError().getAsDouble()).isCloseTo(.24412953571278162, within(1e-13));
    assertThat(test.degreesOfFreedom().getAsDouble()).isCloseTo(8.4846475231507918, within(1e-11));
    assertThat(test.pValue().getAsDouble()).isCloseTo(6.3827615723618922e-5, within(1e-13));
    assertThat(test.lift().value().getAsDouble()).isCloseTo(.3045747819602503, within(1e-13));
    double plain =
        WelchTest.compare(control.outcome(), treatment.outcome(), Confidence.USUAL)
            .standardError()
            .getAsDouble();
    assertThat(reduction.varianceRemoved().getAsDouble())
        .isCloseTo(1 - Math.pow(.24412953571278162 / plain, 2), within(1e-12));
    // The same from plain sums.
    assertThat(PairedMoments.ofSums(6, 33, 17, 199, 59, 107).products())
        .isCloseTo(control.products(), within(1e-12));
  }

  @Test
  void earlierSpendExplainsLittleOfTheSpendAfterAnEmail() {
    VarianceReduction reduction =
        VarianceReduction.compare(
            Hillstrom.spend(Hillstrom.NONE), Hillstrom.spend(Hillstrom.MENS), Confidence.USUAL);
    assertThat(reduction.theta().getAsDouble()).isCloseTo(.0012172035835528887, within(1e-12));
    Comparison test = reduction.comparison();
    assertThat(test.difference().getAsDouble()).isCloseTo(.76744961931310677, within(1e-10));
    assertThat(test.standardError().getAsDouble()).isCloseTo(.14521674549044994, within(1e-10));
    assertThat(test.pValue().getAsDouble())
        .isCloseTo(1.2652137375464606e-7, Percentage.withPercentage(1e-6));
    assertThat(reduction.varianceRemoved().getAsDouble()).isBetween(0.0, .001);
  }

  @Test
  void aCovariateThatSaysNothingLeavesThePlainComparison() {
    PairedMoments control = pairs(3, 7, 5, 7, 4, 7);
    PairedMoments treatment = pairs(6, 7, 9, 7, 7, 7);
    VarianceReduction reduction = VarianceReduction.compare(control, treatment, Confidence.USUAL);
    assertThat(reduction.theta()).isEmpty();
    assertThat(reduction.varianceRemoved()).isEmpty();
    assertThat(reduction.comparison())
        .isEqualTo(WelchTest.compare(control.outcome(), treatment.outcome(), Confidence.USUAL));
  }

  @Test
  void aCovariateThatExplainsAllLeavesNothingToTest() {
    VarianceReduction reduction =
        VarianceReduction.compare(
            pairs(2, 1, 4, 2, 6, 3), pairs(5, 2, 7, 3, 11, 5), Confidence.USUAL);
    assertThat(reduction.theta()).hasValue(2);
    assertThat(reduction.comparison().verdict()).isEqualTo(Comparison.Verdict.NO_VARIATION);
    assertThat(reduction.comparison().difference().getAsDouble()).isCloseTo(1, within(1e-12));
    assertThat(reduction.varianceRemoved()).hasValue(1);
  }

  @Test
  void anOutcomeThatDoesNotVaryHasNoVarianceToRemove() {
    VarianceReduction reduction =
        VarianceReduction.compare(pairs(2, 1, 2, 2, 2, 4), pairs(5, 2, 5, 3), Confidence.USUAL);
    assertThat(reduction.theta()).hasValue(0);
    assertThat(reduction.varianceRemoved()).isEmpty();
    assertThat(reduction.comparison().verdict()).isEqualTo(Comparison.Verdict.NO_VARIATION);
  }

  @Test
  void tooFewCustomersAreComparedAsTheyAre() {
    for (PairedMoments control : List.of(PairedMoments.NONE, pairs(4, 2))) {
      VarianceReduction reduction =
          VarianceReduction.compare(control, pairs(5, 2, 7, 3), Confidence.USUAL);
      assertThat(reduction.theta()).isEmpty();
      assertThat(reduction.comparison().verdict()).isEqualTo(Comparison.Verdict.TOO_FEW);
    }
  }

  @Test
  void whatCannotBeMomentsIsRefused() {
    assertThatThrownBy(() -> new PairedMoments(1, 1, 1, 0, 0, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new PairedMoments(2, 1, 1, 1, -1, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new PairedMoments(2, 1, 1, 1, 1, Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(PairedMoments.ofSums(0, 0, 0, 0, 0, 0)).isEqualTo(PairedMoments.NONE);
  }

  /**
   * Outcomes of variance 4 + 1, of which the covariate explains 4: a fifth of the variance stays.
   */
  @Test
  void intervalsStayHonestAndBecomeNarrower() {
    RandomDataGenerator random = new RandomDataGenerator(20261122);
    int trials = 3000;
    int held = 0;
    double removed = 0;
    for (int trial = 0; trial < trials; trial++) {
      PairedMoments control = PairedMoments.NONE;
      PairedMoments treatment = PairedMoments.NONE;
      for (int i = 0; i < 60; i++) {
        double before = random.nextNormal(10, 1);
        control = control.plus(PairedMoments.of(2 * before + random.nextNormal(0, 1), before));
        double other = random.nextNormal(10, 1);
        treatment = treatment.plus(PairedMoments.of(2 * other + random.nextNormal(.5, 1), other));
      }
      VarianceReduction reduction = VarianceReduction.compare(control, treatment, Confidence.USUAL);
      held += reduction.comparison().interval().orElseThrow().contains(.5) ? 1 : 0;
      removed += reduction.varianceRemoved().getAsDouble() / trials;
    }
    // Four binomial standard errors of 3,000 trials are .016.
    assertThat((double) held / trials).isCloseTo(.95, within(.016));
    assertThat(removed).isCloseTo(.8, within(.01));
  }

  @Property(tries = 300, seed = "20261122")
  void partsCombineToTheWholeInAnyGrouping(
      @ForAll @Size(value = 6) List<@DoubleRange(min = -1e3, max = 1e3) Double> first,
      @ForAll @Size(value = 4) List<@DoubleRange(min = -1e3, max = 1e3) Double> second,
      @ForAll @Size(value = 8) List<@DoubleRange(min = -1e3, max = 1e3) Double> third) {
    PairedMoments a = pairs(first.stream().mapToDouble(Double::doubleValue).toArray());
    PairedMoments b = pairs(second.stream().mapToDouble(Double::doubleValue).toArray());
    PairedMoments c = pairs(third.stream().mapToDouble(Double::doubleValue).toArray());
    PairedMoments left = a.plus(b).plus(c);
    PairedMoments right = a.plus(c.plus(b));
    SampleMomentsTest.assertAlike(left.outcome(), right.outcome());
    assertThat(left.covariateMean()).isCloseTo(right.covariateMean(), within(1e-9));
    assertThat(left.covariateSquares()).isCloseTo(right.covariateSquares(), within(1e-6));
    assertThat(left.products()).isCloseTo(right.products(), within(1e-6));
    Comparisons.assertSound(VarianceReduction.compare(a, c, Confidence.USUAL).comparison());
  }

  /** Outcomes and covariates by turns. */
  private static PairedMoments pairs(double... values) {
    PairedMoments moments = PairedMoments.NONE;
    for (int i = 0; i < values.length; i += 2) {
      moments = moments.plus(PairedMoments.of(values[i], values[i + 1]));
    }
    return moments;
  }
}
