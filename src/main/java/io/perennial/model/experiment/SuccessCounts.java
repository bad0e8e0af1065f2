package io.perennial.model.experiment;

import java.io.Serializable;
import java.util.OptionalDouble;

/**
 * How many of an arm's customers did what the trial asks for; the counts of parts of the customers
 * add up to those of the whole.
 *
 * @param customers how many there are, at least 0
 * @param successes how many of them did it
 */
public record SuccessCounts(long customers, long successes) implements Serializable {
  /** The counts of nobody. */
  public static final SuccessCounts NONE = new SuccessCounts(0, 0);

  public SuccessCounts {
    if (successes < 0 || successes > customers) {
      throw new IllegalArgumentException("No counts: " + successes + " of " + customers);
    }
  }

  /** The counts of these customers and others. */
  public SuccessCounts plus(SuccessCounts other) {
    return new SuccessCounts(
        Math.addExact(customers, other.customers), Math.addExact(successes, other.successes));
  }

  /** The share of customers that did it, in [0, 1]; none of nobody. */
  public OptionalDouble share() {
    return customers == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of((double) successes / customers);
  }
}
