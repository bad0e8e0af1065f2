package io.perennial.metric;

import static io.perennial.testing.Histories.order;
import static io.perennial.testing.Histories.rules;
import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.perennial.table.Granularity;
import io.perennial.table.output.RetentionByPeriodTable;
import io.perennial.testing.Histories;
import java.time.LocalDate;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class RetentionByPeriodTest {
  /**
   * The example by which gross and net churn are usually told apart: of a revenue of 100, 10 leave,
   * 10 are spent less and 10 more. Gross churn is 20 %, net churn 10 %.
   */
  @Test
  void grossAndNetRetentionAreThoseOfThePublishedExample() {
    Row february =
        MetricCatalog.find(RetentionByPeriodTable.NAME)
            .orElseThrow()
            .of(
                Histories.history(
                    rules("2024-02-29", Granularity.MONTH),
                    30,
                    order("leaves", "2024-01-15", 10),
                    order("shrinks", "2024-01-15", 20),
                    order("grows", "2024-01-15", 30),
                    order("stays", "2024-01-15", 40),
                    order("shrinks", "2024-02-15", 10),
                    order("grows", "2024-02-15", 40),
                    order("stays", "2024-02-15", 40)))
            .filter(col(RetentionByPeriodTable.PERIOD_START).equalTo(LocalDate.of(2024, 2, 1)))
            .head();
    assertThat(february.<Double>getAs(RetentionByPeriodTable.GROSS_REVENUE_RETENTION))
        .isCloseTo(.8, within(1e-12));
    assertThat(february.<Double>getAs(RetentionByPeriodTable.NET_REVENUE_RETENTION))
        .isCloseTo(.9, within(1e-12));
    // What was gained over what was lost.
    assertThat(february.<Double>getAs(RetentionByPeriodTable.QUICK_RATIO))
        .isCloseTo(.5, within(1e-12));
    assertThat(february.<Double>getAs(RetentionByPeriodTable.PERIOD_OVER_PERIOD_RETENTION_RATE))
        .isCloseTo(.75, within(1e-12));
  }
}
