package io.perennial.metric;

import io.perennial.history.PurchaseHistory;
import io.perennial.table.TableContract;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * One published table and how it is computed from the shared intermediates.
 *
 * @param contract what the table promises
 * @param computation its rows; a plan only, in the contract's column order, that runs nothing
 * @param usesPredictions whether the lifetime value models have to be fitted for it
 */
public record Metric(
    TableContract contract,
    Function<Intermediates, Dataset<Row>> computation,
    boolean usesPredictions) {
  /** A table that needs no predictions. */
  Metric(TableContract contract, Function<Intermediates, Dataset<Row>> computation) {
    this(contract, computation, false);
  }


  /** The table's rows, as a plan, in the contract's columns and order. */
  public Dataset<Row> of(Intermediates shared) {
    return contract.select(computation.apply(shared));
  }

  /**
   * The same where no other table is computed and nothing is worth keeping, without predictions.
   */
  public Dataset<Row> of(PurchaseHistory history) {
    return of(
        Intermediates.of(history, Predictions.none(List.of(365)), UnaryOperator.identity()));
  }
}
