package io.perennial.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The report of a small shop with subscriptions, from its orders to the page; the figures are held
 * against the published Parquet files, read by DuckDB.
 */
class ReportCommandTest {
  private static final String HOSTILE_COUNTRY = "<script>alert(1)</script>";
  private static final int CUSTOMERS = 90;

  @TempDir private static Path folder;
  private static Path configuration;
  private static CommandRun run;
  private static CommandRun reported;
  private static byte[] ofTheRun;
  private static byte[] ofTheCommand;
  private static Document english;
  private static Document dutch;

  @BeforeAll
  static void runTheShopOnceAndReportIt() throws IOException {
    writeInputs();
    configuration =
        Files.writeString(
            folder.resolve("shop.yaml"),
            """
            as_of_date: 2025-11-15
            currency: EUR
            cohorts: {granularities: [quarter]}
            retention: {granularities: [quarter, year], activity_window_days: 180}
            lifetime_value: {horizons_days: [365], model: bg_nbd}
            segments: [{name: country, table: customers, attribute: country}]
            inputs:
              orders:
                {path: %1$s/orders.csv, format: csv, options: {header: true},
                 mapping: {customer_id: customer, ordered_at: day, amount: total}}
              customers:
                {path: %1$s/customers.csv, format: csv, options: {header: true},
                 mapping: {customer_id: customer, acquisition_cost: cost}, attributes: {country: country}}
              subscriptions:
                {path: %1$s/subscriptions.csv, format: csv, options: {header: true},
                 mapping: {subscription_id: id, customer_id: customer, started_at: start, ended_at: end, monthly_amount: price}}
            output: {path: %1$s/out, format: parquet}
            """
                .formatted(folder));
    run = CommandRun.withSpark("run", "--config", configuration.toString());
    Path page = folder.resolve("out/report.html");
    ofTheRun = Files.exists(page) ? Files.readAllBytes(page) : new byte[0];
    CommandRun.withSpark("report", "--config", configuration.toString());
    ofTheCommand = Files.readAllBytes(page);
    reported =
        CommandRun.withSpark(
            "report",
            "--config",
            configuration.toString(),
            "--as-of",
            "2025-11-14",
            "--set",
            "report.language=nl",
            "--set",
            "report.include_customer_ids=true",
            "--set",
            "report.customers_listed=3",
            "--set",
            "report.path=" + folder.resolve("elsewhere/rapport.html"));
    english = Jsoup.parse(page.toFile());
    dutch = Jsoup.parse(folder.resolve("elsewhere/rapport.html").toFile());
  }

  @Test
  void aRunEndsWithTheReportAndSaysWhereItIs() {
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("Report\n  file:" + folder.resolve("out/report.html"));
    // The shop has no costs, contacts, returns and trials; every other section could be made.
    assertThat(english.select("#left-out dt")).hasSize(3);
    assertThat(english.select("#left-out").text())
        .contains("Who makes the profit", "After something went wrong", "What trials showed");
  }

  @Test
  void theSameTablesGiveTheSameBytes() {
    assertThat(ofTheCommand).isEqualTo(ofTheRun).isNotEmpty();
  }

  @Test
  void aReportOfOtherTablesThanWereAskedForSaysSo() {
    assertThat(reported.exitCode()).isZero();
    assertThat(run.out()).doesNotContain("another configuration");
    assertThat(reported.out()).contains("as of 2025-11-15", "another configuration");
    assertThat(dutch.select(".as-of").text()).isEqualTo("Stand op 15 november 2025");
  }

