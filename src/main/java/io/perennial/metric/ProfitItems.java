package io.perennial.metric;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.date_sub;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.last_day;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.to_date;
import static org.apache.spark.sql.functions.trunc;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.year;

import io.perennial.history.PurchaseDays;
import io.perennial.history.PurchaseHistory;
import io.perennial.table.OrderFacts;
import io.perennial.table.Units;
import io.perennial.table.input.ContactsInput;
import io.perennial.table.input.ProgrammeCostsInput;
import io.perennial.table.input.ReturnsInput;
import io.perennial.table.output.RateColumns;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/**
 * What each customer with an order or a return brought and cost, item by item: one row per
 * customer, calendar year and whether it was within the 365 days that end on the as-of date.
 * Amounts are ten-thousandths. An item whose input is not given is null in every row. Cost: one
 * aggregation by customer of the purchase days, the orders and the events of service; with
 * programme costs one shuffle more of a row per customer and month with an order, which are sorted
 * within each month.
 */
final class ProfitItems {
  static final String CUSTOMER_ID = PurchaseDays.CUSTOMER_ID;
  static final String YEAR = "year";

  /** Whether the row lies in the 365 days that end on the as-of date. */
  static final String IS_LAST_365 = "is_last_365_days";

  static final String ORDERS = "item_orders";

  /** Net revenue by the day on which it is booked. */
  static final String NET_UNITS = "item_net_units";

  /** Orders whose cost is not known. */
  static final String ORDERS_WITHOUT_COST = "item_orders_without_cost";

  /** The cost of orders, as far as it is known. */
  static final String COST_UNITS = "item_cost_units";

  /** By the day of the return. */
  static final String RETURN_UNITS = "item_return_units";

  /** By the day of the contact. */
  static final String CONTACT_UNITS = "item_contact_units";

  /** Minutes of work at the configured cost of an hour, by the day of the order. */
  static final String HANDLING_UNITS = "item_handling_units";

  /** By the day of the order. */
  static final String DEVIATION_UNITS = "item_deviation_units";

  /**
   * Retention costs of each month, divided among the customers who ordered in it, by the month's
   * last day: as many whole cents for everyone, a cent more for the first of them by their ids
   * until no whole cent is left, and what is less than a cent for the very first. So the parts add
   * up to the cost.
   */
  static final String PROGRAMME_UNITS = "item_programme_units";

  /** The items beyond the orders' own cost that the customer causes. */
  static final List<String> COST_TO_SERVE =
      List.of(RETURN_UNITS, CONTACT_UNITS, HANDLING_UNITS, DEVIATION_UNITS);

  /** The items beyond the orders' own cost: what serving and keeping the customer cost. */
  static final List<String> SERVICE =
      Stream.concat(COST_TO_SERVE.stream(), Stream.of(PROGRAMME_UNITS)).toList();

  private static final List<String> ALL =
      List.of(
          ORDERS,
          NET_UNITS,
          ORDERS_WITHOUT_COST,
          COST_UNITS,
          RETURN_UNITS,
          CONTACT_UNITS,
          HANDLING_UNITS,
          DEVIATION_UNITS,
          PROGRAMME_UNITS);

  private static final String DAY = "day";
  private static final String MONTH = "month";
  private static final String MONTH_UNITS = "month_units";
  private static final String ORDERING = "ordering_customers";
  private static final String CENTS = "month_cents";
  private static final String EVEN_UNITS = "even_units";
  private static final String WITH_A_CENT_MORE = "customers_with_a_cent_more";
  private static final String REST_UNITS = "rest_units";
  private static final String TURN = "turn";

  /** The units of the smallest amount that is handed out. */
  private static final long CENT = Units.CENT;

  private ProfitItems() {}

  static Dataset<Row> of(PurchaseHistory history) {
    List<Dataset<Row>> sources = new ArrayList<>();
    sources.add(purchases(history));
    sources.add(orders(history));
    history
        .input(ReturnsInput.NAME)
        .ifPresent(
            rows ->
                sources.add(
                    costs(rows, ReturnsInput.RETURNED_AT, ReturnsInput.COST, RETURN_UNITS)));
    history
        .input(ContactsInput.NAME)
        .ifPresent(
            rows ->
                sources.add(
                    costs(rows, ContactsInput.CONTACTED_AT, ContactsInput.COST, CONTACT_UNITS)));
    history
        .input(ProgrammeCostsInput.NAME)
        .ifPresent(rows -> sources.add(programmes(rows, history)));
    Column isLast = col(DAY).gt(date_sub(lit(history.rules().asOf()), 365));
    Dataset<Row> all = sources.stream().reduce(Dataset::unionByName).orElseThrow();
    return all.groupBy(col(CUSTOMER_ID), year(col(DAY)).as(YEAR), isLast.as(IS_LAST_365))
        .agg(
            sum(ALL.get(0)).as(ALL.get(0)),
            ALL.stream().skip(1).map(name -> sum(name).as(name)).toArray(Column[]::new))
        .join(history.everybody().select(CUSTOMER_ID), new String[] {CUSTOMER_ID}, "left_semi");
  }

