package io.perennial.run;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.perennial.config.Configuration;
import io.perennial.config.ConfigurationReader;
import io.perennial.table.output.CohortRetentionTable;
import io.perennial.table.output.InputReconciliationTable;
import io.perennial.table.output.PurchaseSummaryTable;
import io.perennial.table.output.RevenueConcentrationSummaryTable;
import io.perennial.table.output.RevenueConcentrationTable;
import io.perennial.testing.SharedSpark;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The whole job on public data, against figures that were published or computed by others. */
class PublishedFiguresTest {
  private static final Path DATA = Path.of("..", "shared", "data");

  /** CDNOW master file: Fader and Hardie's purchase data, 69,659 rows. */
  @Nested
  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  class Cdnow {
    private Output output;

    @BeforeAll
    void run(@TempDir Path directory) {
      output = Output.of("cdnow", "1998-06-30", "cdnow/CDNOW_master.txt.gz", directory);
    }

    @Test
    void customersAndRevenueAreThePublishedOnes() {
      Row all = output.concentration();
      assertThat(all.<Long>getAs(RevenueConcentrationSummaryTable.CUSTOMERS)).isEqualTo(23_570);
      assertThat(all.<BigDecimal>getAs(RevenueConcentrationSummaryTable.NET_REVENUE))
          .isEqualByComparingTo("2500315.63");
    }

    @Test
    void concentrationIsThePublishedOne() {
      Row all = output.concentration();
      assertThat(all.<Double>getAs(RevenueConcentrationSummaryTable.GINI_COEFFICIENT))
          .isCloseTo(.634571, within(5e-7));
      assertThat(all.<Double>getAs(RevenueConcentrationSummaryTable.TOP_20_PERCENT_REVENUE_SHARE))
          .isCloseTo(.67777, within(5e-6));
      assertThat(all.<Double>getAs(RevenueConcentrationSummaryTable.TOP_10_PERCENT_REVENUE_SHARE))
          .isCloseTo(.50943, within(5e-6));
      assertThat(all.<Long>getAs(RevenueConcentrationSummaryTable.CUSTOMERS_FOR_80_PERCENT))
          .isEqualTo(7_695);
    }

    @Test
    void repeatCustomersByDayAndByRowAreThePublishedOnes() {
      Dataset<Row> customers = output.table(PurchaseSummaryTable.NAME);
      assertThat(customers.filter(col(PurchaseSummaryTable.FREQUENCY).gt(0)).count())
          .isEqualTo(11_516);
      assertThat(customers.filter(col(PurchaseSummaryTable.ORDERS).geq(2)).count())
          .isEqualTo(11_662);
    }

    @Test
    void theJanuaryCohortReturnsAsPublished() {
      assertThat(output.monthlyCohort("1997-01-01").subList(0, 4))
          .containsExactly(7_846L, 1_157L, 964L, 810L);
    }

    @Test
    void everyRowIsAccountedFor() {
      assertThat(output.report.inputs())
          .containsExactly(new RunReport.InputReport("orders", 69_659, 69_659, 0, 0, 0));
    }
  }

