package io.perennial.model.clv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.data.Percentage.withPercentage;

import io.perennial.model.optimize.Evaluation;
import io.perennial.model.optimize.Fit;
import io.perennial.model.optimize.Maximiser;
import io.perennial.model.optimize.Parameter;
import io.perennial.model.optimize.Verdict;
import java.util.Arrays;
import java.util.List;
import org.hipparchus.random.RandomDataGenerator;
import org.hipparchus.random.Well19937c;
import org.junit.jupiter.api.Test;

class GammaGammaTest {
  /** The published parameters of the CDNOW sample, to the digits printed. */
  private static final GammaGamma PUBLISHED = new GammaGamma(6.25, 3.74, 15.44);

  /** Fader &amp; Hardie 2013, section 5, and the R package CLVTools. */
  @Test
  void theFitToCdnowIsThePublishedOne() {
    SpendCounts counts = cdnow();
    assertThat(counts.totals().customers()).isEqualTo(946);
    assertThat(counts.totals().correlation().orElseThrow()).isCloseTo(0.1139, within(0.5e-4));
    Fit<GammaGamma> fit = new GammaGammaFamily().fit(counts, Maximiser.plain());
    assertThat(fit.verdict()).isEqualTo(Verdict.CONVERGED);
    assertThat(fit.logLikelihood().orElseThrow()).isCloseTo(-4055.918, within(0.5e-3));
    double[] published = {6.25, 3.74, 15.44};
    for (int i = 0; i < 3; i++) {
      Parameter parameter = fit.parameters().get(i);
      assertThat(parameter.estimate())
          .as(parameter.name())
          .isCloseTo(published[i], withPercentage(0.2));
      assertThat(parameter.estimate()).isCloseTo(published[i], within(0.005));
      assertThat(parameter.standardError()).isPresent();
    }
  }

  /** Fader &amp; Hardie 2013, and the tests of the Python package lifetimes. */
  @Test
  void theSpendOfTheFirstTenCustomersIsThePublishedOne() {
    double[] published = {24.65, 18.91, 35.17, 35.17, 35.17, 71.46, 18.91, 35.17, 27.28, 35.17};
    GammaGamma fitted =
        new GammaGammaFamily().fit(cdnow(), Maximiser.plain()).model().orElseThrow();
    List<CdnowSample.Customer> customers = CdnowSample.customers();
    for (int i = 0; i < published.length; i++) {
      CdnowSample.Customer customer = customers.get(i);
      assertThat(
              fitted
                  .expectedSpend(customer.record().frequency(), customer.meanRepeatSpend())
                  .orElseThrow())
          .isCloseTo(published[i], within(0.5e-2));
    }
  }

  /**
   * The Python package lifetimes: twelve months of 4.345 weeks at 1 % each, from the BG/NBD fit to
   * the rounded summary and the gamma-gamma parameters to two decimals.
   */
  @Test
  void theValueOfTheFirstTenCustomersIsThePublishedOne() {
    double[] published = {36.286, 4.639, 8.356, 8.356, 8.356, 283.546, 6.883, 8.356, 43.363, 8.356};
    PurchaseModel purchases =
        new PurchaseFamily(PurchaseProcess.BG_NBD, TimeUnit.WEEK)
            .fit(CdnowSample.roundedSummary(), Maximiser.plain())
            .model()
            .orElseThrow();
    TimeSpan month = TimeSpan.of(4.345, TimeUnit.WEEK);
    DiscountRate rate = DiscountRate.per(month, 0.01);
    List<PurchaseRecord> records = CdnowSample.roundedRecords();
    List<CdnowSample.Customer> customers = CdnowSample.customers();
    for (int i = 0; i < published.length; i++) {
      PurchaseRecord record = records.get(i);
      double mean = Math.round(customers.get(i).meanRepeatSpend() * 100) / 100.0;
      double value =
          PUBLISHED.expectedSpend(record.frequency(), mean).orElseThrow()
              * purchases
                  .prospect(record)
                  .discountedPurchases(rate, TimeSpan.ofDays(12 * month.days()), month);
      assertThat(value).as("customer %s", i + 1).isCloseTo(published[i], withPercentage(0.1));
    }
  }

  @Test
  void withoutSpendThePopulationMeanHoldsAndThereIsNoneForAHeavyTail() {
    // p gamma / (q - 1)
    assertThat(PUBLISHED.expectedSpend().orElseThrow())
        .isCloseTo(6.25 * 15.44 / 2.74, within(1e-12));
    GammaGamma heavy = new GammaGamma(2, 1, 10);
    assertThat(heavy.expectedSpend()).isEmpty();
    assertThat(heavy.expectedSpend(1, 20).orElseThrow()).isCloseTo(2 * 30 / 2.0, within(1e-12));
  }

