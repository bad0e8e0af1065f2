package io.perennial.sample;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hipparchus.random.RandomDataGenerator;

/**
 * Contracts by the month. At each renewal a customer cancels with a probability of its own, which
 * is beta distributed over the customers, and now and then changes the plan: that ends a row and
 * starts another in the same second.
 */
final class Subscriptions {
  private static final long[] MONTHLY_CENTS = {499, 999, 1_499};
  private static final double[] PLAN_SHARES = {0.55, 0.30, 0.15};
  private static final List<String> END_REASONS =
      List.of("price", "not_used", "moved", "failed_payment");
  private static final double[] END_REASON_SHARES = {0.35, 0.35, 0.10, 0.20};
  private static final String PLAN_CHANGE = "plan_change";
  private static final int MOST_DAYS_TO_START = 400;

  private final DealingsParameters.Subscriptions parameters;

  Subscriptions(DealingsParameters.Subscriptions parameters) {
    this.parameters = parameters;
  }

  /** The contracts of a customer, the oldest first. */
  List<Dealings.Subscription> of(Timeline timeline, RandomDataGenerator random) {
    List<Dealings.Subscription> subscriptions = new ArrayList<>();
    if (timeline.orders().isEmpty() || !Draw.happens(parameters.share(), random)) {
      return subscriptions;
    }
    Moment first =
        Draw.onDay(timeline.occasions().get(0) + random.nextInt(MOST_DAYS_TO_START), random);
    if (first.day() > timeline.lastDay()) {
      return subscriptions;
    }
    double cancels = random.nextBeta(parameters.a(), parameters.b());
    int plan = Draw.place(PLAN_SHARES, random);
    Moment started = first;
    for (int month = 1; true; month++) {
      Moment renewal =
          new Moment(
              (int) LocalDate.ofEpochDay(first.day()).plusMonths(month).toEpochDay(),
              first.second());
      Optional<String> end = end(renewal, cancels, timeline.lastDay(), random);
      boolean runs = renewal.day() > timeline.lastDay();
      if (!runs && end.isEmpty()) {
        continue;
      }
      subscriptions.add(
          new Dealings.Subscription(
              "S"
                  + Cells.padded(timeline.customer().number(), 7)
                  + "-"
                  + (subscriptions.size() + 1),
              started,
              runs ? Optional.empty() : Optional.of(renewal),
              MONTHLY_CENTS[plan],
              end));
      if (!end.equals(Optional.of(PLAN_CHANGE))) {
        return subscriptions;
      }
      started = renewal;
      plan = (plan + 1 + random.nextInt(MONTHLY_CENTS.length - 1)) % MONTHLY_CENTS.length;
    }
  }

  /** Why a contract ends at a renewal, if it does; nothing ends after the as-of date. */
  private Optional<String> end(
      Moment renewal, double cancels, int lastDay, RandomDataGenerator random) {
    if (renewal.day() > lastDay) {
      return Optional.empty();
    }
    if (Draw.happens(cancels, random)) {
      return Optional.of(Draw.oneOf(END_REASONS, END_REASON_SHARES, random));
    }
    return Draw.happens(parameters.planChange(), random)
        ? Optional.of(PLAN_CHANGE)
        : Optional.empty();
  }
}
