package io.perennial.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.hipparchus.special.Gamma;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Holds a large company against the closed forms of the models it is made from. */
class PlantedModelTest {
  private static final SampleParameters PARAMETERS = SampleParameters.of(20_000, 7);
  private static final List<Customer> CUSTOMERS = new ArrayList<>();

  /**
   * A customer as a model sees it.
   *
   * @param repeats occasions after the first
   * @param weeks the age at the as-of date
   * @param logValues the logarithms of the occasions' net values
   */
  private record Customer(int repeats, double weeks, boolean gone, List<Double> logValues) {}

  @BeforeAll
  static void makeUp() {
    RandomStreams company = new RandomStreams(PARAMETERS.seed());
    ExchangeRates rates =
        new ExchangeRates(PARAMETERS.firstDay(), PARAMETERS.asOfDate(), company.next());
    HistoryGenerator generator = new HistoryGenerator(PARAMETERS, rates);
    for (int number = 1; number <= PARAMETERS.customers(); number++) {
      CustomerHistory history = generator.history(number, company.nextCustomer());
      Map<Integer, Long> units = new TreeMap<>();
      for (SampleOrder order : history.orders()) {
        if (order.flaw().isEmpty()) {
          long net = order.amountCents() - order.discountCents() - order.returnedCents();
          units.merge(
              order.day(), rates.toReportingUnits(net, order.currency(), order.day()), Long::sum);
        }
      }
      if (!units.isEmpty()) {
        int firstDay = units.keySet().iterator().next();
        CUSTOMERS.add(
            new Customer(
                units.size() - 1,
                (PARAMETERS.asOfDate().toEpochDay() - firstDay) / 7.0,
                history.gone(),
                units.values().stream().map(value -> Math.log(value / 10_000.0)).toList()));
      }
    }
  }

  @Test
  void theMeanNumberOfRepeatOccasionsIsTheBgNbdExpectation() {
    double expected =
        CUSTOMERS.stream().mapToDouble(customer -> expectation(customer.weeks())).sum();
    double actual = CUSTOMERS.stream().mapToDouble(Customer::repeats).sum();

    assertThat(actual / expected).isCloseTo(1, within(0.03));
  }

  @Test
  void theShareThatNeverComesBackIsTheModelsAtEveryAge() {
    SampleParameters.Purchases purchases = PARAMETERS.purchases();
    for (int year = 0; year < 5; year++) {
      int youngest = year * 52;
      List<Customer> ofAge =
          CUSTOMERS.stream()
              .filter(customer -> customer.weeks() >= youngest && customer.weeks() < youngest + 52)
              .toList();
      double expected =
          ofAge.stream()
              .mapToDouble(
                  customer ->
                      Math.pow(
                          purchases.alpha() / (purchases.alpha() + customer.weeks()),
                          purchases.r()))
              .average()
              .orElseThrow();
      double actual =
          (double) ofAge.stream().filter(customer -> customer.repeats() == 0).count()
              / ofAge.size();
      double standardError = Math.sqrt(expected * (1 - expected) / ofAge.size());

      assertThat(actual).as("year %s", year).isCloseTo(expected, within(4 * standardError));
    }
  }

  @Test
  void nobodyIsGoneWithoutARepeatOccasion() {
    assertThat(CUSTOMERS).filteredOn(customer -> customer.repeats() == 0).noneMatch(Customer::gone);
    assertThat(CUSTOMERS.stream().filter(Customer::gone).count()).isPositive();
  }

  /** The season's variance, about 0.002, is all that the bounds leave room for beside chance. */
  @Test
  void theValuesOfOccasionsAreGammaGamma() {
    SampleParameters.Spend spend = PARAMETERS.spend();
    double mean = Math.log(spend.gamma()) + Gamma.digamma(spend.p()) - Gamma.digamma(spend.q());
    List<Double> firsts = CUSTOMERS.stream().map(customer -> customer.logValues().get(0)).toList();
    double within = 0;
    long degrees = 0;
    for (Customer customer : CUSTOMERS) {
      within += squares(customer.logValues());
      degrees += customer.logValues().size() - 1;
    }

    assertThat(mean(firsts)).isCloseTo(mean, within(0.03));
    assertThat(within / degrees).isCloseTo(Gamma.trigamma(spend.p()), within(0.006));
    assertThat(squares(firsts) / (firsts.size() - 1))
        .isCloseTo(Gamma.trigamma(spend.p()) + Gamma.trigamma(spend.q()), within(0.03));
  }

  @Test
  void spendAndFrequencyAreIndependent() {
    double[] values =
        CUSTOMERS.stream().mapToDouble(customer -> mean(customer.logValues())).toArray();
    double[] repeats =
        CUSTOMERS.stream().mapToDouble(customer -> Math.log1p(customer.repeats())).toArray();

    assertThat(correlation(values, repeats)).isCloseTo(0, within(0.03));
  }

  @Test
  void nobodyIsWonBeforeTheFirstDayOrAfterTheAsOfDate() {
    double longest =
        (PARAMETERS.asOfDate().toEpochDay() - LocalDate.of(2021, 1, 1).toEpochDay()) / 7.0;

    assertThat(CUSTOMERS)
        .allMatch(customer -> customer.weeks() >= 0 && customer.weeks() <= longest);
    assertThat(CUSTOMERS.stream().mapToDouble(Customer::weeks).max().orElseThrow())
        .isGreaterThan(longest - 2);
  }

  /**
   * E[X(t)] of the BG/NBD model; the hypergeometric series converges as its argument is below 1.
   */
  private static double expectation(double weeks) {
    SampleParameters.Purchases purchases = PARAMETERS.purchases();
    double r = purchases.r();
    double a = purchases.a();
    double b = purchases.b();
    double argument = weeks / (purchases.alpha() + weeks);
    double term = 1;
    double series = 1;
    for (int step = 0; step < 5_000 && term > 1e-14; step++) {
      term *= (r + step) * (b + step) / ((a + b - 1 + step) * (step + 1)) * argument;
      series += term;
    }
    double stay = Math.pow(purchases.alpha() / (purchases.alpha() + weeks), r);
    return (a + b - 1) / (a - 1) * (1 - stay * series);
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
  }

  private static double squares(List<Double> values) {
    double mean = mean(values);
    return values.stream().mapToDouble(value -> (value - mean) * (value - mean)).sum();
  }

  private static double correlation(double[] one, double[] other) {
    double products = 0;
    double ones = 0;
    double others = 0;
    double meanOfOne = Arrays.stream(one).average().orElseThrow();
    double meanOfOther = Arrays.stream(other).average().orElseThrow();
    for (int place = 0; place < one.length; place++) {
      products += (one[place] - meanOfOne) * (other[place] - meanOfOther);
      ones += (one[place] - meanOfOne) * (one[place] - meanOfOne);
      others += (other[place] - meanOfOther) * (other[place] - meanOfOther);
    }
    return products / Math.sqrt(ones * others);
  }
}