  @Test
  void theHeatmapHoldsTheFiguresOfTheTable() throws SQLException {
    List<String> published =
        texts(
            "select strftime(cohort_start, '%Y-%m') || '+' || periods_since_first_order || '='"
                + " || coalesce(cast(retention_rate as varchar), '') || '/' || is_complete"
                + " from cohort_retention where segment_name = 'all'"
                + " and periods_since_first_order between 1 and 12");
    List<String> shown = new ArrayList<>();
    List<Element> rows = english.select("#cohort-heatmap tbody tr");
    for (int row = 1; row < rows.size(); row++) {
      String quarter = rows.get(row).selectFirst("th").text();
      int month = (quarter.charAt(1) - '1') * 3 + 1;
      List<Element> cells = rows.get(row).select("td");
      for (int age = 1; age < cells.size(); age++) {
        if (!cells.get(age).hasClass("empty")) {
          shown.add(
              "%s-%02d+%d=%s/%s"
                  .formatted(
                      quarter.substring(3),
                      month,
                      age,
                      cells.get(age).attr("data-value"),
                      !cells.get(age).hasClass("incomplete")));
        }
      }
    }
    assertThat(shown).containsExactlyInAnyOrderElementsOf(published).hasSizeGreaterThan(50);
  }

  @Test
  void theHeadlinesAreThoseOfTheLastYearThatIsOver() throws SQLException {
    String rate =
        texts(
                "select printf('%.1f', 100 * retention_rate) from retention_by_period where"
                    + " segment_name = 'all' and granularity = 'year' and period_start ="
                    + " '2024-01-01'")
            .get(0);
    assertThat(english.select("#headlines .figures li").first().text()).contains(rate + "%");
    assertThat(english.select("#headlines .message").text()).isEqualTo("2024, compared with 2023.");
  }

  @Test
  void customersAtRiskAreSummedByGroup() throws SQLException {
    List<String> published =
        texts(
            "select count(*) || ' ' || sum(revenue_at_risk) from customer_churn join"
                + " purchase_summary using (customer_id) where churn_status = 'at_risk' group by"
                + " rfm_segment");
    List<String> shown =
        english.select("#revenue-at-risk-table tbody tr").stream()
            .map(row -> row.select("td"))
            .map(cells -> cells.get(0).attr("data-value") + " " + cells.get(1).attr("data-value"))
            .toList();
    assertThat(shown).containsExactlyInAnyOrderElementsOf(published).isNotEmpty();
  }

  @Test
  void everyCustomerWithAPredictedValueIsInOneStepOfTheDistribution() throws SQLException {
    List<String> published =
        texts(
            "select count(*) || ' ' || sum(predicted_value) from customer_lifetime_value where"
                + " predicted_value is not null");
    long customers = 0;
    BigDecimal value = BigDecimal.ZERO;
    for (Element row : english.select("#value-distribution-table tbody tr")) {
      String[] edges = row.selectFirst("th").text().replace(",", "").split("–", 2);
      long inStep = Long.parseLong(row.select("td").get(0).attr("data-value"));
      BigDecimal together = new BigDecimal(row.select("td").get(1).attr("data-value"));
      // The mean of the customers of a step lies within it.
      if (inStep > 0) {
        assertThat(together.doubleValue() / inStep)
            .isBetween(Double.parseDouble(edges[0]), Double.parseDouble(edges[1]));
      }
      customers += inStep;
      value = value.add(together);
    }
    assertThat(customers + " " + value).isEqualTo(published.get(0));
  }

  @Test
  void theCurveOfSubscriptionsIsTheOneOfTheTable() throws SQLException {
    List<String> published =
        texts(
            "select cast(survival_rate as varchar) from contract_retention where segment_name ="
                + " 'all' and survival_rate is not null order by months_since_start");
    List<String> shown =
        english.select("#contract-survival-table tbody tr").stream()
            .map(row -> row.select("td").get(2).attr("data-value"))
            .filter(value -> !value.isEmpty())
            .toList();
    assertThat(shown).hasSameSizeAs(published).isNotEmpty();
    for (int i = 0; i < shown.size(); i++) {
      assertThat(Double.parseDouble(shown.get(i)))
          .isEqualTo(Double.parseDouble(published.get(i)), within(1e-15));
    }
  }

