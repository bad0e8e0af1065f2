package io.perennial.metric;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.datediff;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.to_date;
import static org.apache.spark.sql.functions.when;

import io.perennial.history.PurchaseHistory;
import io.perennial.table.OrderFacts;
import io.perennial.table.Units;
import io.perennial.table.input.ReturnsInput;
import io.perennial.table.output.RateColumns;
import io.perennial.table.output.ReturnOriginsTable;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Computes {@link ReturnOriginsTable}. Cost: one join of the returns with the channels of their
 * orders, and two aggregations of eight rows per return.
 */
final class ReturnOrigins {
  private static final String CUSTOMER_ID = ReturnsInput.CUSTOMER_ID;
  private static final String BREAKDOWN = ReturnOriginsTable.BREAKDOWN;
  private static final String VALUE = ReturnOriginsTable.VALUE;
  private static final String ORIGIN = ReturnOriginsTable.ORIGIN;
  private static final String CELL = "cell";
  private static final String AMOUNT_UNITS = "amount_units";
  private static final String COST_UNITS = "cost_units";
  private static final String HANDLED_WELL = "returns_handled_well";
  private static final String DAYS_TO_SETTLE = "days_to_settle";
  private static final String OF_VALUE = "returns_of_value";
  private static final String ALL_RETURNS = "all_returns";
  private static final String ALL_COSTS = "all_cost_units";

  private static final List<String> SUMMED =
      List.of(
          ReturnOriginsTable.RETURNS,
          ReturnOriginsTable.RETURNS_OF_UNKNOWN_ORDERS,
          ReturnOriginsTable.RETURNS_WITH_AMOUNT,
          AMOUNT_UNITS,
          COST_UNITS,
          ReturnOriginsTable.RETURNS_JUDGED,
          HANDLED_WELL,
          ReturnOriginsTable.RETURNS_SETTLED,
          DAYS_TO_SETTLE);

  private ReturnOrigins() {}

  static Dataset<Row> of(Intermediates shared) {
    PurchaseHistory history = shared.history();
    Rates rates = new Rates(history.rules().minimumGroupSize());
    Dataset<Row> returns =
        history
            .input(ReturnsInput.NAME)
            .orElseThrow(() -> new IllegalStateException("no returns are given"));
    Dataset<Row> channels = OrderService.named(history, col(OrderFacts.CHANNEL));
    Dataset<Row> cells = cells(returns, channels, history.rules().asOf());
    Dataset<Row> everything =
        cells
            .filter(col(BREAKDOWN).equalTo(ReturnOriginsTable.ALL))
            .select(col(ReturnOriginsTable.RETURNS).as(ALL_RETURNS), col(COST_UNITS).as(ALL_COSTS));
    Dataset<Row> ofValues =
        cells
            .filter(col(BREAKDOWN).endsWith(ReturnOriginsTable.AND_ORIGIN))
            .groupBy(BREAKDOWN, VALUE)
            .agg(sum(ReturnOriginsTable.RETURNS).as(OF_VALUE));
    Column customers = col(ReturnOriginsTable.CUSTOMERS);
    Column number = col(ReturnOriginsTable.RETURNS);
    return cells
        .crossJoin(broadcast(everything))
        .join(ofValues, new String[] {BREAKDOWN, VALUE}, "left")
        .withColumn(
            ReturnOriginsTable.RETURN_SHARE,
            rates.published(customers, Rates.ratio(number, col(ALL_RETURNS))))
        .withColumn(
            ReturnOriginsTable.ORIGIN_SHARE,
            rates.published(customers, Rates.ratio(number, col(OF_VALUE))))
        .withColumn(ReturnOriginsTable.AMOUNT, Units.money(col(AMOUNT_UNITS)))
        .withColumn(ReturnOriginsTable.COST, Units.money(col(COST_UNITS)))
        .withColumn(ReturnOriginsTable.COST_PER_RETURN, Units.mean(col(COST_UNITS), number))
        .withColumn(
            ReturnOriginsTable.COST_SHARE,
            rates.published(customers, Rates.ratio(col(COST_UNITS), col(ALL_COSTS))))
        .withColumn(
            ReturnOriginsTable.HANDLED_WELL_RATE,
            rates.published(
                customers, Rates.ratio(col(HANDLED_WELL), col(ReturnOriginsTable.RETURNS_JUDGED))))
        .withColumn(
            ReturnOriginsTable.MEAN_DAYS_TO_SETTLE,
            Rates.ratio(col(DAYS_TO_SETTLE), col(ReturnOriginsTable.RETURNS_SETTLED)));
  }

