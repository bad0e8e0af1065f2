package io.perennial.metric;

import io.perennial.history.PurchaseHistory;
import io.perennial.table.TableContract;
import io.perennial.table.input.OrderLinesInput;
import io.perennial.table.input.OrdersInput;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * One published table and how it is computed from the shared intermediates.
 *
 * @param contract what the table promises
 * @param needs the inputs without which it cannot be computed, each a list of which one suffices: a
 *     table's name, or a table's and a column's as in {@code orders.cost_amount}; an order with
 *     customer, day and amount there always is
 * @param uses the intermediates beyond the purchase history that have to be made for it, each with
 *     inputs as in {@code needs}: it is made where one of them is given, or always where there is
 *     none
 * @param computation its rows; a plan only, in the contract's column order, that runs nothing
 */
public record Metric(
    TableContract contract,
    List<List<String>> needs,
    Map<Use, List<String>> uses,
    Function<Intermediates, Dataset<Row>> computation) {

  /** What is made for the tables that need it, and else is not. */
  public enum Use {
    /** The lifetime value models, fitted. */
    PREDICTIONS,
    /** The accepted orders, one by one. */
    ORDERS,
    /** The accepted order lines. */
    LINES
  }

  public Metric {
    needs = List.copyOf(needs);
    uses = Map.copyOf(uses);
  }

  /** A metric that needs the purchase history alone. */
  static Metric ofOrders(
      TableContract contract, Function<Intermediates, Dataset<Row>> computation) {
    return new Metric(contract, List.of(), Map.of(), computation);
  }

  /** A metric that needs the purchase history, and the lifetime value models fitted to it. */
  static Metric ofPredictions(
      TableContract contract, Function<Intermediates, Dataset<Row>> computation) {
    return ofOrders(contract, computation).using(Use.PREDICTIONS);
  }

  /** A metric that needs an optional input beside the orders. */
  static Metric ofInput(
      TableContract contract, String input, Function<Intermediates, Dataset<Row>> computation) {
    return ofOrders(contract, computation).needing(input);
  }

  /** A metric that looks at single orders. */
  static Metric ofEachOrder(
      TableContract contract, Function<Intermediates, Dataset<Row>> computation) {
    return ofOrders(contract, computation)
        .needing(OrdersInput.NAME, OrderLinesInput.NAME)
        .using(Use.ORDERS);
  }

  /** The same metric, which needs one of these inputs, too. */
  Metric needing(String... anyOf) {
    List<List<String>> all = new ArrayList<>(needs);
    all.add(List.of(anyOf));
    return new Metric(contract, all, uses, computation);
  }

  /** The same metric, for which this is made, too; where one of some inputs is given, if any. */
  Metric using(Use use, String... whereAnyOf) {
    Map<Use, List<String>> all = new EnumMap<>(Map.of(use, List.of(whereAnyOf)));
    all.putAll(uses);
    return new Metric(contract, needs, all, computation);
  }

  /**
   * Whether something has to be made for it.
   *
   * @param given as for {@link #lacks}
   */
  public boolean uses(Use use, Collection<String> given) {
    List<String> whereAnyOf = uses.get(use);
    return whereAnyOf != null
        && (whereAnyOf.isEmpty() || whereAnyOf.stream().anyMatch(given::contains));
  }

  /**
   * What it needs and is not among what is given, each as words: a table, or several of which one
   * would do.
   *
   * @param given the names of the tables and, after a point, of their mapped columns
   */
  public List<String> lacks(Collection<String> given) {
    return needs.stream()
        .filter(anyOf -> anyOf.stream().noneMatch(given::contains))
        .map(anyOf -> String.join(" or ", anyOf))
        .toList();
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
