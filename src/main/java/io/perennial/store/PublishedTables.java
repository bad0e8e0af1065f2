package io.perennial.store;

import io.perennial.error.Errors;
import io.perennial.table.OutputFormat;
import io.perennial.table.TableContract;
import java.util.Collection;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The published tables below one folder, for those who only read them: each as it stands when it is
 * opened, whatever is published later.
 */
public final class PublishedTables {
  private final SparkSession spark;
  private final String outputPath;
  private final OutputFormat format;

  /**
   * The tables below a folder, which need not exist.
   *
   * @param outputPath the folder, as any path or address that Spark can read
   */
  public PublishedTables(SparkSession spark, String outputPath, OutputFormat format) {
    this.spark = spark;
    this.outputPath = outputPath;
    this.format = format;
  }

  /**
   * The rows of a table; empty where it was never published.
   *
   * @throws io.perennial.error.PerennialException if storage fails
   */
  public Optional<Dataset<Row>> find(TableContract contract) {
    return new TableStore(spark, outputPath, format, Optional.empty()).read(contract);
  }

  /**
   * The rows of a table that has to be there.
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
   * Makes tables known to queries of the session by their names, as views that last as long as the
   * session.
   *
   * @throws io.perennial.error.PerennialException if one was never published, or storage fails
   */
  public void register(Collection<TableContract> contracts) {
    contracts.forEach(contract -> open(contract).createOrReplaceTempView(contract.name()));
  }
}
