package io.perennial.config;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * What may be spent on approaching customers, in the reporting currency.
 *
 * @param budget what all actions together may cost; empty: no limit
 * @param costPerAction what one action costs; positive
 */
public record RetentionActionRules(Optional<BigDecimal> budget, BigDecimal costPerAction) {}
