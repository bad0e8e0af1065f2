package io.perennial.history;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * What approaching a customer costs and what there is to spend on it, in the reporting currency.
 *
 * @param budget what all actions together may cost; empty for no limit
 * @param costPerAction what one costs; positive
 * @param recoverWithinDays for how many days a complaint or a return that was handled badly or is
 *     not settled makes recovering the customer the next action
 */
public record ActionRules(
    Optional<BigDecimal> budget, BigDecimal costPerAction, int recoverWithinDays) {
  /** No limit, one unit of currency an action, and a quarter of a year to recover a customer. */
  public static final ActionRules UNLIMITED = new ActionRules(Optional.empty(), BigDecimal.ONE, 90);

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
