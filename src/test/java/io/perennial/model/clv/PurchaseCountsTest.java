package io.perennial.model.clv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class PurchaseCountsTest {
  @Test
  void equalCellsMergeAndNobodyIsLost() {
    PurchaseCounts.Builder builder = PurchaseCounts.builder();
    for (int i = 0; i < 50; i++) {
      builder.add(i % 3, i % 3 == 0 ? 0 : 10, 30, i + 1);
    }
    PurchaseCounts counts = builder.build();
    PurchaseCounts merged = counts.merged();
    assertThat(counts.cells()).isEqualTo(50);
    assertThat(merged.cells()).isEqualTo(3);
    assertThat(merged.customers()).isEqualTo(counts.customers()).isEqualTo(50 * 51 / 2);
    assertThat(merged.totals()).isEqualTo(counts.totals());
    assertThat(merged.record(1))
        .isEqualTo(new PurchaseRecord(1, TimeSpan.ofDays(10), TimeSpan.ofDays(30)));
  }

  @Test
  void chunksAndSamplesAreCellsOfTheWhole() {
    PurchaseCounts.Builder builder = PurchaseCounts.builder();
    for (int i = 1; i <= 100; i++) {
      builder.add(i, i, 200, 1);
    }
    PurchaseCounts counts = builder.build();
    assertThat(counts.cells(10, 15).frequency(0)).isEqualTo(11);
    assertThat(counts.cells(0, 40).totals().plus(counts.cells(40, 100).totals()))
        .isEqualTo(counts.totals());
    assertThat(counts.sample(10).cells()).isEqualTo(10);
    assertThat(counts.sample(10).frequency(9)).isEqualTo(91);
    assertThat(counts.sample(100)).isSameAs(counts);
  }

  @Test
  void recordsThatContradictThemselvesAreRefused() {
    PurchaseCounts.Builder builder = PurchaseCounts.builder();
    assertThatIllegalArgumentException().isThrownBy(() -> builder.add(-1, 0, 10, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> builder.add(1, 11, 10, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> builder.add(0, 5, 10, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> builder.add(2, 0, 10, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> builder.add(1, 5, Double.NaN, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> builder.add(1, 5, 10, 0));
    assertThat(builder.build().cells()).isZero();
  }
}
