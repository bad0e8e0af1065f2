package io.perennial.config;

import java.util.List;

/**
 * The horizons of lifetime value.
 *
 * @param horizonsDays whole days ahead of the as-of date, ascending
 */
public record LifetimeValueRules(List<Integer> horizonsDays) {}
