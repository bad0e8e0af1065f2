package io.perennial.model.clv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.data.Percentage.withPercentage;

import io.perennial.model.optimize.Fit;
import io.perennial.model.optimize.Maximiser;
import io.perennial.model.optimize.Parameter;
import io.perennial.model.optimize.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Fits to the published CDNOW sample, and data that no model can be fitted to. */
class PurchaseFamilyTest {
  /** Fader, Hardie &amp; Lee 2005, section 5, and the published summary, customer by customer. */
  @Test
  void theCalibrationOfCdnowIsThePublishedOne() {
    List<PurchaseRecord> exact =
        CdnowSample.customers().stream().map(CdnowSample.Customer::record).toList();
    assertThat(exact).hasSize(2_357);
    assertThat(exact.stream().mapToInt(PurchaseRecord::frequency).sum()).isEqualTo(2_457);
    assertThat(exact.stream().filter(record -> record.frequency() == 0)).hasSize(1_411);
    List<PurchaseRecord> rounded = CdnowSample.roundedRecords();
    assertThat(rounded).hasSameSizeAs(exact);
    for (int i = 0; i < exact.size(); i++) {
      assertThat(rounded.get(i).frequency()).isEqualTo(exact.get(i).frequency());
      // Two decimals of a week.
      assertThat(rounded.get(i).recency().days())
          .isCloseTo(exact.get(i).recency().days(), within(.005 * 7 + 1e-9));
      assertThat(rounded.get(i).age().days())
          .isCloseTo(exact.get(i).age().days(), within(.005 * 7 + 1e-9));
    }
  }

  /** Fader, Hardie &amp; Lee 2005, table 2, and the R package CLVTools. */
  @Test
  void bgNbdOnCdnowIsThePublishedFit() {
    Fit<PurchaseModel> fit = fit(PurchaseProcess.BG_NBD, CdnowSample.counts());
    assertConverged(fit, -9582.429, 0.2426, 4.4136, 0.7929, 2.4259);
    assertErrors(fit, 0.012557, 0.378221, 0.185719, 0.705345);
    assertThat(fit.customers()).isEqualTo(2_357);
    // 2 k - 2 log L and k ln n - 2 log L.
    assertThat(fit.akaikeInformationCriterion().orElseThrow())
        .isCloseTo(8 + 2 * 9582.429, within(1e-3));
    assertThat(fit.bayesianInformationCriterion().orElseThrow())
        .isCloseTo(4 * Math.log(2_357) + 2 * 9582.429, within(1e-3));
    assertThat(Math.sqrt(fit.covariance().get(1).get(1))).isCloseTo(0.378221, withPercentage(0.1));
  }

  /** Fader &amp; Hardie's Pareto/NBD notes, and the R package CLVTools. */
  @Test
  void paretoNbdOnCdnowIsThePublishedFit() {
    Fit<PurchaseModel> fit = fit(PurchaseProcess.PARETO_NBD, CdnowSample.counts());
    assertConverged(fit, -9594.976, 0.5533, 10.578, 0.606, 11.669);
    assertErrors(fit, 0.0476, 0.8427, 0.1873, 6.2105);
  }

  /** The tests of the Python package lifetimes, whose times are rounded to two decimals. */
  @Test
  void mbgNbdOnCdnowIsThePublishedFit() {
    assertConverged(
        fit(PurchaseProcess.MBG_NBD, CdnowSample.roundedSummary()),
        -9582.133,
        0.525,
        6.183,
        0.891,
        1.614);
    assertConverged(
        fit(PurchaseProcess.MBG_NBD, CdnowSample.counts()), -9582.136, 0.525, 6.183, 0.891, 1.614);
  }

