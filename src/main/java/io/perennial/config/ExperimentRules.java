package io.perennial.config;

import java.util.Map;

/**
 * How trials are compared.
 *
 * @param control the name of the variant with which the others are compared
 * @param outcomeDays how many days after the assignment orders and revenue are counted
 * @param prePeriodDays how many days before the assignment the revenue is taken that reduces the
 *     variance; 0: it is not reduced
 * @param plannedSizes the planned sizes of variants up to a factor, by their names in small
 *     letters; one that is not named has 1
 */
public record ExperimentRules(
    String control, int outcomeDays, int prePeriodDays, Map<String, Double> plannedSizes) {
  public ExperimentRules {
    plannedSizes = Map.copyOf(plannedSizes);
  }
}
