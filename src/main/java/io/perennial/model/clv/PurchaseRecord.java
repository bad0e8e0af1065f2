package io.perennial.model.clv;

import java.io.Serializable;

/**
 * What the models of purchases know of a customer.
 *
 * @param frequency repeat purchase occasions x, the first one not counted
 * @param recency t_x, from the first to the last occasion; zero exactly when there is no repeat
 * @param age T, from the first occasion to the end of the observation
 */
public record PurchaseRecord(int frequency, TimeSpan recency, TimeSpan age)
    implements Serializable {
  public PurchaseRecord {
    String problem = problem(frequency, recency.days(), age.days());
    if (!problem.isEmpty()) {
      throw new IllegalArgumentException(problem);
    }
  }

  /** What contradicts itself in such a record, in one clause; empty where nothing does. */
  static String problem(int frequency, double recencyDays, double ageDays) {
    if (frequency < 0) {
      return "the frequency is negative: " + frequency;
    }
    if (!(recencyDays >= 0) || !(ageDays >= recencyDays) || Double.isInfinite(ageDays)) {
      return "the recency of " + recencyDays + " days is not within the age of " + ageDays;
    }
    if ((frequency == 0) != (recencyDays == 0)) {
      return frequency + " repeat purchases with a recency of " + recencyDays + " days";
    }
    return "";
  }
}
