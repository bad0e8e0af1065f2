package io.perennial.metric;

import static io.perennial.testing.Histories.order;
import static io.perennial.testing.Histories.rules;
import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.history.PurchaseHistory;
import io.perennial.table.Granularity;
import io.perennial.table.input.ProgrammeCostsInput;
import io.perennial.table.output.RetentionCostTable;
import io.perennial.testing.Datasets;
import io.perennial.testing.Histories;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class RetentionCostTest {
  /**
   * In 2020 two customers stay and one is won: 100 for keeping is 50 each, half of 600 over two
   * years for winning is 300, which the new customer's second order, 35 days after the first, pays
   * back.
   */
  @Test
  void keepingAndWinningAreHeldAgainstWhoWasKeptAndWon() {
    PurchaseHistory history =
        Histories.history(
            rules("2020-12-31", Granularity.YEAR),
            365,
            order("a", "2019-06-01", 10),
            order("a", "2020-03-01", 10),
            order("b", "2019-07-01", 10),
            order("b", "2020-12-01", 10),
            order("c", "2020-05-01", 200),
            order("c", "2020-06-05", 150));
    Dataset<Row> costs =
        Datasets.ofCsv(
            "from_date date, to_date date, purpose string, category string, amount decimal(18,4)",
            "2020-01-01,2020-12-31,retention,,100",
            "2020-01-01,2021-12-31,acquisition,,599.1804");
    Row year =
        MetricCatalog.find(RetentionCostTable.NAME)
            .orElseThrow()
            .of(
                Histories.beside(
                    history,
                    Map.of(ProgrammeCostsInput.NAME, costs),
                    Optional.empty(),
                    Optional.empty()))
            .filter(col(RetentionCostTable.PERIOD_START).equalTo(LocalDate.of(2020, 1, 1)))
            .head();
    assertThat(year.<Long>getAs(RetentionCostTable.RETAINED_CUSTOMERS)).isEqualTo(2);
    assertThat(year.<Long>getAs(RetentionCostTable.ACQUIRED_CUSTOMERS)).isEqualTo(1);
    assertThat(year.<BigDecimal>getAs(RetentionCostTable.COST_PER_RETAINED))
        .isEqualByComparingTo("50");
    // 599.1804 x 366 / 731 days, rounded down to ten-thousandths: 300.0000.
    assertThat(year.<BigDecimal>getAs(RetentionCostTable.COST_PER_NEW)).isEqualByComparingTo("300");
    assertThat(year.<Double>getAs(RetentionCostTable.COST_RATIO)).isEqualTo(6.0);
    assertThat(year.<Integer>getAs(RetentionCostTable.PAYBACK_MONTHS)).isEqualTo(2);
  }
}
