package io.perennial.config;

import java.util.OptionalInt;

/**
 * When a customer counts as churned or at risk.
 *
 * @param windowDays days without an order after which a customer has churned; empty: the activity
 *     window
 * @param atRiskAfterTypicalGaps how many of the customer's typical gaps without an order put it at
 *     risk
 * @param atRiskBelowProbabilityAlive the probability of being alive below which a customer is at
 *     risk
 */
public record ChurnRules(
    OptionalInt windowDays, double atRiskAfterTypicalGaps, double atRiskBelowProbabilityAlive) {}
