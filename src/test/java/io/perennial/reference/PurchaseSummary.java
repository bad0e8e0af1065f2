package io.perennial.reference;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A row of purchase_summary; the components are its columns, with days in the place of instants.
 */
public record PurchaseSummary(
    String customerId,
    Optional<LocalDate> firstOrderAt,
    Optional<LocalDate> lastOrderAt,
    long orders,
    long purchaseOccasions,
    BigDecimal netRevenue,
    Optional<Mean> averageOrderValue,
    OptionalDouble medianDaysBetweenOrders,
    OptionalLong daysSinceLastOrder,
    Optional<LocalDate> cohortMonth,
    OptionalLong frequency,
    OptionalLong recencyDays,
    OptionalLong customerAgeDays,
    Optional<Mean> monetaryValue,
    OptionalInt recencyScore,
    OptionalInt frequencyScore,
    OptionalInt monetaryScore) {

  /** One row per customer with any event, in the order of their ids. */
  public static List<PurchaseSummary> of(List<Event> events, ReferenceSettings settings) {
    List<Customer> customers = Customer.of(events, settings.asOf());
    RfmCutPoints cutPoints = RfmCutPoints.of(events, settings);
    return customers.stream().map(customer -> of(customer, cutPoints, settings)).toList();
  }

  private static PurchaseSummary of(
      Customer customer, RfmCutPoints cutPoints, ReferenceSettings settings) {
    if (!customer.hasOrders()) {
      return new PurchaseSummary(
          customer.id(),
          Optional.empty(),
          Optional.empty(),
          0,
          0,
          Money.of(customer.netUnits()),
          Optional.empty(),
          OptionalDouble.empty(),
          OptionalLong.empty(),
          Optional.empty(),
          OptionalLong.empty(),
          OptionalLong.empty(),
          OptionalLong.empty(),
          Optional.empty(),
          OptionalInt.empty(),
          OptionalInt.empty(),
          OptionalInt.empty());
    }
    List<LocalDate> occasions = customer.occasions();
    LocalDate first = occasions.get(0);
    LocalDate last = occasions.get(occasions.size() - 1);
    long orders = customer.ordersIn(first, last);
    long sinceLast = ChronoUnit.DAYS.between(last, settings.asOf());
    long repeatUnits = 0;
    for (LocalDate occasion : occasions.subList(1, occasions.size())) {
      repeatUnits += customer.netUnitsIn(occasion, occasion);
    }
    return new PurchaseSummary(
        customer.id(),
        Optional.of(first),
        Optional.of(last),
        orders,
        occasions.size(),
        Money.of(customer.netUnits()),
        Mean.of(customer.netUnits(), orders),
        Quantiles.median(customer.gaps()),
        OptionalLong.of(sinceLast),
        Optional.of(first.withDayOfMonth(1)),
        OptionalLong.of(occasions.size() - 1L),
        OptionalLong.of(ChronoUnit.DAYS.between(first, last)),
        OptionalLong.of(ChronoUnit.DAYS.between(first, settings.asOf())),
        Mean.of(repeatUnits, occasions.size() - 1L),
        OptionalInt.of(5 - below(cutPoints.recency(), sinceLast)),
        OptionalInt.of(1 + below(cutPoints.frequency(), orders)),
        OptionalInt.of(1 + below(cutPoints.monetary(), customer.netUnits())));
  }

  /** How many cut points, given a hundredfold, lie strictly below a value. */
  private static int below(List<BigInteger> hundredfoldCutPoints, long value) {
    BigInteger hundredfold = BigInteger.valueOf(value).multiply(BigInteger.valueOf(100));
    return (int)
        hundredfoldCutPoints.stream().filter(cut -> cut.compareTo(hundredfold) < 0).count();
  }
}
