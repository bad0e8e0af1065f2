package io.perennial.metric;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.round;
import static org.apache.spark.sql.functions.sum;

import io.perennial.history.HistoryRules;
import io.perennial.history.PurchaseHistory;
import io.perennial.table.OrderFacts;
import io.perennial.table.Units;
import io.perennial.table.input.ContactsInput;
import io.perennial.table.input.ReturnsInput;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Adds to each order the returns and contacts that name it. An event belongs to the order of its
 * own customer with that id. Cost: a shuffle of the orders by customer and order, and of the far
 * fewer events.
 */
final class OrderService {
  /** Returns that name the order; null where returns are not given. */
  static final String RETURNS = "service_returns";

  /** What those cost, in ten-thousandths; null where returns are not given. */
  static final String RETURN_UNITS = "service_return_units";

  /** Contacts that name the order; null where contacts are not given. */
  static final String CONTACTS = "service_contacts";

  /** What those cost, in ten-thousandths; null where contacts are not given. */
  static final String CONTACT_UNITS = "service_contact_units";

  /** Null where an event that was joined with {@link #named} orders found none. */
  private static final String IS_KNOWN_ORDER = "is_known_order";

  private static final BigDecimal MINUTES_AN_HOUR = BigDecimal.valueOf(60);
  private static final String[] ORDER = {OrderFacts.CUSTOMER_ID, OrderFacts.ORDER_ID};

  private OrderService() {}

  /** The orders with the columns of this class. */
  static Dataset<Row> of(PurchaseHistory history) {
    Dataset<Row> orders = eachOrder(history);
    Dataset<Row> withReturns =
        with(orders, history, ReturnsInput.NAME, ReturnsInput.COST, RETURNS, RETURN_UNITS);
    return with(
        withReturns, history, ContactsInput.NAME, ContactsInput.COST, CONTACTS, CONTACT_UNITS);
  }

  /**
   * What the work on an order cost, in ten-thousandths, of rows as {@link OrderFacts} says: its
   * minutes at the cost of an hour; null where they are not known. Empty where that cost is not
   * configured.
   */
  static Optional<Column> handlingUnits(HistoryRules rules) {
    return rules
        .handlingCostPerHour()
        .map(
            hour ->
                Units.of(
                    round(
                        col(OrderFacts.HANDLING_MINUTES)
                            .multiply(lit(hour))
                            .divide(lit(MINUTES_AN_HOUR)),
                        4)));
  }

  /**
   * The accepted orders by their customer and id, for events to be joined with.
   *
   * @param attributes what else is wanted of them
   */
  static Dataset<Row> named(PurchaseHistory history, Column... attributes) {
    return eachOrder(history)
        .select(
            Stream.concat(
                    Stream.of(
                        col(OrderFacts.CUSTOMER_ID),
                        col(OrderFacts.ORDER_ID),
                        lit(true).as(IS_KNOWN_ORDER)),
                    Stream.of(attributes))
                .toArray(Column[]::new));
  }

  /**
   * Whether a return or a contact names an order that its customer has no accepted one of, of rows
   * that were joined with {@link #named} orders, with or without one.
   */
  static Column namesUnknownOrder() {
    return col(OrderFacts.ORDER_ID).isNotNull().and(col(IS_KNOWN_ORDER).isNull());
  }

  /** The accepted orders one by one, which a run makes for every metric that says it uses them. */
  static Dataset<Row> eachOrder(PurchaseHistory history) {
    return history
        .orders()
        .orElseThrow(() -> new IllegalStateException("single orders were not made"));
  }

  private static Dataset<Row> with(
      Dataset<Row> orders,
      PurchaseHistory history,
      String input,
      String cost,
      String number,
      String units) {
    Column none = lit(null).cast("bigint");
    return history
        .input(input)
        .map(
            events ->
                orders
                    .join(
                        events
                            .filter(col(OrderFacts.ORDER_ID).isNotNull())
                            .groupBy(ORDER[0], ORDER[1])
                            .agg(
                                count(lit(1)).as(number),
                                coalesce(sum(Units.of(col(cost))), lit(0L)).as(units)),
                        ORDER,
                        "left")
                    .na()
                    .fill(0L, new String[] {number, units}))
        .orElseGet(() -> orders.withColumn(number, none).withColumn(units, none));
  }
}
