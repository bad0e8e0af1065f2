package io.perennial.history;

import java.util.Map;

/**
 * How engagement is measured.
 *
 * @param windowDays how many days up to the as-of date count
 * @param weights the points of one engagement by its kind in small letters; one that is not named
 *     has 1
 * @param waveringDrop the share of the points of the window before whose loss makes a customer
 *     waver
 */
public record EngagementRules(int windowDays, Map<String, Double> weights, double waveringDrop) {
  /** A quarter, all kinds alike, half of the points. */
  public static final EngagementRules USUAL = new EngagementRules(90, Map.of(), .5);

  public EngagementRules {
    weights = Map.copyOf(weights);
  }
}
