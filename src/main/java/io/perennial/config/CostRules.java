package io.perennial.config;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * What work costs that the inputs give in minutes.
 *
 * @param handlingCostPerHour what an hour of work on orders costs, in the reporting currency; empty
 *     where handling is not costed
 */
public record CostRules(Optional<BigDecimal> handlingCostPerHour) {}
