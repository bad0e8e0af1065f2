package io.perennial.quality;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.error.Category;
import io.perennial.error.PerennialException;
import io.perennial.table.NegativeAmounts;
import io.perennial.table.ReturnsPolicy;
import io.perennial.table.input.OrdersInput;
import io.perennial.table.output.InputReconciliationTable;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class InputReconciliationTest {
  /** A ledger with at least one row of each disposition and two of one text. */
  static Dataset<Row> ledger() {
    MappedFixture orders =
        MappedFixture.of(
            OrdersInput.CONTRACT,
            "order_id, customer_id, ordered_at, amount, currency, status",
            "('o1', 'c1', '2024-01-02', 1, 'EUR', null)",
            "('o1', 'c1', '2024-01-02', 1, 'EUR', null)",
            "('o2', null, '2024-01-02', 2, 'EUR', null)",
            "('o3', 'c1', '2024-01-02', 4, 'EUR', 'void')",
            "('o4', 'c1', '2024-07-02', 8, 'EUR', null)",
            "(null, 'c1', '2024-01-02', 16.0001, 'EUR', null)",
            "(null, 'c1', '2024-01-02', 16.0001, 'EUR', null)",
            "('o5', 'c1', '2024-01-02', 32, 'USD', null)");
    return new OrderLedger(
            LocalDate.of(2024, 6, 30),
            "EUR",
            LocalDate.of(2000, 1, 1),
            new BigDecimal("1000000"),
            new StatusRules(List.of(), List.of("void"), List.of()),
            NegativeAmounts.RETURN,
            ReturnsPolicy.ORDER_DATE,
            orders.mapped(),
            List.of(),
            RowText.unmasked())
        .ofOrders(orders.rows(), Optional.empty());
  }

  @Test
  void everyRowAndAmountIsInOnePlaceAndTheTableMeetsItsContract() {
    Dataset<Row> table = InputReconciliation.of("orders", ledger());
    assertThat(table.orderBy(col(InputReconciliationTable.CURRENCY)).collectAsList().toString())
        .isEqualTo(
            "[[orders,EUR,7,1,1,2,3,1,1,1,48.0002,1.0000,2.0000,32.0002,13.0000,8.0000,4.0000,"
                + "1.0000],"
                + " [orders,USD,1,0,0,1,0,0,0,0,32.0000,0.0000,0.0000,32.0000,0.0000,0.0000,0.0000,"
                + "0.0000]]");
    OutputCheck check = new OutputCheck(InputReconciliationTable.CONTRACT);
    assertThat(check.columnViolations(table)).isEmpty();
    assertThat(check.of(table, Map.of())).isEqualTo(new OutputCheck.Outcome(2, List.of()));
  }

  @Test
  void rowsThatWereReadAndAreNotAccountedForStopTheRun() {
    assertThat(InputReconciliation.difference("orders", 8, 8)).isEmpty();
    PerennialException error = InputReconciliation.difference("orders", 9, 8).orElseThrow();
    assertThat(error.category()).isEqualTo(Category.OUTPUT_CONTRACT);
    assertThat(error).hasMessageContaining("9 rows of orders were read but 8 are accounted for");
  }
}
