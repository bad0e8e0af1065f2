package io.perennial.model.clv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SpendTotalsTest {
  @Test
  void theCorrelationIsPearsonsOverCustomers() {
    // x 1, 1, 2, 4 and m 10, 10, 40, 20: means 2 and 20, deviations -1 -1 0 2 and -10 -10 20 0, so
    // 20 / sqrt(6 * 600).
    SpendCounts counts = SpendCounts.builder().add(1, 10, 2).add(2, 40, 1).add(4, 20, 1).build();
    SpendTotals totals = counts.totals();
    assertThat(totals.customers()).isEqualTo(4);
    assertThat(totals.meanSpend()).isCloseTo(20, within(1e-12));
    assertThat(totals.correlation().orElseThrow()).isCloseTo(1 / 3.0, within(1e-12));
  }

  @Test
  void partsCombineToTheWhole() {
    SpendTotals left = SpendCounts.builder().add(1, 10, 2).build().totals();
    SpendTotals right = SpendCounts.builder().add(2, 40, 1).add(4, 20, 1).build().totals();
    SpendTotals whole = left.plus(right);
    assertThat(whole.correlation().orElseThrow()).isCloseTo(1 / 3.0, within(1e-12));
    assertThat(SpendTotals.NONE.plus(whole)).isEqualTo(whole);
    assertThat(whole.plus(SpendTotals.NONE)).isEqualTo(whole);
  }

  @Test
  void thereIsNoCorrelationWhereNothingVaries() {
    assertThat(SpendTotals.NONE.correlation()).isEmpty();
    assertThat(SpendCounts.builder().add(3, 10, 5).add(3, 12, 5).build().totals().correlation())
        .isEmpty();
  }
}
