package io.perennial.model.clv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The likelihoods of single customers and of many, against high precision and each other. */
class PurchaseLikelihoodTest {
  /**
   * The figures are the papers' formulas (Pareto/NBD: the difference of two hypergeometric
   * functions of Fader &amp; Hardie 2005) in mpmath 1.3 at 60 digits, up to 3,000 purchases in 40
   * years.
   */
  @ParameterizedTest
  @CsvFileSource(resources = "/model/clv/purchase_likelihoods.csv", numLinesToSkip = 1)
  void agreesWithSixtyDigits(
      PurchaseProcess process,
      double first,
      double second,
      double third,
      double fourth,
      int frequency,
      double recencyWeeks,
      double ageWeeks,
      double logLikelihood,
      double probabilityAlive) {
    PurchaseModel model =
        new PurchaseFamily(process, TimeUnit.WEEK)
            .model(new double[] {first, second, third, fourth});
    PurchaseRecord record =
        new PurchaseRecord(
            frequency,
            TimeSpan.of(recencyWeeks, TimeUnit.WEEK),
            TimeSpan.of(ageWeeks, TimeUnit.WEEK));
    assertThat(model.logLikelihood(record))
        .isCloseTo(logLikelihood, within(1e-11 + 2e-13 * Math.abs(logLikelihood)));
    assertThat(model.probabilityAlive(record))
        .isCloseTo(probabilityAlive, within(1e-300 + 1e-10 * probabilityAlive));
  }

  /** The published difference of two hypergeometric functions, where it keeps its digits. */
  @Test
  void theParetoIntegralIsThePublishedDifference() {
    double r = 0.5533;
    double alpha = 10.578;
    double s = 0.606;
    double beta = 3.25;
    for (int x : new int[] {1, 2, 5}) {
      double recency = 4;
      double age = 38.5;
      double m = r + x + s;
      double integral =
          s
              / m
              * (Math.exp(logAntiderivative(m, s + 1, alpha, beta, recency))
                  - Math.exp(logAntiderivative(m, s + 1, alpha, beta, age)));
      double alive = Math.pow(alpha + age, -r - x) * Math.pow(beta + age, -s);
      double expected = 1 / (1 + integral / alive);
      ParetoNbd model = new ParetoNbd(r, alpha, s, beta, TimeUnit.WEEK);
      assertThat(
              model.probabilityAlive(
                  new PurchaseRecord(
                      x, TimeSpan.of(recency, TimeUnit.WEEK), TimeSpan.of(age, TimeUnit.WEEK))))
          .isCloseTo(expected, within(1e-12));
    }
  }

  private static double logAntiderivative(
      double m, double second, double alpha, double beta, double time) {
    return Hypergeometric.logarithm(m, second, m + 1, (alpha - beta) / (alpha + time))
        - m * Math.log(alpha + time);
  }

  @ParameterizedTest
  @EnumSource
  void theGradientIsThatOfTheValue(PurchaseProcess process) {
    PurchaseFamily family = new PurchaseFamily(process, TimeUnit.WEEK);
    PurchaseCounts counts = someCounts();
    double step = 1e-5;
    for (double[] at : new double[][] {{-0.5, 2, -0.2, 1}, {2, 6, -3, 5}, {-3, -1, 3, -2}}) {
      double[] gradient = family.logLikelihood(at, counts).gradient();
      for (int i = 0; i < at.length; i++) {
        double[] ahead = at.clone();
        double[] behind = at.clone();
        ahead[i] += step;
        behind[i] -= step;
        double slope =
            (family.logLikelihood(ahead, counts).value()
                    - family.logLikelihood(behind, counts).value())
                / (2 * step);
        double size = Arrays.stream(gradient).map(Math::abs).max().orElseThrow();
        assertThat(gradient[i])
            .as("at %s", Arrays.toString(at))
            .isCloseTo(slope, within(1e-7 * size));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void chunksAddUpToTheWhole(PurchaseProcess process) {
    PurchaseFamily family = new PurchaseFamily(process, TimeUnit.MONTH);
    PurchaseCounts counts = someCounts();
    double[] at = {-0.5, 1, -0.2, 1};
    int half = counts.cells() / 2;
    double parts =
        family
            .logLikelihood(at, counts.cells(0, half))
            .plus(family.logLikelihood(at, counts.cells(half, counts.cells())))
            .value();
    double whole = family.logLikelihood(at, counts).value();
    assertThat(parts).isCloseTo(whole, within(1e-10 * Math.abs(whole)));
    assertThat(family.objective(counts).at(at).value())
        .isCloseTo(whole, within(1e-10 * Math.abs(whole)));
  }

  private static PurchaseCounts someCounts() {
    Random random = new Random(11);
    PurchaseCounts.Builder builder = PurchaseCounts.builder();
    for (int i = 0; i < 200; i++) {
      int x = random.nextInt(3) * random.nextInt(20);
      double age = 1 + random.nextInt(1000);
      double recency = x == 0 ? 0 : age * (1 - random.nextDouble() * random.nextDouble());
      builder.add(x, recency, age, 1 + random.nextInt(5));
    }
    return builder.build();
  }
}
