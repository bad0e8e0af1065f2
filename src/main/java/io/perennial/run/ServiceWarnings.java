package io.perennial.run;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.perennial.config.Configuration;
import io.perennial.config.InputTable;
import io.perennial.table.LedgerTable;
import io.perennial.table.NegativeAmounts;
import io.perennial.table.ReturnsPolicy;
import io.perennial.table.input.OrderLinesInput;
import io.perennial.table.input.OrdersInput;
import io.perennial.table.input.ReturnsInput;
import io.perennial.table.output.ContactDriversTable;
import io.perennial.table.output.OrderEconomicsTable;
import io.perennial.table.output.ReturnOriginsTable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What a reader of the figures should know of the returns and contacts that were given: where they
 * do not do what one expects of them.
 */
final class ServiceWarnings {
  private ServiceWarnings() {}

  /**
   * That amounts were paid back which lower no revenue, since only what the orders say of returns
   * does. Looks at the rows only where no order can say anything; then it runs two small queries.
   */
  static Optional<String> ofRevenue(Configuration configuration, Inputs.Judged judged) {
    boolean isLowered =
        configuration.returnsPolicy() == ReturnsPolicy.IGNORE
            || isMapped(configuration, OrdersInput.NAME, OrdersInput.RETURNED_AMOUNT);
    if (isLowered
        || !isMapped(configuration, ReturnsInput.NAME, ReturnsInput.AMOUNT_COLUMN)
        || !judged.ledger().filter(col(LedgerTable.RETURNED_UNITS).notEqual(0)).isEmpty()) {
      return Optional.empty();
    }
    Column amount = col(ReturnsInput.AMOUNT_COLUMN);
    return judged
        .input(ReturnsInput.NAME)
        .map(rows -> rows.agg(count(when(amount.gt(0), true)), sum(amount)).head())
        .filter(paid -> paid.getLong(0) > 0)
        .map(paid -> notLowered(configuration, paid.getLong(0), paid.getDecimal(1)));
  }

  private static String notLowered(Configuration configuration, long returns, BigDecimal amount) {
    boolean ordersGiven = configuration.inputs().containsKey(OrdersInput.NAME);
    String mapped =
        ordersGiven
            ? "map inputs.orders.mapping.returned_amount, what was paid back of each order, or "
            : "";
    // Elsewhere a row with a negative amount is an error or an order.
    String sign =
        configuration.orders().negativeAmounts() == NegativeAmounts.RETURN
            ? "a negative amount or "
            : "";
    String remedy =
        "%sgive the returns as rows of %s, too, with %sa status of orders.return_statuses"
            .formatted(mapped, ordersGiven ? OrdersInput.NAME : OrderLinesInput.NAME, sign);
    return String.format(
        Locale.ROOT,
        "%,d returns paid back %,.2f %s that lower no revenue: only what the orders say of returns"
            + " does, and they say nothing. To lower it, %s.",
        returns,
        amount,
        configuration.currency(),
        remedy);
  }

  private static boolean isMapped(Configuration configuration, String table, String column) {
    InputTable input = configuration.inputs().get(table);
    return input != null && input.mapping().containsKey(column);
  }

  /**
   * How many returns and contacts name an order that there is not, where a table that counts them
   * was computed.
   *
   * @param tables the computed tables' rows by name
   */
  static List<String> ofUnknownOrders(
      Configuration configuration, Map<String, Dataset<Row>> tables) {
    // Order lines cannot be without.
    boolean ordersHaveIds =
        !configuration.inputs().containsKey(OrdersInput.NAME)
            || isMapped(configuration, OrdersInput.NAME, OrdersInput.ORDER_ID);
    List<String> warnings = new ArrayList<>();
    unknown(
            ordersHaveIds,
            tables,
            ReturnOriginsTable.NAME,
            col(ReturnOriginsTable.BREAKDOWN).equalTo(ReturnOriginsTable.ALL),
            ReturnOriginsTable.RETURNS,
            ReturnOriginsTable.RETURNS_OF_UNKNOWN_ORDERS)
        .ifPresent(warnings::add);
    unknown(
            ordersHaveIds,
            tables,
            ContactDriversTable.NAME,
            col(ContactDriversTable.BREAKDOWN).equalTo(ContactDriversTable.ALL),
            ContactDriversTable.CONTACTS,
            ContactDriversTable.CONTACTS_OF_UNKNOWN_ORDERS)
        .ifPresent(warnings::add);
    return warnings;
  }

  private static Optional<String> unknown(
      boolean ordersHaveIds,
      Map<String, Dataset<Row>> tables,
      String table,
      Column isTotal,
      String all,
      String unknown) {
    return Optional.ofNullable(tables.get(table))
        .flatMap(
            rows -> rows.filter(isTotal).select(all, unknown).takeAsList(1).stream().findFirst())
        .filter(row -> row.getLong(1) > 0)
        .map(
            row ->
                String.format(
                    Locale.ROOT,
                    "%,d of %,d %s name an order %s: they count with their customers and in %s, see"
                        + " %s there, and belong to no order in %s.",
                    row.getLong(1),
                    row.getLong(0),
                    all,
                    ordersHaveIds
                        ? "that is not among the accepted orders of their customer"
                        : "and no order has an id, for inputs.orders.mapping.order_id is not"
                            + " mapped",
                    table,
                    unknown,
                    OrderEconomicsTable.NAME));
  }
}
