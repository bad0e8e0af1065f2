package io.perennial.run;

import static io.perennial.testing.Datasets.ofCsv;
import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.table.RunTotals;
import io.perennial.table.output.CustomerBaseValueTable;
import io.perennial.table.output.CustomerChurnTable;
import io.perennial.table.output.PurchaseSummaryTable;
import io.perennial.table.output.RetentionByPeriodTable;
import io.perennial.table.output.RevenueConcentrationSummaryTable;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class HeadlinesTest {
  private static final String SUMMARY = "orders bigint, net_revenue decimal(20,2)";
  private static final String CHURN = "churn_status string, revenue_at_risk decimal(20,2)";
  private static final String RETENTION =
      "segment_name string, granularity string, period_start date, is_complete boolean,"
          + " retention_rate double, churn_rate double";
  private static final String CONCENTRATION =
      "segment_name string, scope string, top_20_percent_revenue_share double,"
          + " customer_share_for_80_percent double";

  private static final String EQUITY =
      "segment_name string, horizon_days int, value_basis string, customer_equity decimal(20,2),"
          + " customer_equity_low decimal(20,2), customer_equity_high decimal(20,2)";

  @Test
  void theFiguresAreReadFromTheirTables() {
    Map<String, Dataset<Row>> tables = new HashMap<>();
    tables.put(
        PurchaseSummaryTable.NAME,
        ofCsv(SUMMARY, "2,1000.50", "1,300.25", "1,0.00", "3,200.01", "0,-100.00"));
    tables.put(
        RetentionByPeriodTable.NAME,
        ofCsv(
            RETENTION,
            "all,month,2024-11-01,true,0.9,0.1",
            "all,month,2024-12-01,true,0.8,0.2",
            "all,quarter,2024-07-01,true,0.5,0.5",
            "all,quarter,2024-10-01,true,0.626,0.374",
            "all,year,2024-01-01,false,0.1,0.9",
            "country,year,2023-01-01,true,0.3,0.7"));
    tables.put(
        CustomerChurnTable.NAME,
        ofCsv(CHURN, "at_risk,1000.00", "at_risk,234.50", "active,0.00", "churned,0.00"));
    tables.put(
        RevenueConcentrationSummaryTable.NAME,
        ofCsv(
            CONCENTRATION,
            "all,all,0.678,0.33",
            "all,last_365_days,0.9,0.1",
            "country,all,0.5,0.5"));

    tables.put(
        CustomerBaseValueTable.NAME,
        ofCsv(
            EQUITY,
            "all,90,revenue,100.00,90.00,110.00",
            "all,364,revenue,2500.00,2000.50,2999.50",
            "country,365,revenue,1.00,1.00,1.00"));

    // Rows of customers are rounded each; what they add up to is a cent too much.
    assertThat(Headlines.of(tables, totals(4, "1400.7549"), "EUR"))
        .containsExactly(
            new RunReport.Headline(
                "customers and net revenue to date", "4 customers, 1,400.75 EUR"),
            new RunReport.Headline(
                "retention of the last complete quarter (from 2024-10-01)",
                "62.6 % retained, 37.4 % churned"),
            new RunReport.Headline("customers who ordered more than once", "50.0 %"),
            new RunReport.Headline(
                "at risk now", "2 customers with 1,234.50 EUR of the last 365 days' revenue"),
            new RunReport.Headline(
                "revenue of the top 20 % of customers", "67.8 %; 33.0 % of customers make 80 %"),
            new RunReport.Headline(
                "expected of all customers to date within 364 days",
                "2,500.00 EUR of revenue (2,000.50 EUR to 2,999.50 EUR)"));
  }

  @Test
  void aFigureWhoseTableWasNotComputedIsLeftOut() {
    RunReport.Headline customers =
        new RunReport.Headline("customers and net revenue to date", "1 customer, 5.00 USD");
    Map<String, BigDecimal> totals = totals(1, "4.995");
    assertThat(Headlines.of(Map.of(), totals, "USD")).containsExactly(customers);
    assertThat(
            Headlines.of(
                Map.of(CustomerChurnTable.NAME, ofCsv(CHURN, "at_risk,5.00", "active,0.00")),
                totals,
                "USD"))
        .containsExactly(
            customers,
            new RunReport.Headline(
                "at risk now", "1 customer with 5.00 USD of the last 365 days' revenue"));
  }

  @Test
  void whatIsNotThereIsSaidSoOrLeftOut() {
    Map<String, Dataset<Row>> tables =
        Map.of(
            PurchaseSummaryTable.NAME,
            ofCsv(SUMMARY, "0,"),
            RetentionByPeriodTable.NAME,
            ofCsv(
                RETENTION,
                "all,year,2024-01-01,false,0.5,0.5",
                "all,month,2024-01-01,true,,",
                "country,month,2024-01-01,true,0.5,0.5"),
            CustomerChurnTable.NAME,
            ofCsv(CHURN, "active,0.00"),
            RevenueConcentrationSummaryTable.NAME,
            ofCsv(CONCENTRATION, "all,all,,"));

    assertThat(Headlines.of(tables, totals(0, "0"), "EUR"))
        .isEqualTo(
            List.of(
                new RunReport.Headline(
                    "customers and net revenue to date", "0 customers, 0.00 EUR"),
                new RunReport.Headline("at risk now", "no customer")));
  }

  private static Map<String, BigDecimal> totals(long customers, String revenue) {
    return Map.of(
        RunTotals.CUSTOMERS_WITH_ORDERS,
        BigDecimal.valueOf(customers),
        RunTotals.NET_REVENUE,
        new BigDecimal(revenue));
  }
}
