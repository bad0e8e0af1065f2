package io.perennial.metric;

import static io.perennial.testing.Histories.order;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.perennial.history.PurchaseHistory;
import io.perennial.model.clv.DiscountRate;
import io.perennial.model.clv.FutureValue;
import io.perennial.model.clv.GammaGamma;
import io.perennial.model.clv.Prospect;
import io.perennial.model.clv.PurchaseFamily;
import io.perennial.model.clv.PurchaseModel;
import io.perennial.model.clv.PurchaseProcess;
import io.perennial.model.clv.PurchaseRecord;
import io.perennial.model.clv.TimeSpan;
import io.perennial.model.clv.TimeUnit;
import io.perennial.model.optimize.Fit;
import io.perennial.model.optimize.Parameter;
import io.perennial.model.optimize.Verdict;
import io.perennial.table.Granularity;
import io.perennial.table.output.CustomerBaseValueTable;
import io.perennial.table.output.CustomerLifetimeValueTable;
import io.perennial.testing.Histories;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

class CustomerBaseValueTest {
  private static final TimeSpan HORIZON = TimeSpan.ofDays(365);
  private static final DiscountRate RATE = new DiscountRate(0.1);
  private static final double[] PURCHASES = {0.5533, 10.578, 0.606, 11.669};
  private static final double[] PURCHASE_ERRORS = {0.0476, 0.8427, 0.1873, 6.2105};
  private static final double[] SPEND_ERRORS = {0.4, 0.3, 2};

  /** Repeat purchases, recency and age in days at the end of 2024, repeat spend. */
  private record Customer(int frequency, int recencyDays, int ageDays, double spend) {}

  private static final List<Customer> CUSTOMERS =
      List.of(
          new Customer(0, 0, 365, 0), new Customer(1, 121, 335, 35), new Customer(2, 244, 274, 70));

  private static final PurchaseHistory HISTORY =
      Histories.history(
          Histories.rules("2024-12-31", Granularity.MONTH),
          90,
          order("a", "2024-01-01", 20),
          order("b", "2024-01-31", 30),
          order("b", "2024-05-31", 35),
          order("c", "2024-04-01", 15),
          order("c", "2024-06-01", 25),
          order("c", "2024-12-01", 45));

  @Test
  void theValueAndItsIntervalAreThoseOfTheFormulas() {
    double[] spend = {6.25, 3.74, 15.44};
    double equity = equity(PURCHASES, spend);
    double variance = 0;
    for (Customer customer : CUSTOMERS) {
      variance += variance(customer, spend);
    }
    for (int i = 0; i < PURCHASES.length; i++) {
      double slope =
          (equity(nudged(PURCHASES, i, 1e-4), spend) - equity(nudged(PURCHASES, i, -1e-4), spend))
              / (2e-4 * PURCHASES[i]);
      variance += Math.pow(slope * PURCHASE_ERRORS[i], 2);
    }
    for (int i = 0; i < spend.length; i++) {
      double slope =
          (equity(PURCHASES, nudged(spend, i, 1e-4)) - equity(PURCHASES, nudged(spend, i, -1e-4)))
              / (2e-4 * spend[i]);
      variance += Math.pow(slope * SPEND_ERRORS[i], 2);
    }
    double margin = 1.959964 * Math.sqrt(variance);
    Row row = base(spend);
    assertThat(row.<Long>getAs(CustomerBaseValueTable.CUSTOMERS)).isEqualTo(3);
    assertMoney(row, CustomerBaseValueTable.CUSTOMER_EQUITY, equity, .006);
    assertMoney(row, CustomerBaseValueTable.CUSTOMER_EQUITY_LOW, equity - margin, .05);
    assertMoney(row, CustomerBaseValueTable.CUSTOMER_EQUITY_HIGH, equity + margin, .05);
  }

  /** With q of at most 2 the spend of one who never came back has no variance. */
  @Test
  void oneValueWithoutAVarianceLeavesTheSumWithoutAnInterval() {
    double[] spend = {6.25, 1.8, 15.44};
    Row row = base(spend);
    assertMoney(row, CustomerBaseValueTable.CUSTOMER_EQUITY, equity(PURCHASES, spend), .016);
    assertThat(row.<Object>getAs(CustomerBaseValueTable.CUSTOMER_EQUITY_LOW)).isNull();
    assertThat(row.<Object>getAs(CustomerBaseValueTable.CUSTOMER_EQUITY_HIGH)).isNull();
  }

