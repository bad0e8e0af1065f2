package io.perennial.metric;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.perennial.history.CustomerTotals;
import io.perennial.history.PurchaseHistory;
import io.perennial.table.LineFacts;
import io.perennial.table.OrderFacts;
import io.perennial.table.Units;
import io.perennial.table.input.ContactsInput;
import io.perennial.table.output.ContactDriversTable;
import io.perennial.table.output.RateColumns;
import java.time.LocalDate;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Computes {@link ContactDriversTable}. Cost: one join of the contacts with their orders, two
 * aggregations of some rows per contact, and where order lines are given one aggregation of them to
 * orders and products.
 */
final class ContactDrivers {
  private static final String CUSTOMER_ID = ContactsInput.CUSTOMER_ID;
  private static final String ORDER_ID = ContactsInput.ORDER_ID;
  private static final String BREAKDOWN = ContactDriversTable.BREAKDOWN;
  private static final String VALUE = ContactDriversTable.VALUE;
  private static final String CELL = "cell";
  private static final String NAMES_UNKNOWN_ORDER = "names_unknown_order";
  private static final String ORDER_CHANNEL = "order_channel";
  private static final String COST_UNITS = "cost_units";
  private static final String HANDLED_WELL = "contacts_handled_well";
  private static final String ALL_CONTACTS = "all_contacts";
  private static final String ALL_COSTS = "all_cost_units";
  private static final String ALL_ORDERS = "all_orders";
  private static final String MEAN_CONTACTS = "mean_contacts";
  private static final String OF_VALUE = "orders_of_value";

  private ContactDrivers() {}

  static Dataset<Row> of(Intermediates shared) {
    PurchaseHistory history = shared.history();
    Rates rates = new Rates(history.rules().minimumGroupSize());
    Dataset<Row> orders = OrderService.named(history, col(OrderFacts.CHANNEL).as(ORDER_CHANNEL));
    Optional<Dataset<Row>> products = history.lines().map(lines -> products(orders, lines));
    Dataset<Row> cells = cells(history, orders, products);
    Dataset<Row> everything =
        cells
            .filter(col(BREAKDOWN).equalTo(ContactDriversTable.ALL))
            .select(
                col(ContactDriversTable.CONTACTS).as(ALL_CONTACTS), col(COST_UNITS).as(ALL_COSTS))
            .crossJoin(history.everybody().agg(sum(CustomerTotals.ORDERS).as(ALL_ORDERS)));
    Dataset<Row> means =
        cells
            .groupBy(BREAKDOWN)
            .agg(
                sum(ContactDriversTable.CONTACTS)
                    .cast("double")
                    .divide(count(lit(1)).cast("double"))
                    .as(MEAN_CONTACTS));
    return published(
        cells
            .crossJoin(broadcast(everything))
            .join(broadcast(means), BREAKDOWN)
            .join(ordersOfValues(orders, products), new String[] {BREAKDOWN, VALUE}, "left"),
        rates);
  }

  /** The products of each order, each once: customer, order and product. */
  private static Dataset<Row> products(Dataset<Row> orders, Dataset<Row> lines) {
    return lines
        .filter(col(LineFacts.PRODUCT_ID).isNotNull())
        .select(LineFacts.ORDER_ID, LineFacts.PRODUCT_ID)
        .distinct()
        .join(orders.select(CUSTOMER_ID, ORDER_ID), LineFacts.ORDER_ID);
  }

  /** How many orders stand behind a value, where those are not all. */
  private static Dataset<Row> ordersOfValues(Dataset<Row> orders, Optional<Dataset<Row>> products) {
    Dataset<Row> ofChannels =
        orders
            .filter(col(ORDER_CHANNEL).isNotNull())
            .groupBy(
                lit(ContactDriversTable.BY_ORDER_CHANNEL).as(BREAKDOWN),
                col(ORDER_CHANNEL).as(VALUE))
            .agg(count(lit(1)).as(OF_VALUE));
    return products
        .map(
            rows ->
                ofChannels.unionByName(
                    rows.groupBy(
                            lit(ContactDriversTable.BY_PRODUCT).as(BREAKDOWN),
                            col(LineFacts.PRODUCT_ID).as(VALUE))
                        .agg(count(lit(1)).as(OF_VALUE))))
        .orElse(ofChannels);
  }

