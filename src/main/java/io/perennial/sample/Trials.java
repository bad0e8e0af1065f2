package io.perennial.sample;

import java.util.ArrayList;
import java.util.List;
import org.hipparchus.random.RandomDataGenerator;
import org.hipparchus.util.FastMath;

/**
 * Places in A/B tests, to which everyone who ordered before is assigned by the toss of a coin. What
 * a convert spends by the trial is about the mean value of the customer's orders before it, so that
 * spending before the trial explains a part of the outcome.
 */
final class Trials {
  static final String CONTROL = "control";
  static final String TREATMENT = "treatment";

  private static final int DAYS_OF_ASSIGNMENT = 14;
  private static final double OUTCOME_SHAPE = 4;

  /** Nobody spends more by a trial. */
  private static final long MOST_CENTS = 4_000_000;

  private final List<DealingsParameters.Trial> trials;
  private final ExchangeRates rates;

  Trials(List<DealingsParameters.Trial> trials, ExchangeRates rates) {
    this.trials = trials;
    this.rates = rates;
  }

  /** The places of a customer, in the order of the trials. */
  List<Dealings.Assignment> of(Timeline timeline, RandomDataGenerator random) {
    List<Dealings.Assignment> assignments = new ArrayList<>();
    for (DealingsParameters.Trial trial : trials) {
      int start = timeline.lastDay() - trial.startsDaysBeforeAsOf();
      List<SampleOrder> before =
          timeline.orders().stream().filter(order -> order.day() < start).toList();
      if (before.isEmpty()) {
        continue;
      }
      boolean treated = random.nextBoolean();
      boolean lost = treated && Draw.happens(trial.treatmentLost(), random);
      boolean converted =
          Draw.happens(
              treated ? trial.conversionOfTreatment() : trial.conversionOfControl(), random);
      Moment assigned =
          Draw.onDay(
              FastMath.min(timeline.lastDay(), start + random.nextInt(DAYS_OF_ASSIGNMENT)), random);
      double spent = meanCents(before) * random.nextGamma(OUTCOME_SHAPE, 1 / OUTCOME_SHAPE);
      if (!lost) {
        assignments.add(
            new Dealings.Assignment(
                trial.experiment(),
                treated ? TREATMENT : CONTROL,
                assigned,
                converted,
                converted ? FastMath.min(MOST_CENTS, FastMath.max(1, FastMath.round(spent))) : 0));
      }
    }
    return assignments;
  }

  private double meanCents(List<SampleOrder> orders) {
    long units = 0;
    for (SampleOrder order : orders) {
      units += rates.toReportingUnits(order.netCents(), order.currency(), order.day());
    }
    return units / 100.0 / orders.size();
  }
}
