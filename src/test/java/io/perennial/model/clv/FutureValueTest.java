package io.perennial.model.clv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.data.Percentage.withPercentage;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.hipparchus.distribution.continuous.GammaDistribution;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.hipparchus.random.RandomDataGenerator;
import org.hipparchus.random.Well19937c;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class FutureValueTest {
  /** CDNOW 1/10 sample; Fader and Hardie 2013. */
  private static final GammaGamma PUBLISHED = new GammaGamma(6.25, 3.74, 15.44);

  private static final PurchaseModel PURCHASES =
      new ParetoNbd(0.5533, 10.578, 0.606, 11.669, TimeUnit.WEEK);
  private static final double[] LEVELS = {0.025, 0.2, 0.5, 0.8, 0.975};
  private static final int DRAWS = 200_000;

  @Test
  void quantilesAreThoseOfTheExactDistribution() {
    List<GammaGamma> models =
        List.of(PUBLISHED, new GammaGamma(1.2, 2.5, 60), new GammaGamma(80, 12, 3));
    for (GammaGamma model : models) {
      for (PurchaseRecord record : records()) {
        FutureValue value = new FutureValue(model, record.frequency());
        for (int days : new int[] {90, 365, 1_095}) {
          double[] purchases =
              PURCHASES.prospect(record).purchaseDistribution(TimeSpan.ofDays(days), 1e-8);
          for (double level : LEVELS) {
            double exact = model.scaledValueQuantile(purchases, record.frequency(), level);
            assertThat(value.quantile(purchases, level))
                .as("%s, %s, %s days, %s", model, record, days, level)
                .isCloseTo(exact, within(1e-3 * exact));
          }
        }
      }
    }
  }

  @Test
  void aValueThatIsMostLikelyNothingHasQuantilesOfZero() {
    FutureValue value = new FutureValue(PUBLISHED, 2);
    double[] purchases = {0.6, 0.3, 0.1};
    assertThat(value.quantile(purchases, 0.025)).isZero();
    assertThat(value.quantile(purchases, 0.6)).isZero();
    assertThat(value.quantile(purchases, 0.61)).isPositive();
    double[] nothing = {1};
    assertThat(value.quantile(nothing, 0.975)).isZero();
    assertThat(value.variance(nothing).orElseThrow()).isZero();
  }

  /** As the model tells it: nu, then the number of purchases, then their gamma spends. */
  @Test
  void quantilesAndVarianceAreThoseOfSimulatedCustomers() {
    double[] purchases = {0.15, 0.25, 0.3, 0.2, 0.1};
    int frequency = 3;
    RandomDataGenerator random = RandomDataGenerator.of(new Well19937c(17));
    double[] values = new double[DRAWS];
    double mean = 0;
    for (int i = 0; i < DRAWS; i++) {
      double left = random.nextDouble();
      int n = 0;
      while (n < purchases.length - 1 && left >= purchases[n]) {
        left -= purchases[n];
        n++;
      }
      // Over the scale gamma + x m, nu is a gamma(q + p x) variable with a rate of one.
      double nu = random.nextGamma(3.74 + frequency * 6.25, 1);
      for (int purchase = 0; purchase < n; purchase++) {
        values[i] += random.nextGamma(6.25, 1 / nu);
      }
      mean += values[i] / DRAWS;
    }
    double variance = 0;
    for (double one : values) {
      variance += (one - mean) * (one - mean) / DRAWS;
    }
    FutureValue value = new FutureValue(PUBLISHED, frequency);
    assertThat(value.variance(purchases).orElseThrow()).isCloseTo(variance, withPercentage(2));
    Arrays.sort(values);
    for (double level : new double[] {0.2, 0.5, 0.8, 0.975}) {
      int below = Arrays.binarySearch(values, value.quantile(purchases, level));
      double share = (below < 0 ? -below - 1 : below) / (double) DRAWS;
      // Four standard errors of a share of so many.
      assertThat(share).isCloseTo(level, within(4 * Math.sqrt(level * (1 - level) / DRAWS)));
    }
  }

  /** One purchase: a beta prime variable with the shapes p and q + p x. */
  @Test
  void theVarianceOfOnePurchaseIsThatOfABetaPrimeVariable() {
    double a = 6.25;
    double b = 3.74 + 2 * 6.25;
    assertThat(new FutureValue(PUBLISHED, 2).variance(new double[] {0, 1}).orElseThrow())
        .isCloseTo(a * (a + b - 1) / ((b - 2) * (b - 1) * (b - 1)), withPercentage(1e-9));
  }

  @Test
  void thereIsNoVarianceWhereTheTailIsTooHeavyForOneButQuantilesThereAre() {
    double[] purchases = {0.2, 0.5, 0.3};
    for (double q : new double[] {0.4, 1, 2}) {
      GammaGamma heavy = new GammaGamma(1.5, q, 10);
      FutureValue unknown = new FutureValue(heavy, 0);
      assertThat(unknown.variance(purchases)).isEmpty();
      for (double level : LEVELS) {
        double exact = heavy.scaledValueQuantile(purchases, 0, level);
        assertThat(unknown.quantile(purchases, level)).isCloseTo(exact, within(1e-3 * exact));
      }
    }
    assertThat(new FutureValue(new GammaGamma(1.5, 0.4, 10), 2).variance(purchases)).isPresent();
  }

  /**
   * Fits at the boundary: with p without bound a customer always spends the same, p n / nu in all;
   * with q without bound all customers are alike, and n purchases together are a gamma variable.
   */
  @Test
  void parametersThatRanAwayHaveTheQuantilesOfTheLimit() {
    double far = 1e10;
    double[] three = {0, 0, 0, 1};
    FutureValue steady = new FutureValue(new GammaGamma(far, 3, 1e-9), 0);
    FutureValue alike = new FutureValue(new GammaGamma(2, far, far), 0);
    FutureValue known = new FutureValue(new GammaGamma(far, 3, 1e-9), 4);
    for (double level : LEVELS) {
      assertThat(steady.quantile(three, level))
          .isCloseTo(
              3 * far / new GammaDistribution(3, 1).inverseCumulativeProbability(1 - level),
              withPercentage(0.2));
      assertThat(alike.quantile(three, level))
          .isCloseTo(
              new GammaDistribution(6, 1).inverseCumulativeProbability(level) / far,
              withPercentage(0.2));
      // Four equal spends before: so will be the next three.
      assertThat(known.quantile(three, level)).isCloseTo(0.75, withPercentage(0.2));
    }
  }

  /** Both shapes large: the logarithm is nearly normal, with the shapes' trigamma as variance. */
  @Test
  void largeShapesHaveNearlyNormalLogarithms() {
    double p = 4e5;
    double q = 2e5;
    FutureValue value = new FutureValue(new GammaGamma(p, q, 1), 0);
    double deviation = Math.sqrt(1 / p + 1 / q);
    for (double level : LEVELS) {
      double z = new NormalDistribution().inverseCumulativeProbability(level);
      assertThat(value.quantile(new double[] {0, 1}, level))
          .isCloseTo(p / q * Math.exp(z * deviation), withPercentage(0.1));
    }
  }

  @Test
  void thousandsOfPurchasesAreAsExactAndSoonDone() {
    int frequency = 3_000;
    PurchaseRecord daily =
        new PurchaseRecord(frequency, TimeSpan.ofDays(3_999), TimeSpan.ofDays(4_000));
    double[] purchases =
        PURCHASES.prospect(daily).purchaseDistribution(TimeSpan.ofDays(1_095), 1e-5);
    assertThat(purchases).hasSizeGreaterThan(800);
    double sum = Arrays.stream(purchases).sum();
    Assertions.assertTimeout(
        Duration.ofSeconds(5),
        () -> {
          FutureValue value = new FutureValue(PUBLISHED, frequency);
          for (double level : new double[] {0.025, 0.5, 0.975}) {
            double exact = PUBLISHED.scaledValueQuantile(purchases, frequency, level * sum);
            assertThat(value.quantile(purchases, level)).isCloseTo(exact, within(1e-3 * exact));
          }
        });
  }

  /** Logarithms of the parameters as far as a search goes. */
  @Property(seed = "61", tries = 300)
  void quantilesAreFiniteAndInOrderWhateverTheParameters(
      @ForAll @DoubleRange(min = -23, max = 23) double p,
      @ForAll @DoubleRange(min = -23, max = 23) double q,
      @ForAll @IntRange(max = 2_000) int frequency,
      @ForAll @IntRange(min = 1, max = 400) int greatest) {
    FutureValue value = new FutureValue(new GammaGamma(Math.exp(p), Math.exp(q), 1), frequency);
    double[] purchases = new double[greatest + 1];
    Arrays.fill(purchases, 1.0 / (greatest + 1));
    double before = 0;
    for (double level : LEVELS) {
      double quantile = value.quantile(purchases, level);
      assertThat(quantile).isFinite().isGreaterThanOrEqualTo(before);
      before = quantile;
    }
    value
        .variance(purchases)
        .ifPresent(variance -> assertThat(variance).isFinite().isNotNegative());
  }

  @Test
  void aNegativeNumberOfEarlierPurchasesIsRefused() {
    assertThatThrownBy(() -> new FutureValue(PUBLISHED, -1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static List<PurchaseRecord> records() {
    return List.of(
        record(0, 0, 38.86),
        record(1, 2, 30),
        record(2, 30.43, 38.86),
        record(26, 30.86, 31),
        record(160, 76, 77));
  }

  private static PurchaseRecord record(int frequency, double recency, double age) {
    return new PurchaseRecord(
        frequency, TimeSpan.of(recency, TimeUnit.WEEK), TimeSpan.of(age, TimeUnit.WEEK));
  }
}