  /** UCI Online Retail: 541,909 invoice lines, of which a quarter names no customer. */
  @Nested
  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  class OnlineRetail {
    private Output output;

    @BeforeAll
    void run(@TempDir Path directory) {
      output =
          Output.of("online_retail", "2011-12-09", "online_retail/onlineretail.csv.gz", directory);
    }

    @Test
    void everyLineIsAccountedFor() {
      RunReport.InputReport lines = output.report.inputs().get(0);
      assertThat(lines.name()).isEqualTo("order_lines");
      assertThat(lines.rowsRead()).isEqualTo(541_909);
      assertThat(lines.rowsAccepted()).isEqualTo(406_829);
      assertThat(lines.rowsAnonymous()).isEqualTo(135_080);
      assertThat(
              output
                  .table(InputReconciliationTable.NAME)
                  .selectExpr("sum(rows_read)", "sum(rows_accepted + rows_anonymous)")
                  .head())
          .satisfies(row -> assertThat(row.getLong(0)).isEqualTo(541_909))
          .satisfies(row -> assertThat(row.getLong(1)).isEqualTo(541_909));
    }

    @Test
    void ordersCustomersAndRevenueAreThePublishedOnes() {
      Row all = output.concentration();
      assertThat(all.<Long>getAs(RevenueConcentrationSummaryTable.CUSTOMERS)).isEqualTo(4_372);
      assertThat(all.<BigDecimal>getAs(RevenueConcentrationSummaryTable.NET_REVENUE))
          .isEqualByComparingTo("8300065.81");
      assertThat(all.<Long>getAs(RevenueConcentrationSummaryTable.CUSTOMERS_WITH_NEGATIVE_REVENUE))
          .isEqualTo(41);
      Dataset<Row> customers = output.table(PurchaseSummaryTable.NAME);
      assertThat(customers.selectExpr("sum(orders)").head().getLong(0)).isEqualTo(18_536);
      assertThat(customers.filter("orders > 0").count()).isEqualTo(4_339);
    }

    @Test
    void concentrationIsThePublishedOne() {
      Row all = output.concentration();
      assertThat(all.<Double>getAs(RevenueConcentrationSummaryTable.TOP_20_PERCENT_REVENUE_SHARE))
          .isCloseTo(.73847, within(5e-6));
      assertThat(
              output
                  .table(RevenueConcentrationTable.NAME)
                  .filter("segment_name = 'all' and scope = 'all' and percentile = 20")
                  .head()
                  .<Long>getAs(RevenueConcentrationTable.CUSTOMERS))
          .isEqualTo(875);
      assertThat(all.<Long>getAs(RevenueConcentrationSummaryTable.CUSTOMERS_FOR_80_PERCENT))
          .isEqualTo(1_171);
      assertThat(all.<Double>getAs(RevenueConcentrationSummaryTable.GINI_COEFFICIENT))
          .isCloseTo(.709284, within(5e-7));
    }

    @Test
    void theDecemberCohortReturnsAsPublished() {
      assertThat(output.monthlyCohort("2010-12-01"))
          .containsExactly(
              885L, 324L, 286L, 340L, 321L, 352L, 321L, 309L, 313L, 350L, 331L, 445L, 235L);
    }

    /** The same lines where every invoice counts as activity, cancellations too. */
    @Test
    void withEveryInvoiceAnOrderTheDecemberCohortReturnsAsPublished(@TempDir Path directory) {
      Output output =
          Output.of(
              "online_retail",
              "2011-12-09",
              "online_retail/onlineretail.csv.gz",
              directory,
              List.of("orders.return_statuses=[]", "orders.negative_amounts=order"),
              List.of(CohortRetentionTable.NAME));
      assertThat(output.monthlyCohort("2010-12-01"))
          .containsExactly(
              948L, 362L, 317L, 367L, 341L, 376L, 360L, 336L, 336L, 374L, 354L, 474L, 260L);
    }
  }

  /** What a run published, and what it said. */
  private record Output(Path directory, RunReport report) {
    static Output of(String name, String asOf, String data, Path directory) {
      return of(name, asOf, data, directory, List.of(), List.of());
    }

    static Output of(
        String name,
        String asOf,
        String data,
        Path directory,
        List<String> overrides,
        List<String> tables) {
      assumeTrue(
          Files.exists(DATA.resolve(data)),
          () -> "the public data set " + data + " is not at " + DATA.toAbsolutePath());
      Configuration configuration =
          ConfigurationReader.read(
              Path.of("conf", name + ".yaml"),
              Stream.concat(
                      Stream.of("output.path=" + directory, "output.format=parquet"),
                      overrides.stream())
                  .toList(),
              Optional.of(LocalDate.parse(asOf)),
              Map.of());
      RunReport report =
          new RetentionJob(
                  SharedSpark.session(), new RunRequest(configuration, tables), RunListener.SILENT)
              .run();
      return new Output(directory, report);
    }

    Dataset<Row> table(String name) {
      return SharedSpark.session().read().parquet(directory.resolve(name).toString());
    }

    Row concentration() {
      return table(RevenueConcentrationSummaryTable.NAME)
          .filter("segment_name = 'all' and scope = 'all'")
          .head();
    }

    List<Long> monthlyCohort(String start) {
      return table(CohortRetentionTable.NAME)
          .filter("segment_name = 'all' and granularity = 'month'")
          .filter(col(CohortRetentionTable.COHORT_START).equalTo(start))
          .orderBy(CohortRetentionTable.PERIODS_SINCE_FIRST_ORDER)
          .select(CohortRetentionTable.ACTIVE_CUSTOMERS)
          .collectAsList()
          .stream()
          .map(row -> row.getLong(0))
          .toList();
    }
  }
}