  @Test
  void customersAreNamedOnlyWhereTheConfigurationSaysSo() throws SQLException {
    assertThat(english.text()).doesNotContain("customer-");
    assertThat(dutch.select("#customers-to-approach tbody th").eachText())
        .isEqualTo(
            texts(
                "select customer_id from customer_churn where revenue_at_risk > 0 order by"
                    + " revenue_at_risk desc, customer_id limit 3"));
  }

  @Test
  void aNameFromTheDataIsShownAsItIs() {
    assertThat(english.select("#segments tbody th").eachText()).contains(HOSTILE_COUNTRY);
    assertThat(english.select("script").eachAttr("type")).contains("application/json");
    assertThat(english.select("script").stream().filter(one -> one.data().equals("alert(1)")))
        .isEmpty();
  }

  @Test
  void whereNoRunHasPublishedThereIsNothingToReport() {
    CommandRun nothing =
        CommandRun.withSpark(
            "report",
            "--config",
            configuration.toString(),
            "--set",
            "output.path=" + folder.resolve("none"));
    assertThat(nothing.exitCode()).isEqualTo(2);
    assertThat(nothing.err()).contains("nothing to report", "perennial run", "remedy:");
    assertThat(folder.resolve("none")).doesNotExist();
  }

  private static List<String> texts(String query) throws SQLException {
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:")) {
      for (String table :
          List.of(
              "cohort_retention",
              "retention_by_period",
              "customer_churn",
              "purchase_summary",
              "customer_lifetime_value",
              "contract_retention")) {
        duck.createStatement()
            .execute(
                "create view %1$s as select * from read_parquet('%2$s/out/%1$s/*.parquet')"
                    .formatted(table, folder));
      }
      List<String> texts = new ArrayList<>();
      try (ResultSet rows = duck.createStatement().executeQuery(query)) {
        while (rows.next()) {
          texts.add(rows.getString(1));
        }
      }
      return texts;
    }
  }

  /** Customers who order every so many days until they stop, and some who subscribe. */
  private static void writeInputs() throws IOException {
    Random random = new Random(11);
    List<String> orders = new ArrayList<>(List.of("customer,day,total"));
    List<String> customers = new ArrayList<>(List.of("customer,country,cost"));
    List<String> subscriptions = new ArrayList<>(List.of("id,customer,start,end,price"));
    for (int number = 0; number < CUSTOMERS; number++) {
      String id = "customer-" + number;
      LocalDate day = LocalDate.of(2023, 1, 3).plusDays(number * 11L);
      LocalDate last = day.plusDays(random.nextInt(900));
      int gap = 10 + random.nextInt(60);
      double spend = 20 + random.nextInt(200);
      do {
        orders.add("%s,%s,%.2f".formatted(id, day, spend * (0.7 + 0.6 * random.nextDouble())));
        day = day.plusDays(1 + random.nextInt(2 * gap));
      } while (day.isBefore(last) && !day.isAfter(LocalDate.of(2025, 11, 15)));
      String country = number % 3 == 0 ? "NL" : number % 3 == 1 ? "DE" : HOSTILE_COUNTRY;
      customers.add("%s,%s,%d".formatted(id, country, 5 + number % 7));
      LocalDate start = LocalDate.of(2023, 1, 1).plusDays(random.nextInt(700));
      LocalDate end = start.plusMonths(1 + random.nextInt(20));
      boolean ended = random.nextBoolean() && end.isBefore(LocalDate.of(2025, 11, 1));
      subscriptions.add(
          "s%d,%s,%s,%s,%d".formatted(number, id, start, ended ? end : "", 10 + number % 5));
    }
    Files.write(folder.resolve("orders.csv"), orders);
    Files.write(folder.resolve("customers.csv"), customers);
    Files.write(folder.resolve("subscriptions.csv"), subscriptions);
  }
}
