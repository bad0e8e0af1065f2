package io.perennial.metric;

import static io.perennial.testing.Histories.order;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.sum;
import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.history.ActionRules;
import io.perennial.history.DepartureRules;
import io.perennial.history.EngagementRules;
import io.perennial.history.HistoryRules;
import io.perennial.history.PurchaseHistory;
import io.perennial.history.TrialRules;
import io.perennial.table.CohortStart;
import io.perennial.table.Granularity;
import io.perennial.table.input.ContactsInput;
import io.perennial.table.input.ProgrammeCostsInput;
import io.perennial.table.input.ReturnsInput;
import io.perennial.table.output.CustomerProfitabilityTable;
import io.perennial.testing.Datasets;
import io.perennial.testing.Histories;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CustomerProfitabilityTest {
  private static Map<String, Row> rows;

  @BeforeAll
  static void compute() {
    HistoryRules rules =
        new HistoryRules(
            LocalDate.of(2021, 6, 30),
            DayOfWeek.MONDAY,
            List.of(Granularity.YEAR),
            CohortStart.FIRST_ORDER,
            List.of(Granularity.YEAR),
            List.of(),
            1,
            2.0,
            TrialRules.USUAL,
            EngagementRules.USUAL,
            ActionRules.UNLIMITED,
            DepartureRules.USUAL,
            Optional.of(new BigDecimal("60")));
    PurchaseHistory history =
        Histories.history(
            rules,
            365,
            order("handled", "2021-06-30", 100),
            order("tied", "2021-01-01", 50),
            order("unknown", "2021-01-01", 10),
            order("bare", "2021-01-01", 30));
    Dataset<Row> orders =
        Datasets.ofCsv(
            "customer_id string, order_id string, order_date date, cost_units bigint,"
                + " deviation_units bigint, handling_minutes decimal(18,4), channel string",
            "handled,1,2021-06-30,600000,50000,30,",
            "tied,2,2021-01-01,400000,,,",
            "unknown,3,2021-01-01,,,,",
            "bare,4,2021-01-01,300000,,,");
    Dataset<Row> contacts =
        Datasets.ofCsv(
            "customer_id string, contacted_at timestamp, cost decimal(18,4)",
            "tied,2021-02-01 09:00:00,12",
            "tied,2021-02-02 09:00:00,8",
            "bare,2021-02-02 09:00:00,1",
            "nobody,2021-02-02 09:00:00,1");
    Dataset<Row> returns =
        Datasets.ofCsv(
            "customer_id string, returned_at timestamp, cost decimal(18,4)",
            "tied,2021-02-01 09:00:00,20",
            "unknown,2021-02-01 09:00:00,");
    rows =
        MetricCatalog.find(CustomerProfitabilityTable.NAME)
            .orElseThrow()
            .of(
                Histories.beside(
                    history,
                    Map.of(ContactsInput.NAME, contacts, ReturnsInput.NAME, returns),
                    Optional.of(orders),
                    Optional.empty()))
            .collectAsList()
            .stream()
            .collect(
                Collectors.toMap(
                    row -> row.<String>getAs(CustomerProfitabilityTable.CUSTOMER_ID), row -> row));
  }

  @Test
  void onlyCustomersWithAnOrderOrAReturnOfRevenueHaveARow() {
    assertThat(rows).containsOnlyKeys("handled", "tied", "unknown", "bare");
  }

  /** 100 less 60, half an hour at 60, and 5 of deviations; the first day must not be a year's. */
  @Test
  void handlingIsCostedByTheHourAndAShortTenureIsNotMultiplied() {
    assertThat(money("handled", CustomerProfitabilityTable.HANDLING_COST))
        .isEqualByComparingTo("30");
    assertThat(money("handled", CustomerProfitabilityTable.PROFIT)).isEqualByComparingTo("5");
    assertThat(money("handled", CustomerProfitabilityTable.PROFIT_PER_YEAR))
        .isEqualByComparingTo("5");
  }

  @Test
  void ofEqualCostsTheFirstMakesTheLoss() {
    assertThat(money("tied", CustomerProfitabilityTable.PROFIT)).isEqualByComparingTo("-30");
    assertThat(driver("tied")).isEqualTo(CustomerProfitabilityTable.RETURNS);
  }

  @Test
  void withoutAMarginTheOrdersMakeTheLossWhateverCameAfter() {
    assertThat(money("bare", CustomerProfitabilityTable.PROFIT)).isEqualByComparingTo("-1");
    assertThat(driver("bare")).isEqualTo(CustomerProfitabilityTable.COST_OF_ORDERS);
  }

  @Test
  void whereTheCostOfAnOrderIsNotKnownThereIsNoProfit() {
    assertThat(money("unknown", CustomerProfitabilityTable.PROFIT)).isNull();
    assertThat(rows.get("unknown").<Boolean>getAs(CustomerProfitabilityTable.IS_LOSS_MAKING))
        .isNull();
    assertThat(money("unknown", CustomerProfitabilityTable.RETURN_COST)).isEqualByComparingTo("0");
  }

  /**
   * By hand: of 1.0003 in January 33 cents for each of three, the odd cent and the 0.0003 for the
   * first by id; of 0.03 in February a cent for each of two and one more for the first.
   */
  @Test
  void whatIsLeftOfAMonthsProgrammesGoesToTheFirstCustomersSoThatThePartsAddUp() {
    PurchaseHistory history =
        Histories.history(
            Histories.rules("2021-06-30", Granularity.YEAR),
            365,
            order("c", "2021-01-01", 50),
            order("b", "2021-01-31", 50),
            order("b", "2021-01-02", 50),
            order("a", "2021-01-15", 50),
            order("b", "2021-02-15", 50),
            order("c", "2021-02-15", 50));
    Dataset<Row> orders =
        Datasets.ofCsv(
            "customer_id string, order_id string, order_date date, cost_units bigint,"
                + " deviation_units bigint, handling_minutes decimal(18,4), channel string",
            "a,1,2021-01-15,0,,,");
    PurchaseHistory given =
        GivenInput.beside(
            Histories.beside(history, Map.of(), Optional.of(orders), Optional.empty()),
            ProgrammeCostsInput.NAME,
            "from_date,to_date,purpose,amount",
            "2021-01-01,2021-01-31,retention,1.0003",
            "2021-02-01,2021-02-28,retention,0.03",
            "2021-02-01,2021-02-28,acquisition,500",
            "2021-03-01,2021-03-31,retention,500");
    List<Row> parts =
        ProfitItems.of(given)
            .filter(col(ProfitItems.PROGRAMME_UNITS).isNotNull())
            .groupBy(ProfitItems.CUSTOMER_ID)
            .agg(sum(ProfitItems.PROGRAMME_UNITS))
            .orderBy(ProfitItems.CUSTOMER_ID)
            .collectAsList();
    assertThat(parts.toString()).isEqualTo("[[a,3403], [b,3500], [c,3400]]");
  }

  private static BigDecimal money(String customer, String column) {
    return rows.get(customer).getAs(column);
  }

  private static String driver(String customer) {
    return rows.get(customer).getAs(CustomerProfitabilityTable.LOSS_DRIVER);
  }
}
