package io.perennial.model.clv;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.model.optimize.Fit;
import io.perennial.model.optimize.Maximiser;
import io.perennial.model.optimize.Parameter;
import io.perennial.model.optimize.Verdict;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.hipparchus.random.RandomDataGenerator;
import org.hipparchus.random.Well19937c;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Fits to customers simulated with known parameters: the 95 % intervals, estimate plus or minus
 * 1.96 standard errors, cover the truth as often as they say. Of 200 sets, that is 190; between 180
 * and 198 leaves three standard errors on either side.
 */
class ParameterRecoveryTest {
  private static final int SETS = 200;
  private static final double QUANTILE = 1.959964;

  @ParameterizedTest
  @EnumSource
  void intervalsOfPurchaseModelsCoverTheTruth(PurchaseProcess process) {
    double[] truth =
        switch (process) {
          case BG_NBD, MBG_NBD -> new double[] {1.2, 8, 1.2, 3.5};
          case PARETO_NBD -> new double[] {1.2, 8, 0.8, 12};
        };
    int customers = process == PurchaseProcess.PARETO_NBD ? 1_000 : 1_500;
    PurchaseFamily family = new PurchaseFamily(process, TimeUnit.WEEK);
    PurchaseModel model = family.model(truth);
    assertCoverage(
        truth,
        set ->
            family.fit(
                PurchaseSimulation.counts(
                    new PurchaseSimulation(model, new Well19937c(1_000 + set))
                        .customers(customers, TimeSpan.ofDays(728), TimeSpan.ZERO)),
                Maximiser.plain()));
  }

  @Test
  void intervalsOfTheSpendModelCoverTheTruth() {
    double[] truth = {6, 4, 15};
    assertCoverage(truth, set -> new GammaGammaFamily().fit(spends(truth, set), Maximiser.plain()));
  }

  private static SpendCounts spends(double[] truth, int set) {
    RandomDataGenerator random = RandomDataGenerator.of(new Well19937c(5_000 + set));
    SpendCounts.Builder builder = SpendCounts.builder();
    for (int customer = 0; customer < 1_500; customer++) {
      int purchases = 1 + random.nextInt(0, 3) * random.nextInt(0, 3);
      double nu = random.nextGamma(truth[1], 1 / truth[2]);
      builder.add(purchases, random.nextGamma(truth[0] * purchases, 1 / nu) / purchases, 1);
    }
    return builder.build();
  }

  private static <M> void assertCoverage(double[] truth, IntFunction<Fit<M>> fitted) {
    List<Fit<M>> fits = IntStream.range(0, SETS).parallel().mapToObj(fitted).toList();
    assertThat(fits).allMatch(fit -> fit.verdict() == Verdict.CONVERGED);
    for (int i = 0; i < truth.length; i++) {
      int covered = 0;
      for (Fit<M> fit : fits) {
        Parameter parameter = fit.parameters().get(i);
        double distance = Math.abs(parameter.estimate() - truth[i]);
        covered += distance <= QUANTILE * parameter.standardError().orElseThrow() ? 1 : 0;
      }
      assertThat(covered)
          .as("intervals of %s that cover %s", fits.get(0).parameters().get(i).name(), truth[i])
          .isBetween(180, 198);
    }
  }
}
