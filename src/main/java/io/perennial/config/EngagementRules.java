package io.perennial.config;

import java.util.Map;

/**
 * How engagement is measured.
 *
 * @param windowDays the days whose engagements count, up to the as-of date
 * @param weights the points of one engagement by its kind in small letters; one that is not named
 *     has 1
 * @param waveringDrop the share of the points of the window before whose loss makes a customer
 *     waver
 */
public record EngagementRules(int windowDays, Map<String, Double> weights, double waveringDrop) {
  public EngagementRules {
    weights = Map.copyOf(weights);
  }
}
