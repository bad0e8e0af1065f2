package io.perennial.sample;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hipparchus.random.RandomDataGenerator;

/**
 * The returns behind the returned amounts of the orders: those of an order add up to what was paid
 * back of it, brought to the reporting currency by the rate of the order's day, to the last of four
 * decimals. Well handled returns are settled sooner and are more often followed by another order.
 */
final class Returns {
  private static final String LATE = "too_late";
  private static final List<String> REASONS =
      List.of("does_not_fit", "not_as_expected", "damaged", "wrong_item");
  private static final double[] REASON_SHARES = {0.34, 0.28, 0.22, 0.16};
  private static final double LATE_IS_THE_REASON = 0.6;

  private static final List<String> ORIGINS =
      List.of("customer", "product", "supplier", "warehouse", "carrier");
  private static final double[] ORIGINS_OF_NO_FIT = {0.60, 0.35, 0.05, 0, 0};
  private static final double[] ORIGINS_OF_DISAPPOINTMENT = {0.35, 0.50, 0.15, 0, 0};
  private static final double[] ORIGINS_OF_DAMAGE = {0, 0, 0.15, 0.20, 0.65};
  private static final double[] ORIGINS_OF_WRONG_ITEM = {0.10, 0, 0, 0.90, 0};
  private static final double[] ORIGINS_OF_DELAY = {0, 0, 0, 0.30, 0.70};

  private static final double IN_TWO_PARTS = 0.1;
  private static final double COST_CENTS = 520;
  private static final int MOST_DAYS_KEPT = 20;
  private static final int SECONDS_ON_THE_DAY = 900;

  private final DealingsParameters.Contrast wellHandled;
  private final ExchangeRates rates;

  Returns(DealingsParameters.Contrast wellHandled, ExchangeRates rates) {
    this.wellHandled = wellHandled;
    this.rates = rates;
  }

  /** The returns of a customer, by order. */
  List<Dealings.Return> of(Timeline timeline, RandomDataGenerator random) {
    List<Dealings.Return> returns = new ArrayList<>();
    for (SampleOrder order : timeline.orders()) {
      long units = rates.toReportingUnits(order.returnedCents(), order.currency(), order.day());
      if (units == 0) {
        continue;
      }
      // Parts of whole cents, so that the sums of reporting-currency orders have no odd decimals.
      long part = Draw.happens(IN_TWO_PARTS, random) ? units / 300 * 100 : 0;
      if (part > 0) {
        returns.add(part(returns.size(), order, part, timeline, random));
      }
      returns.add(part(returns.size(), order, units - part, timeline, random));
    }
    return returns;
  }

  private Dealings.Return part(
      int before, SampleOrder order, long units, Timeline timeline, RandomDataGenerator random) {
    Moment returned = returned(order, timeline.lastDay(), random);
    boolean late = order.fulfilment().late() && Draw.happens(LATE_IS_THE_REASON, random);
    String reason = late ? LATE : Draw.oneOf(REASONS, REASON_SHARES, random);
    String origin = Draw.oneOf(ORIGINS, origins(reason), random);
    boolean well = Draw.happens(wellHandled.after(timeline.sequel(returned.day())), random);
    int days = well ? 1 + random.nextInt(6) : 8 + random.nextInt(25);
    Moment resolved = Draw.onDay(returned.day() + days, random);
    boolean settled = resolved.day() <= timeline.lastDay();
    int line = random.nextInt(order.lines().size());
    return new Dealings.Return(
        "R" + Cells.padded(timeline.customer().number(), 7) + "-" + Cells.padded(before + 1, 3),
        order,
        returned,
        units,
        Draw.about(COST_CENTS, random),
        reason,
        origin,
        order.lines().get(line).productId(),
        settled ? Optional.of(resolved) : Optional.empty(),
        settled ? Optional.of(well) : Optional.empty());
  }

  private static Moment returned(SampleOrder order, int lastDay, RandomDataGenerator random) {
    Moment had = order.fulfilment().delivered().orElseGet(order::moment);
    Moment returned = Draw.onDay(had.day() + 1 + random.nextInt(MOST_DAYS_KEPT), random);
    if (returned.day() <= lastDay) {
      return returned;
    }
    return had.day() == lastDay
        ? had.plusSeconds(SECONDS_ON_THE_DAY)
        : new Moment(lastDay, returned.second());
  }

  private static double[] origins(String reason) {
    return switch (reason) {
      case "does_not_fit" -> ORIGINS_OF_NO_FIT;
      case "not_as_expected" -> ORIGINS_OF_DISAPPOINTMENT;
      case "damaged" -> ORIGINS_OF_DAMAGE;
      case "wrong_item" -> ORIGINS_OF_WRONG_ITEM;
      case LATE -> ORIGINS_OF_DELAY;
      default -> throw new IllegalArgumentException("No reason: " + reason);
    };
  }
}
