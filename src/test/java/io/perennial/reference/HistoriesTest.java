package io.perennial.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.table.Granularity;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.function.Predicate;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;

/** The invariants that the definitions name, over the generated histories, without Spark. */
class HistoriesTest {
  private static final LocalDate AS_OF = LocalDate.of(2024, 3, 14);
  private static final int WINDOW = 30;
  private static final ReferenceSettings SETTINGS =
      ReferenceSettings.asOf(AS_OF)
          .withActivityWindowDays(WINDOW)
          .withGranularities(Granularity.WEEK, Granularity.MONTH, Granularity.YEAR);

  @Provide
  Arbitrary<History> histories() {
    return Histories.history(AS_OF, WINDOW, 500);
  }

  @Provide
  Arbitrary<List<History>> manyHistories() {
    return Histories.batch(400, AS_OF, WINDOW, 800);
  }

  @Property(tries = 2, shrinking = ShrinkingMode.OFF, seed = "20260109")
  void manyHistoriesHoldEveryHostileThing(@ForAll("manyHistories") List<History> histories) {
    List<Customer> customers =
        histories.stream()
            .flatMap(history -> Customer.of(history.events(), AS_OF).stream())
            .toList();
    assertThat(histories).anyMatch(history -> history.events().isEmpty());
    assertSome(customers, customer -> !customer.hasOrders());
    assertSome(
        customers,
        customer ->
            customer
                .firstOrderDay()
                .filter(first -> customer.seenIn(LocalDate.MIN, first.minusDays(1)))
                .isPresent());
    for (int gap : List.of(WINDOW - 1, WINDOW, WINDOW + 1)) {
      assertSome(customers, customer -> customer.gaps().contains((long) gap));
    }
    assertSome(
        customers,
        customer -> customer.occasions().stream().anyMatch(day -> customer.ordersIn(day, day) > 1));
    assertSome(customers, customer -> !customer.inBaseAtEndOf(AS_OF, WINDOW));
    assertSome(customers, customer -> customer.inBaseAtEndOf(AS_OF, WINDOW));
    assertSome(customers, customer -> customer.occasions().contains(LocalDate.of(2024, 2, 29)));
    assertSome(customers, customer -> customer.occasions().contains(LocalDate.of(2023, 12, 31)));
    assertSome(customers, customer -> customer.id().contains("\n"));
    assertSome(customers, customer -> customer.events().stream().anyMatch(e -> e.netUnits() == 0));
    assertSome(
        customers,
        customer -> customer.events().stream().anyMatch(e -> e.order() && e.netUnits() < 0));
    assertSome(
        customers,
        customer ->
            customer.events().stream()
                .anyMatch(e -> !e.orderAttributes().containsKey(Histories.CHANNEL)));
    assertThat(histories)
        .anyMatch(
            history -> history.events().stream().anyMatch(event -> event.day().isAfter(AS_OF)));
  }

  @Property(tries = 200, seed = "20260110")
  void theBaseAtTheEndIsRetainedNewAndReactivated(@ForAll("histories") History history) {
    assertThat(RetentionByPeriod.of(Slice.total(history.events()), WINDOW, SETTINGS))
        .allMatch(
            row ->
                row.customersAtEnd()
                    == row.retainedCustomers() + row.newCustomers() + row.reactivatedCustomers());
  }

  @Property(tries = 200, seed = "20260111")
  void onePeriodsEndIsTheNextOnesStart(@ForAll("histories") History history) {
    List<RetentionByPeriod> rows =
        RetentionByPeriod.of(Slice.total(history.events()), WINDOW, SETTINGS);
    for (int i = 1; i < rows.size(); i++) {
      if (rows.get(i).granularity().equals(rows.get(i - 1).granularity())) {
        assertThat(rows.get(i).customersAtStart()).isEqualTo(rows.get(i - 1).customersAtEnd());
      }
    }
  }

