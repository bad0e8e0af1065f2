package io.perennial.store;

import io.perennial.table.TableContract;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * How tables lie in storage. Whatever the way, a table changes from one complete version to the
 * next in a single step of the file system's.
 */
sealed interface TableFiles permits DeltaFiles, LinkedParquetFiles, RenamedParquetFiles {

  /**
   * Puts rows in the place of all the rows of a table.
   *
   * @param rows with the contract's columns
   */
  Published replace(TableContract contract, Dataset<Row> rows, String runId) throws IOException;

  /**
   * Adds rows to a table, which need not exist.
   *
   * @param rows with the contract's columns
   */
  Published append(TableContract contract, Dataset<Row> rows, String runId) throws IOException;

  /** The table as it stands now; later publications do not change what was read. */
  Optional<Dataset<Row>> read(String table) throws IOException;

  /** A version of the table, where it is still kept. */
  Optional<Dataset<Row>> readVersion(String table, long version) throws IOException;

  /** Clears away what killed processes left and completes what they left in the middle. */
  void recover() throws IOException;

  /**
   * Removes versions of a table older than all of those that are wanted; never the one that stands.
   */
  void forgetOlder(String table, Set<Long> wanted) throws IOException;
}
