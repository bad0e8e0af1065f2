package io.perennial.sample;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.hipparchus.random.RandomDataGenerator;
import org.hipparchus.util.FastMath;

/**
 * A panel's answers to what they spent at all shops of this kind, for each of the last two complete
 * calendar years in which they spent something at this one.
 */
final class Wallets {
  private static final int YEARS = 2;
  private static final double LEAST_SHARE = 0.02;

  /** Nobody answers more: a job takes larger amounts for errors. */
  private static final long MOST_CENTS = 9_000_000;

  private static final long UNITS_PER_CENT = 100;

  private final DealingsParameters.Wallet parameters;
  private final ExchangeRates rates;
  private final int lastCompleteYear;

  Wallets(DealingsParameters.Wallet parameters, ExchangeRates rates, LocalDate asOfDate) {
    this.parameters = parameters;
    this.rates = rates;
    this.lastCompleteYear = asOfDate.plusDays(1).getYear() - 1;
  }

  /** The answers of a customer, the oldest first; none of those outside the panel. */
  List<Dealings.Wallet> of(Timeline timeline, RandomDataGenerator random) {
    List<Dealings.Wallet> wallets = new ArrayList<>();
    if (!Draw.happens(parameters.panel(), random)) {
      return wallets;
    }
    double share =
        FastMath.max(LEAST_SHARE, random.nextBeta(parameters.alpha(), parameters.beta()));
    for (int year = lastCompleteYear - YEARS + 1; year <= lastCompleteYear; year++) {
      int first = (int) LocalDate.of(year, 1, 1).toEpochDay();
      int last = (int) LocalDate.of(year, 12, 31).toEpochDay();
      long own = ownUnits(timeline, first, last);
      if (own > 0 && own <= MOST_CENTS * UNITS_PER_CENT) {
        long total = FastMath.min(MOST_CENTS, (long) FastMath.ceil(own / (UNITS_PER_CENT * share)));
        wallets.add(new Dealings.Wallet(first, last, total, own));
      }
    }
    return wallets;
  }

  private long ownUnits(Timeline timeline, int first, int last) {
    long units = 0;
    for (SampleOrder order : timeline.orders()) {
      if (order.day() >= first && order.day() <= last) {
        units += rates.toReportingUnits(order.amountCents(), order.currency(), order.day());
        units -= rates.toReportingUnits(order.discountCents(), order.currency(), order.day());
        units -= rates.toReportingUnits(order.returnedCents(), order.currency(), order.day());
      }
    }
    return units;
  }
}
