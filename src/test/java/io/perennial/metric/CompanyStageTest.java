package io.perennial.metric;

import static io.perennial.testing.Histories.order;
import static io.perennial.testing.Histories.returned;
import static io.perennial.testing.Histories.rules;
import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.reference.Event;
import io.perennial.table.Granularity;
import io.perennial.table.output.CompanyStageTable;
import io.perennial.testing.Histories;
import java.util.List;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class CompanyStageTest {
  /** Of 100 a year, 0, 40, 60 and 39 are spent by customers who ordered before. */
  @Test
  void theStageFollowsTheShareOfRepeatRevenue() {
    List<Row> years =
        stages(
            "2023-12-31",
            order("a", "2020-05-01", 100),
            order("b", "2021-05-01", 60),
            order("a", "2021-06-01", 40),
            order("c", "2022-01-01", 40),
            order("b", "2022-02-01", 60),
            order("d", "2023-01-01", 61),
            order("d", "2023-12-31", 39));
    assertThat(years.stream().map(row -> row.<String>getAs(CompanyStageTable.STAGE)))
        .containsExactly("starting", "growing", "established", "starting");
    assertThat(years.stream().map(row -> row.<String>getAs(CompanyStageTable.ADVISED_EMPHASIS)))
        .containsExactly(
            "win_customers", "win_and_keep_customers", "keep_customers", "win_customers");
    assertThat(
            years.stream()
                .map(row -> row.<Double>getAs(CompanyStageTable.EARLIER_CUSTOMERS_REVENUE_SHARE)))
        .containsExactly(0.0, 0.4, 0.6, 0.0);
    assertThat(
            years.stream().map(row -> row.<Double>getAs(CompanyStageTable.ANNUAL_REPURCHASE_RATE)))
        .containsExactly(null, 1.0, 0.5, 0.0);
    assertThat(years.stream().map(row -> row.<Boolean>getAs(CompanyStageTable.IS_FIRST_YEAR)))
        .containsExactly(true, false, false, false);
  }

  @Test
  void aYearWithoutRevenueOnBalanceHasNoStage() {
    List<Row> years =
        stages(
            "2021-06-30",
            order("a", "2020-05-01", 10),
            order("b", "2021-05-01", 10),
            returned("a", "2021-05-02", 10),
            returned("never", "2019-05-02", 1));
    assertThat(years.stream().map(row -> row.<String>getAs(CompanyStageTable.STAGE)))
        .containsExactly(null, "starting", null);
    assertThat(years.stream().map(row -> row.<Boolean>getAs(CompanyStageTable.IS_COMPLETE)))
        .containsExactly(true, true, false);
    assertThat(years.stream().map(row -> row.<Boolean>getAs(CompanyStageTable.IS_FIRST_YEAR)))
        .containsExactly(true, true, false);
  }

  private static List<Row> stages(String asOf, Event... events) {
    return MetricCatalog.find(CompanyStageTable.NAME)
        .orElseThrow()
        .of(Histories.history(rules(asOf, Granularity.MONTH), 90, events))
        .orderBy(CompanyStageTable.YEAR)
        .collectAsList();
  }
}
