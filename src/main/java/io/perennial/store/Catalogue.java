package io.perennial.store;

import io.perennial.error.Errors;
import io.perennial.table.OutputFormat;
import io.perennial.table.TableContract;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The registration of published tables in a database of the session's catalogue. */
final class Catalogue {
  private static final Pattern NAME = Pattern.compile("\\w{1,128}");

  private final SparkSession spark;
  private final String database;
  private final OutputFormat format;

  /**
   * A database that is made when the first table is registered.
   *
   * @throws io.perennial.error.PerennialException if the name cannot be a database's
   */
  Catalogue(SparkSession spark, String database, OutputFormat format) {
    if (!NAME.matcher(database).matches()) {
      throw Errors.databaseNameRefused(database);
    }
    this.spark = spark;
    this.database = database;
    this.format = format;
  }

  /**
   * Makes a published table known by its name, at its location. One at a time: two that find the
   * database missing would both make it.
   */
  synchronized void register(TableContract contract, Published published) {
    String name = "`" + database + "`.`" + contract.name() + "`";
    if (!spark.catalog().databaseExists(database)) {
      // Asked for first: a Hive metastore logs an error for each that is there already.
      spark.sql("CREATE DATABASE IF NOT EXISTS `" + database + "`");
    }
    if (spark.catalog().tableExists(database, contract.name())) {
      requireSamePlace(name, contract, published);
      if (format == OutputFormat.DELTA || sameColumns(name, contract)) {
        spark.sql("REFRESH TABLE " + name);
        tellSize(name);
        return;
      }
      // The registration alone goes; the files of a table with a location of its own stay.
      spark.sql("DROP TABLE " + name);
    }
    spark.sql(
        "CREATE TABLE IF NOT EXISTS "
            + name
            + columns(contract)
            + " USING "
            + format.label()
            + comment(contract)
            + " LOCATION '"
            + escaped(published.location())
            + "'");
    tellSize(name);
  }

  /**
   * Gives the catalogue the size of the files. A Hive metastore keeps the size that a table had
   * when it was registered, and readers would choose their joins by it for ever. Delta's own log
   * has the size.
   */
  private void tellSize(String name) {
    if (format == OutputFormat.PARQUET) {
      spark.sql("ANALYZE TABLE " + name + " COMPUTE STATISTICS NOSCAN");
    }
  }

  /** A Delta table has its columns and comment from its own log. */
  private String columns(TableContract contract) {
    return switch (format) {
      case DELTA -> "";
      case PARQUET -> " (" + contract.schema().toDDL() + ")";
    };
  }

  private String comment(TableContract contract) {
    return switch (format) {
      case DELTA -> "";
      case PARQUET -> " COMMENT '" + escaped(contract.grain()) + "'";
    };
  }

  private boolean sameColumns(String name, TableContract contract) {
    return ConformingRows.sameColumns(spark.table(name).schema(), contract.schema());
  }

  private void requireSamePlace(String name, TableContract contract, Published published) {
    String registered =
        spark.sql("DESCRIBE TABLE EXTENDED " + name).collectAsList().stream()
            .filter(row -> "Location".equals(row.getString(0)))
            .map((Row row) -> row.getString(1))
            .reduce((first, second) -> second)
            .orElse("an unknown place");
    String found = new Path(registered).toUri().getPath();
    String wanted = new Path(published.location()).toUri().getPath();
    if (!found.equals(wanted)) {
      throw Errors.registeredElsewhere(
          database + "." + contract.name(), registered, published.location());
    }
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\\\").replace("'", "\\'");
  }
}
