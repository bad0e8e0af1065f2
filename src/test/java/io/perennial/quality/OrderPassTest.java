package io.perennial.quality;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.history.CustomerTotals;
import io.perennial.history.GapHistogram;
import io.perennial.history.HistoryRules;
import io.perennial.history.PeriodCells;
import io.perennial.history.PurchaseDays;
import io.perennial.table.Granularity;
import io.perennial.table.NegativeAmounts;
import io.perennial.table.ReturnsPolicy;
import io.perennial.table.input.OrdersInput;
import io.perennial.testing.Histories;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.execution.SortExec;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.exchange.ShuffleExchangeLike;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import scala.jdk.javaapi.CollectionConverters;

/** How often the rows of orders are moved and sorted on the way to what metrics are made of. */
class OrderPassTest {
  private static final String WITHOUT_ID = "customer_id, ordered_at, amount";
  private static final HistoryRules RULES =
      Histories.rules("2024-06-30", Granularity.MONTH, Granularity.YEAR);

  private Optional<Dataset<Row>> kept = Optional.empty();
  private Optional<SparkPlan> made = Optional.empty();

  @AfterEach
  void forget() {
    kept.ifPresent(rows -> rows.unpersist(true));
  }

  @Test
  void ordersAreMovedToTheirCustomerOnceAndTheirDaysStayThere() {
    Dataset<Row> ledger =
        ledgerInTurn(WITHOUT_ID, "('c1', '2024-01-02', 1)", "('c2', '2024-01-03', 2)");
    SparkPlan read = made.orElseThrow();
    assertThat(shuffles(read)).isEqualTo(1);
    assertThat(sorts(read)).isEqualTo(1);
    Dataset<Row> days = PurchaseDays.ofLedgerInTurn(ledger);
    SparkPlan totals = CustomerTotals.of(days, RULES.asOf()).queryExecution().executedPlan();
    assertThat(shuffles(totals)).isZero();
    assertThat(sorts(totals)).isZero();
    // Cells are moved, which are as few as the periods; customers are not.
    SparkPlan cells = PeriodCells.of(days, RULES).queryExecution().executedPlan();
    assertThat(shuffles(cells)).isEqualTo(1);
    assertThat(sorts(cells)).isZero();
    assertThat(shuffles(GapHistogram.rows(days).queryExecution().executedPlan())).isEqualTo(1);
  }

  @Test
  void anOrderIdCostsOneMoveMore() {
    // Two rows: Spark does not sort a single one.
    ledgerInTurn(
        "order_id, " + WITHOUT_ID,
        "('o1', 'c1', '2024-01-02', 1)",
        "('o2', 'c1', '2024-01-03', 1)");
    SparkPlan read = made.orElseThrow();
    assertThat(shuffles(read)).isEqualTo(2);
    assertThat(sorts(read)).isEqualTo(2);
  }

  private Dataset<Row> ledgerInTurn(String columns, String... values) {
    MappedFixture orders = MappedFixture.of(OrdersInput.CONTRACT, columns, values);
    OrderLedger rules =
        new OrderLedger(
            LocalDate.of(2024, 6, 30),
            "EUR",
            LocalDate.of(1990, 1, 1),
            new BigDecimal("1000000000"),
            new StatusRules(List.of(), List.of(), List.of()),
            NegativeAmounts.RETURN,
            ReturnsPolicy.ORDER_DATE,
            orders.mapped(),
            List.of(),
            RowText.unmasked());
    return rules
        .judgeOrders(orders.rows(), Optional.empty())
        .ledger(
            true,
            sums -> {
              // Once they are kept their plan is that of reading them.
              made = Optional.of(sums.queryExecution().executedPlan());
              kept = Optional.of(sums.cache());
              return sums;
            });
  }

  private static long shuffles(SparkPlan plan) {
    return all(plan).filter(ShuffleExchangeLike.class::isInstance).count();
  }

  private static long sorts(SparkPlan plan) {
    return all(plan).filter(SortExec.class::isInstance).count();
  }

  private static Stream<SparkPlan> all(SparkPlan plan) {
    return Stream.concat(
        Stream.of(plan),
        CollectionConverters.asJava(plan.children()).stream().flatMap(OrderPassTest::all));
  }
}
