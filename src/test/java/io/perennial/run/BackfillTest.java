package io.perennial.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.config.ConfigurationReader;
import io.perennial.error.PerennialException;
import io.perennial.store.TableStore;
import io.perennial.table.OutputFormat;
import io.perennial.table.TableContract;
import io.perennial.table.output.CohortRetentionTable;
import io.perennial.table.output.InputReconciliationTable;
import io.perennial.table.output.PurchaseSummaryTable;
import io.perennial.table.output.RejectedRowsTable;
import io.perennial.testing.Datasets;
import io.perennial.testing.RowsScanned;
import io.perennial.testing.SharedSpark;
import io.perennial.testing.SmallShop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackfillTest {
  private static final List<TableContract> TABLES =
      List.of(
          PurchaseSummaryTable.CONTRACT,
          CohortRetentionTable.CONTRACT,
          InputReconciliationTable.CONTRACT,
          RejectedRowsTable.CONTRACT);

  @TempDir private Path folder;

  private SmallShop shop;

  /** Orders of a year; some returned later, one unreadable, one of an unknown status. */
  @BeforeEach
  void shop() throws IOException {
    List<String> orders = new ArrayList<>(List.of(SmallShop.HEADER + ",status"));
    for (String order : SmallShop.ordersOf2025(120, 23)) {
      orders.add(order + (orders.size() % 9 == 1 ? ",void" : ",paid"));
    }
    for (int number = 0; number < 40; number += 8) {
      orders.add("o%d,c%d,2025-11-0%d,-3.25,paid".formatted(number, number % 23, number / 8 + 1));
    }
    orders.add("odd,c1,2025-05-05,much,paid");
    shop =
        SmallShop.in(
            folder,
            "time_zone: Europe/Paris",
            "orders: {excluded_statuses: [void]}",
            "quality: {maximum_rejected_share: 0.2}");
    Files.write(shop.orders(), orders);
  }

  private RunRequest request(String day, String output) {
    return new RunRequest(
        ConfigurationReader.read(
            shop.configuration(),
            List.of("output.path=" + folder.resolve(output), "inputs.orders.mapping.status=status"),
            Optional.of(LocalDate.parse(day)),
            Map.of()),
        List.of(PurchaseSummaryTable.NAME, CohortRetentionTable.NAME));
  }

  private TableStore store(String output) {
    return new TableStore(
        SharedSpark.session(),
        folder.resolve(output).toString(),
        OutputFormat.PARQUET,
        Optional.empty());
  }

  private static String version(RunReport report, String table) {
    return report.tables().stream()
        .filter(one -> one.name().equals(table))
        .findFirst()
        .orElseThrow()
        .version();
  }

  @Test
  void eachDateHasTheTablesOfARunOfItsOwnAndTheInputsAreReadOnce() {
    List<String> days = List.of("2025-03-31", "2025-08-31", "2025-11-03");
    List<RunReport> reports = new ArrayList<>();
    try (RowsScanned scanned = new RowsScanned(SharedSpark.session().sparkContext())) {
      new Backfill(
              SharedSpark.session(),
              days.stream().map(day -> request(day, "together")).toList(),
              RunListener.SILENT)
          .run(reports::add);
      assertThat(scanned.scans("csv", "orders.csv")).isEqualTo(1);
      assertThat(scanned.rows("csv", "orders.csv")).isEqualTo(126);
    }
    assertThat(reports.stream().map(RunReport::asOfDate))
        .containsExactlyElementsOf(days.stream().map(LocalDate::parse).toList());
    for (int i = 0; i < days.size(); i++) {
      RunReport alone =
          new RetentionJob(SharedSpark.session(), request(days.get(i), "alone"), RunListener.SILENT)
              .run();
      RunReport together = reports.get(i);
      assertThat(together.runId()).isEqualTo(alone.runId());
      assertThat(together.inputs()).isEqualTo(alone.inputs());
      assertThat(together.warnings()).isEqualTo(alone.warnings());
      for (TableContract table : TABLES) {
        Datasets.assertSameRows(
            store("alone").readVersion(table, version(alone, table.name())).orElseThrow(),
            store("together").readVersion(table, version(together, table.name())).orElseThrow());
      }
    }
  }

  @Test
  void theFirstRunThatFailsEndsItAndWhatWasPublishedStays() {
    List<RunReport> reports = new ArrayList<>();
    // Before 2025 there is no order.
    Backfill backfill =
        new Backfill(
            SharedSpark.session(),
            Stream.of("2025-02-28", "2024-12-31", "2025-04-30")
                .map(day -> request(day, "ended"))
                .toList(),
            RunListener.SILENT);
    assertThatThrownBy(() -> backfill.run(reports::add)).isInstanceOf(PerennialException.class);
    assertThat(reports).hasSize(1);
    assertThat(store("ended").read(PurchaseSummaryTable.CONTRACT).orElseThrow().count())
        .isEqualTo(
            reports.get(0).tables().stream()
                .filter(table -> table.name().equals(PurchaseSummaryTable.NAME))
                .findFirst()
                .orElseThrow()
                .rows());
  }
}
