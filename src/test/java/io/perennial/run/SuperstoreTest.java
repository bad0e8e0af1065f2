package io.perennial.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.perennial.config.Configuration;
import io.perennial.config.ConfigurationReader;
import io.perennial.table.output.PurchaseSummaryTable;
import io.perennial.testing.SharedSpark;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Recency, frequency and monetary value of every customer of Superstore, as they were published.
 */
class SuperstoreTest {
  private static final Path DATA = Path.of("..", "shared", "data", "superstore");
  private static final String COLUMNS =
      "customer,frequency,recency,monetary_value,R_Quartile,F_Quartile,M_Quartile,RFMClass";

  @TempDir private Path output;

  /** What is published of a customer. */
  private record Rfm(int recency, int frequency, BigDecimal monetaryValue) {}

  @Test
  void recencyFrequencyAndMonetaryValueAreThePublishedOnes() throws IOException {
    assumeTrue(
        Files.exists(DATA.resolve("rfm_orders.csv.gz")),
        () -> "the public data set superstore is not at " + DATA.toAbsolutePath());
    Configuration configuration =
        ConfigurationReader.read(
            Path.of("conf", "examples", "superstore_rfm.yaml"),
            List.of("output.path=" + output, "output.format=parquet"),
            Optional.empty(),
            Map.of());
    RunReport report =
        new RetentionJob(
                SharedSpark.session(),
                new RunRequest(configuration, List.of(PurchaseSummaryTable.NAME)),
                RunListener.SILENT)
            .run();

    assertThat(report.inputs())
        .containsExactly(new RunReport.InputReport("orders", 5_009, 5_009, 0, 0, 0));
    Map<String, Rfm> published = published();
    assertThat(published).hasSize(793);
    assertThat(computed()).isEqualTo(published);
  }

  private Map<String, Rfm> computed() {
    Map<String, Rfm> customers = new TreeMap<>();
    List<Row> rows =
        SharedSpark.session()
            .read()
            .parquet(output.resolve(PurchaseSummaryTable.NAME).toString())
            .selectExpr(
                PurchaseSummaryTable.CUSTOMER_ID,
                "cast(" + PurchaseSummaryTable.DAYS_SINCE_LAST_ORDER + " as int)",
                "cast(" + PurchaseSummaryTable.ORDERS + " as int)",
                PurchaseSummaryTable.NET_REVENUE)
            .collectAsList();
    for (Row row : rows) {
      customers.put(
          row.getString(0),
          new Rfm(row.getInt(1), row.getInt(2), row.getDecimal(3).stripTrailingZeros()));
    }
    return customers;
  }

  private static Map<String, Rfm> published() throws IOException {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(DATA.resolve("rfm_table.csv.gz"))),
                Charset.forName("x-MacRoman")))) {
      assertThat(lines.readLine()).isEqualTo(COLUMNS);
      return lines
          .lines()
          .map(line -> line.split(",", -1))
          .collect(
              Collectors.toMap(
                  fields -> fields[0],
                  fields ->
                      new Rfm(
                          Integer.parseInt(fields[2]),
                          Integer.parseInt(fields[1]),
                          new BigDecimal(fields[3]).stripTrailingZeros()),
                  (one, other) -> {
                    throw new IllegalStateException("a customer stands there twice");
                  },
                  TreeMap::new));
    }
  }
}
