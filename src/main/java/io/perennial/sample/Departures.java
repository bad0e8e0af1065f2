package io.perennial.sample;

import java.util.ArrayList;
import java.util.List;
import org.hipparchus.random.RandomDataGenerator;

/**
 * Leaves that were taken: by some of those who are gone for good, and by some who then came back
 * after a break of more than 180 days. The reasons of the two differ, so that who left because of
 * one reason comes back more often than who left because of another.
 */
final class Departures {
  private static final int SHORTEST_BREAK = 180;
  private static final int LEAST_DAYS_INTO_BREAK = 60;
  private static final int FURTHER_DAYS_INTO_BREAK = 90;
  private static final int LEAST_DAYS_GONE = 20;
  private static final int FURTHER_DAYS_GONE = 60;

  private final DealingsParameters.Departures parameters;
  private final double[] ofGone;
  private final double[] ofReturned;

  Departures(DealingsParameters.Departures parameters) {
    this.parameters = parameters;
    this.ofGone =
        parameters.reasons().stream().mapToDouble(DealingsParameters.Reason::shareOfGone).toArray();
    this.ofReturned =
        parameters.reasons().stream()
            .mapToDouble(DealingsParameters.Reason::shareOfReturned)
            .toArray();
  }

  /** The leaves of a customer, the oldest first. */
  List<Dealings.Departure> of(Timeline timeline, RandomDataGenerator random) {
    List<Dealings.Departure> departures = new ArrayList<>();
    List<Integer> days = timeline.occasions();
    for (int occasion = 1; occasion < days.size(); occasion++) {
      int before = days.get(occasion - 1);
      if (days.get(occasion) - before > SHORTEST_BREAK
          && Draw.happens(parameters.saidWhyAndReturned(), random)) {
        int day = before + LEAST_DAYS_INTO_BREAK + random.nextInt(FURTHER_DAYS_INTO_BREAK);
        departures.add(departure(day, ofReturned, random));
      }
    }
    if (timeline.gone() && Draw.happens(parameters.sayWhy(), random)) {
      int day = timeline.lastOccasion() + LEAST_DAYS_GONE + random.nextInt(FURTHER_DAYS_GONE);
      if (day <= timeline.lastDay()) {
        departures.add(departure(day, ofGone, random));
      }
    }
    return departures;
  }

  private Dealings.Departure departure(int day, double[] shares, RandomDataGenerator random) {
    DealingsParameters.Reason reason = Draw.oneOf(parameters.reasons(), shares, random);
    return new Dealings.Departure(Draw.onDay(day, random), reason.reason(), reason.voluntary());
  }
}