  @ParameterizedTest
  @EnumSource
  void everyStartLeadsToTheSameMaximumInTensOfEvaluations(PurchaseProcess process) {
    PurchaseFamily family = new PurchaseFamily(process, TimeUnit.WEEK);
    PurchaseCounts counts = CdnowSample.counts();
    double best = fit(process, counts).logLikelihood().orElseThrow();
    for (double[] start : family.starts(counts.totals())) {
      Fit<PurchaseModel> one =
          Maximiser.plain()
              .fit(family, counts.customers(), family.objective(counts), List.of(start));
      assertThat(one.verdict()).isEqualTo(Verdict.CONVERGED);
      assertThat(one.logLikelihood().orElseThrow()).isCloseTo(best, within(1e-6));
      assertThat(one.evaluations()).isLessThan(80);
    }
  }

  @Test
  void theUnitOfTimeChangesTheRatesButNotThePredictions() {
    PurchaseCounts counts = CdnowSample.counts();
    PurchaseModel weekly = fit(PurchaseProcess.BG_NBD, counts).model().orElseThrow();
    PurchaseModel daily =
        new PurchaseFamily(PurchaseProcess.BG_NBD, TimeUnit.DAY)
            .fit(counts, Maximiser.plain())
            .model()
            .orElseThrow();
    assertThat(daily.parameters()[1]).isCloseTo(7 * weekly.parameters()[1], withPercentage(0.01));
    PurchaseRecord record = counts.record(0);
    TimeSpan year = TimeSpan.ofDays(364);
    assertThat(daily.expectedPurchases(record, year))
        .isCloseTo(weekly.expectedPurchases(record, year), withPercentage(0.01));
  }

  /** Repeating every customer leaves the maximum where it is and halves the variances. */
  @Test
  void customersCountAsOftenAsTheyAre() {
    PurchaseCounts counts = CdnowSample.counts();
    PurchaseCounts.Builder doubled = PurchaseCounts.builder();
    for (int cell = 0; cell < counts.cells(); cell++) {
      doubled.add(counts.record(cell), 2 * counts.customers(cell));
    }
    Fit<PurchaseModel> once = fit(PurchaseProcess.BG_NBD, counts);
    Fit<PurchaseModel> twice = fit(PurchaseProcess.BG_NBD, doubled.build());
    for (int i = 0; i < 4; i++) {
      Parameter single = once.parameters().get(i);
      Parameter both = twice.parameters().get(i);
      assertThat(both.estimate()).isCloseTo(single.estimate(), withPercentage(0.01));
      assertThat(both.standardError().orElseThrow() * Math.sqrt(2))
          .isCloseTo(single.standardError().orElseThrow(), withPercentage(0.01));
    }
  }

  @Test
  void manyCellsAreFittedFromASampleOfThem() {
    // Every customer with a sliver of time added is a cell of its own.
    PurchaseCounts counts = CdnowSample.counts();
    PurchaseCounts.Builder many = PurchaseCounts.builder();
    for (int copy = 0; copy < 10; copy++) {
      for (int cell = 0; cell < counts.cells(); cell++) {
        many.add(
            counts.frequency(cell),
            counts.recencyDays(cell),
            counts.ageDays(cell) + copy * 1e-7,
            counts.customers(cell));
      }
    }
    Fit<PurchaseModel> fit = fit(PurchaseProcess.PARETO_NBD, many.build());
    assertConverged(fit, -95949.76, 0.5533, 10.578, 0.606, 11.669);
  }

  @ParameterizedTest
  @EnumSource
  void dataThatCannotCarryAModelAreRefusedWithAReason(PurchaseProcess process) {
    PurchaseCounts none = PurchaseCounts.builder().build();
    PurchaseCounts one = PurchaseCounts.builder().add(3, 20, 30, 1).build();
    PurchaseCounts nobodyReturned = PurchaseCounts.builder().add(0, 0, 30, 100).build();
    PurchaseCounts noTime = PurchaseCounts.builder().add(0, 0, 0, 100).build();
    for (PurchaseCounts counts : List.of(none, one, nobodyReturned, noTime)) {
      Fit<PurchaseModel> fit = fit(process, counts);
      assertThat(fit.verdict()).isEqualTo(Verdict.UNFITTABLE);
      assertThat(fit.reason()).endsWith(".");
      assertThat(fit.model()).isEmpty();
      assertThat(fit.logLikelihood()).isEmpty();
      assertThat(fit.bayesianInformationCriterion()).isEmpty();
    }
  }

