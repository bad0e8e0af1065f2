package io.perennial.model.clv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.data.Percentage.withPercentage;

import io.perennial.model.optimize.Maximiser;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParetoNbdTest {
  /** The R package BTYD, whose example has the parameters .55, 10.56, .61, 11.64. */
  @ParameterizedTest
  @CsvSource({
    "0,0",
    "1,.05077821",
    "2,.09916088",
    "3,.14542507",
    "4,.18979930",
    "5,.23247466",
    "6,.27361274",
    "7,.31335159",
    "8,.35181024",
    "9,.38909211"
  })
  void expectedPurchasesAreThePublishedOnes(double weeks, double expected) {
    assertThat(
            new ParetoNbd(0.55, 10.56, 0.61, 11.64, TimeUnit.WEEK).expectedPurchases(weeks(weeks)))
        .isCloseTo(expected, within(0.51e-8));
  }

  /** Where all customers leave alike, their lives end within a sliver of the horizon. */
  @ParameterizedTest
  @CsvSource({
    ".5,60,1e9,1e9,156",
    ".25,25,1e9,2.857e8,156",
    ".5,60,1e9,2.857e8,156",
    ".5,60,1e6,2.857e5,1560",
    "3,2,1e10,1e8,520",
    ".5,10,.6,11,520"
  })
  void theProbabilitiesOfAllNumbersOfPurchasesAddUpToOne(
      double r, double alpha, double s, double beta, double weeks) {
    ParetoNbd model = new ParetoNbd(r, alpha, s, beta, TimeUnit.WEEK);
    double[] probabilities = model.prospect().purchaseDistribution(weeks(weeks), 1e-9);
    double sum = 0;
    double mean = 0;
    for (int n = 0; n < probabilities.length; n++) {
      sum += probabilities[n];
      mean += n * probabilities[n];
    }
    assertThat(sum).isCloseTo(1, within(1e-8));
    assertThat(mean).isCloseTo(model.expectedPurchases(weeks(weeks)), withPercentage(1e-3));
  }

  /** The R package CLVTools, at the fitted parameters. */
  @Test
  void aPublishedCustomerIsAsPublished() {
    Prospect customer = fitted().prospect(new PurchaseRecord(26, weeks(216 / 7.0), weeks(31)));
    assertThat(customer.expectedPurchases(weeks(52))).isCloseTo(25.456, within(1e-3));
    assertThat(customer.probabilityAlive()).isCloseTo(0.99787, within(0.5e-5));
  }

  /**
   * Cumulative repeat purchases of the sample by weeks since 1997-01-01, each week of seven whole
   * days (the R package BTYD): actual ones exactly, expected ones to whole purchases.
   */
  @Test
  void cumulativeRepeatPurchasesByWeekAreThePublishedOnes() {
    int[] actual = {1359, 1414, 1484, 1517, 1573, 1672};
    int[] expected = {1309, 1385, 1460, 1533, 1604, 1674};
    PurchaseModel model = fitted();
    List<CdnowSample.Customer> customers = CdnowSample.customers();
    for (int i = 0; i < actual.length; i++) {
      LocalDate end = LocalDate.of(1997, 1, 1).plusWeeks(20 + i);
      int made = 0;
      double foreseen = 0;
      for (CdnowSample.Customer customer : customers) {
        LocalDate first = customer.occasions().firstKey();
        if (first.isBefore(end)) {
          made += customer.occasions().headMap(end, false).size() - 1;
          foreseen +=
              model.expectedPurchases(
                  TimeSpan.ofDays((double) end.toEpochDay() - first.toEpochDay()));
        }
      }
      assertThat(made).isEqualTo(actual[i]);
      assertThat(foreseen).isCloseTo(expected[i], within(0.5));
    }
  }

  /** Fader, Hardie &amp; Lee 2005, "RFM and CLV"; the figure is the R package BTYD's. */
  @Test
  void discountedResidualPurchasesAreThePublishedOnes() {
    ParetoNbd model = new ParetoNbd(0.5629966, 12.559037, 0.4081095, 10.5148048, TimeUnit.WEEK);
    assertThat(
            model
                .prospect(new PurchaseRecord(7, weeks(35), weeks(77.86)))
                .discountedResidualPurchases(DiscountRate.continuously(0.0027, TimeUnit.WEEK)))
        .isCloseTo(1.864183, within(0.5e-6));
  }

  /** The closed form r / alpha beta Psi(1, 2 - s; d beta) in mpmath 1.3 at 25 digits. */
  @ParameterizedTest
  @CsvSource({
    ".5533,10.578,.606,11.669,.002,4.610995955511576",
    "26.55,41,30,20,.1,.4168888129882098",
    "2,1000,.01,.5,1e-5,178.0582553491715"
  })
  void discountedResidualPurchasesAreTheirClosedForm(
      double r, double alpha, double s, double beta, double rate, double expected) {
    assertThat(
            new ParetoNbd(r, alpha, s, beta, TimeUnit.WEEK)
                .prospect()
                .discountedResidualPurchases(DiscountRate.continuously(rate, TimeUnit.WEEK)))
        .isCloseTo(expected, withPercentage(1e-8));
  }

  /** The negative binomial mixed over the lifetime, by quadrature in mpmath 1.3 at 25 digits. */
  @ParameterizedTest
  @CsvSource({
    "0,.5533,10.578,.606,11.669,39,.5934727215585708",
    "3,.5533,10.578,.606,11.669,39,.04906179996223923",
    "40,.5533,10.578,.606,11.669,500,.001084297199036034",
    "700,3000,800,30,500,200,1.019447723642641e-6",
    "5,2,1000,.01,.5,52,1.530232543148652e-6"
  })
  void probabilitiesOfPurchasesAreTheirIntegral(
      int n, double r, double alpha, double s, double beta, double weeks, double expected) {
    Prospect prospect = new ParetoNbd(r, alpha, s, beta, TimeUnit.WEEK).prospect();
    assertThat(prospect.purchaseProbability(n, weeks(weeks)))
        .isCloseTo(expected, withPercentage(1e-8));
    assertThat(prospect.purchaseProbabilities(n, weeks(weeks))[n])
        .isCloseTo(expected, withPercentage(1e-8));
  }

  @Test
  void nothingIsSpecialAboutADropoutShapeOfOne() {
    TimeSpan year = weeks(52);
    double below = new ParetoNbd(0.5, 10, 1 - 1e-7, 12, TimeUnit.WEEK).expectedPurchases(year);
    double at = new ParetoNbd(0.5, 10, 1, 12, TimeUnit.WEEK).expectedPurchases(year);
    // r / alpha beta ln((beta + t) / beta)
    assertThat(at).isCloseTo(0.05 * 12 * Math.log(64 / 12.0), within(1e-13));
    assertThat(below).isCloseTo(at, within(1e-6));
  }

  private static PurchaseModel fitted() {
    return new PurchaseFamily(PurchaseProcess.PARETO_NBD, TimeUnit.WEEK)
        .fit(CdnowSample.counts(), Maximiser.plain())
        .model()
        .orElseThrow();
  }

  private static TimeSpan weeks(double weeks) {
    return TimeSpan.of(weeks, TimeUnit.WEEK);
  }
}
