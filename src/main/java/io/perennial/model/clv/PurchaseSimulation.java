package io.perennial.model.clv;

import java.util.ArrayList;
import java.util.List;
import org.hipparchus.random.RandomDataGenerator;
import org.hipparchus.random.RandomGenerator;

/**
 * Customers made up by a model: every random quantity of the model is drawn as the model tells its
 * story, purchase by purchase, and none of its formulas is used.
 */
public final class PurchaseSimulation {
  private final PurchaseModel model;
  private final RandomDataGenerator random;

  /**
   * A simulation by a model.
   *
   * @param generator where its randomness comes from: the same seed, the same customers
   */
  public PurchaseSimulation(PurchaseModel model, RandomGenerator generator) {
    this.model = model;
    random = RandomDataGenerator.of(generator);
  }

  /** So many customers of the same age, and their purchases within the horizon after it. */
  public List<SimulatedCustomer> customers(int number, TimeSpan age, TimeSpan horizon) {
    List<SimulatedCustomer> customers = new ArrayList<>(number);
    for (int i = 0; i < number; i++) {
      customers.add(customer(age, horizon));
    }
    return customers;
  }

  /** The histories of customers as counts, one cell each. */
  public static PurchaseCounts counts(List<SimulatedCustomer> customers) {
    PurchaseCounts.Builder builder = PurchaseCounts.builder();
    customers.forEach(customer -> builder.add(customer.record(), 1));
    return builder.build();
  }

  /** One customer of that age. */
  public SimulatedCustomer customer(TimeSpan age, TimeSpan horizon) {
    TimeUnit unit = model.unit();
    double observed = age.in(unit);
    double end = observed + horizon.in(unit);
    Dropout dropout = dropout();
    double[] parameters = model.parameters();
    double rate = random.nextGamma(parameters[0], 1 / parameters[1]);
    double last = 0;
    int frequency = 0;
    int future = 0;
    double leftAt = Math.min(dropout.lifetime(), dropout.leaves(random, true) ? 0 : end);
    for (double time = wait(rate); time < leftAt; time += wait(rate)) {
      if (time <= observed) {
        frequency++;
        last = time;
      } else {
        future++;
      }
      if (dropout.leaves(random, false)) {
        leftAt = time;
      }
    }
    TimeSpan recency = TimeSpan.ofDays(Math.min(TimeSpan.of(last, unit).days(), age.days()));
    return new SimulatedCustomer(
        new PurchaseRecord(frequency, recency, age), leftAt > observed || leftAt >= end, future);
  }

  private double wait(double rate) {
    // A rate that has underflowed to zero never comes to a purchase.
    return rate > 0 ? random.nextExponential(1 / rate) : Double.POSITIVE_INFINITY;
  }

  /**
   * How a customer leaves.
   *
   * @param lifetime when at the latest
   * @param probability with what probability after a purchase
   * @param atFirst whether already after the first purchase
   */
  private record Dropout(double lifetime, double probability, boolean atFirst) {
    boolean leaves(RandomDataGenerator random, boolean first) {
      return (atFirst || !first) && random.nextDouble() < probability;
    }
  }

  private Dropout dropout() {
    double[] parameters = model.parameters();
    double third = parameters[2];
    double fourth = parameters[3];
    return switch (model.process()) {
      case BG_NBD -> new Dropout(Double.POSITIVE_INFINITY, beta(third, fourth), false);
      case MBG_NBD -> new Dropout(Double.POSITIVE_INFINITY, beta(third, fourth), true);
      case PARETO_NBD -> new Dropout(wait(random.nextGamma(third, 1 / fourth)), 0, false);
    };
  }

  private double beta(double a, double b) {
    double one = random.nextGamma(a, 1);
    double other = random.nextGamma(b, 1);
    return one / (one + other);
  }
}
