package io.perennial.model.clv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.perennial.model.optimize.Fit;
import io.perennial.model.optimize.Parameter;
import io.perennial.model.optimize.Verdict;
import io.perennial.testing.PublicData;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.data.Percentage;
import org.hipparchus.random.Well512a;
import org.junit.jupiter.api.Test;

class BgBbTest {
  private static final double Z = 1.959963984540054;

  /** The estimates of Fader, Hardie and Shang (2010), to the digits printed. */
  private static final BgBb PUBLISHED = new BgBb(1.204, .750, .657, 2.783);

  /** Fader, Hardie and Shang (2010), table 3. */
  @Test
  void theDonationsAreFittedAsPublished() {
    OpportunityCounts.Builder builder = OpportunityCounts.builder();
    List<String> lines = PublicData.lines("donations/donations.csv");
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split(",", -1);
      builder.add(
          record(
              Integer.parseInt(cells[0]), Integer.parseInt(cells[1]), Integer.parseInt(cells[2])),
          Long.parseLong(cells[3]));
    }
    OpportunityCounts counts = builder.build();
    assertThat(counts.customers()).isEqualTo(11_104);
    Fit<BgBb> fit = BgBb.fit(counts);
    assertThat(fit.verdict()).isEqualTo(Verdict.CONVERGED);
    BgBb model = fit.model().orElseThrow();
    assertThat(model.alpha()).isCloseTo(1.204, within(1e-3));
    assertThat(model.beta()).isCloseTo(.750, within(1e-3));
    assertThat(model.gamma()).isCloseTo(.657, within(1e-3));
    assertThat(model.delta()).isCloseTo(2.783, within(3e-3));
    assertThat(fit.logLikelihood().getAsDouble()).isCloseTo(-33225.58, within(5e-3));
    assertThat(model.logLikelihood(counts))
        .isCloseTo(fit.logLikelihood().getAsDouble(), within(1e-6));
    assertThat(model.probabilityAlive(record(0, 0, 6), 1)).isCloseTo(.11, within(5e-3));
    assertThat(model.probabilityAlive(record(2, 4, 6), 1)).isCloseTo(.59, within(5e-3));
    assertThat(model.probabilityAlive(record(6, 6, 6), 1)).isCloseTo(.93, within(5e-3));
    assertThat(fit.parameters()).allMatch(parameter -> parameter.standardError().isPresent());
  }

  /**
   * The paper's closed forms, with gamma and hypergeometric functions, at the printed estimates
   * with forty digits.
   */
  @Test
  void probabilitiesAndExpectationsAreTheClosedForms() {
    assertClosedForms(
        record(0, 0, 6), .116096613292985, .108016584168674, .072802877475043, .114646996181764);
    assertClosedForms(
        record(2, 4, 6), .633611893331903, .589514116433698, 1.05734894190968, 1.66506990259371);
    assertClosedForms(record(6, 6, 6), 1, .930402542372881, 3.75211560759981, 5.90867831955538);
    assertThat(PUBLISHED.expectedPurchases(6)).isCloseTo(2.2196313934873, within(1e-12));
    assertThat(PUBLISHED.expectedPurchases(100)).isCloseTo(11.5903499936038, within(1e-11));
    double[] probabilities = {
      .311217743263849,
      .170109978406515,
      .121480513766871,
      .100263115024804,
      .0916598534249218,
      .0924811479052925,
      .112787648207747
    };
    for (int purchases = 0; purchases <= 6; purchases++) {
      assertThat(PUBLISHED.purchaseProbability(purchases, 6))
          .isCloseTo(probabilities[purchases], within(1e-13));
    }
    assertThat(PUBLISHED.purchaseProbability(7, 6)).isZero();
  }

  private static void assertClosedForms(
      OpportunityRecord record, double alive, double aliveNext, double inFive, double discounted) {
    assertThat(PUBLISHED.probabilityAlive(record, 0)).isCloseTo(alive, within(1e-13));
    assertThat(PUBLISHED.probabilityAlive(record, 1)).isCloseTo(aliveNext, within(1e-13));
    assertThat(PUBLISHED.expectedPurchases(record, 5)).isCloseTo(inFive, within(1e-12));
    assertThat(PUBLISHED.discountedExpectedResidualTransactions(record, .1))
        .isCloseTo(discounted, within(1e-11));
  }

  /** Sums of beta functions with forty digits. */
  @Test
  void theLikelihoodHoldsOverHundredsOfOpportunities() {
    assertThat(PUBLISHED.logLikelihood(record(2, 4, 6)))
        .isCloseTo(-5.195697601042647, Percentage.withPercentage(1e-12));
    assertThat(PUBLISHED.logLikelihood(record(0, 0, 500)))
        .isCloseTo(-1.2472799856696043, Percentage.withPercentage(1e-11));
    assertThat(PUBLISHED.logLikelihood(record(200, 400, 500)))
        .isCloseTo(-289.17146549664282, Percentage.withPercentage(1e-12));
  }

  @Test
  void anIntervalHoldsAtLeastItsLevelAndNotOneCountMore() {
    OpportunityRecord record = record(2, 4, 6);
    PurchaseInterval range = PUBLISHED.predictionInterval(record, 10, .9);
    double within = 0;
    double below = 0;
    for (int purchases = 0; purchases <= range.high(); purchases++) {
      double probability = PUBLISHED.purchaseProbability(record, purchases, 10);
      within += purchases >= range.low() ? probability : 0;
      below += purchases < range.low() ? probability : 0;
    }
    assertThat(within).isGreaterThanOrEqualTo(.9);
    assertThat(below).isLessThanOrEqualTo(.05);
    assertThat(1 - below - within + PUBLISHED.purchaseProbability(record, range.high(), 10))
        .isGreaterThan(.05);
    assertThat(PUBLISHED.predictionInterval(record(0, 0, 6), 5, .8))
        .isEqualTo(new PurchaseInterval(0, 0));
    assertThatThrownBy(() -> PUBLISHED.predictionInterval(record, 5, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void simulatedCustomersBuyAsExpected() {
    OpportunityCounts counts = PUBLISHED.simulate(200_000, 6, new Well512a(42));
    double[] shares = new double[7];
    for (OpportunityCounts.Cell cell : counts.cells()) {
      shares[cell.record().frequency()] += cell.customers() / 200_000.0;
    }
    for (int purchases = 0; purchases <= 6; purchases++) {
      // Four standard errors of a share of 200,000.
      double probability = PUBLISHED.purchaseProbability(purchases, 6);
      assertThat(shares[purchases])
          .isCloseTo(probability, within(4 * Math.sqrt(probability * (1 - probability) / 200_000)));
    }
  }

  @Test
  void intervalsCoverTheTruthAsOftenAsTheySay() {
    double[] truth = {1.204, .750, .657, 2.783};
    int[] covered = new int[4];
    for (int set = 0; set < 200; set++) {
      Fit<BgBb> fit = BgBb.fit(PUBLISHED.simulate(5_000, 10, new Well512a(1_000_003L * set + 29)));
      assertThat(fit.verdict()).isEqualTo(Verdict.CONVERGED);
      for (int i = 0; i < 4; i++) {
        Parameter parameter = fit.parameters().get(i);
        double width = Z * parameter.standardError().orElseThrow() / parameter.estimate();
        covered[i] += Math.abs(Math.log(parameter.estimate() / truth[i])) <= width ? 1 : 0;
      }
    }
    for (int count : covered) {
      assertThat(count).isBetween(180, 198);
    }
  }

  @Test
  void countsThatCannotCarryTheModelSaySo() {
    unfittable(OpportunityCounts.builder(), "There are no customers.");
    unfittable(OpportunityCounts.builder().add(record(1, 2, 3), 1), "One customer alone");
    unfittable(OpportunityCounts.builder().add(record(1, 1, 1), 9), "Fewer than two opportunities");
    unfittable(OpportunityCounts.builder().add(record(0, 0, 5), 9), "No customer bought");
    unfittable(OpportunityCounts.builder().add(record(5, 5, 5), 9), "Every customer bought");
  }

  private static void unfittable(OpportunityCounts.Builder counts, String reason) {
    Fit<BgBb> fit = BgBb.fit(counts.build());
    assertThat(fit.verdict()).isEqualTo(Verdict.UNFITTABLE);
    assertThat(fit.model()).isEmpty();
    assertThat(fit.reason()).startsWith(reason);
  }

  @Test
  void recordsThatContradictThemselvesAreRefused() {
    for (int[] wrong : new int[][] {{-1, 0, 3}, {2, 1, 3}, {1, 4, 3}, {0, 1, 3}, {1, 0, 3}}) {
      assertThatThrownBy(() -> record(wrong[0], wrong[1], wrong[2]))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> new BgBb(1, 0, 1, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> PUBLISHED.discountedExpectedResidualTransactions(record(1, 1, 1), 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Property(tries = 1000, seed = "20261122")
  void whateverTheParametersAndTheHistoryFiguresStayInTheirRange(
      @ForAll @DoubleRange(min = -7, max = 7) double logAlpha,
      @ForAll @DoubleRange(min = -7, max = 7) double logBeta,
      @ForAll @DoubleRange(min = -7, max = 7) double logGamma,
      @ForAll @DoubleRange(min = -7, max = 7) double logDelta,
      @ForAll @IntRange(max = 60) int bought,
      @ForAll @IntRange(max = 60) int silentBefore,
      @ForAll @IntRange(max = 60) int silentAfter) {
    BgBb model =
        new BgBb(Math.exp(logAlpha), Math.exp(logBeta), Math.exp(logGamma), Math.exp(logDelta));
    int last = bought == 0 ? 0 : bought + silentBefore;
    OpportunityRecord record = record(bought, last, last + silentAfter);
    assertThat(model.logLikelihood(record)).isFinite().isLessThanOrEqualTo(1e-9);
    double alive = model.probabilityAlive(record, 0);
    assertThat(alive).isBetween(0.0, 1 + 1e-9);
    assertThat(model.probabilityAlive(record, 1)).isBetween(0.0, alive);
    assertThat(model.probabilityAlive(record(bought, last, last + silentAfter + 1), 0))
        .isLessThanOrEqualTo(alive + 1e-9);
    double before = 0;
    double sum = 0;
    double mean = 0;
    for (int further = 1; further <= 12; further++) {
      double expected = model.expectedPurchases(record, further);
      assertThat(expected).isBetween(before, (double) further + 1e-9);
      before = expected;
    }
    for (int purchases = 0; purchases <= 12; purchases++) {
      double probability = model.purchaseProbability(record, purchases, 12);
      assertThat(probability).isBetween(0.0, 1 + 1e-9);
      sum += probability;
      mean += purchases * probability;
    }
    assertThat(sum).isCloseTo(1, within(1e-9));
    assertThat(mean).isCloseTo(before, within(1e-8));
    assertThat(model.discountedExpectedResidualTransactions(record, .1)).isBetween(0.0, 10.0);
  }

  private static OpportunityRecord record(int frequency, int recency, int opportunities) {
    return new OpportunityRecord(frequency, recency, opportunities);
  }
}
