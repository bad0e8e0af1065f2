package io.perennial.quality;

import static io.perennial.table.ColumnContract.optional;
import static io.perennial.table.ColumnContract.required;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.error.Category;
import io.perennial.error.PerennialException;
import io.perennial.table.RowConstraint;
import io.perennial.table.TableContract;
import io.perennial.table.TotalConstraint;
import io.perennial.table.Types;
import io.perennial.testing.SharedSpark;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class OutputCheckTest {
  private static final TableContract CONTRACT =
      new TableContract(
          "shares",
          "One row is one customer and day.",
          List.of(
              required("customer_id", Types.TEXT, "The customer."),
              required("day", Types.DATE, "The day."),
              optional("share", Types.RATE, "A share.")),
          List.of("customer_id", "day"),
          List.of(
              new RowConstraint(
                  "share_is_a_share", "share between 0 and 1", "A share is in [0, 1].")),
          List.of(
              new TotalConstraint(
                  "no_more_rows_than_customers",
                  "count(*) <= :customers",
                  "There is at most one row a customer.")),
          "Which share?",
          "select * from shares");

  private static final Map<String, BigDecimal> TOTALS = Map.of("customers", BigDecimal.valueOf(3));

  private static final OutputCheck CHECK = new OutputCheck(CONTRACT);

  private static Dataset<Row> table(String values) {
    return SharedSpark.session()
        .sql(
            "select customer_id, cast(day as date) as day, cast(share as double) as share from"
                + " values "
                + values
                + " as t(customer_id, day, share)");
  }

  private static OutputCheck.Outcome outcome(String values) {
    return CHECK.of(table(values), TOTALS);
  }

  @Test
  void aTableThatKeepsItsContractIsCounted() {
    assertThat(CHECK.columnViolations(table("('c1', '2024-01-02', 0.5)"))).isEmpty();
    assertThat(outcome("('c1', '2024-01-02', 0.5), ('c1', '2024-01-03', null)"))
        .isEqualTo(new OutputCheck.Outcome(2, List.of()));
    assertThat(CHECK.broken(List.of())).isEmpty();
  }

  @Test
  void anEmptyTableKeepsItsContract() {
    Dataset<Row> empty = table("('c1', '2024-01-02', 0.5)").filter("share > 1");
    assertThat(CHECK.of(empty, TOTALS)).isEqualTo(new OutputCheck.Outcome(0, List.of()));
  }

  @Test
  void everyViolationIsCounted() {
    OutputCheck.Outcome outcome =
        outcome(
            "('c1', '2024-01-02', 0.5), ('c1', '2024-01-02', 1.5), ('c1', '2024-01-02', -1),"
                + " (null, '2024-01-02', 0.1)");
    assertThat(outcome.rows()).isEqualTo(4);
    assertThat(outcome.violations())
        .containsExactly(
            "2 rows repeat the key customer_id, day of another.",
            "1 rows have no customer_id.",
            "2 rows break share_is_a_share: A share is in [0, 1]. (share between 0 and 1)",
            "The table as a whole breaks no_more_rows_than_customers: There is at most one row a"
                + " customer. (count(*) <= :customers)");
    PerennialException error = CHECK.broken(outcome.violations()).orElseThrow();
    assertThat(error.category()).isEqualTo(Category.OUTPUT_CONTRACT);
    assertThat(error).hasMessageContaining("shares").hasMessageContaining("2 rows repeat the key");
  }

  @Test
  void columnsOfAnotherNameOrTypeAreFoundWithoutAnAction() {
    Dataset<Row> table = table("('c1', '2024-01-02', 0.5)");
    assertThat(CHECK.columnViolations(table.drop("share")))
        .containsExactly(
            "The columns are [customer_id, day] and should be [customer_id, day, share].");
    assertThat(
            CHECK.columnViolations(
                table.selectExpr("customer_id", "day", "cast(share as float) as share")))
        .containsExactly("share is float and should be double.");
  }

  @Test
  void aTotalThatThereIsNotIsAnErrorOfTheContract() {
    Dataset<Row> table = table("('c1', '2024-01-02', 0.5)");
    assertThatThrownBy(() -> CHECK.of(table, Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("customers");
  }
}
