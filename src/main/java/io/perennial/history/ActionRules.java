package io.perennial.history;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * What approaching a customer costs and what there is to spend on it, in the reporting currency.
 *
 * @param budget what all actions together may cost; empty for no limit
 * @param costPerAction what one costs; positive
 */
public record ActionRules(Optional<BigDecimal> budget, BigDecimal costPerAction) {
  /** No limit, and one unit of currency an action. */
  public static final ActionRules UNLIMITED = new ActionRules(Optional.empty(), BigDecimal.ONE);

  /** How many actions the budget pays for. */
  public long affordableActions() {
    return budget
        .map(
            amount ->
                amount
                    .divideToIntegralValue(costPerAction)
                    .min(BigDecimal.valueOf(Long.MAX_VALUE))
                    .longValueExact())
        .orElse(Long.MAX_VALUE);
  }
}
