package io.perennial.model.clv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ProspectTest {
  private static final ParetoNbd MODEL = new ParetoNbd(0.55, 10.58, 0.61, 11.67, TimeUnit.WEEK);
  private static final Prospect PROSPECT =
      MODEL.prospect(new PurchaseRecord(3, TimeSpan.ofDays(200), TimeSpan.ofDays(270)));

  @Test
  void eachMonthIsDiscountedAtItsEndAndTheRestAtTheHorizon() {
    DiscountRate rate = new DiscountRate(0.12);
    double month = 365.25 / 12;
    double expected = 0;
    double before = 0;
    for (double end : new double[] {month, 2 * month, 75}) {
      double until = PROSPECT.expectedPurchases(TimeSpan.ofDays(end));
      expected += (until - before) * Math.pow(1.12, -end / 365.25);
      before = until;
    }
    assertThat(PROSPECT.discountedPurchases(rate, TimeSpan.ofDays(75)))
        .isCloseTo(expected, within(1e-14));
    assertThat(PROSPECT.discountedPurchases(rate, TimeSpan.ZERO)).isZero();
  }

  @Test
  void withoutDiscountTheDiscountedPurchasesAreTheExpectedOnes() {
    TimeSpan threeYears = TimeSpan.ofDays(1_095);
    assertThat(PROSPECT.discountedPurchases(new DiscountRate(0), threeYears))
        .isCloseTo(PROSPECT.expectedPurchases(threeYears), within(1e-12));
  }

  @Test
  void anIntervalLeavesNoMoreThanItsShareOnEitherSide() {
    TimeSpan year = TimeSpan.ofDays(364);
    double[] probabilities = PROSPECT.purchaseProbabilities(200, year);
    PurchaseInterval interval = PROSPECT.purchaseInterval(0.8, year);
    assertThat(Arrays.stream(probabilities, 0, interval.low()).sum()).isLessThan(0.1);
    assertThat(Arrays.stream(probabilities, 0, interval.high() + 1).sum())
        .isGreaterThanOrEqualTo(0.9);
    assertThat(Arrays.stream(probabilities, 0, interval.high()).sum()).isLessThan(0.9);
  }

  @Test
  void aLongDistributionIsFoundWhole() {
    // About a purchase a day for ten years: far beyond the first table.
    Prospect daily =
        new ParetoNbd(400, 57, 0.5, 4_000, TimeUnit.WEEK)
            .prospect(new PurchaseRecord(1_000, TimeSpan.ofDays(1_000), TimeSpan.ofDays(1_001)));
    double[] probabilities = daily.purchaseDistribution(TimeSpan.ofDays(3_650), 1e-9);
    assertThat(Arrays.stream(probabilities).sum()).isCloseTo(1, within(1e-8));
    assertThat(probabilities.length).isGreaterThan(3_000);
  }

  @Test
  void whatMakesNoSenseIsRefused() {
    TimeSpan year = TimeSpan.ofDays(364);
    assertThatIllegalArgumentException().isThrownBy(() -> PROSPECT.purchaseProbability(-1, year));
    assertThatIllegalArgumentException().isThrownBy(() -> PROSPECT.purchaseInterval(1, year));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PROSPECT.discountedResidualPurchases(new DiscountRate(0)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PROSPECT.discountedPurchases(new DiscountRate(0.1), year, TimeSpan.ZERO));
    assertThatIllegalArgumentException().isThrownBy(() -> new ParetoNbd(0, 1, 1, 1, TimeUnit.WEEK));
  }
}
