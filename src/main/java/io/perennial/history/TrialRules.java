package io.perennial.history;

import java.io.Serializable;
import java.util.Map;

/**
 * How the variants of trials are compared.
 *
 * @param control the control's name in small letters, without outer blanks
 * @param outcomeDays how many days after the day of the assignment orders and revenue are counted
 * @param prePeriodDays how many days before it the revenue is taken that reduces the variance of
 *     means; 0: it is not reduced
 * @param plannedSizes the planned sizes of variants up to a factor, by their names in small
 *     letters; one that is not named has 1
 */
public record TrialRules(
    String control, int outcomeDays, int prePeriodDays, Map<String, Double> plannedSizes)
    implements Serializable {
  /** A control of that name, a month, the revenue of the year before, variants of one size. */
  public static final TrialRules USUAL = new TrialRules("control", 30, 365, Map.of());

  public TrialRules {
    plannedSizes = Map.copyOf(plannedSizes);
  }
}
