package io.perennial.quality;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.table.output.RejectedRowsTable;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class RejectedRowsTest {
  @Test
  void rejectedRowsThatReadTheSameAreOneRowWithACount() {
    Dataset<Row> table = RejectedRows.of("orders", InputReconciliationTest.ledger(), "run-1");
    assertThat(
            table
                .select("input_table", "reason_code", "occurrences", "run_id")
                .orderBy("reason_code")
                .collectAsList()
                .toString())
        .isEqualTo("[[orders,missing_exchange_rate,1,run-1], [orders,missing_order_id,2,run-1]]");
    OutputCheck check = new OutputCheck(RejectedRowsTable.CONTRACT);
    assertThat(check.columnViolations(table)).isEmpty();
    assertThat(check.of(table, Map.of()).violations()).isEmpty();
  }

  @Test
  void reasonsAreCountedWithAnExample() {
    List<Row> reasons =
        RejectedRows.reasons("orders", InputReconciliationTest.ledger())
            .orderBy("reason_code")
            .collectAsList();
    assertThat(reasons).hasSize(2);
    assertThat(reasons.get(1).<Long>getAs(RejectedRows.ROWS)).isEqualTo(2L);
    assertThat(reasons.get(1).<String>getAs(RejectedRows.EXAMPLE))
        .contains("\"amount\":\"16.0001\"");
  }
}
