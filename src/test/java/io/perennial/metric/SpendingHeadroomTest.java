package io.perennial.metric;

import static io.perennial.testing.Histories.order;
import static io.perennial.testing.Histories.returned;
import static io.perennial.testing.Histories.rules;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.perennial.reference.Event;
import io.perennial.table.Granularity;
import io.perennial.table.output.SpendingHeadroomTable;
import io.perennial.testing.Histories;
import java.math.BigDecimal;
import java.sql.Date;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class SpendingHeadroomTest {
  @Test
  void theBestYearIsAnyThatEndsOnAnOrderOrTheAsOfDate() {
    Map<String, Row> customers =
        headroom(
            // 365 days from 2021-03-01 are over on 2022-02-28, so the third order falls out.
            order("drops", "2021-03-01", 100),
            order("drops", "2022-02-28", 50),
            order("drops", "2022-03-01", 60),
            order("drops", "2023-12-31", 10),
            order("grows", "2022-01-01", 10),
            order("grows", "2023-06-01", 30),
            // The last 365 days leave out the return that every year to an order holds.
            returned("returns", "2022-12-31", 40),
            order("returns", "2022-12-01", 1),
            order("returns", "2023-01-01", 70),
            order("lately", "2023-12-01", 5));
    Row drops = customers.get("drops");
    assertThat(amount(drops, SpendingHeadroomTable.BEST_YEAR_SPEND)).isEqualByComparingTo("150");
    assertThat(drops.<Date>getAs(SpendingHeadroomTable.BEST_YEAR_END)).hasToString("2022-02-28");
    assertThat(amount(drops, SpendingHeadroomTable.SPEND_LAST_365_DAYS)).isEqualByComparingTo("10");
    assertThat(amount(drops, SpendingHeadroomTable.HEADROOM_TO_BEST_YEAR))
        .isEqualByComparingTo("140");
    assertThat(drops.<Boolean>getAs(SpendingHeadroomTable.IS_BELOW_BEST_YEAR)).isTrue();
    assertThat(drops.<Double>getAs(SpendingHeadroomTable.SHARE_OF_BEST_YEAR))
        .isCloseTo(10.0 / 150, within(1e-12));
    Row grows = customers.get("grows");
    assertThat(grows.<Boolean>getAs(SpendingHeadroomTable.IS_BELOW_BEST_YEAR)).isFalse();
    assertThat(grows.<Date>getAs(SpendingHeadroomTable.BEST_YEAR_END)).hasToString("2023-06-01");
    Row returns = customers.get("returns");
    assertThat(amount(returns, SpendingHeadroomTable.BEST_YEAR_SPEND)).isEqualByComparingTo("70");
    assertThat(returns.<Date>getAs(SpendingHeadroomTable.BEST_YEAR_END)).hasToString("2023-12-31");
    assertThat(returns.<Boolean>getAs(SpendingHeadroomTable.HAS_FULL_YEAR)).isTrue();
    assertThat(customers.get("lately").<Boolean>getAs(SpendingHeadroomTable.HAS_FULL_YEAR))
        .isFalse();
  }

  /** The 0.8 quantile of 10, 20, 30, 40 and 90 lies at place 3.2 of 0 to 4: 40 + 0.2 (90 - 40). */
  @Test
  void comparableCustomersAreThoseOfTheCohortYearWhoOrderedInTheLastYear() {
    Map<String, Row> customers =
        headroom(
            order("a", "2022-02-01", 500),
            order("a", "2023-02-01", 10),
            order("b", "2022-03-01", 1),
            order("b", "2023-02-01", 20),
            order("c", "2022-04-01", 1),
            order("c", "2023-02-01", 30),
            order("d", "2022-05-01", 1),
            order("d", "2023-02-01", 40),
            order("e", "2022-06-01", 1),
            order("e", "2023-07-01", 90),
            order("silent", "2022-06-01", 10_000),
            order("other", "2021-06-01", 7),
            order("other", "2023-06-01", 7_000));
    Row a = customers.get("a");
    assertThat(a.<Long>getAs(SpendingHeadroomTable.COMPARABLE_CUSTOMERS)).isEqualTo(5);
    assertThat(amount(a, SpendingHeadroomTable.COMPARABLE_UPPER_SPEND)).isEqualByComparingTo("50");
    assertThat(amount(a, SpendingHeadroomTable.HEADROOM_TO_COMPARABLE)).isEqualByComparingTo("40");
    assertThat(amount(customers.get("e"), SpendingHeadroomTable.HEADROOM_TO_COMPARABLE))
        .isEqualByComparingTo("0");
    assertThat(amount(customers.get("silent"), SpendingHeadroomTable.HEADROOM_TO_COMPARABLE))
        .isEqualByComparingTo("50");
    // Of six with a full year all but e are below their best: the first order of b, c and d lies
    // within 365 days of the second, that of e does not.
    assertThat(a.<Double>getAs(SpendingHeadroomTable.COHORT_SHARE_BELOW_BEST_YEAR))
        .isCloseTo(5.0 / 6, within(1e-12));
  }

  private static BigDecimal amount(Row row, String column) {
    return row.getAs(column);
  }

  private static Map<String, Row> headroom(Event... events) {
    return MetricCatalog.find(SpendingHeadroomTable.NAME)
        .orElseThrow()
        .of(Histories.history(rules("2023-12-31", Granularity.MONTH), 90, events))
        .collectAsList()
        .stream()
        .collect(
            Collectors.toMap(
                row -> row.<String>getAs(SpendingHeadroomTable.CUSTOMER_ID), row -> row));
  }
}
