package io.perennial.store;

import io.perennial.error.Errors;
import io.perennial.table.OutputFormat;
import io.perennial.table.TableContract;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
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
   * What the catalogue knows under a table's name.
   *
   * @param location where the table is; "an unknown place" of what has none, such as a view
   * @param provider the table's format, as the catalogue calls it
   * @param isExternal whether its files stay when its name is dropped
   */
  record Known(String location, String provider, boolean isExternal) {
    /** Whether the name leads to this place; of one file system, as far as both tell theirs. */
    boolean isAt(String place) {
      var found = new Path(location).toUri();
      var wanted = new Path(place).toUri();
      return found.getPath().equals(wanted.getPath())
          && (found.getAuthority() == null
              || wanted.getAuthority() == null
              || found.getAuthority().equals(wanted.getAuthority()));
    }
  }

  /** What the catalogue knows under the table's name, if anything. */
  synchronized Optional<Known> find(TableContract contract) {
    if (!spark.catalog().databaseExists(database)
        || !spark.catalog().tableExists(database, contract.name())) {
      return Optional.empty();
    }
    Map<String, String> told = new HashMap<>();
    // What is told of the table comes after its columns, of which one may have such a name.
    for (Row row : spark.sql("DESCRIBE TABLE EXTENDED " + name(contract)).collectAsList()) {
      told.put(row.getString(0), row.getString(1));
    }
    return Optional.of(
        new Known(
            told.getOrDefault("Location", "an unknown place"),
            told.getOrDefault("Provider", ""),
            "EXTERNAL".equals(told.get("Type"))));
  }

  /** The name of a table, as messages show it. */
  String shown(TableContract contract) {
    return database + "." + contract.name();
  }

  /**
   * Makes a published table known by its name, at its location, wherever that name led before:
   * whether it may is to be asked first. One at a time: two that find the database missing would
   * both make it.
   */
  synchronized void register(TableContract contract, Published published) {
    String name = name(contract);
    if (!spark.catalog().databaseExists(database)) {
      // Asked for first: a Hive metastore logs an error for each that is there already.
      spark.sql("CREATE DATABASE IF NOT EXISTS `" + database + "`");
    }
    Optional<Known> known = find(contract);
    if (known.isPresent()) {
      boolean stands = known.get().isAt(published.location());
      if (stands
          ? format == OutputFormat.DELTA || sameColumns(name, contract)
          : isMovable(known.get(), contract, published)) {
        if (!stands) {
          // In one step: at no moment is the name unknown, and rights that were given on it stay.
          spark.sql(
              "ALTER TABLE " + name + " SET LOCATION '" + escaped(published.location()) + "'");
        }
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

  /**
   * Whether a name may be given another place as it is. Not where the formats differ; and Delta
   * refuses to where the two tables differ in anything that their columns say, words included.
   */
  private boolean isMovable(Known known, TableContract contract, Published published) {
    String name = name(contract);
    return format.label().equalsIgnoreCase(known.provider())
        && switch (format) {
          case DELTA ->
              spark
                  .table(name)
                  .schema()
                  .equals(spark.read().format(format.label()).load(published.location()).schema());
          case PARQUET -> sameColumns(name, contract);
        };
  }

  private boolean sameColumns(String name, TableContract contract) {
    return ConformingRows.sameColumns(spark.table(name).schema(), contract.schema());
  }

  private String name(TableContract contract) {
    return "`" + database + "`.`" + contract.name() + "`";
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\\\").replace("'", "\\'");
  }
}
