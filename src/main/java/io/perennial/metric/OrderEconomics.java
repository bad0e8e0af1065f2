package io.perennial.metric;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.perennial.history.PurchaseHistory;
import io.perennial.table.LedgerTable;
import io.perennial.table.OrderFacts;
import io.perennial.table.Units;
import io.perennial.table.output.OrderEconomicsTable;
import io.perennial.table.output.RateColumns;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Computes {@link OrderEconomicsTable}. Cost: what {@link OrderService} costs, and one aggregation
 * of the orders by customer, band and channel; everything after it is as small as there are bands
 * and channels of each customer.
 */
final class OrderEconomics {
  private static final String CELL = "cell";
  private static final String ORDERED_UNITS = "ordered_units";
  private static final String COSTED_UNITS = "costed_units";
  private static final String MINUTES = "minutes";
  private static final String HANDLING_UNITS = "handling_units";
  private static final String DEVIATIONS_SAID = "deviations_said";
  private static final String COSTED_SERVICE_UNITS = "costed_service_units";

  private static final List<String> SUMMED =
      List.of(
          OrderEconomicsTable.ORDERS,
          ORDERED_UNITS,
          OrderFacts.NET_UNITS,
          OrderEconomicsTable.ORDERS_WITH_COST,
          OrderFacts.COST_UNITS,
          COSTED_UNITS,
          COSTED_SERVICE_UNITS,
          OrderEconomicsTable.ORDERS_WITH_HANDLING_MINUTES,
          MINUTES,
          HANDLING_UNITS,
          DEVIATIONS_SAID,
          OrderEconomicsTable.ORDERS_WITH_DEVIATION,
          OrderFacts.DEVIATION_UNITS,
          OrderEconomicsTable.ORDERS_WITH_ID,
          OrderService.RETURNS,
          OrderService.RETURN_UNITS,
          OrderService.CONTACTS,
          OrderService.CONTACT_UNITS);

  private OrderEconomics() {}

  static Dataset<Row> of(Intermediates shared) {
    PurchaseHistory history = shared.history();
    Dataset<Row> orders =
        OrderService.of(history)
            .withColumn(
                HANDLING_UNITS,
                OrderService.handlingUnits(history.rules())
                    .orElseGet(() -> lit(null).cast("bigint")));
    return published(cells(orders), new Rates(history.rules().minimumGroupSize()));
  }

