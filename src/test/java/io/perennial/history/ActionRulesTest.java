package io.perennial.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ActionRulesTest {
  @Test
  void aBudgetPaysForWholeActions() {
    assertThat(affordable("5000", "2.50")).isEqualTo(2000);
    assertThat(affordable("4.99", "2.50")).isEqualTo(1);
    assertThat(affordable("2.49", "2.50")).isZero();
    assertThat(affordable("99999999999999.9999", "0.0001")).isEqualTo(999_999_999_999_999_999L);
  }

  @Test
  void withoutABudgetThereIsNoLimit() {
    assertThat(ActionRules.UNLIMITED.affordableActions()).isEqualTo(Long.MAX_VALUE);
  }

  private static long affordable(String budget, String costPerAction) {
    return new ActionRules(Optional.of(new BigDecimal(budget)), new BigDecimal(costPerAction), 90)
        .affordableActions();
  }
}
