package io.perennial.report;

import io.perennial.table.TableContract;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The tables that a question is asked of.
 *
 * @param tables their rows by name
 */
public record Sources(Map<String, Dataset<Row>> tables) {
  public Sources {
    tables = Map.copyOf(tables);
  }

  /** The rows of one of the question's tables. */
  public Dataset<Row> of(TableContract contract) {
    Dataset<Row> rows = tables.get(contract.name());
    if (rows == null) {
      throw new IllegalArgumentException("the question does not name " + contract.name());
    }
    return rows;
  }
}
