package io.perennial.config;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * What may be spent on approaching customers, in the reporting currency.
 *
 * @param budget what all actions together may cost; empty: no limit
 * @param costPerAction what one action costs; positive
 * @param recoverWithinDays for how many days a complaint or a return that was handled badly or is
 *     not settled makes recovering the customer the next action
 */
public record RetentionActionRules(
    Optional<BigDecimal> budget, BigDecimal costPerAction, int recoverWithinDays) {}
