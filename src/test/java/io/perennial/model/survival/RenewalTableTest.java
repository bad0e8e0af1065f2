package io.perennial.model.survival;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RenewalTableTest {
  @Test
  void cohortsOfDifferentAgesAreAtRiskAtTheRenewalsTheyCameTo() {
    RenewalTable table =
        RenewalTable.builder().addCohort(100, 80, 70).addCohort(50, 40).addCohort(30).build();
    assertThat(table.rows())
        .containsExactly(new RenewalTable.Row(1, 150, 30), new RenewalTable.Row(2, 80, 10));
    assertThat(table.contracts()).isEqualTo(150);
    assertThat(table.lost()).isEqualTo(40);
  }

  @Test
  void contractsOneByOneGiveTheSameTableAsTheirCohort() {
    RenewalTable.Builder builder = RenewalTable.builder();
    for (int i = 0; i < 3; i++) {
      builder.addLost(40, 1).addRunning(50, 1);
    }
    RenewalTable table = builder.build();
    assertThat(table.rows()).hasSize(50);
    assertThat(table.rows().get(39)).isEqualTo(new RenewalTable.Row(40, 6, 3));
    assertThat(table.rows().get(49)).isEqualTo(new RenewalTable.Row(50, 3, 0));
  }

  @Test
  void anEmptyTableHasNoContracts() {
    assertThat(RenewalTable.builder().build().contracts()).isZero();
  }

  @Test
  void countsThatCannotBeAreRefused() {
    RenewalTable.Builder builder = RenewalTable.builder();
    assertThatThrownBy(() -> builder.addLost(0, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder.addRunning(-1, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder.addCohort(10, 11))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new RenewalTable.Row(1, 2, 3))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
