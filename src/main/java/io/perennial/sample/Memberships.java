package io.perennial.sample;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hipparchus.random.RandomDataGenerator;

/**
 * Spells in the programme for regular customers, which is joined at the second occasion, more often
 * by those who will come back: members are better customers from the start, and the programme does
 * nothing. The eighth occasion brings a member to the second tier, the twentieth to the third.
 */
final class Memberships {
  static final String PROGRAMME = "evergreen";

  private static final List<String> TIERS = List.of("silver", "gold", "platinum");
  private static final List<Integer> TIERS_FROM = List.of(2, 8, 20);
  private static final int SECONDS_AFTER_ORDER = 300;
  private static final double CANCELLED_WHEN_GONE = 0.3;
  private static final int LEAST_DAYS_GONE = 90;
  private static final int FURTHER_DAYS_GONE = 200;

  private final DealingsParameters.Contrast joining;

  Memberships(DealingsParameters.Contrast joining) {
    this.joining = joining;
  }

  /** The spells of a customer, the oldest first. */
  List<Dealings.Membership> of(Timeline timeline, RandomDataGenerator random) {
    List<Moment> starts = new ArrayList<>();
    int occasion = 0;
    int day = Integer.MIN_VALUE;
    for (SampleOrder order : timeline.orders()) {
      if (order.day() == day) {
        continue;
      }
      day = order.day();
      occasion++;
      if (occasion == TIERS_FROM.get(0)
          && !Draw.happens(joining.after(timeline.sequel(day)), random)) {
        return List.of();
      }
      if (TIERS_FROM.contains(occasion)) {
        starts.add(order.moment().plusSeconds(SECONDS_AFTER_ORDER));
      }
    }
    return spells(starts, end(timeline, random));
  }

  private static Optional<Moment> end(Timeline timeline, RandomDataGenerator random) {
    if (!timeline.gone() || !Draw.happens(CANCELLED_WHEN_GONE, random)) {
      return Optional.empty();
    }
    int day = timeline.lastOccasion() + LEAST_DAYS_GONE + random.nextInt(FURTHER_DAYS_GONE);
    return day <= timeline.lastDay() ? Optional.of(Draw.onDay(day, random)) : Optional.empty();
  }

  private static List<Dealings.Membership> spells(List<Moment> starts, Optional<Moment> end) {
    List<Dealings.Membership> spells = new ArrayList<>();
    for (int tier = 0; tier < starts.size(); tier++) {
      boolean last = tier == starts.size() - 1;
      spells.add(
          new Dealings.Membership(
              TIERS.get(tier), starts.get(tier), last ? end : Optional.of(starts.get(tier + 1))));
    }
    return spells;
  }
}
