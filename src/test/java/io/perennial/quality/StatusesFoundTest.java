package io.perennial.quality;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.table.input.OrdersInput;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StatusesFoundTest {
  private static final LocalDate AS_OF = LocalDate.of(2024, 6, 30);

  @Test
  void aConfiguredStatusThatNoRowHasIsNamedWithThoseThatWereFound() throws InterruptedException {
    assertThat(
            warning(
                List.of("Paid", "canceld", "late"),
                "('2024-01-01', 'paid')",
                "('2024-01-02', ' Cancelled ')",
                "('2024-01-03', 'cancelled')",
                "('2024-01-03', 'open')",
                "('2024-01-04', null)",
                "('2024-07-01', 'late')"))
        .contains(
            "The configuration names the status 'canceld', 'late', and no row of orders has it; the"
                + " statuses found are 'paid', 'cancelled', 'open'.");
    assertThat(warning(List.of("late"), "('2024-07-01', 'late')"))
        .contains(
            "The configuration names the status 'late', and no row of orders has it; no row has a"
                + " status.");
  }

  @Test
  void whereEachIsFoundNothingIsSaid() throws InterruptedException {
    assertThat(
            warning(
                List.of("paid", "cancelled"),
                "('2024-01-01', 'PAID')",
                "('2024-01-02', 'cancelled')",
                "('2024-01-02', 'open')"))
        .isEmpty();
  }

  @Test
  void aColumnOfManyTextsIsNotReadOut() throws InterruptedException {
    String[] values =
        IntStream.range(0, 5_000)
            .mapToObj(number -> "('2024-01-01', 'note %d %s')".formatted(number, "x".repeat(100)))
            .toArray(String[]::new);
    assertThat(warning(List.of("paid"), values).orElseThrow())
        .endsWith("the statuses found are too many to name.");
    for (int row = 0; row < 4_000; row++) {
      values[row] = values[row % 20];
    }
    assertThat(warning(List.of("paid"), values).orElseThrow())
        .contains("'note 1")
        .endsWith(" and others.")
        .hasSizeLessThan(700);
  }

  private static Optional<String> warning(List<String> configured, String... values)
      throws InterruptedException {
    StatusesFound statuses = new StatusesFound(configured, AS_OF);
    long rows =
        statuses
            .of(MappedFixture.of(OrdersInput.CONTRACT, "ordered_at, status", values).rows())
            .count();
    assertThat(rows).isEqualTo(values.length);
    return statuses.warning("orders");
  }
}
