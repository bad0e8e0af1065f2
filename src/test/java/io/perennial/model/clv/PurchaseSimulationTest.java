package io.perennial.model.clv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.hipparchus.random.Well19937c;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Customers simulated purchase by purchase against the models' formulas. */
class PurchaseSimulationTest {
  private static final TimeSpan AGE = TimeSpan.ofDays(273);
  private static final TimeSpan HORIZON = TimeSpan.ofDays(182);
  private static final int CUSTOMERS = 40_000;

  @ParameterizedTest
  @EnumSource
  void simulatedCustomersAreWhatTheModelExpects(PurchaseProcess process) {
    PurchaseModel model = model(process);
    List<SimulatedCustomer> customers =
        new PurchaseSimulation(model, new Well19937c(77)).customers(CUSTOMERS, AGE, HORIZON);
    double repeats = 0;
    double alive = 0;
    double probabilityAlive = 0;
    double future = 0;
    double expectedFuture = 0;
    double squares = 0;
    int[] exactly = new int[4];
    for (SimulatedCustomer customer : customers) {
      Prospect prospect = model.prospect(customer.record());
      repeats += customer.record().frequency();
      squares += Math.pow(customer.record().frequency(), 2);
      alive += customer.alive() ? 1 : 0;
      probabilityAlive += prospect.probabilityAlive();
      future += customer.futurePurchases();
      expectedFuture += prospect.expectedPurchases(HORIZON);
      if (customer.record().frequency() < exactly.length) {
        exactly[customer.record().frequency()]++;
      }
    }
    double expected = model.expectedPurchases(AGE);
    // Four standard errors of each mean.
    double error = 4 * Math.sqrt(squares / CUSTOMERS / CUSTOMERS);
    assertThat(repeats / CUSTOMERS).isCloseTo(expected, within(error));
    assertThat(future / CUSTOMERS).isCloseTo(expectedFuture / CUSTOMERS, within(error));
    assertThat(alive / CUSTOMERS)
        .isCloseTo(probabilityAlive / CUSTOMERS, within(2 / Math.sqrt(CUSTOMERS)));
    for (int n = 0; n < exactly.length; n++) {
      assertThat(exactly[n] / (double) CUSTOMERS)
          .as("share with %s repeat purchases", n)
          .isCloseTo(model.purchaseProbability(n, AGE), within(2 / Math.sqrt(CUSTOMERS)));
    }
  }

  @ParameterizedTest
  @EnumSource
  void theSameSeedMakesTheSameCustomers(PurchaseProcess process) {
    assertThat(
            new PurchaseSimulation(model(process), new Well19937c(5)).customers(50, AGE, HORIZON))
        .isEqualTo(
            new PurchaseSimulation(model(process), new Well19937c(5)).customers(50, AGE, HORIZON));
  }

  private static PurchaseModel model(PurchaseProcess process) {
    double[] parameters =
        switch (process) {
          case BG_NBD, MBG_NBD -> new double[] {0.8, 6, 0.8, 2.4};
          case PARETO_NBD -> new double[] {0.8, 8, 0.7, 12};
        };
    return new PurchaseFamily(process, TimeUnit.WEEK).model(parameters);
  }
}
