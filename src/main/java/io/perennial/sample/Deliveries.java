package io.perennial.sample;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hipparchus.random.RandomDataGenerator;
import org.hipparchus.util.FastMath;

/**
 * Carries out orders: how much work each is, what goes wrong and what that costs, when it is
 * promised and when it arrives. What is bought in a store is taken along and has no dates. A first
 * order is late more often where the customer stays away afterwards.
 */
final class Deliveries {
  private static final int PROMISED_AT = 22 * 3_600;
  private static final int LEAST_DAYS_PROMISED = 2;
  private static final int FURTHER_DAYS_PROMISED = 3;
  private static final int MOST_DAYS_LATE = 6;
  private static final int SECONDS_ON_THE_DAY = 600;
  private static final double FURTHER_MINUTES_PER_LINE = 1.5;
  private static final double DEVIATION_OF_LATE = 0.5;
  private static final double DEVIATION_COST_SHAPE = 2;
  private static final double DEVIATION_COST_CENTS = 320;
  private static final long LEAST_DEVIATION_CENTS = 50;

  private final DealingsParameters.Delivery parameters;
  private final ExchangeRates rates;

  Deliveries(DealingsParameters.Delivery parameters, ExchangeRates rates) {
    this.parameters = parameters;
    this.rates = rates;
  }

  /** The same rows, carried out; a row that repeats another to the letter goes as that one. */
  List<SampleOrder> of(List<SampleOrder> rows, Timeline timeline, RandomDataGenerator random) {
    List<SampleOrder> carriedOut = new ArrayList<>(rows.size());
    boolean first = true;
    for (SampleOrder row : rows) {
      if (row.flaw().equals(Optional.of(Flaw.IDENTICAL_REPEAT))) {
        carriedOut.add(row.with(carriedOut.get(carriedOut.size() - 1).fulfilment()));
        continue;
      }
      double late =
          first
              ? parameters.lateFirstOrders().after(timeline.sequel(row.day()))
              : parameters.lateOrders();
      carriedOut.add(row.with(fulfilment(row, late, timeline.lastDay(), random)));
      first &= row.flaw().isPresent();
    }
    return carriedOut;
  }

  private Fulfilment fulfilment(
      SampleOrder order, double lateProbability, int lastDay, RandomDataGenerator random) {
    Channel channel = Channel.of(order.channel());
    boolean late = channel.delivers && Draw.happens(lateProbability, random);
    double minutes =
        channel.minutes + FURTHER_MINUTES_PER_LINE * (order.lines().size() - 1) + (late ? 4 : 0);
    long deviation =
        Draw.happens(late ? DEVIATION_OF_LATE : channel.deviations, random)
            ? FastMath.max(
                LEAST_DEVIATION_CENTS,
                FastMath.round(random.nextGamma(DEVIATION_COST_SHAPE, DEVIATION_COST_CENTS)))
            : 0;
    Optional<Moment> promised = Optional.empty();
    Optional<Moment> delivered = Optional.empty();
    if (channel.delivers) {
      int within = LEAST_DAYS_PROMISED + random.nextInt(FURTHER_DAYS_PROMISED);
      int taken = late ? within + 1 + random.nextInt(MOST_DAYS_LATE) : 1 + random.nextInt(within);
      promised = Optional.of(new Moment(order.day() + within, PROMISED_AT));
      delivered = delivered(order, Draw.onDay(order.day() + taken, random), lastDay);
    }
    return new Fulfilment(
        (int) FastMath.max(1, Draw.about(minutes, random)),
        rates.has(order.currency(), order.day())
            ? rates.toCurrency(deviation, order.currency(), order.day())
            : deviation,
        promised,
        delivered);
  }

  /** What was sent back by the as-of date had arrived by then; other orders may be under way. */
  private static Optional<Moment> delivered(SampleOrder order, Moment arrives, int lastDay) {
    if (arrives.day() <= lastDay || order.day() > lastDay) {
      return Optional.of(arrives);
    }
    if (order.returnedCents() == 0) {
      return Optional.empty();
    }
    return Optional.of(
        order.day() == lastDay
            ? order.moment().plusSeconds(SECONDS_ON_THE_DAY)
            : new Moment(lastDay, arrives.second()));
  }

  /** What a channel is like: the store is the most work and the least trouble. */
  private enum Channel {
    WEB(true, 6, 0.04),
    APP(true, 5, 0.03),
    STORE(false, 12, 0.01);

    private final boolean delivers;
    private final double minutes;
    private final double deviations;

    Channel(boolean delivers, double minutes, double deviations) {
      this.delivers = delivers;
      this.minutes = minutes;
      this.deviations = deviations;
    }

    static Channel of(String orderChannel) {
      return switch (orderChannel) {
        case "web" -> WEB;
        case "app" -> APP;
        case "store" -> STORE;
        default -> throw new IllegalArgumentException("No channel: " + orderChannel);
      };
    }
  }
}