  @Property(tries = 200, seed = "20260112")
  void cohortsHoldEveryCustomerEveryOrderAndAllRevenueSinceTheFirst(
      @ForAll("histories") History history) {
    List<CohortRetention> cells = CohortRetention.of(Slice.total(history.events()), SETTINGS);
    List<Customer> customers =
        Customer.of(history.events(), AS_OF).stream().filter(Customer::hasOrders).toList();
    RevenueReconciliation revenue = RevenueReconciliation.of(history.events(), SETTINGS);
    for (Granularity granularity : SETTINGS.granularities()) {
      List<CohortRetention> own =
          cells.stream().filter(cell -> cell.granularity().equals(granularity.label())).toList();
      assertThat(
              own.stream()
                  .filter(cell -> cell.periodsSinceFirstOrder() == 0)
                  .mapToLong(CohortRetention::cohortSize)
                  .sum())
          .isEqualTo(customers.size());
      assertThat(own.stream().mapToLong(CohortRetention::orders).sum())
          .isEqualTo(
              customers.stream()
                  .mapToLong(customer -> customer.ordersIn(LocalDate.MIN, AS_OF))
                  .sum());
      assertThat(
              own.stream()
                  .map(CohortRetention::netRevenue)
                  .reduce(BigDecimal.ZERO, BigDecimal::add))
          .isEqualByComparingTo(revenue.inCohortCells());
    }
    assertThat(revenue.inCohortCells().add(revenue.beforeFirstOrder()).add(revenue.withoutOrders()))
        .isEqualByComparingTo(revenue.acceptedNetRevenue());
  }

  @Property(tries = 200, seed = "20260113")
  void theConcentrationCurveEndsAtOneAndRisesWhereNobodyIsNegative(
      @ForAll("histories") History history) {
    Slice slice = Slice.total(history.events());
    List<RevenueConcentration> curve = RevenueConcentration.of(slice, SETTINGS);
    List<RevenueConcentrationSummary> summaries = RevenueConcentrationSummary.of(slice, SETTINGS);
    assertThat(curve).hasSize(101 * summaries.size());
    for (RevenueConcentrationSummary summary : summaries) {
      if (summary.netRevenue().signum() <= 0) {
        assertThat(summary.giniCoefficient()).isEmpty();
        continue;
      }
      List<Double> shares =
          curve.stream()
              .filter(point -> point.scope().equals(summary.scope()))
              .map(point -> point.cumulativeRevenueShare().getAsDouble())
              .toList();
      assertThat(shares.get(0)).isZero();
      assertThat(shares.get(100)).isEqualTo(1.0);
      if (summary.customersWithNegativeRevenue() == 0) {
        assertThat(shares).isSorted();
        assertThat(shares).allMatch(share -> share <= 1);
      }
      assertThat(summary.giniCoefficient().getAsDouble()).isGreaterThanOrEqualTo(-1e-9);
    }
  }

  @Property(tries = 100, seed = "20260114")
  void aRunAsOfAnEarlierDateEqualsARunOnDataCutThere(@ForAll("histories") History history) {
    LocalDate earlier = AS_OF.minusDays(45);
    ReferenceSettings settings = ReferenceSettings.asOf(earlier);
    List<Event> cut =
        history.events().stream().filter(event -> !event.day().isAfter(earlier)).toList();
    assertThat(CustomerChurn.of(history.events(), settings))
        .isEqualTo(CustomerChurn.of(cut, settings));
    assertThat(PurchaseSummary.of(history.events(), settings))
        .isEqualTo(PurchaseSummary.of(cut, settings));
    assertThat(CohortRetentionSummary.of(Slice.total(history.events()), settings))
        .isEqualTo(CohortRetentionSummary.of(Slice.total(cut), settings));
  }

  private static void assertSome(List<Customer> customers, Predicate<Customer> what) {
    assertThat(customers).anyMatch(what);
  }
}
