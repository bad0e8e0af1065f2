package io.perennial.store;

import io.perennial.error.Errors;
import io.perennial.table.OutputFormat;
import io.perennial.table.TableContract;
import io.perennial.table.output.RunHistoryTable;
import java.util.Collection;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The published tables below one folder, for those who only read them: each as it stands when it is
 * opened, or those of the last run, which belong together. Whatever is published later does not
 * change what was opened.
 */
public final class PublishedTables {
  private final String outputPath;
  private final OutputFormat format;
  private final TableStore store;

  /**
   * The tables below a folder, which need not exist.
   *
   * @param outputPath the folder, as any path or address that Spark can read
   */
  public PublishedTables(SparkSession spark, String outputPath, OutputFormat format) {
    this.outputPath = outputPath;
    this.format = format;
    this.store = new TableStore(spark, outputPath, format, Optional.empty());
  }

  /**
   * The rows of a table as it stands; empty where it was never published.
   *
   * @throws io.perennial.error.PerennialException if storage fails
   */
  public Optional<Dataset<Row>> find(TableContract contract) {
    return store.read(contract);
  }

  /**
   * The rows of a table in a version that a run names; empty where that is not kept any more.
   *
   * @param version as in {@code table_versions} of the run's row in {@code run_history}
   * @throws io.perennial.error.PerennialException if storage fails
   */
  public Optional<Dataset<Row>> find(TableContract contract, String version) {
    return store.readVersion(contract, version);
  }

  /**
   * The rows of a table as it stands, which has to be there.
   *
   * @throws io.perennial.error.PerennialException if it was never published, or storage fails
   */
  public Dataset<Row> open(TableContract contract) {
    return find(contract)
        .orElseThrow(
            () ->
                Errors.tableNotPublished(
                    contract.name(), outputPath + "/" + contract.name(), format.label()));
  }

  /**
   * The row of {@code run_history} of the last run that succeeded, with the versions of the tables
   * that belong together; empty where none has.
   *
   * @throws io.perennial.error.PerennialException if storage fails
   */
  public Optional<Row> lastRun() {
    return find(RunHistoryTable.CONTRACT)
        .flatMap(history -> TableStore.succeeded(history).takeAsList(1).stream().findFirst());
  }

  /**
   * Makes tables, as they stand, known to queries of the session by their names, as views that last
   * as long as the session.
   *
   * @throws io.perennial.error.PerennialException if one was never published, or storage fails
   */
  public void register(Collection<TableContract> contracts) {
    contracts.forEach(contract -> open(contract).createOrReplaceTempView(contract.name()));
  }
}