  /** Items together, as far as they are known; 0 where none is. */
  static Column sumOf(List<String> items) {
    return items.stream()
        .map(name -> coalesce(col(name), lit(0L)))
        .reduce(Column::plus)
        .orElseThrow();
  }

  private static Dataset<Row> purchases(PurchaseHistory history) {
    return items(
        history.days().filter(col(PurchaseDays.SEGMENT_NAME).equalTo(RateColumns.ALL)),
        col(PurchaseDays.ORDER_DATE),
        Map.of(ORDERS, col(PurchaseDays.ORDERS), NET_UNITS, col(PurchaseDays.NET_UNITS)));
  }

  private static Dataset<Row> orders(PurchaseHistory history) {
    Map<String, Column> items = new LinkedHashMap<>();
    items.put(COST_UNITS, col(OrderFacts.COST_UNITS));
    items.put(
        ORDERS_WITHOUT_COST, when(col(OrderFacts.COST_UNITS).isNull(), 1L).otherwise(lit(0L)));
    items.put(DEVIATION_UNITS, col(OrderFacts.DEVIATION_UNITS));
    OrderService.handlingUnits(history.rules())
        .ifPresent(handling -> items.put(HANDLING_UNITS, handling));
    return items(OrderService.eachOrder(history), col(OrderFacts.ORDER_DATE), items);
  }

  private static Dataset<Row> costs(Dataset<Row> events, String at, String cost, String item) {
    return items(events, to_date(col(at)), Map.of(item, coalesce(Units.of(col(cost)), lit(0L))));
  }

  private static Dataset<Row> programmes(Dataset<Row> costs, PurchaseHistory history) {
    Column asOf = lit(history.rules().asOf());
    Dataset<Row> months =
        ProgrammeSpend.of(costs, history.rules().asOf())
            .filter(col(ProgrammeSpend.PURPOSE).equalTo(ProgrammeCostsInput.RETENTION))
            .groupBy(trunc(col(ProgrammeSpend.DAY), MONTH).as(MONTH))
            .agg(sum(ProgrammeSpend.UNITS).as(MONTH_UNITS));
    Dataset<Row> ordering =
        history
            .occasions()
            .groupBy(col(CUSTOMER_ID), trunc(col(PurchaseDays.ORDER_DATE), MONTH).as(MONTH))
            .agg(lit(1L).as(ORDERING));
    Column cents = expr(MONTH_UNITS + " div " + CENT);
    Dataset<Row> shares =
        ordering
            .groupBy(MONTH)
            .agg(count(lit(1)).as(ORDERING))
            .join(months, MONTH)
            .withColumn(CENTS, cents)
            .select(
                col(MONTH),
                expr(CENTS + " div " + ORDERING).multiply(CENT).as(EVEN_UNITS),
                col(CENTS).mod(col(ORDERING)).as(WITH_A_CENT_MORE),
                col(MONTH_UNITS).mod(CENT).as(REST_UNITS));
    Column turn = row_number().over(Window.partitionBy(MONTH).orderBy(CUSTOMER_ID));
    Column share =
        col(EVEN_UNITS)
            .plus(when(col(TURN).leq(col(WITH_A_CENT_MORE)), CENT).otherwise(lit(0L)))
            .plus(when(col(TURN).equalTo(1), col(REST_UNITS)).otherwise(lit(0L)));
    return items(
        ordering.withColumn(TURN, turn).join(broadcast(shares), MONTH),
        least(last_day(col(MONTH)), asOf),
        Map.of(PROGRAMME_UNITS, share));
  }

  /** Rows by customer and day with some of the items, the others null. */
  private static Dataset<Row> items(Dataset<Row> rows, Column day, Map<String, Column> items) {
    List<Column> columns = new ArrayList<>();
    columns.add(col(CUSTOMER_ID));
    columns.add(day.as(DAY));
    for (String name : ALL) {
      columns.add(items.getOrDefault(name, lit(null)).cast("bigint").as(name));
    }
    return rows.select(columns.toArray(Column[]::new));
  }
}
