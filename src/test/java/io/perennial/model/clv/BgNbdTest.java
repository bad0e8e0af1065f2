package io.perennial.model.clv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.data.Percentage.withPercentage;

import io.perennial.model.optimize.Maximiser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BgNbdTest {
  /** The published parameters of the CDNOW sample, to the digits printed. */
  private static final BgNbd PUBLISHED = new BgNbd(0.2426, 4.4136, 0.7929, 2.4259, TimeUnit.WEEK);

  /** Fader, Hardie &amp; Lee 2005, and the spreadsheet that comes with it. */
  @ParameterizedTest
  @CsvSource({".1429,.0078", "1,.0532", "3,.1506", "31.8571,1.0405", "32,1.0437", "78,1.8576"})
  void expectedPurchasesAreThePublishedOnes(double weeks, double expected) {
    assertThat(PUBLISHED.expectedPurchases(weeks(weeks)))
        .isCloseTo(expected, within(Math.max(0.5e-4, 3e-4 * expected)));
  }

  /**
   * The same to the digits printed, which takes more digits of the parameters: the fitted ones. The
   * last of them, 1.8576 at 78 weeks, is that of a hypergeometric series cut after about 150 terms;
   * the closed form is 1.8580 at the printed parameters (mpmath 1.3 at 30 digits).
   */
  @Test
  void expectedPurchasesOfTheFitAreThePublishedOnesToTheirDigits() {
    PurchaseModel fitted =
        new PurchaseFamily(PurchaseProcess.BG_NBD, TimeUnit.WEEK)
            .fit(CdnowSample.counts(), Maximiser.plain())
            .model()
            .orElseThrow();
    double[] weeks = {.1429, 1, 3, 31.8571, 32};
    double[] published = {.0078, .0532, .1506, 1.0405, 1.0437};
    for (int i = 0; i < weeks.length; i++) {
      assertThat(fitted.expectedPurchases(weeks(weeks[i])))
          .as("%s weeks", weeks[i])
          .isCloseTo(published[i], within(0.5e-4));
    }
    assertThat(PUBLISHED.expectedPurchases(weeks(78))).isCloseTo(1.8580239, within(1e-6));
  }

  /** Fader, Hardie &amp; Lee 2005, the customer of section 5, at the fitted parameters. */
  @Test
  void aPublishedCustomerIsAsPublished() {
    PurchaseModel fitted =
        new PurchaseFamily(PurchaseProcess.BG_NBD, TimeUnit.WEEK)
            .fit(CdnowSample.counts(), Maximiser.plain())
            .model()
            .orElseThrow();
    Prospect customer = fitted.prospect(new PurchaseRecord(2, weeks(30.43), weeks(38.86)));
    assertThat(customer.expectedPurchases(weeks(39))).isCloseTo(1.226, within(0.5e-3));
    assertThat(customer.probabilityAlive()).isCloseTo(0.7266, within(0.5e-4));
    // The R package CLVTools.
    Prospect frequent = fitted.prospect(new PurchaseRecord(26, weeks(216 / 7.0), weeks(31)));
    assertThat(frequent.expectedPurchases(weeks(52))).isCloseTo(25.757, within(1e-3));
    assertThat(frequent.probabilityAlive()).isCloseTo(0.96885, within(1e-5));
  }

  /** The tests of the Python package lifetimes. */
  @Test
  void theLikelihoodOfRowsIsThePublishedOne() {
    BgNbd model = new BgNbd(0.25, 4, 0.8, 2.5, TimeUnit.WEEK);
    assertThat(model.logLikelihood(new PurchaseRecord(0, TimeSpan.ZERO, weeks(40))))
        .isCloseTo(-0.59947, within(0.5e-5));
    assertThat(model.logLikelihood(new PurchaseRecord(200, weeks(38), weeks(40))))
        .isCloseTo(100.7957, within(0.5e-4));
  }

  /** Equation 10 of Fader, Hardie &amp; Lee 2005, written out as published. */
  @Test
  void conditionalExpectationsAreThePublishedFormula() {
    int x = 2;
    double recency = 30.43;
    double age = 38.86;
    double t = 39;
    double r = 0.25;
    double alpha = 4.4;
    // Above 1, where the published formula needs no continuation.
    double a = 1.3;
    double b = 2.4;
    double z = t / (alpha + age + t);
    double numerator =
        (a + b + x - 1)
            / (a - 1)
            * (1
                - Math.pow((alpha + age) / (alpha + age + t), r + x)
                    * Math.exp(Hypergeometric.logarithm(r + x, b + x, a + b + x - 1, z)));
    double odds = a / (b + x - 1) * Math.pow((alpha + age) / (alpha + recency), r + x);
    assertThat(
            new BgNbd(r, alpha, a, b, TimeUnit.WEEK)
                .expectedPurchases(new PurchaseRecord(x, weeks(recency), weeks(age)), weeks(t)))
        .isCloseTo(numerator / (1 + odds), withPercentage(1e-9));
  }

  /**
   * The published closed form of E[X(t)] in mpmath 1.3 at 40 digits, where its third parameter is
   * negative, where it is 0 / 0 (a = 1), where terms cancel, and far beyond the data.
   */
  @ParameterizedTest
  @CsvSource({
    ".24,.01,2.4,78,4.1929055456983159",
    ".24,.01,2.4,1e6,49143.940770874612",
    ".24,.8,2.4,3000,9.716817336366602",
    ".24,1,2.4,3000,6.4287406072993553",
    ".24,50,.02,3000,.79148479327310323",
    ".24,50000,30000,3000,1.2260835313819012",
    ".24,.3,.4,30,.89781027410651852",
    "3,3,4,1200,2.9996292023696482",
    "3,3,4,5000,2.9999773878622827"
  })
  void expectationsHoldWhereTheClosedFormFails(
      double r, double a, double b, double weeks, double expected) {
    assertThat(new BgNbd(r, 4.4, a, b, TimeUnit.WEEK).expectedPurchases(weeks(weeks)))
        .isCloseTo(expected, withPercentage(1e-8));
  }

  /** Equation 8 of Fader, Hardie &amp; Lee 2005 in mpmath 1.3 at 25 digits. */
  @ParameterizedTest
  @CsvSource({
    "0,.2426,4.4136,.7929,2.4259,39,.5742999197005055",
    "3,.2426,4.4136,.7929,2.4259,39,.0457985592852909",
    "40,.2426,4.4136,.7929,2.4259,500,.0007489167392783395",
    "700,3000,800,.01,50,200,.003369052808472082"
  })
  void probabilitiesOfPurchasesAreThePublishedFormula(
      int n, double r, double alpha, double a, double b, double weeks, double expected) {
    Prospect prospect = new BgNbd(r, alpha, a, b, TimeUnit.WEEK).prospect();
    assertThat(prospect.purchaseProbability(n, weeks(weeks)))
        .isCloseTo(expected, withPercentage(1e-8));
    assertThat(prospect.purchaseProbabilities(n, weeks(weeks))[n])
        .isCloseTo(expected, withPercentage(1e-8));
  }

  /**
   * The mean over p of (r / alpha) int e^(-dt) (1 + p t / alpha)^-(r+1) dt, the inner integral by
   * Tricomi's function, in mpmath 1.3 at 25 digits.
   */
  @ParameterizedTest
  @CsvSource({
    ".8,2.4,4.09231256489807",
    "3,2.4,1.16290752979535",
    ".3,.4,5.84389049722306",
    "50,30,.92793779435378"
  })
  void discountedResidualPurchasesAreTheirIntegral(double a, double b, double expected) {
    assertThat(
            new BgNbd(0.24, 4.4, a, b, TimeUnit.WEEK)
                .prospect()
                .discountedResidualPurchases(DiscountRate.continuously(0.002, TimeUnit.WEEK)))
        .isCloseTo(expected, withPercentage(1e-7));
  }

  @Test
  void aCustomerWithoutRepeatIsAliveForCertain() {
    assertThat(PUBLISHED.probabilityAlive(new PurchaseRecord(0, TimeSpan.ZERO, weeks(500))))
        .isEqualTo(1);
  }

  private static TimeSpan weeks(double weeks) {
    return TimeSpan.of(weeks, TimeUnit.WEEK);
  }
}