  private static Dataset<Row> cells(Dataset<Row> returns, Dataset<Row> channels, LocalDate asOf) {
    Column isWell = Handling.ofReturns(asOf);
    Column settled = to_date(col(ReturnsInput.RESOLVED_AT));
    Column isSettled = settled.leq(lit(asOf));
    Column days = when(isSettled, datediff(settled, to_date(col(ReturnsInput.RETURNED_AT))));
    Dataset<Row> each =
        returns
            .withColumn(HANDLED_WELL, isWell)
            .withColumn(DAYS_TO_SETTLE, days)
            .join(channels, new String[] {OrderFacts.CUSTOMER_ID, OrderFacts.ORDER_ID}, "left");
    // By customer first, so that customers are counted by counting rows.
    return each.withColumn(CELL, explode(breakdowns()))
        .groupBy(part(BREAKDOWN), part(VALUE), part(ORIGIN), col(CUSTOMER_ID))
        .agg(
            lit(1L).as(ReturnOriginsTable.CUSTOMERS),
            count(lit(1)).as(ReturnOriginsTable.RETURNS),
            count(when(OrderService.namesUnknownOrder(), true))
                .as(ReturnOriginsTable.RETURNS_OF_UNKNOWN_ORDERS),
            count(ReturnsInput.AMOUNT_COLUMN).as(ReturnOriginsTable.RETURNS_WITH_AMOUNT),
            sum(Units.of(col(ReturnsInput.AMOUNT_COLUMN))).as(AMOUNT_UNITS),
            coalesce(sum(Units.of(col(ReturnsInput.COST))), lit(0L)).as(COST_UNITS),
            count(HANDLED_WELL).as(ReturnOriginsTable.RETURNS_JUDGED),
            count(when(col(HANDLED_WELL), true)).as(HANDLED_WELL),
            count(DAYS_TO_SETTLE).as(ReturnOriginsTable.RETURNS_SETTLED),
            sum(DAYS_TO_SETTLE).as(DAYS_TO_SETTLE))
        .groupBy(BREAKDOWN, VALUE, ORIGIN)
        .agg(
            sum(ReturnOriginsTable.CUSTOMERS).as(ReturnOriginsTable.CUSTOMERS),
            SUMMED.stream().map(name -> sum(name).as(name)).toArray(Column[]::new));
  }

  private static Column part(String name) {
    return col(CELL).getField(name).as(name);
  }

  private static Column breakdowns() {
    Column all = lit(RateColumns.ALL);
    Column origin = known(ReturnsInput.ORIGIN);
    List<Column> cells = new ArrayList<>();
    cells.add(cell(ReturnOriginsTable.ALL, all, all));
    cells.add(cell(ReturnOriginsTable.BY_ORIGIN, origin, all));
    new TreeMap<>(
            Map.of(
                ReturnOriginsTable.BY_REASON, ReturnsInput.REASON,
                ReturnOriginsTable.BY_PRODUCT, ReturnsInput.PRODUCT_ID,
                ReturnOriginsTable.BY_CHANNEL, OrderFacts.CHANNEL))
        .forEach(
            (breakdown, column) -> {
              cells.add(cell(breakdown, known(column), all));
              cells.add(cell(breakdown + ReturnOriginsTable.AND_ORIGIN, known(column), origin));
            });
    return array(cells.toArray(Column[]::new));
  }

  private static Column known(String column) {
    return coalesce(col(column), lit(RateColumns.UNKNOWN));
  }

  private static Column cell(String breakdown, Column value, Column origin) {
    return struct(lit(breakdown).as(BREAKDOWN), value.as(VALUE), origin.as(ORIGIN));
  }
}
