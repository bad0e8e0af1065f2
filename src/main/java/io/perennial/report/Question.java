package io.perennial.report;

import io.perennial.table.TableContract;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What a section wants to know of the published tables. The query narrows or sums them to few rows,
 * whatever their size, and orders these rows; it is run by whoever holds the tables.
 *
 * @param name a name that no other question has
 * @param tables the tables it is asked of
 * @param query from these tables to the rows of the answer
 * @param maximumRows as many rows as there can be; more are not read, and the answer is refused
 */
public record Question(
    String name,
    List<TableContract> tables,
    Function<Sources, Dataset<Row>> query,
    int maximumRows) {
  public Question {
    tables = List.copyOf(tables);
  }

  /** A question about one table. */
  public static Question of(
      String name,
      TableContract table,
      Function<Dataset<Row>, Dataset<Row>> query,
      int maximumRows) {
    return new Question(
        name, List.of(table), sources -> query.apply(sources.of(table)), maximumRows);
  }
}