  private static Dataset<Row> cells(
      PurchaseHistory history, Dataset<Row> orders, Optional<Dataset<Row>> products) {
    LocalDate asOf = history.rules().asOf();
    Dataset<Row> contacts =
        history
            .input(ContactsInput.NAME)
            .orElseThrow(() -> new IllegalStateException("no contacts are given"))
            .withColumn(HANDLED_WELL, Handling.ofContacts(asOf))
            .join(orders, new String[] {CUSTOMER_ID, ORDER_ID}, "left")
            .withColumn(NAMES_UNKNOWN_ORDER, OrderService.namesUnknownOrder());
    Column breakdowns =
        array(
            cell(ContactDriversTable.ALL, lit(RateColumns.ALL)),
            cell(ContactDriversTable.BY_KIND, col(ContactsInput.KIND)),
            cell(ContactDriversTable.BY_REASON, known(ContactsInput.REASON)),
            cell(ContactDriversTable.BY_CHANNEL, known(ContactsInput.CHANNEL)),
            cell(ContactDriversTable.BY_ORDER_CHANNEL, known(ORDER_CHANNEL)));
    Dataset<Row> sliced = sliced(contacts, explode(breakdowns));
    Dataset<Row> all =
        products
            .map(
                rows ->
                    sliced.unionByName(
                        sliced(
                            contacts.join(rows, new String[] {CUSTOMER_ID, ORDER_ID}, "left"),
                            cell(ContactDriversTable.BY_PRODUCT, known(LineFacts.PRODUCT_ID)))))
            .orElse(sliced);
    // By customer first, so that customers are counted by counting rows.
    return all.groupBy(BREAKDOWN, VALUE, CUSTOMER_ID)
        .agg(
            count(lit(1)).as(ContactDriversTable.CONTACTS),
            count(when(col(NAMES_UNKNOWN_ORDER), true))
                .as(ContactDriversTable.CONTACTS_OF_UNKNOWN_ORDERS),
            coalesce(sum(Units.of(col(ContactsInput.COST))), lit(0L)).as(COST_UNITS),
            count(HANDLED_WELL).as(ContactDriversTable.CONTACTS_JUDGED),
            count(when(col(HANDLED_WELL), true)).as(HANDLED_WELL))
        .groupBy(BREAKDOWN, VALUE)
        .agg(
            count(lit(1)).as(ContactDriversTable.CUSTOMERS),
            sum(ContactDriversTable.CONTACTS).as(ContactDriversTable.CONTACTS),
            sum(ContactDriversTable.CONTACTS_OF_UNKNOWN_ORDERS)
                .as(ContactDriversTable.CONTACTS_OF_UNKNOWN_ORDERS),
            sum(COST_UNITS).as(COST_UNITS),
            sum(ContactDriversTable.CONTACTS_JUDGED).as(ContactDriversTable.CONTACTS_JUDGED),
            sum(HANDLED_WELL).as(HANDLED_WELL));
  }

  private static Dataset<Row> sliced(Dataset<Row> contacts, Column cell) {
    return contacts
        .withColumn(CELL, cell)
        .select(
            col(CELL).getField(BREAKDOWN).as(BREAKDOWN),
            col(CELL).getField(VALUE).as(VALUE),
            col(CUSTOMER_ID),
            col(NAMES_UNKNOWN_ORDER),
            col(ContactsInput.COST),
            col(HANDLED_WELL));
  }

  private static Column known(String column) {
    return coalesce(col(column), lit(RateColumns.UNKNOWN));
  }

  private static Column cell(String breakdown, Column value) {
    return struct(lit(breakdown).as(BREAKDOWN), value.as(VALUE));
  }

  private static Dataset<Row> published(Dataset<Row> cells, Rates rates) {
    Column customers = col(ContactDriversTable.CUSTOMERS);
    Column contacts = col(ContactDriversTable.CONTACTS);
    Column orders = col(ContactDriversTable.ORDERS);
    Column breakdown = col(BREAKDOWN);
    Column cost = col(COST_UNITS);
    Column isByOrders =
        breakdown.isin(ContactDriversTable.BY_ORDER_CHANNEL, ContactDriversTable.BY_PRODUCT);
    Column isMany = contacts.cast("double").geq(col(MEAN_CONTACTS));
    // Dearer than all: compared as products, which are exact.
    Column isDear =
        exact(cost)
            .multiply(exact(col(ALL_CONTACTS)))
            .gt(exact(col(ALL_COSTS)).multiply(exact(contacts)));
    Column many =
        when(isDear, lit(ContactDriversTable.MANY_DEAR))
            .otherwise(lit(ContactDriversTable.MANY_CHEAP));
    Column few =
        when(isDear, lit(ContactDriversTable.FEW_DEAR))
            .otherwise(lit(ContactDriversTable.FEW_CHEAP));
    return cells
        .withColumn(
            ContactDriversTable.ORDERS, when(isByOrders, col(OF_VALUE)).otherwise(col(ALL_ORDERS)))
        .withColumn(
            ContactDriversTable.CONTACT_SHARE,
            rates.published(customers, Rates.ratio(contacts, col(ALL_CONTACTS))))
        .withColumn(
            ContactDriversTable.CONTACTS_PER_ORDER,
            rates.published(customers, Rates.ratio(contacts, orders)))
        .withColumn(ContactDriversTable.COST, Units.money(cost))
        .withColumn(ContactDriversTable.COST_PER_CONTACT, Units.mean(cost, contacts))
        .withColumn(ContactDriversTable.COST_PER_ORDER, Units.mean(cost, orders))
        .withColumn(
            ContactDriversTable.COST_SHARE,
            rates.published(customers, Rates.ratio(cost, col(ALL_COSTS))))
        .withColumn(
            ContactDriversTable.PATTERN,
            when(breakdown.notEqual(ContactDriversTable.ALL), when(isMany, many).otherwise(few)))
        .withColumn(
            ContactDriversTable.HANDLED_WELL_RATE,
            rates.published(
                customers,
                Rates.ratio(col(HANDLED_WELL), col(ContactDriversTable.CONTACTS_JUDGED))));
  }

  private static Column exact(Column whole) {
    return whole.cast("decimal(19,0)");
  }
}
