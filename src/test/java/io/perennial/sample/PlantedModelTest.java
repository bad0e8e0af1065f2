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
  private static final DealingsParameters PLANTED = PARAMETERS.dealings();

  /** How many standard errors a planted figure may be missed by. */
  private static final double TOLERANCE = 4;

  private static final List<Contract> CONTRACTS = new ArrayList<>();
  private static final List<Double> SHARES_OF_WALLET = new ArrayList<>();
  private static final List<Long> LARGEST_WALLETS = new ArrayList<>();
  private static DealingsTruth dealings;

  /**
   * A customer as a model sees it.
   *
   * @param repeats occasions after the first
   * @param weeks the age at the as-of date
   * @param logValues the logarithms of the occasions' net values
   */
  private record Customer(int repeats, double weeks, boolean gone, List<Double> logValues) {}

  /**
   * A contract over all its changes of plan.
   *
   * @param renewals how many renewal days it saw by the as-of date, the last of them included
   * @param cancelled whether it was cancelled on the last of them
   */
  private record Contract(int renewals, boolean cancelled) {}

  @BeforeAll
  static void makeUp() {
    RandomStreams company = new RandomStreams(PARAMETERS.seed());
    ExchangeRates rates =
        new ExchangeRates(PARAMETERS.firstDay(), PARAMETERS.asOfDate(), company.next());
    HistoryGenerator generator = new HistoryGenerator(PARAMETERS, rates);
    DealingsRecorder recorder = new DealingsRecorder(PARAMETERS, rates);
    for (int number = 1; number <= PARAMETERS.customers(); number++) {
      CustomerHistory history = generator.history(number, company.nextCustomer());
      recorder.add(history);
      addContract(history.dealings().subscriptions());
      history.dealings().wallets().stream()
          .limit(1)
          .forEach(one -> SHARES_OF_WALLET.add(one.ownUnits() / 100.0 / one.totalCents()));
      history.dealings().wallets().stream()
          .map(Dealings.Wallet::totalCents)
          .filter(cents -> cents > 5_000_000)
          .forEach(LARGEST_WALLETS::add);
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
    dealings = recorder.truth(Map.of());
  }

  private static void addContract(List<Dealings.Subscription> subscriptions) {
    if (subscriptions.isEmpty()) {
      return;
    }
    Dealings.Subscription last = subscriptions.get(subscriptions.size() - 1);
    LocalDate from = LocalDate.ofEpochDay(subscriptions.get(0).started().day());
    LocalDate to =
        last.ended().map(end -> LocalDate.ofEpochDay(end.day())).orElse(PARAMETERS.asOfDate());
    int renewals = 0;
    while (!from.plusMonths(renewals + 1).isAfter(to)) {
      renewals++;
    }
    CONTRACTS.add(new Contract(renewals, last.ended().isPresent()));
  }

  /** P(group | back) and P(group | away), from how often each group came back. */
  private static void assertPlanted(
      DealingsParameters.Contrast planted,
      DealingsTruth.Outcome group,
      DealingsTruth.Outcome... others) {
    long back = group.cameBack();
    long away = group.decided() - group.cameBack();
    for (DealingsTruth.Outcome other : others) {
      back += other.cameBack();
      away += other.decided() - other.cameBack();
    }
    assertShare(group.cameBack(), back, planted.ifCameBack());
    assertShare(group.decided() - group.cameBack(), away, planted.ifStayedAway());
  }

  private static void assertShare(long part, long whole, double planted) {
    double standardError = Math.sqrt(planted * (1 - planted) / whole);
    assertThat((double) part / whole).isCloseTo(planted, within(TOLERANCE * standardError));
  }

  private static double rate(DealingsTruth.Outcome outcome) {
    return (double) outcome.cameBack() / outcome.decided();
  }

  @Test
  void howItWentDependsOnWhatCameAfterAsPlanted() {
    Map<String, DealingsTruth.Outcome> returns = dealings.returns().handled();
    assertPlanted(PLANTED.wellHandledReturns(), returns.get("well"), returns.get("badly"));

    Map<String, DealingsTruth.Outcome> complaints = dealings.contacts().complaintsHandled();
    assertPlanted(
        PLANTED.contacts().wellHandledComplaints(),
        complaints.get("well"),
        complaints.get("badly"));

    Map<String, DealingsTruth.Outcome> answers = dealings.surveys().outcomes();
    DealingsTruth.Outcome promoters = answers.get("promoter");
    DealingsTruth.Outcome passives = answers.get("passive");
    DealingsTruth.Outcome detractors = answers.get("detractor");
    assertPlanted(PLANTED.surveys().promoters(), promoters, passives, detractors);
    assertPlanted(PLANTED.surveys().detractors(), detractors, passives, promoters);

    DealingsTruth.Outcome late = dealings.firstOrders().get("late").get("365");
    DealingsTruth.Outcome onTime = dealings.firstOrders().get("on_time").get("365");
    assertPlanted(PLANTED.delivery().lateFirstOrders(), late, onTime);
  }

  @Test
  void soComingBackDependsOnHowItWent() {
    Map<String, DealingsTruth.Outcome> returns = dealings.returns().handled();
    Map<String, DealingsTruth.Outcome> complaints = dealings.contacts().complaintsHandled();
    Map<String, DealingsTruth.Outcome> answers = dealings.surveys().outcomes();
    Map<String, DealingsTruth.Departure> reasons = dealings.departures();

    assertThat(rate(returns.get("well"))).isGreaterThan(rate(returns.get("badly")) + 0.1);
    assertThat(rate(complaints.get("well"))).isGreaterThan(rate(complaints.get("badly")) + 0.1);
    assertThat(rate(answers.get("promoter"))).isGreaterThan(rate(answers.get("passive")));
    assertThat(rate(answers.get("passive"))).isGreaterThan(rate(answers.get("detractor")));
    assertThat(rate(dealings.firstOrders().get("on_time").get("365")))
        .isGreaterThan(rate(dealings.firstOrders().get("late").get("365")) + 0.15);
    assertThat(rate(reasons.get("price").outcome()))
        .isGreaterThan(3 * rate(reasons.get("service").outcome()));
  }

  @Test
  void theTrialsHaveThePlantedConversionAndOneOfThemLosesRows() {
    for (DealingsParameters.Trial trial : PLANTED.trials()) {
      Map<String, DealingsTruth.Arm> arms = dealings.experiments().get(trial.experiment());
      DealingsTruth.Arm control = arms.get("control");
      DealingsTruth.Arm treatment = arms.get("treatment");
      assertShare(control.converted(), control.assigned(), trial.conversionOfControl());
      assertShare(treatment.converted(), treatment.assigned(), trial.conversionOfTreatment());
      double kept = 1 - trial.treatmentLost();
      assertShare(
          treatment.assigned(), control.assigned() + treatment.assigned(), kept / (1 + kept));
    }
    assertThat(PLANTED.trials())
        .anyMatch(trial -> trial.conversionOfTreatment() > trial.conversionOfControl())
        .anyMatch(
            trial ->
                trial.treatmentLost() > 0
                    && trial.conversionOfTreatment() == trial.conversionOfControl());
  }

  /** S(1) = b / (a + b) and S(2) = S(1) (b + 1) / (a + b + 1), Fader and Hardie (2007). */
  @Test
  void contractsSurviveTheirFirstRenewalsAsTheShiftedBetaGeometricSays() {
    double a = PLANTED.subscriptions().a();
    double b = PLANTED.subscriptions().b();
    assertRetained(1, b / (a + b));
    assertRetained(2, (b + 1) / (a + b + 1));
    assertRetained(6, (b + 5) / (a + b + 5));
    long withOrders = CUSTOMERS.size();
    // Who would start after the as-of date does not.
    assertThat((double) CONTRACTS.size() / withOrders)
        .isBetween(0.7 * PLANTED.subscriptions().share(), PLANTED.subscriptions().share());
  }

  /** Of the contracts that came to a renewal, the share that was not cancelled on it. */
  private static void assertRetained(int renewal, double planted) {
    long came = CONTRACTS.stream().filter(one -> one.renewals() >= renewal).count();
    long lost =
        CONTRACTS.stream().filter(one -> one.renewals() == renewal && one.cancelled()).count();
    assertShare(came - lost, came, planted);
  }

  /** Of 20,000 customers some spend more than a job believes. */
  @Test
  void theDearestCustomersAnswerWithinTheBounds() {
    assertThat(LARGEST_WALLETS).hasSizeGreaterThan(1).allMatch(cents -> cents <= 9_000_000);
    assertThat(SHARES_OF_WALLET).allMatch(share -> share > 0 && share <= 1);
  }

  @Test
  void thePanelsSharesAreBetaDistributed() {
    double alpha = PLANTED.wallet().alpha();
    double beta = PLANTED.wallet().beta();
    double variance = alpha * beta / ((alpha + beta) * (alpha + beta) * (alpha + beta + 1));

    assertThat(mean(SHARES_OF_WALLET))
        .isCloseTo(
            alpha / (alpha + beta),
            within(TOLERANCE * Math.sqrt(variance / SHARES_OF_WALLET.size())));
  }

  @Test
  void thoseWhoAreGoneAreNearlySilentMembersOrderMoreAndReferredCustomersStay() {
    DealingsTruth.Activity gone = dealings.engagements().lastDays().get("gone");
    DealingsTruth.Activity staying = dealings.engagements().lastDays().get("staying");
    DealingsTruth.Memberships memberships = dealings.memberships();
    DealingsTruth.Referrals referrals = dealings.referrals();

    assertThat((double) gone.engagements() / gone.customers())
        .isLessThan(0.25 * staying.engagements() / staying.customers());
    assertThat(ordersPerCustomer(memberships.members()))
        .isGreaterThan(1.2 * ordersPerCustomer(memberships.others()));
    assertThat(rate(referrals.secondOccasions().get("referred")))
        .isGreaterThan(rate(referrals.secondOccasions().get("others")) + 0.01);
  }

  private static double ordersPerCustomer(GroundTruth.Slice slice) {
    return (double) slice.orders() / slice.customers();
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