  /** Where there are predictions; without them there is nothing to rank. */
  @Test
  void ranksOfValuesBringNoTwoStretchesOfThemTogether() {
    Intermediates shared = shared(new double[] {6.25, 3.74, 15.44});
    assertThat(GlobalWindows.of(CustomerLifetimeValue.of(shared).queryExecution().optimizedPlan()))
        .isEmpty();
    assertThat(
            CustomerLifetimeValue.of(shared)
                .orderBy(CustomerLifetimeValueTable.VALUE_RANK)
                .select(
                    CustomerLifetimeValueTable.CUSTOMER_ID,
                    CustomerLifetimeValueTable.VALUE_RANK,
                    CustomerLifetimeValueTable.VALUE_DECILE)
                .collectAsList())
        .containsExactly(
            RowFactory.create("c", 1L, 1),
            RowFactory.create("b", 2L, 4),
            RowFactory.create("a", 3L, 7));
  }

  private static Row base(double[] spend) {
    return CustomerBaseValue.of(shared(spend)).head();
  }

  private static Intermediates shared(double[] spend) {
    Fit<PurchaseModel> purchases = fit("Pareto/NBD", model(PURCHASES), PURCHASES, PURCHASE_ERRORS);
    Fit<GammaGamma> spends = fit("Gamma-Gamma", gammaGamma(spend), spend, SPEND_ERRORS);
    Predictions predictions =
        new Predictions(
            List.of(365),
            RATE,
            0,
            OptionalDouble.empty(),
            Optional.of(new Forecast(purchases, Optional.of(spends))),
            Optional.empty());
    return Intermediates.of(HISTORY, predictions, UnaryOperator.identity());
  }

  /** A fit whose estimates are uncorrelated. */
  private static <M> Fit<M> fit(String name, M model, double[] estimates, double[] errors) {
    List<Parameter> parameters = new ArrayList<>();
    List<List<Double>> covariance = new ArrayList<>();
    for (int i = 0; i < estimates.length; i++) {
      parameters.add(new Parameter("p" + i, estimates[i], OptionalDouble.of(errors[i])));
      List<Double> row = new ArrayList<>();
      for (int j = 0; j < estimates.length; j++) {
        row.add(i == j ? errors[i] * errors[i] : 0);
      }
      covariance.add(row);
    }
    return new Fit<>(
        name,
        Optional.of(model),
        parameters,
        OptionalDouble.of(-100),
        CUSTOMERS.size(),
        covariance,
        Verdict.CONVERGED,
        "As told.",
        1);
  }

  private static double equity(double[] purchases, double[] spend) {
    double sum = 0;
    for (Customer customer : CUSTOMERS) {
      double mean = customer.frequency() == 0 ? 0 : customer.spend() / customer.frequency();
      sum +=
          prospect(customer, purchases).discountedPurchases(RATE, HORIZON)
              * gammaGamma(spend).expectedSpend(customer.frequency(), mean).orElseThrow();
    }
    return sum;
  }

  /** Of the undiscounted value, scaled as the discount scales its mean. */
  private static double variance(Customer customer, double[] spend) {
    Prospect prospect = prospect(customer, PURCHASES);
    double scale =
        (spend[2] + customer.spend())
            * prospect.discountedPurchases(RATE, HORIZON)
            / prospect.expectedPurchases(HORIZON);
    return scale
        * scale
        * new FutureValue(gammaGamma(spend), customer.frequency())
            .variance(prospect.purchaseDistribution(HORIZON, 1e-5))
            .orElseThrow();
  }

  private static Prospect prospect(Customer customer, double[] purchases) {
    return model(purchases)
        .prospect(
            new PurchaseRecord(
                customer.frequency(),
                TimeSpan.ofDays(customer.recencyDays()),
                TimeSpan.ofDays(customer.ageDays())));
  }

  private static PurchaseModel model(double[] parameters) {
    return new PurchaseFamily(PurchaseProcess.PARETO_NBD, TimeUnit.WEEK).model(parameters);
  }

  private static GammaGamma gammaGamma(double[] parameters) {
    return new GammaGamma(parameters[0], parameters[1], parameters[2]);
  }

  private static double[] nudged(double[] parameters, int one, double share) {
    double[] nudged = parameters.clone();
    nudged[one] *= 1 + share;
    return nudged;
  }

  private static void assertMoney(Row row, String column, double expected, double tolerance) {
    assertThat(row.<BigDecimal>getAs(column).doubleValue())
        .as(column)
        .isCloseTo(expected, within(tolerance));
  }
}
