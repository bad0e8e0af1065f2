package io.perennial.sample;

import java.util.ArrayList;
import java.util.List;
import org.hipparchus.random.RandomDataGenerator;

/**
 * Signs of life between the orders: a Poisson process of each customer from the first order on,
 * whose rate falls before a customer who will be gone orders for the last time.
 */
final class Engagements {
  /** How long before its last order one who is gone grows tired. */
  static final int DAYS_OF_LEAVING = 90;

  private static final List<String> KINDS =
      List.of("visit", "email_opened", "app_opened", "wishlist");
  private static final double[] KIND_SHARES = {0.48, 0.32, 0.15, 0.05};
  private static final double SHAPE_OVER_CUSTOMERS = 3;
  private static final double DAYS_OF_MONTH = 365.25 / 12;

  private final DealingsParameters.Engagement parameters;

  Engagements(DealingsParameters.Engagement parameters) {
    this.parameters = parameters;
  }

  /** The signs of life of a customer, the oldest first. */
  List<Dealings.Engagement> of(Timeline timeline, RandomDataGenerator random) {
    List<Dealings.Engagement> engagements = new ArrayList<>();
    if (timeline.orders().isEmpty()) {
      return engagements;
    }
    int firstDay = timeline.occasions().get(0);
    double perDay =
        random.nextGamma(
            SHAPE_OVER_CUSTOMERS, parameters.perMonth() / DAYS_OF_MONTH / SHAPE_OVER_CUSTOMERS);
    double elapsed = random.nextExponential(1 / perDay);
    while (elapsed < timeline.lastDay() - firstDay) {
      int day = firstDay + 1 + (int) elapsed;
      // Thinning a process of the full rate leaves one of the rate of that day.
      if (Draw.happens(left(timeline, day), random)) {
        engagements.add(
            new Dealings.Engagement(
                Draw.onDay(day, random), Draw.oneOf(KINDS, KIND_SHARES, random)));
      }
      elapsed += random.nextExponential(1 / perDay);
    }
    return engagements;
  }

  private double left(Timeline timeline, int day) {
    if (!timeline.gone() || day <= timeline.lastOccasion() - DAYS_OF_LEAVING) {
      return 1;
    }
    return day <= timeline.lastOccasion() ? parameters.whileLeaving() : parameters.onceGone();
  }
}