  private static Dataset<Row> cells(Dataset<Row> orders) {
    Column ordered = col(OrderFacts.GROSS_UNITS).minus(col(OrderFacts.DISCOUNT_UNITS));
    Column hasCost = col(OrderFacts.COST_UNITS).isNotNull();
    Column deviation = col(OrderFacts.DEVIATION_UNITS);
    Column service =
        coalesce(deviation, lit(0L))
            .plus(coalesce(col(HANDLING_UNITS), lit(0L)))
            .plus(coalesce(col(OrderService.RETURN_UNITS), lit(0L)))
            .plus(coalesce(col(OrderService.CONTACT_UNITS), lit(0L)));
    Dataset<Row> byCustomer =
        orders
            .withColumn(ORDERED_UNITS, ordered)
            .withColumn(OrderEconomicsTable.SIZE_FROM, AmountBands.from(ordered))
            .groupBy(
                col(OrderFacts.CUSTOMER_ID),
                col(OrderEconomicsTable.SIZE_FROM),
                coalesce(col(OrderFacts.CHANNEL), lit(RateColumns.UNKNOWN))
                    .as(OrderEconomicsTable.CHANNEL))
            .agg(
                count(lit(1)).as(OrderEconomicsTable.ORDERS),
                sum(ORDERED_UNITS).as(ORDERED_UNITS),
                sum(OrderFacts.NET_UNITS).as(OrderFacts.NET_UNITS),
                count(OrderFacts.COST_UNITS).as(OrderEconomicsTable.ORDERS_WITH_COST),
                sum(OrderFacts.COST_UNITS).as(OrderFacts.COST_UNITS),
                sum(when(hasCost, col(OrderFacts.NET_UNITS))).as(COSTED_UNITS),
                sum(when(hasCost, service)).as(COSTED_SERVICE_UNITS),
                count(OrderFacts.HANDLING_MINUTES)
                    .as(OrderEconomicsTable.ORDERS_WITH_HANDLING_MINUTES),
                sum(Units.of(col(OrderFacts.HANDLING_MINUTES))).as(MINUTES),
                sum(HANDLING_UNITS).as(HANDLING_UNITS),
                count(deviation).as(DEVIATIONS_SAID),
                count(when(deviation.notEqual(0), true))
                    .as(OrderEconomicsTable.ORDERS_WITH_DEVIATION),
                sum(deviation).as(OrderFacts.DEVIATION_UNITS),
                count(OrderFacts.ORDER_ID).as(OrderEconomicsTable.ORDERS_WITH_ID),
                sum(OrderService.RETURNS).as(OrderService.RETURNS),
                sum(OrderService.RETURN_UNITS).as(OrderService.RETURN_UNITS),
                sum(OrderService.CONTACTS).as(OrderService.CONTACTS),
                sum(OrderService.CONTACT_UNITS).as(OrderService.CONTACT_UNITS));
    String[] key = {
      OrderEconomicsTable.BREAKDOWN,
      OrderEconomicsTable.SIZE_BAND,
      OrderEconomicsTable.SIZE_FROM,
      OrderEconomicsTable.CHANNEL
    };
    Column[] cell = new Column[key.length];
    for (int i = 0; i < key.length; i++) {
      cell[i] = col(CELL).getField(key[i]).as(key[i]);
    }
    // By customer first, so that customers are counted by counting rows.
    Dataset<Row> cells =
        byCustomer
            .withColumn(CELL, explode(breakdowns()))
            .groupBy(cell[0], cell[1], cell[2], cell[3], col(OrderFacts.CUSTOMER_ID))
            .agg(lit(1L).as(OrderEconomicsTable.CUSTOMERS), sums());
    return cells
        .groupBy(key[0], key[1], key[2], key[3])
        .agg(sum(OrderEconomicsTable.CUSTOMERS).as(OrderEconomicsTable.CUSTOMERS), sums());
  }

  private static Column[] sums() {
    return SUMMED.stream().map(name -> sum(name).as(name)).toArray(Column[]::new);
  }

  private static Column breakdowns() {
    Column from = col(OrderEconomicsTable.SIZE_FROM);
    Column band =
        when(from.lt(0), lit(OrderEconomicsTable.BELOW_ZERO))
            .otherwise(concat(from.cast("string"), lit("-"), AmountBands.to(from).cast("string")));
    Column channel = col(OrderEconomicsTable.CHANNEL);
    Column noBand = lit(RateColumns.ALL);
    Column noSize = lit(null).cast("bigint");
    Column everyChannel = lit(RateColumns.ALL);
    return array(
        cell(OrderEconomicsTable.ALL, noBand, noSize, everyChannel),
        cell(OrderEconomicsTable.BY_SIZE, band, from, everyChannel),
        cell(OrderEconomicsTable.BY_CHANNEL, noBand, noSize, channel),
        cell(OrderEconomicsTable.BY_SIZE_AND_CHANNEL, band, from, channel));
  }

  private static Column cell(String breakdown, Column band, Column from, Column channel) {
    return struct(
        lit(breakdown).as(OrderEconomicsTable.BREAKDOWN),
        band.as(OrderEconomicsTable.SIZE_BAND),
        from.as(OrderEconomicsTable.SIZE_FROM),
        channel.as(OrderEconomicsTable.CHANNEL));
  }

