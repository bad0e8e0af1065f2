package io.perennial.metric;

import static io.perennial.testing.Histories.order;
import static io.perennial.testing.Histories.returned;
import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.history.HistoryRules;
import io.perennial.history.PurchaseHistory;
import io.perennial.table.Granularity;
import io.perennial.table.input.ContactsInput;
import io.perennial.table.input.ProgrammeCostsInput;
import io.perennial.table.input.ReturnsInput;
import io.perennial.table.output.CustomerProfitabilityTable;
import io.perennial.table.output.OrderEconomicsTable;
import io.perennial.testing.Datasets;
import io.perennial.testing.Histories;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class OrderEconomicsTest {
  private static List<Row> cells;
  private static List<Row> customers;

  /** Every order has a cost, and every return and contact names an order of its customer. */
  @BeforeAll
  static void compute() {
    HistoryRules plain = Histories.rules("2021-06-30", Granularity.YEAR);
    HistoryRules rules =
        new HistoryRules(
            plain.asOf(),
            plain.weekStart(),
            plain.cohortGranularities(),
            plain.cohortStart(),
            plain.retentionGranularities(),
            plain.segments(),
            1,
            plain.atRiskAfterTypicalGaps(),
            plain.trials(),
            plain.engagement(),
            plain.actions(),
            plain.departures(),
            Optional.of(new BigDecimal("40")));
    PurchaseHistory history =
        Histories.history(
            rules,
            365,
            order("ann", "2021-01-01", 100),
            order("ann", "2021-02-01", 15),
            order("bob", "2021-03-01", 150),
            returned("bob", "2021-03-01", 30),
            order("cem", "2021-04-01", 3));
    Dataset<Row> orders =
        Datasets.ofCsv(
            "customer_id string, order_id string, order_date date, gross_units bigint, discount_units"
                + " bigint, returned_units bigint, net_units bigint, cost_units bigint, deviation_units"
                + " bigint, handling_minutes decimal(18,4), channel string",
            "ann,1,2021-01-01,1000000,0,0,1000000,600000,50000,30,web",
            "ann,2,2021-02-01,150000,0,0,150000,90000,,6,store",
            "bob,3,2021-03-01,1500000,0,300000,1200000,700000,,,web",
            "cem,4,2021-04-01,30000,0,0,30000,10000,20000,9,");
    Dataset<Row> returns =
        Datasets.ofCsv(
            "return_id string, customer_id string, order_id string, returned_at timestamp, cost decimal(18,4)",
            "1,bob,3,2021-03-10 09:00:00,12.5");
    Dataset<Row> contacts =
        Datasets.ofCsv(
            "contact_id string, customer_id string, order_id string, contacted_at timestamp, cost decimal(18,4)",
            "1,ann,1,2021-01-03 09:00:00,4",
            "2,ann,1,2021-01-04 09:00:00,4",
            "3,cem,4,2021-04-05 09:00:00,6.25");
    Dataset<Row> programmes =
        Datasets.ofCsv(
            "from_date date, to_date date, purpose string, amount decimal(18,4)",
            "2021-01-01,2021-01-31,retention,10");
    PurchaseHistory given =
        Histories.beside(
            history,
            Map.of(
                ReturnsInput.NAME,
                returns,
                ContactsInput.NAME,
                contacts,
                ProgrammeCostsInput.NAME,
                programmes),
            Optional.of(orders),
            Optional.empty());
    cells = rows(OrderEconomicsTable.NAME, given);
    customers = rows(CustomerProfitabilityTable.NAME, given);
  }

  @Test
  void eachBreakdownAddsUpToTheSameItemsOfCustomerProfitability() {
    for (String breakdown :
        List.of(
            OrderEconomicsTable.ALL,
            OrderEconomicsTable.BY_SIZE,
            OrderEconomicsTable.BY_CHANNEL,
            OrderEconomicsTable.BY_SIZE_AND_CHANNEL)) {
      for (String item :
          List.of(
              CustomerProfitabilityTable.NET_REVENUE,
              CustomerProfitabilityTable.COST_AMOUNT,
              CustomerProfitabilityTable.MARGIN,
              CustomerProfitabilityTable.RETURN_COST,
              CustomerProfitabilityTable.CONTACT_COST,
              CustomerProfitabilityTable.HANDLING_COST,
              CustomerProfitabilityTable.DEVIATION_COST)) {
        assertThat(ofCells(breakdown, item)).as(item).isEqualByComparingTo(ofCustomers(item));
      }
      assertThat(ofCells(breakdown, OrderEconomicsTable.MARGIN_AFTER_SERVICE))
          .isEqualByComparingTo(
              ofCustomers(CustomerProfitabilityTable.PROFIT)
                  .add(ofCustomers(CustomerProfitabilityTable.PROGRAMME_COST)));
    }
  }

  /** Fifteen less nine of goods and six minutes at 40 an hour. */
  @Test
  void whatIsLeftOfAnOrderIsItsMarginLessHandlingDeviationReturnsAndContacts() {
    Row band =
        cells.stream()
            .filter(
                row ->
                    row.getAs(OrderEconomicsTable.BREAKDOWN)
                            .equals(OrderEconomicsTable.BY_SIZE_AND_CHANNEL)
                        && row.getAs(OrderEconomicsTable.SIZE_BAND).equals("10-20"))
            .findFirst()
            .orElseThrow();
    assertThat(band.<BigDecimal>getAs(OrderEconomicsTable.MARGIN)).isEqualByComparingTo("6");
    assertThat(band.<BigDecimal>getAs(OrderEconomicsTable.HANDLING_COST)).isEqualByComparingTo("4");
    assertThat(band.<BigDecimal>getAs(OrderEconomicsTable.HANDLING_COST_PER_ORDER))
        .isEqualByComparingTo("4");
    assertThat(band.<BigDecimal>getAs(OrderEconomicsTable.MARGIN_AFTER_SERVICE_PER_ORDER))
        .isEqualByComparingTo("2");
  }

  private static BigDecimal ofCells(String breakdown, String item) {
    return sum(
        cells.stream()
            .filter(row -> row.getAs(OrderEconomicsTable.BREAKDOWN).equals(breakdown))
            .toList(),
        item);
  }

  private static BigDecimal ofCustomers(String item) {
    return sum(customers, item);
  }

  private static BigDecimal sum(List<Row> rows, String item) {
    return rows.stream()
        .map(row -> Optional.<BigDecimal>ofNullable(row.getAs(item)).orElse(BigDecimal.ZERO))
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private static List<Row> rows(String table, PurchaseHistory history) {
    return MetricCatalog.find(table).orElseThrow().of(history).collectAsList();
  }
}
