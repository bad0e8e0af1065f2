package io.perennial.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.perennial.config.Configuration;
import io.perennial.config.ConfigurationReader;
import io.perennial.table.input.ExperimentsInput;
import io.perennial.table.output.ExperimentResultsTable;
import io.perennial.testing.PublicData;
import io.perennial.testing.SharedSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Hillstrom's e-mail experiment through the whole job, against its published figures. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HillstromTest {
  private static final String MENS = "Mens E-Mail";
  private static final String WOMENS = "Womens E-Mail";

  private final Map<String, Row> results = new HashMap<>();
  private RunReport report;

  @BeforeAll
  void run(@TempDir Path directory) throws IOException {
    Path data = numbered(directory);
    Path output = directory.resolve("tables");
    Configuration configuration =
        ConfigurationReader.read(
            Path.of("conf", "examples", "hillstrom.yaml"),
            List.of(
                "inputs.orders.path=" + data,
                "inputs.experiments.path=" + data,
                "output.path=" + output,
                "output.format=parquet"),
            Optional.empty(),
            Map.of());
    report =
        new RetentionJob(
                SharedSpark.session(),
                new RunRequest(configuration, List.of(ExperimentResultsTable.NAME)),
                RunListener.SILENT)
            .run();
    SharedSpark.session()
        .read()
        .parquet(output.resolve(ExperimentResultsTable.NAME).toString())
        .collectAsList()
        .forEach(
            row ->
                results.put(
                    row.getAs(ExperimentResultsTable.VARIANT)
                        + " "
                        + row.getAs(ExperimentResultsTable.OUTCOME),
                    row));
  }

  /** The rows with a number before each, as the configuration asks for. */
  private static Path numbered(Path directory) throws IOException {
    List<String> lines = PublicData.lines("hillstrom/hillstrom.csv.gz");
    List<String> numbered = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      numbered.add((i == 0 ? "row" : Integer.toString(i)) + "," + lines.get(i));
    }
    return Files.write(directory.resolve("hillstrom_numbered.csv"), numbered);
  }

  @Test
  void everyCustomerIsAssignedAndThoseWhoSpentNothingOrderedNothing() {
    assertThat(report.inputs())
        .containsExactlyInAnyOrder(
            new RunReport.InputReport("orders", 64_000, 578, 0, 63_422, 0),
            new RunReport.InputReport("experiments", 64_000, 64_000, 0, 0, 0));
  }

  @Test
  void theLiftsOfSpendAndTheirErrorsAreThePublishedOnes() {
    for (String outcome :
        List.of(ExperimentResultsTable.NET_REVENUE, ExperimentsInput.OUTCOME_AMOUNT)) {
      assertThat(figure(MENS, outcome, ExperimentResultsTable.DIFFERENCE))
          .isCloseTo(.769827, within(5e-7));
      assertThat(figure(MENS, outcome, ExperimentResultsTable.STANDARD_ERROR))
          .isCloseTo(.145247, within(5e-7));
      assertThat(figure(WOMENS, outcome, ExperimentResultsTable.DIFFERENCE))
          .isCloseTo(.424412, within(5e-7));
      assertThat(figure(WOMENS, outcome, ExperimentResultsTable.STANDARD_ERROR))
          .isCloseTo(.130333, within(5e-7));
    }
  }

  /** 267 of 21,307 and 189 of 21,387 bought against 122 of 21,306; 3,894 visited against 2,262. */
  @Test
  void theSharesAreThoseOfTheCounts() {
    assertThat(figure(MENS, ExperimentResultsTable.ORDERED, ExperimentResultsTable.DIFFERENCE))
        .isCloseTo(267.0 / 21_307 - 122.0 / 21_306, within(1e-15));
    assertThat(figure(WOMENS, ExperimentResultsTable.ORDERED, ExperimentResultsTable.DIFFERENCE))
        .isCloseTo(189.0 / 21_387 - 122.0 / 21_306, within(1e-15));
    assertThat(figure(MENS, ExperimentsInput.CONVERTED, ExperimentResultsTable.DIFFERENCE))
        .isCloseTo(3_894.0 / 21_307 - 2_262.0 / 21_306, within(1e-15));
  }

  /** 21,307, 21,387 and 21,306 against thirds of 64,000: chi-square .2025 on two degrees. */
  @Test
  void theCustomersWereSplitAsPlanned() {
    assertThat(results).hasSize(8);
    assertThat(results.values())
        .allSatisfy(
            row -> {
              assertThat(row.<String>getAs(ExperimentResultsTable.SAMPLE_RATIO_VERDICT))
                  .isEqualTo("as_planned");
              assertThat(row.<Double>getAs(ExperimentResultsTable.SAMPLE_RATIO_P_VALUE))
                  .isCloseTo(Math.exp(-chiSquare() / 2), within(1e-12));
              assertThat(row.<Double>getAs(ExperimentResultsTable.P_VALUE_HOLM)).isLessThan(.01);
            });
  }

  private static double chiSquare() {
    double expected = 64_000 / 3.0;
    return (Math.pow(21_307 - expected, 2)
            + Math.pow(21_387 - expected, 2)
            + Math.pow(21_306 - expected, 2))
        / expected;
  }

  private double figure(String variant, String outcome, String column) {
    return results.get(variant + " " + outcome).<Double>getAs(column);
  }
}