  private static Dataset<Row> published(Dataset<Row> cells, Rates rates) {
    Column customers = col(OrderEconomicsTable.CUSTOMERS);
    Column orders = col(OrderEconomicsTable.ORDERS);
    Column net = col(OrderFacts.NET_UNITS);
    Column withCost = col(OrderEconomicsTable.ORDERS_WITH_COST);
    Column withId = col(OrderEconomicsTable.ORDERS_WITH_ID);
    Column withMinutes = col(OrderEconomicsTable.ORDERS_WITH_HANDLING_MINUTES);
    Column margin = col(COSTED_UNITS).minus(col(OrderFacts.COST_UNITS));
    Column afterService = margin.minus(col(COSTED_SERVICE_UNITS));
    Column isSaid = col(DEVIATIONS_SAID).gt(0);
    Column hasIds = withId.gt(0);
    Column from = col(OrderEconomicsTable.SIZE_FROM);
    return cells
        .withColumn(OrderEconomicsTable.ORDERED_AMOUNT, Units.money(col(ORDERED_UNITS)))
        .withColumn(OrderEconomicsTable.NET_REVENUE, Units.money(net))
        .withColumn(OrderEconomicsTable.AVERAGE_ORDER_VALUE, Units.mean(net, orders))
        .withColumn(OrderEconomicsTable.COST_AMOUNT, Units.money(col(OrderFacts.COST_UNITS)))
        .withColumn(OrderEconomicsTable.MARGIN, Units.money(margin))
        .withColumn(OrderEconomicsTable.MARGIN_PER_ORDER, Units.mean(margin, withCost))
        .withColumn(
            OrderEconomicsTable.MARGIN_SHARE,
            rates.published(
                customers, when(col(COSTED_UNITS).gt(0), Rates.ratio(margin, col(COSTED_UNITS)))))
        .withColumn(
            OrderEconomicsTable.HANDLING_MINUTES_PER_ORDER,
            rates.published(
                customers, Rates.ratio(col(MINUTES), withMinutes.multiply(LedgerTable.UNITS))))
        .withColumn(OrderEconomicsTable.HANDLING_COST, Units.money(col(HANDLING_UNITS)))
        .withColumn(
            OrderEconomicsTable.HANDLING_COST_PER_ORDER,
            Units.mean(col(HANDLING_UNITS), withMinutes))
        .withColumn(
            OrderEconomicsTable.ORDERS_WITH_DEVIATION,
            when(isSaid, col(OrderEconomicsTable.ORDERS_WITH_DEVIATION)))
        .withColumn(
            OrderEconomicsTable.DEVIATION_RATE,
            rates.published(
                customers, Rates.ratio(col(OrderEconomicsTable.ORDERS_WITH_DEVIATION), orders)))
        .withColumn(
            OrderEconomicsTable.DEVIATION_COST, Units.money(col(OrderFacts.DEVIATION_UNITS)))
        .withColumn(
            OrderEconomicsTable.DEVIATION_COST_PER_ORDER,
            Units.mean(col(OrderFacts.DEVIATION_UNITS), orders))
        .withColumn(OrderEconomicsTable.RETURNS, when(hasIds, col(OrderService.RETURNS)))
        .withColumn(
            OrderEconomicsTable.RETURNS_PER_ORDER,
            rates.published(customers, Rates.ratio(col(OrderService.RETURNS), withId)))
        .withColumn(
            OrderEconomicsTable.RETURN_COST,
            when(hasIds, Units.money(col(OrderService.RETURN_UNITS))))
        .withColumn(OrderEconomicsTable.CONTACTS, when(hasIds, col(OrderService.CONTACTS)))
        .withColumn(
            OrderEconomicsTable.CONTACTS_PER_ORDER,
            rates.published(customers, Rates.ratio(col(OrderService.CONTACTS), withId)))
        .withColumn(
            OrderEconomicsTable.CONTACT_COST,
            when(hasIds, Units.money(col(OrderService.CONTACT_UNITS))))
        .withColumn(OrderEconomicsTable.MARGIN_AFTER_SERVICE, Units.money(afterService))
        .withColumn(
            OrderEconomicsTable.MARGIN_AFTER_SERVICE_PER_ORDER, Units.mean(afterService, withCost))
        .withColumn(
            OrderEconomicsTable.SIZE_TO,
            Units.money(AmountBands.to(from).multiply(LedgerTable.UNITS)))
        .withColumn(
            OrderEconomicsTable.SIZE_FROM,
            Units.money(when(from.geq(0), from.multiply(LedgerTable.UNITS))));
  }
}
