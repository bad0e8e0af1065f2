package io.perennial.metric;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.perennial.table.TableContract;
import java.util.function.Function;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The tables on the models themselves. Their rows come with the predictions, since fitting and
 * judging made them; without models they are empty. Cost: none.
 */
final class ModelEvidence {
  private ModelEvidence() {}

  /** The computation of one of these tables. */
  static Function<Intermediates, Dataset<Row>> of(
      TableContract contract, Function<Predictions.Evidence, Dataset<Row>> rows) {
    return shared ->
        shared.predictions().evidence().map(rows).orElseGet(() -> empty(contract, shared));
  }

  private static Dataset<Row> empty(TableContract contract, Intermediates shared) {
    return shared
        .history()
        .totals()
        .filter(lit(false))
        .select(
            contract.columns().stream()
                .map(column -> lit(null).cast(column.type()).as(column.name()))
                .toArray(Column[]::new))
        .filter(col(contract.key().get(0)).isNotNull());
  }
}
