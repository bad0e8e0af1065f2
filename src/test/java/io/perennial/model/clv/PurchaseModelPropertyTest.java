package io.perennial.model.clv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds for whatever parameters and whatever history. */
class PurchaseModelPropertyTest {
  @Property(seed = "20", tries = 1_000)
  void nothingIsEverNotANumber(
      @ForAll("models") PurchaseModel model, @ForAll("records") PurchaseRecord record) {
    assertThat(model.logLikelihood(record)).isFinite();
    Prospect prospect = model.prospect(record);
    assertThat(prospect.probabilityAlive()).isBetween(0.0, 1.0);
    TimeSpan year = TimeSpan.ofDays(364);
    assertThat(prospect.expectedPurchases(year)).isFinite().isNotNegative();
    assertThat(prospect.discountedPurchases(new DiscountRate(0.1), year))
        .isFinite()
        .isBetween(0.0, prospect.expectedPurchases(year));
    for (int n : new int[] {0, 1, 7}) {
      assertThat(prospect.purchaseProbability(n, year)).isBetween(0.0, 1.0);
      assertThat(model.purchaseProbability(n, year)).isBetween(0.0, 1.0);
    }
  }

  @Property(seed = "21", tries = 1_000)
  void expectedPurchasesNeverFallWithTime(
      @ForAll("models") PurchaseModel model, @ForAll("records") PurchaseRecord record) {
    Prospect old = model.prospect(record);
    Prospect fresh = model.prospect();
    double oldBefore = 0;
    double freshBefore = 0;
    for (double days : new double[] {0, 0.5, 7, 30, 364, 1_095, 3_650, 36_500}) {
      TimeSpan time = TimeSpan.ofDays(days);
      double oldNow = old.expectedPurchases(time);
      double freshNow = fresh.expectedPurchases(time);
      assertThat(oldNow).isGreaterThanOrEqualTo(oldBefore * (1 - 1e-9));
      assertThat(freshNow).isGreaterThanOrEqualTo(freshBefore * (1 - 1e-9));
      oldBefore = oldNow;
      freshBefore = freshNow;
    }
    assertThat(old.expectedPurchases(TimeSpan.ZERO)).isZero();
  }

  @Property(seed = "22", tries = 1_000)
  void theProbabilityOfBeingAliveFallsWithSilence(
      @ForAll("models") PurchaseModel model, @ForAll("records") PurchaseRecord record) {
    double before = 1;
    for (double silence : new double[] {0, 1, 10, 100, 1_000, 10_000}) {
      TimeSpan age = record.recency().plus(TimeSpan.ofDays(silence));
      double alive =
          model.probabilityAlive(new PurchaseRecord(record.frequency(), record.recency(), age));
      assertThat(alive).isBetween(0.0, before + 1e-12);
      before = alive;
    }
  }

  @Property(seed = "23", tries = 300)
  void probabilitiesSumToOneAndTheirMeanIsTheExpectation(
      @ForAll("tameModels") PurchaseModel model, @ForAll("records") PurchaseRecord record) {
    TimeSpan quarter = TimeSpan.ofDays(91);
    Prospect prospect = model.prospect(record);
    double[] probabilities = prospect.purchaseDistribution(quarter, 1e-11);
    double mean = 0;
    for (int n = 0; n < probabilities.length; n++) {
      mean += n * probabilities[n];
    }
    assertThat(Arrays.stream(probabilities).sum()).isCloseTo(1, within(1e-9));
    double expected = prospect.expectedPurchases(quarter);
    assertThat(mean).isCloseTo(expected, within(1e-6 * (1 + expected)));
    PurchaseInterval interval = prospect.purchaseInterval(0.9, quarter);
    assertThat(Arrays.stream(probabilities, interval.low(), interval.high() + 1).sum())
        .isGreaterThanOrEqualTo(0.9 - 1e-9);
  }

  @Property(seed = "24", tries = 100)
  void discountedResidualPurchasesAreThoseOfAnEndlessHorizon(
      @ForAll("tameModels") PurchaseModel model, @ForAll("records") PurchaseRecord record) {
    DiscountRate rate = new DiscountRate(0.5);
    Prospect prospect = model.prospect(record);
    double whole = prospect.discountedResidualPurchases(rate);
    // In steps of a day up to 60 years, at which the discount is 1e-10; discounting at the end of
    // each step of h loses between nothing and the factor of one step.
    TimeSpan step = TimeSpan.ofDays(7);
    double steps = prospect.discountedPurchases(rate, TimeSpan.ofDays(60 * 365.25), step);
    assertThat(steps).isLessThanOrEqualTo(whole * (1 + 1e-7));
    assertThat(steps).isGreaterThanOrEqualTo(whole * rate.factor(step) * (1 - 1e-6));
  }

  @Provide
  Arbitrary<PurchaseModel> models() {
    return models(Arbitraries.doubles().between(-7, 7).ofScale(6).map(Math::exp));
  }

  @Provide
  Arbitrary<PurchaseModel> tameModels() {
    return models(Arbitraries.doubles().between(-2, 3).ofScale(6).map(Math::exp));
  }

  private static Arbitrary<PurchaseModel> models(Arbitrary<Double> parameter) {
    return Combinators.combine(
            Arbitraries.of(PurchaseProcess.class),
            Arbitraries.of(TimeUnit.class),
            parameter,
            parameter,
            parameter,
            parameter)
        .as(
            (process, unit, first, second, third, fourth) ->
                new PurchaseFamily(process, unit)
                    .model(new double[] {first, second, third, fourth}));
  }

  /** Up to thousands of purchases in up to 27 years, from bought today to silent for ever. */
  @Provide
  Arbitrary<PurchaseRecord> records() {
    Arbitrary<Integer> frequency =
        Arbitraries.oneOf(
            Arbitraries.integers().between(0, 3),
            Arbitraries.integers().between(0, 60),
            Arbitraries.integers().between(0, 5_000));
    return Combinators.combine(
            frequency,
            Arbitraries.integers().between(1, 10_000),
            Arbitraries.doubles().between(1e-4, 1).ofScale(4))
        .as(
            (x, age, share) ->
                new PurchaseRecord(
                    x, TimeSpan.ofDays(x == 0 ? 0 : age * share), TimeSpan.ofDays(age)));
  }
}