  @Test
  void theGradientIsThatOfTheValue() {
    SpendCounts counts =
        SpendCounts.builder().add(1, 20, 3).add(7, 35.5, 1).add(2_000, 0.01, 2).build();
    GammaGammaFamily family = new GammaGammaFamily();
    for (double[] at : new double[][] {{1.8, 1.3, 2.7}, {-2, 4, -3}, {5, -1, 8}}) {
      Evaluation evaluation = family.logLikelihood(at, counts);
      double size = Arrays.stream(evaluation.gradient()).map(Math::abs).max().orElseThrow();
      for (int i = 0; i < 3; i++) {
        double[] ahead = at.clone();
        double[] behind = at.clone();
        ahead[i] += 1e-5;
        behind[i] -= 1e-5;
        double slope =
            (family.logLikelihood(ahead, counts).value()
                    - family.logLikelihood(behind, counts).value())
                / 2e-5;
        assertThat(evaluation.gradient()[i]).isCloseTo(slope, within(1e-6 * size));
      }
    }
  }

  /** Simulated as the model tells it: nu, then N by the purchases' model, then N gamma spends. */
  @Test
  void valueQuantilesAreThoseOfSimulatedCustomers() {
    PurchaseModel purchases = new ParetoNbd(0.55, 10.58, 0.61, 11.67, TimeUnit.WEEK);
    PurchaseRecord record =
        new PurchaseRecord(2, TimeSpan.of(30, TimeUnit.WEEK), TimeSpan.of(38.9, TimeUnit.WEEK));
    TimeSpan year = TimeSpan.ofDays(364);
    Prospect prospect = purchases.prospect(record);
    double[] probabilities = prospect.purchaseDistribution(year, 1e-9);
    double scale = PUBLISHED.valueScale(2, 25);
    RandomDataGenerator random = RandomDataGenerator.of(new Well19937c(5));
    int customers = 100_000;
    double[] values = new double[customers];
    for (int i = 0; i < customers; i++) {
      double left = random.nextDouble();
      int n = 0;
      while (n < probabilities.length - 1 && left >= probabilities[n]) {
        left -= probabilities[n];
        n++;
      }
      // nu given two purchases of 25: gamma(q + 2 p, gamma + 50).
      double nu = random.nextGamma(3.74 + 2 * 6.25, 1 / scale);
      values[i] = n == 0 ? 0 : random.nextGamma(n * 6.25, 1 / nu);
    }
    Arrays.sort(values);
    for (double level : new double[] {0.5, 0.8, 0.95, 0.99}) {
      double quantile = scale * PUBLISHED.scaledValueQuantile(prospect, 2, year, level);
      int below = Arrays.binarySearch(values, quantile);
      double share = (below < 0 ? -below - 1 : below) / (double) customers;
      // Four standard errors of a share of so many.
      assertThat(share).isCloseTo(level, within(4 * Math.sqrt(level * (1 - level) / customers)));
    }
    double none = probabilities[0];
    assertThat(PUBLISHED.scaledValueQuantile(prospect, 2, year, none / 2)).isZero();
  }

  @Test
  void spendThatCannotCarryTheModelIsRefusedWithAReason() {
    SpendCounts none = SpendCounts.builder().build();
    SpendCounts one = SpendCounts.builder().add(4, 20, 1).build();
    SpendCounts constant = SpendCounts.builder().add(4, 20, 50).add(1, 20, 20).build();
    for (SpendCounts counts : List.of(none, one, constant)) {
      Fit<GammaGamma> fit = new GammaGammaFamily().fit(counts, Maximiser.plain());
      assertThat(fit.verdict()).isEqualTo(Verdict.UNFITTABLE);
      assertThat(fit.model()).isEmpty();
      assertThat(fit.reason()).endsWith(".");
    }
    assertThat(constant.totals().correlation()).isEmpty();
  }

  @Test
  void degenerateSpendEndsInAVerdict() {
    SpendCounts two = SpendCounts.builder().add(1, 10, 1).add(1, 20, 1).build();
    SpendCounts nearly = SpendCounts.builder().add(3, 10, 100).add(3, 10.0001, 100).build();
    SpendCounts apart = SpendCounts.builder().add(50, 1e-3, 10).add(50, 1e9, 10).build();
    for (SpendCounts counts : List.of(two, nearly, apart)) {
      Fit<GammaGamma> fit = new GammaGammaFamily().fit(counts, Maximiser.plain());
      assertThat(fit.evaluations()).isLessThanOrEqualTo(1_000);
      assertThat(fit.logLikelihood().orElseThrow()).isFinite();
      fit.parameters().forEach(one -> assertThat(one.estimate()).isFinite().isPositive());
    }
  }

  private static SpendCounts cdnow() {
    SpendCounts.Builder builder = SpendCounts.builder();
    for (CdnowSample.Customer customer : CdnowSample.customers()) {
      if (customer.meanRepeatSpend() > 0) {
        builder.add(customer.record().frequency(), customer.meanRepeatSpend(), 1);
      }
    }
    return builder.build();
  }
}
