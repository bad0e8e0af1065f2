package io.perennial.model.clv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.perennial.model.optimize.Maximiser;
import org.junit.jupiter.api.Test;

class MbgNbdTest {
  private static final MbgNbd MODEL = new MbgNbd(0.25, 4, 0.8, 2.5, TimeUnit.WEEK);

  /** The tests of the Python package lifetimes. */
  @Test
  void theLikelihoodOfRowsIsThePublishedOne() {
    assertThat(MODEL.logLikelihood(new PurchaseRecord(0, TimeSpan.ZERO, weeks(40))))
        .isCloseTo(-0.41793, within(0.5e-5));
    assertThat(MODEL.logLikelihood(new PurchaseRecord(200, weeks(38), weeks(40))))
        .isCloseTo(100.7869, within(0.5e-4));
  }

  /** The Python package lifetimes, at the fitted parameters. */
  @Test
  void aPublishedCustomerIsAsPublished() {
    Prospect customer =
        new PurchaseFamily(PurchaseProcess.MBG_NBD, TimeUnit.WEEK)
            .fit(CdnowSample.counts(), Maximiser.plain())
            .model()
            .orElseThrow()
            .prospect(new PurchaseRecord(2, weeks(30.43), weeks(38.86)));
    assertThat(customer.expectedPurchases(weeks(39))).isCloseTo(1.2627, within(0.5e-4));
    assertThat(customer.probabilityAlive()).isCloseTo(0.7061, within(0.5e-4));
  }

  /** Batislam et al. 2007: the unconditional expectation is what is expected right after T = 0. */
  @Test
  void theFutureOfANewCustomerIsThatOfOneWithoutHistory() {
    PurchaseRecord fresh = new PurchaseRecord(0, TimeSpan.ZERO, TimeSpan.ZERO);
    assertThat(MODEL.expectedPurchases(fresh, weeks(52)))
        .isCloseTo(MODEL.expectedPurchases(weeks(52)), within(1e-12));
    // Survivors of the first purchase are b / (a + b) of all.
    assertThat(MODEL.probabilityAlive(fresh)).isCloseTo(2.5 / 3.3, within(1e-12));
    assertThat(MODEL.purchaseProbability(fresh, 2, weeks(52)))
        .isCloseTo(MODEL.purchaseProbability(2, weeks(52)), within(1e-12));
  }

  @Test
  void aCustomerWithoutRepeatFadesWithTime() {
    double month = MODEL.probabilityAlive(new PurchaseRecord(0, TimeSpan.ZERO, weeks(4)));
    double year = MODEL.probabilityAlive(new PurchaseRecord(0, TimeSpan.ZERO, weeks(52)));
    assertThat(year).isLessThan(month).isLessThan(1);
  }

  /** P(no repeat within t) is the likelihood of x = 0 at T = t, by either way to it. */
  @Test
  void noPurchaseIsAsProbableAsItsLikelihood() {
    assertThat(MODEL.purchaseProbability(0, weeks(40)))
        .isCloseTo(
            Math.exp(MODEL.logLikelihood(new PurchaseRecord(0, TimeSpan.ZERO, weeks(40)))),
            within(1e-13));
  }

  private static TimeSpan weeks(double weeks) {
    return TimeSpan.of(weeks, TimeUnit.WEEK);
  }
}
