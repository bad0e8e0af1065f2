package io.perennial.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.store.TableStore;
import io.perennial.table.ColumnContract;
import io.perennial.table.OutputFormat;
import io.perennial.table.TableContract;
import io.perennial.table.output.InputReconciliationTable;
import io.perennial.table.output.PurchaseSummaryTable;
import io.perennial.table.output.RejectedRowsTable;
import io.perennial.table.output.RunHistoryTable;
import io.perennial.testing.Datasets;
import io.perennial.testing.JavaProcess;
import io.perennial.testing.SharedSpark;
import io.perennial.testing.SmallShop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Runs that register their tables in a Hive metastore with a database of its own (Derby): in one
 * folder, then in another to which the names move, and there again. And another process that knows
 * nothing but the metastore and finds the tables by their names.
 */
class MetastoreRunTest {
  private static final int LONGEST_LIFE_SECONDS = 400;
  private static final int LAST_WORDS = 4000;
  private static final int CUSTOMERS = 17;

  /** By the first day most of the customers have not ordered yet. */
  private static final List<String> DAYS = List.of("2025-01-31", "2025-06-30", "2025-12-31");

  private static final List<TableContract> TABLES =
      List.of(
          PurchaseSummaryTable.CONTRACT,
          InputReconciliationTable.CONTRACT,
          RejectedRowsTable.CONTRACT,
          RunHistoryTable.CONTRACT);

  @TempDir private static Path root;
  private static Path configuration;
  private static Path told;

  @BeforeAll
  static void runAsOfEachDayAndAskAnotherProcess() throws Exception {
    List<String> orders = new ArrayList<>(SmallShop.ordersOf2025(60, CUSTOMERS));
    orders.add("late,c1,never,1");
    configuration =
        SmallShop.in(root, "quality: {maximum_rejected_share: 0.5}", "report: {enabled: false}")
            .sell(orders)
            .configuration();
    told = root.resolve("told");
    List<String> runs = new ArrayList<>(List.of(MetastoreProcess.RUN, configuration.toString()));
    runs.addAll(DAYS);
    process(runs);
    process(List.of(MetastoreProcess.TELL, told.toString()));
  }

  @ParameterizedTest
  @EnumSource
  void everyTableIsFoundByNameWithTheRowsOfTheLastRun(OutputFormat format) throws IOException {
    assertThat(toldTables(format))
        .containsExactlyInAnyOrderElementsOf(TABLES.stream().map(TableContract::name).toList());
    TableStore store =
        new TableStore(
            SharedSpark.session(),
            MetastoreProcess.output(configuration, format).toString(),
            format,
            Optional.empty());
    for (TableContract table : TABLES) {
      Datasets.assertSameRows(store.read(table).orElseThrow(), rows(format, table));
    }
    assertThat(rows(format, PurchaseSummaryTable.CONTRACT).count()).isEqualTo(CUSTOMERS);
    assertThat(
            rows(format, RunHistoryTable.CONTRACT)
                .orderBy(RunHistoryTable.FINISHED_AT)
                .select(RunHistoryTable.AS_OF_DATE)
                .collectAsList()
                .stream()
                .map(row -> row.getDate(0).toString()))
        .as("the runs in the folder to which the names moved")
        .containsExactlyElementsOf(DAYS.subList(1, DAYS.size()));
  }

  @ParameterizedTest
  @EnumSource
  void theMetastoreHasTheContractsWordsAndDoesNotOwnTheFiles(OutputFormat format)
      throws IOException {
    for (TableContract table : TABLES) {
      List<String> known = described(format, table);
      for (ColumnContract column : table.columns()) {
        assertThat(known)
            .anySatisfy(
                line ->
                    assertThat(line)
                        .startsWith(column.name() + " | ")
                        .endsWith(" | " + column.sentence()));
      }
      assertThat(known)
          .contains("Type | EXTERNAL | ", "Provider | " + format.label() + " | ")
          .contains("Comment | " + table.grain() + " | ");
    }
  }

  /** Hive reads what has its classes and its types; readers choose their joins by the size. */
  @Test
  void hiveCanReadTheParquetTablesAndIsToldTheirSize() throws IOException {
    for (TableContract table : TABLES) {
      assertThat(described(OutputFormat.PARQUET, table))
          .contains(
              "InputFormat | org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat | ")
          .anyMatch(
              line ->
                  line.startsWith(
                      "Statistics | "
                          + bytes(
                              MetastoreProcess.output(configuration, OutputFormat.PARQUET), table)
                          + " bytes"));
    }
  }

  private static long bytes(Path output, TableContract table) {
    try (Stream<Path> files = Files.list(output.resolve(table.name()).toRealPath())) {
      return files
          .filter(file -> file.toString().endsWith(".parquet"))
          .mapToLong(file -> file.toFile().length())
          .sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> toldTables(OutputFormat format) throws IOException {
    try (Stream<Path> found = Files.list(told.resolve(format.label()))) {
      return found.filter(Files::isDirectory).map(path -> path.getFileName().toString()).toList();
    }
  }

  private static List<String> described(OutputFormat format, TableContract table)
      throws IOException {
    return Files.readAllLines(told.resolve(format.label()).resolve(table.name() + ".txt"));
  }

  private static Dataset<Row> rows(OutputFormat format, TableContract table) {
    return SharedSpark.session()
        .read()
        .parquet(told.resolve(format.label()).resolve(table.name()).toString());
  }

  /** Runs a process to its end, with all that the metastore and Derby write below the folder. */
  private static void process(List<String> arguments) throws IOException, InterruptedException {
    List<String> command =
        JavaProcess.command(
            JavaProcess.joined(JavaProcess.classPath()),
            "-Xmx1g",
            "-Dderby.system.home=" + root,
            "-Dspark.hadoop.javax.jdo.option.ConnectionURL=jdbc:derby:;databaseName="
                + root.resolve("metastore")
                + ";create=true",
            "-Dspark.sql.catalogImplementation=hive",
            "-Dspark.sql.warehouse.dir=" + root.resolve("warehouse"),
            "-Dspark.master=local[2]",
            "-Dspark.sql.shuffle.partitions=1",
            "-Dspark.sql.adaptive.enabled=false",
            "-Dspark.sql.autoBroadcastJoinThreshold=-1",
            // Compiling code for a query costs more than interpreting it over so few rows.
            "-Dspark.sql.codegen.wholeStage=false",
            "-Dspark.sql.codegen.factoryMode=NO_CODEGEN",
            "-Dspark.sql.lightweightPlanChangeValidation=false",
            "-Dspark.sql.ui.explainMode=simple",
            "-Dspark.sql.debug.maxToStringFields=1",
            "-Dspark.databricks.delta.snapshotPartitions=1",
            "-Dspark.databricks.delta.allFilesInCrc.enabled=false",
            "-Dspark.databricks.delta.stats.collect=false");
    command.add(MetastoreProcess.class.getName());
    command.addAll(arguments);
    Path log = root.resolve(arguments.get(0) + ".log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      boolean ended = process.waitFor(LONGEST_LIFE_SECONDS, TimeUnit.SECONDS);
      String said = Files.readString(log);
      String lastWords = said.substring(Math.max(0, said.length() - LAST_WORDS));
      assertThat(ended).as("the end of it, which last said:\n%s", lastWords).isTrue();
      assertThat(process.exitValue()).as("which last said:\n%s", lastWords).isZero();
    } finally {
      process.destroyForcibly();
    }
  }
}
