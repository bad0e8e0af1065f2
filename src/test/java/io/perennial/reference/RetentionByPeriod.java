package io.perennial.reference;

import io.perennial.table.Granularity;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** A row of retention_by_period; the components are its columns. */
public record RetentionByPeriod(
    String segmentName,
    String segmentValue,
    String granularity,
    LocalDate periodStart,
    LocalDate periodEnd,
    boolean isComplete,
    int activityWindowDays,
    long customersAtStart,
    long customersAtEnd,
    long newCustomers,
    long acquiredCustomers,
    long retainedCustomers,
    long reactivatedCustomers,
    long lostCustomers,
    OptionalDouble retentionRate,
    OptionalDouble churnRate,
    OptionalDouble churnRateOfCustomerBase,
    OptionalDouble endToStartRatio,
    OptionalDouble periodOverPeriodRetentionRate,
    OptionalDouble grossRevenueRetention,
    OptionalDouble netRevenueRetention,
    OptionalDouble quickRatio,
    long activeCustomers,
    long orders,
    BigDecimal netRevenue,
    Optional<Mean> averageOrderValue,
    OptionalDouble purchaseFrequency,
    OptionalDouble repeatPurchaseRate,
    OptionalDouble repeatToOneTimeRatio,
    OptionalDouble ordersPerOneTimeCustomer,
    OptionalDouble repeatRevenueShare) {

  /** The rows of a slice: every period from its first order to the as-of date. */
  public static List<RetentionByPeriod> of(
      Slice slice, int windowDays, ReferenceSettings settings) {
    List<Customer> customers = Customer.of(slice.events(), settings.asOf());
    Optional<LocalDate> first =
        customers.stream()
            .flatMap(customer -> customer.firstOrderDay().stream())
            .min(LocalDate::compareTo);
    List<RetentionByPeriod> rows = new ArrayList<>();
    if (first.isPresent()) {
      for (Granularity granularity : settings.granularities()) {
        for (Period period :
            Period.between(granularity, first.get(), settings.asOf(), settings.weekStart())) {
          rows.add(of(slice, customers, period, windowDays, settings));
        }
      }
    }
    return rows;
  }

  private static RetentionByPeriod of(
      Slice slice,
      List<Customer> customers,
      Period period,
      int windowDays,
      ReferenceSettings settings) {
    LocalDate start = period.start();
    boolean complete = !period.end().isAfter(settings.asOf());
    LocalDate end = complete ? period.end() : settings.asOf();
    LocalDate dayBefore = start.minusDays(1);
    Period previous = period.previous();

    long atStart = 0;
    long atEnd = 0;
    long newcomers = 0;
    long acquired = 0;
    long acquiredEver = 0;
    long retained = 0;
    long reactivated = 0;
    long lost = 0;
    long orderedBefore = 0;
    long orderedBeforeAndNow = 0;
    long revenueBefore = 0;
    long revenueKept = 0;
    long revenueOfFormer = 0;
    long revenueOfOthers = 0;
    long active = 0;
    long orders = 0;
    long netUnits = 0;
    long once = 0;
    long atLeastTwice = 0;
    long repeatUnits = 0;
    for (Customer customer : customers) {
      boolean wasIn = customer.inBaseAtEndOf(dayBefore, windowDays);
      boolean isIn = customer.inBaseAtEndOf(end, windowDays);
      boolean firstNow = customer.acquiredIn(start, end);
      boolean firstEarlier = customer.acquiredBefore(start);
      atStart += wasIn ? 1 : 0;
      atEnd += isIn ? 1 : 0;
      newcomers += firstNow && isIn ? 1 : 0;
      acquired += firstNow ? 1 : 0;
      acquiredEver += firstNow || firstEarlier ? 1 : 0;
      retained += wasIn && isIn ? 1 : 0;
      reactivated += firstEarlier && !wasIn && isIn ? 1 : 0;
      lost += wasIn && !isIn ? 1 : 0;

      long ordersNow = customer.ordersIn(start, end);
      long revenueNow = customer.netUnitsIn(start, end);
      long floored = Math.max(0, revenueNow);
      if (customer.orderedIn(previous.start(), previous.end())) {
        long flooredBefore = Math.max(0, customer.netUnitsIn(previous.start(), previous.end()));
        orderedBefore++;
        orderedBeforeAndNow += ordersNow > 0 ? 1 : 0;
        revenueBefore += flooredBefore;
        revenueKept += Math.min(floored, flooredBefore);
        revenueOfFormer += floored;
      } else {
        revenueOfOthers += floored;
      }

      active += ordersNow > 0 ? 1 : 0;
      once += ordersNow == 1 ? 1 : 0;
      atLeastTwice += ordersNow >= 2 ? 1 : 0;
      orders += ordersNow;
      netUnits += revenueNow;
      if (customer.hasOrders()) {
        LocalDate dayAfterFirst = customer.firstOrderDay().orElseThrow().plusDays(1);
        repeatUnits +=
            customer.netUnitsIn(dayAfterFirst.isAfter(start) ? dayAfterFirst : start, end);
      }
    }
    long expansion = revenueOfFormer - revenueKept;
    long churnAndContraction = revenueBefore - revenueKept;
    return new RetentionByPeriod(
        slice.segmentName(),
        slice.segmentValue(),
        period.granularity().label(),
        start,
        period.end(),
        complete,
        windowDays,
        atStart,
        atEnd,
        newcomers,
        acquired,
        retained,
        reactivated,
        lost,
        Rates.ratio(retained, atStart, atStart, settings),
        Rates.ratio(lost, atStart, atStart, settings),
        Rates.ratio(lost, acquiredEver, acquiredEver, settings),
        Rates.ratio(atEnd, atStart, atStart, settings),
        Rates.ratio(orderedBeforeAndNow, orderedBefore, orderedBefore, settings),
        Rates.ratio(revenueKept, revenueBefore, orderedBefore, settings),
        Rates.ratio(revenueOfFormer, revenueBefore, orderedBefore, settings),
        Rates.ratio(revenueOfOthers + expansion, churnAndContraction, orderedBefore, settings),
        active,
        orders,
        Money.of(netUnits),
        Mean.of(netUnits, orders),
        Rates.ratio(orders, active, active, settings),
        Rates.ratio(atLeastTwice, active, active, settings),
        Rates.ratio(atLeastTwice, once, active, settings),
        Rates.ratio(orders, once, active, settings),
        Rates.ratio(repeatUnits, netUnits, active, settings));
  }
}
