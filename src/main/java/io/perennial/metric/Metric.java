package io.perennial.metric;

import io.perennial.history.PurchaseHistory;
import io.perennial.table.TableContract;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * One published table and how it is computed from the shared intermediates.
 *
 * @param contract what the table promises
 * @param inputs the optional input tables without which it cannot be computed; orders there always
 *     are
 * @param usesPredictions whether the lifetime value models have to be fitted for it
 * @param computation its rows; a plan only, in the contract's column order, that runs nothing
 */
public record Metric(
    TableContract contract,
    List<String> inputs,
    boolean usesPredictions,
    Function<Intermediates, Dataset<Row>> computation) {
  public Metric {
    inputs = List.copyOf(inputs);
  }

  /** A metric that needs the orders alone. */
  static Metric ofOrders(
      TableContract contract, Function<Intermediates, Dataset<Row>> computation) {
    return new Metric(contract, List.of(), false, computation);
  }

  /** A metric that needs the orders, and the lifetime value models fitted to them. */
  static Metric ofPredictions(
      TableContract contract, Function<Intermediates, Dataset<Row>> computation) {
    return new Metric(contract, List.of(), true, computation);
  }

  /** A metric that needs an optional input beside the orders. */
  static Metric ofInput(
      TableContract contract, String input, Function<Intermediates, Dataset<Row>> computation) {
    return new Metric(contract, List.of(input), false, computation);
  }

  /** The input tables that it needs and that are not among those given. */
  public List<String> lacks(Collection<String> given) {
    return inputs.stream().filter(input -> !given.contains(input)).toList();
  }

  /** The table's rows, as a plan, in the contract's columns and order. */
  public Dataset<Row> of(Intermediates shared) {
    return contract.select(computation.apply(shared));
  }

  /**
   * The same where no other table is computed and nothing is worth keeping, without predictions.
   */
  public Dataset<Row> of(PurchaseHistory history) {
    return of(Intermediates.of(history, Predictions.none(List.of(365)), UnaryOperator.identity()));
  }
}