  /** Degenerate but not impossible: whatever the verdict, nothing is NaN and the search ends. */
  @ParameterizedTest
  @EnumSource
  void degenerateDataEndInAVerdict(PurchaseProcess process) {
    PurchaseCounts alike = PurchaseCounts.builder().add(4, 100, 120, 1_000).build();
    PurchaseCounts two = PurchaseCounts.builder().add(0, 0, 30, 1).add(1, 5, 30, 1).build();
    PurchaseCounts daily = PurchaseCounts.builder().add(3_000, 3_000, 3_000, 50).build();
    PurchaseCounts lastDay =
        PurchaseCounts.builder().add(2, 50, 50, 10).add(5, 70, 70, 3).add(0, 0, 1, 1).build();
    PurchaseCounts decades =
        PurchaseCounts.builder()
            .add(9_000, 20_000, 20_000, 2)
            .add(0, 0, 20_000, 1_000_000_000)
            .add(1, 1e-6, 10_000, 500)
            .build();
    for (PurchaseCounts counts : List.of(alike, two, daily, lastDay, decades)) {
      Fit<PurchaseModel> fit = fit(process, counts);
      assertThat(fit.logLikelihood().orElseThrow()).isFinite();
      assertThat(fit.evaluations()).isLessThanOrEqualTo(1_000);
      for (Parameter parameter : fit.parameters()) {
        assertThat(parameter.estimate()).isFinite().isPositive();
        parameter.standardError().ifPresent(error -> assertThat(error).isFinite());
      }
      fit.model()
          .ifPresent(
              model ->
                  assertThat(model.expectedPurchases(counts.record(0), TimeSpan.ofDays(365)))
                      .isFinite()
                      .isNotNegative());
    }
  }

  @Test
  void customersWhoNeverLeavePutTheDropoutAtItsBoundary() {
    // Everybody bought on the last day: the likelihood wants nobody to leave, ever.
    PurchaseCounts.Builder builder = PurchaseCounts.builder();
    for (int x = 1; x <= 12; x++) {
      builder.add(x, 200, 200, 20);
    }
    Fit<PurchaseModel> fit = fit(PurchaseProcess.PARETO_NBD, builder.build());
    assertThat(fit.verdict()).isEqualTo(Verdict.AT_BOUNDARY);
    assertThat(fit.covariance()).isEmpty();
  }

  private static Fit<PurchaseModel> fit(PurchaseProcess process, PurchaseCounts counts) {
    return new PurchaseFamily(process, TimeUnit.WEEK).fit(counts, Maximiser.plain());
  }

  private static void assertConverged(
      Fit<PurchaseModel> fit, double logLikelihood, double... estimates) {
    assertThat(fit.verdict()).as(fit.reason()).isEqualTo(Verdict.CONVERGED);
    assertThat(fit.logLikelihood().orElseThrow())
        .isCloseTo(logLikelihood, within(Math.abs(logLikelihood) * 6e-8));
    for (int i = 0; i < estimates.length; i++) {
      assertThat(fit.parameters().get(i).estimate())
          .as(fit.parameters().get(i).name())
          .isCloseTo(estimates[i], withPercentage(0.1));
    }
  }

  private static void assertErrors(Fit<PurchaseModel> fit, double... errors) {
    for (int i = 0; i < errors.length; i++) {
      assertThat(fit.parameters().get(i).standardError().orElseThrow())
          .as(fit.parameters().get(i).name())
          .isCloseTo(errors[i], withPercentage(0.1));
    }
  }
}
