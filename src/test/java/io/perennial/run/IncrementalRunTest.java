package io.perennial.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.config.ConfigurationReader;
import io.perennial.store.TableStore;
import io.perennial.table.OutputFormat;
import io.perennial.table.TableContract;
import io.perennial.table.output.CohortRetentionTable;
import io.perennial.table.output.InputReconciliationTable;
import io.perennial.table.output.PurchaseSummaryTable;
import io.perennial.table.output.RejectedRowsTable;
import io.perennial.testing.Datasets;
import io.perennial.testing.SharedSpark;
import io.perennial.testing.SmallShop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IncrementalRunTest {
  private static final List<TableContract> TABLES =
      List.of(
          PurchaseSummaryTable.CONTRACT,
          CohortRetentionTable.CONTRACT,
          InputReconciliationTable.CONTRACT,
          RejectedRowsTable.CONTRACT);

  @TempDir private Path folder;

  private SmallShop shop;

  private void sell(String file, List<String> orders) throws IOException {
    List<String> lines = new ArrayList<>(List.of(SmallShop.HEADER + ",status"));
    orders.forEach(order -> lines.add(order.split(",").length == 5 ? order : order + ",paid"));
    Files.write(Files.createDirectories(folder.resolve("orders")).resolve(file), lines);
  }

  private RunRequest request(String day, String output, boolean incremental, String... more) {
    List<String> overrides =
        new ArrayList<>(
            List.of(
                "inputs.orders.path=" + folder.resolve("orders"),
                "inputs.orders.mapping.status=status",
                "output.path=" + folder.resolve(output)));
    overrides.addAll(Arrays.asList(more));
    return new RunRequest(
        ConfigurationReader.read(
            shop.configuration(), overrides, Optional.of(LocalDate.parse(day)), Map.of()),
        List.of(PurchaseSummaryTable.NAME, CohortRetentionTable.NAME),
        incremental);
  }

  /** Runs both ways, compares every table, and returns what the one that reads what is new said. */
  private String night(String day, String... more) {
    RunReport full =
        new RetentionJob(
                SharedSpark.session(), request(day, "full", false, more), RunListener.SILENT)
            .run();
    RunReport night =
        new RetentionJob(
                SharedSpark.session(), request(day, "nights", true, more), RunListener.SILENT)
            .run();
    assertThat(full.copies()).isEmpty();
    assertThat(night.runId()).isEqualTo(full.runId());
    assertThat(night.inputs()).isEqualTo(full.inputs());
    assertThat(night.warnings()).isEqualTo(full.warnings());
    assertThat(night.headlines()).isEqualTo(full.headlines());
    for (TableContract table : TABLES) {
      Datasets.assertSameRows(
          store("full").read(table).orElseThrow(), store("nights").read(table).orElseThrow());
    }
    assertThat(night.copies()).hasSize(1);
    return night.copies().get(0);
  }

  private TableStore store(String output) {
    return new TableStore(
        SharedSpark.session(),
        folder.resolve(output).toString(),
        OutputFormat.PARQUET,
        Optional.empty());
  }

  @Test
  void everyNightHasTheTablesOfARunInFull() throws IOException {
    shop = SmallShop.in(folder, "quality: {maximum_rejected_share: 0.2}");
    List<String> orders = SmallShop.ordersOf2025(90, 17);
    sell("1.csv", orders.subList(0, 40));
    sell("2.csv", orders.subList(40, 70));
    assertThat(night("2025-06-30")).contains("70 rows of 2 files", "there was no copy of it");
    // The day moves on, and a row was of a day after the last one.
    assertThat(night("2025-07-31")).contains("0 rows of 0 files");
    // Late orders, one that repeats an id with another amount, a return of an order of before.
    List<String> late = new ArrayList<>(orders.subList(70, 80));
    late.add("o3,c3,2025-04-04,999.50,paid");
    late.add("o5,c5,2025-07-30,-5.50,paid");
    late.add("odd,c1,2025-05-05,much,paid");
    sell("3.csv", late);
    assertThat(night("2025-08-31")).contains("13 rows of 1 file read");
    // Corrected orders and orders deleted: a file is written anew, another is gone.
    List<String> corrected = new ArrayList<>(orders.subList(40, 60));
    corrected.set(0, corrected.get(0).replaceFirst(",[0-9.]+$", ",77.25"));
    sell("2.csv", corrected);
    Files.delete(folder.resolve("orders/3.csv"));
    assertThat(night("2025-08-31"))
        .contains("20 rows of 1 file read that are new or written anew; 2 files gone");
    // Another configuration of what counts reads nothing again; an earlier day neither.
    assertThat(
            night(
                "2025-07-15",
                "orders.excluded_statuses=[paid]",
                "orders.counted_statuses=[]",
                "orders.return_statuses=[]",
                "inputs.orders.mapping.status=\"if(id > 'o2', 'x', status)\""))
        .contains("0 rows of 0 files");
    // Written anew as a whole.
    Files.delete(folder.resolve("orders/1.csv"));
    sell("2.csv", orders.subList(0, 90));
    assertThat(night("2025-12-31")).contains("90 rows of 1 file read", "2 files gone");
    assertThat(folder.resolve("nights/_sources/orders.copy/_delta_log")).exists();
  }

  @Test
  void aBackfillLooksForWhatIsNewOnce() throws IOException {
    shop = SmallShop.in(folder);
    sell("1.csv", SmallShop.ordersOf2025(60, 11));
    List<RunReport> reports = new ArrayList<>();
    new Backfill(
            SharedSpark.session(),
            List.of(request("2025-08-31", "nights", true), request("2025-12-31", "nights", true)),
            RunListener.SILENT)
        .run(reports::add);
    assertThat(reports.get(0).copies()).hasSize(1);
    assertThat(reports.get(1).copies()).isEmpty();
    RunReport alone =
        new RetentionJob(
                SharedSpark.session(), request("2025-12-31", "full", false), RunListener.SILENT)
            .run();
    assertThat(reports.get(1).runId()).isEqualTo(alone.runId());
    for (TableContract table : TABLES) {
      Datasets.assertSameRows(
          store("full").read(table).orElseThrow(), store("nights").read(table).orElseThrow());
    }
  }
}
