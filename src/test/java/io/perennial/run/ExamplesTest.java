package io.perennial.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.config.Configuration;
import io.perennial.config.ConfigurationReader;
import io.perennial.table.output.CategoryPairsTable;
import io.perennial.table.output.CustomerProfitabilityTable;
import io.perennial.table.output.DepartureReasonsTable;
import io.perennial.table.output.FirstOrderExperienceTable;
import io.perennial.table.output.OrderEconomicsTable;
import io.perennial.table.output.ProductBreadthTable;
import io.perennial.table.output.ReturnOriginsTable;
import io.perennial.table.output.SatisfactionTable;
import io.perennial.testing.PublicData;
import io.perennial.testing.SharedSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The example configurations of public data sets with more than orders; what is expected was
 * counted in the files by another program. And the example of the README.
 */
class ExamplesTest {
  @TempDir private Path output;

  private RunReport run(String example, String dataSet, String... tables) {
    PublicData.require(dataSet);
    Configuration configuration =
        ConfigurationReader.read(
            Path.of("conf", "examples", example + ".yaml"),
            List.of("output.path=" + output, "output.format=parquet"),
            Optional.empty(),
            Map.of());
    return new RetentionJob(
            SharedSpark.session(),
            new RunRequest(configuration, List.of(tables)),
            RunListener.SILENT)
        .run();
  }

  private Row row(String table, String condition, String... columns) {
    return SharedSpark.session()
        .read()
        .parquet(output.resolve(table).toString())
        .filter(condition)
        .selectExpr(columns)
        .head();
  }

  @Test
  void theExampleOfTheReadmeReadsTheFilesThatItIsFor() throws IOException {
    String readme = Files.readString(Path.of("README.md"));
    String fenced = readme.substring(readme.indexOf("   ```yaml\n") + "   ```yaml\n".length());
    Path file = output.resolve("shop.yaml");
    Files.writeString(file, fenced.substring(0, fenced.indexOf("   ```\n")).stripIndent());
    Files.writeString(
        output.resolve("orders.csv"),
        "CustomerID,OrderDate,Total,OrderNo,Refunded\n"
            + "c1,31/12/2024 23:59,\"1.234,56\",o1,\"1.012,50\"\n"
            + "c2,01/02/2025 08:00,\"9,00\",o2,\n");
    Files.writeString(
        output.resolve("returns.csv"),
        "ReturnNo;OrderNo;CustomerID;ReturnDate;Reason\nr1;o1;c1;31/01/2025 12:00;too small\n");
    Configuration configuration =
        ConfigurationReader.read(
            file,
            List.of(
                "inputs.orders.path=" + output.resolve("orders.csv"),
                "inputs.returns.path=" + output.resolve("returns.csv")),
            Optional.empty(),
            Map.of());

    CheckReport report =
        new RetentionJob(
                SharedSpark.session(), new RunRequest(configuration, List.of()), RunListener.SILENT)
            .check();

    assertThat(report.inputs())
        .containsExactly(
            new RunReport.InputReport("orders", 2, 2, 0, 0, 0),
            new RunReport.InputReport("returns", 1, 1, 0, 0, 0));
    assertThat(report.refusal()).isEmpty();
  }

  @Test
  void olistTellsLateDeliveriesAndReviews() {
    RunReport report =
        run("olist", "olist", FirstOrderExperienceTable.NAME, SatisfactionTable.NAME);

    assertThat(report.inputs())
        .contains(new RunReport.InputReport("surveys", 8_225, 8_225, 0, 0, 0));
    assertThat(answers().toString()).isEqualTo("[8225,4538,667,3020]");
    Row late =
        row(
            FirstOrderExperienceTable.NAME,
            "segment_name = 'all' and experience = 'delivery' and experience_value = 'late'",
            "customers");
    assertThat(late.getLong(0)).isPositive();
  }

  @Test
  void superstoreTellsProfitAndReturns() {
    run("superstore", "superstore", CustomerProfitabilityTable.NAME, ReturnOriginsTable.NAME);

    Row profit =
        row(
            CustomerProfitabilityTable.NAME,
            "true",
            "count(*)",
            "cast(sum(net_revenue) as double)",
            "cast(sum(profit) as double)");
    assertThat(profit.getLong(0)).isEqualTo(793);
    // Sales of 2,297,200.86 and profit of 286,397.02; each customer's is rounded to the cent.
    assertThat(profit.getDouble(1)).isBetween(2_297_200.86 - 4, 2_297_200.86 + 4);
    assertThat(profit.getDouble(2)).isBetween(286_397.02 - 4, 286_397.02 + 4);
    Row returns = row(ReturnOriginsTable.NAME, "breakdown = 'all'", "returns");
    assertThat(returns.getLong(0)).isEqualTo(292);
  }

  @Test
  void onlineRetailTellsItsCancellations() {
    RunReport report = run("online_retail_returns", "online_retail", ReturnOriginsTable.NAME);

    assertThat(report.inputs())
        .contains(new RunReport.InputReport("returns", 3_654, 3_654, 0, 0, 0));
    Row returns = row(ReturnOriginsTable.NAME, "breakdown = 'all'", "returns", "amount");
    assertThat(returns.toString()).isEqualTo("[3654,611342.09]");
  }

  @Test
  void foodmartTellsCostsAndBreadth() {
    run(
        "foodmart_breadth",
        "foodmart",
        OrderEconomicsTable.NAME,
        ProductBreadthTable.NAME,
        CategoryPairsTable.NAME);

    Row economics =
        row(
            OrderEconomicsTable.NAME,
            "breakdown = 'all'",
            "ordered_amount",
            "cost_amount",
            "margin");
    assertThat(economics.toString()).isEqualTo("[565238.13,225627.23,339610.90]");
  }

  @Test
  void telcoTellsWhyCustomersLeftAndHowContentTheyWere() {
    run("telco", "telco", DepartureReasonsTable.NAME, SatisfactionTable.NAME);

    String everybody = "segment_name = 'all' and departure_kind = 'all' and reason = '%s'";
    assertThat(departures(everybody.formatted("all"))).isEqualTo(1_869);
    assertThat(departures(everybody.formatted("Competitor had better devices"))).isEqualTo(313);
    assertThat(departures(everybody.formatted("Attitude of support person"))).isEqualTo(220);
    assertThat(
            departures(
                "segment_name = 'all' and departure_kind = 'involuntary' and reason = 'all'"))
        .isEqualTo(6);
    assertThat(answers().toString()).isEqualTo("[7043,2938,2665,1440]");
  }

  /** All answers of everybody, and how they fell. */
  private Row answers() {
    return row(
        SatisfactionTable.NAME,
        "segment_name = 'all' and stage = 'all' and granularity = 'all'",
        "answers",
        "favourable_answers",
        "neutral_answers",
        "unfavourable_answers");
  }

  private long departures(String condition) {
    return row(DepartureReasonsTable.NAME, condition + " and cohort_year = 'all'", "departures")
        .getLong(0);
  }
}
