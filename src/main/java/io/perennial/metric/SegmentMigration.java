package io.perennial.metric;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.date_sub;
import static org.apache.spark.sql.functions.datediff;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.lag;
import static org.apache.spark.sql.functions.lead;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.lpad;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.percentile;
import static org.apache.spark.sql.functions.sequence;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.perennial.history.PurchaseDays;
import io.perennial.history.PurchaseHistory;
import io.perennial.history.SegmentRule;
import io.perennial.table.LedgerTable;
import io.perennial.table.Units;
import io.perennial.table.output.RateColumns;
import io.perennial.table.output.SegmentMigrationTable;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * Computes {@link SegmentMigrationTable}. Cost: the purchase days are summed per customer and year
 * three times, without a shuffle: for the cut points of recency and frequency, for the amounts at
 * which deciles begin (one shuffle of the different amounts), and for the moves. The cut points are
 * a row per year and are broadcast, so that no customer is moved to find its group.
 */
final class SegmentMigration {
  private static final String SEGMENT_NAME = PurchaseDays.SEGMENT_NAME;
  private static final String SEGMENT_VALUE = PurchaseDays.SEGMENT_VALUE;
  private static final String CUSTOMER_ID = PurchaseDays.CUSTOMER_ID;
  private static final int YEAR_DAYS = 365;
  private static final int DECILES = 10;

  /** How many years before the as-of date a year ends. */
  static final String YEARS_BACK = "years_back";

  private static final String ORDERS = "year_orders";
  private static final String UNITS = "year_units";
  private static final String ORDERS_TO_DATE = "orders_to_date";
  private static final String LAST_DAY = "last_order_to_date";
  private static final String NEXT_YEAR = "next_years_back";
  private static final String RECENCY = "recency_then";
  private static final String DECILES_FROM = "deciles_from";
  private static final String RFM_GROUP = "rfm_group";
  private static final String DECILE_GROUP = "decile_group";
  private static final String RFM_GROUP_BEFORE = "rfm_group_before";
  private static final String DECILE_GROUP_BEFORE = "decile_group_before";
  private static final String UNITS_BEFORE = "units_before";
  private static final String MOVE = "move";
  private static final String TIED = "tied";
  private static final String ABOVE = "customers_above";
  private static final String RANKED = "ranked_customers";
  private static final String DECILE = "decile";

  private SegmentMigration() {}

  static Dataset<Row> of(Intermediates shared) {
    PurchaseHistory history = shared.history();
    LocalDate asOf = history.rules().asOf();
    Rates rates = new Rates(history.rules().minimumGroupSize());
    Column customers = col(SegmentMigrationTable.CUSTOMERS);
    WindowSpec ofGroup =
        Window.partitionBy(
            SEGMENT_NAME,
            SEGMENT_VALUE,
            SegmentMigrationTable.CLASSIFICATION,
            YEARS_BACK,
            SegmentMigrationTable.FROM_GROUP);
    return withSegments(moves(history), history)
        .groupBy(
            SEGMENT_NAME,
            SEGMENT_VALUE,
            SegmentMigrationTable.CLASSIFICATION,
            YEARS_BACK,
            SegmentMigrationTable.FROM_GROUP,
            SegmentMigrationTable.TO_GROUP)
        .agg(
            count(lit(1)).as(SegmentMigrationTable.CUSTOMERS),
            sum(UNITS_BEFORE).as(UNITS_BEFORE),
            sum(UNITS).as(UNITS))
        .withColumn(
            SegmentMigrationTable.CUSTOMERS_IN_FROM_GROUP,
            sum(SegmentMigrationTable.CUSTOMERS).over(ofGroup))
        .withColumn(
            SegmentMigrationTable.SHARE_OF_FROM_GROUP,
            rates.share(customers, col(SegmentMigrationTable.CUSTOMERS_IN_FROM_GROUP)))
        .withColumn(SegmentMigrationTable.YEAR_END, yearEnd(asOf))
        .withColumn(SegmentMigrationTable.REVENUE_BEFORE, Units.money(col(UNITS_BEFORE)))
        .withColumn(SegmentMigrationTable.REVENUE_AFTER, Units.money(col(UNITS)));
  }

  private static Column yearEnd(LocalDate asOf) {
    return date_sub(lit(asOf), col(YEARS_BACK).multiply(YEAR_DAYS));
  }

  /** The moves of everybody, and again for each segment of customers that the mover is in. */
  private static Dataset<Row> withSegments(Dataset<Row> moves, PurchaseHistory history) {
    Object[] names =
        history.rules().segments().stream()
            .filter(SegmentRule::ofCustomer)
            .map(SegmentRule::name)
            .toArray();
    Dataset<Row> everybody =
        moves
            .withColumn(SEGMENT_NAME, lit(RateColumns.ALL))
            .withColumn(SEGMENT_VALUE, lit(RateColumns.ALL));
    if (names.length == 0) {
      return everybody;
    }
    Dataset<Row> members =
        history
            .totals()
            .filter(col(SEGMENT_NAME).isin(names))
            .select(col(CUSTOMER_ID), col(SEGMENT_NAME), col(SEGMENT_VALUE));
    return everybody.unionByName(moves.join(members, CUSTOMER_ID));
  }

  /** Two rows, one per classification, for each customer and year from that of the first order. */
  private static Dataset<Row> moves(PurchaseHistory history) {
    Dataset<Row> years = years(history);
    WindowSpec inTurn = Window.partitionBy(CUSTOMER_ID).orderBy(col(YEARS_BACK).desc());
    Column recencyScore = lit(5).minus(RfmScores.cutsBelow(col(RECENCY), RfmScores.RECENCY_CUTS));
    Column frequencyScore =
        RfmScores.cutsBelow(col(ORDERS_TO_DATE), RfmScores.FREQUENCY_CUTS).plus(1);
    return years
        .join(broadcast(rfmCuts(years)), YEARS_BACK)
        .join(broadcast(decileStarts(years)), new String[] {YEARS_BACK}, "left")
        .withColumn(RFM_GROUP, RfmScores.segment(recencyScore, frequencyScore))
        .withColumn(DECILE_GROUP, decile())
        .withColumn(UNITS_BEFORE, coalesce(lag(UNITS, 1).over(inTurn), lit(0L)))
        .withColumn(RFM_GROUP_BEFORE, lag(RFM_GROUP, 1).over(inTurn))
        .withColumn(DECILE_GROUP_BEFORE, lag(DECILE_GROUP, 1).over(inTurn))
        .withColumn(
            MOVE,
            explode(
                array(
                    move(SegmentMigrationTable.RFM_SEGMENT, RFM_GROUP_BEFORE, RFM_GROUP),
                    move(SegmentMigrationTable.REVENUE_DECILE, DECILE_GROUP_BEFORE, DECILE_GROUP))))
        .select(col(CUSTOMER_ID), col(YEARS_BACK), col(MOVE + ".*"), col(UNITS_BEFORE), col(UNITS));
  }

  private static Column move(String classification, String before, String group) {
    return struct(
        lit(classification).as(SegmentMigrationTable.CLASSIFICATION),
        coalesce(col(before), lit(SegmentMigrationTable.NOT_YET_CUSTOMER))
            .as(SegmentMigrationTable.FROM_GROUP),
        col(group).as(SegmentMigrationTable.TO_GROUP));
  }

  /**
   * A row per customer and year from that of the first order on, also where nothing happened: what
   * was bought in the year, the orders to its end and the days since the last of them.
   */
  private static Dataset<Row> years(PurchaseHistory history) {
    LocalDate asOf = history.rules().asOf();
    Column day = col(PurchaseDays.ORDER_DATE);
    WindowSpec inTurn = Window.partitionBy(CUSTOMER_ID).orderBy(col(YEARS_BACK).desc());
    WindowSpec sofar = inTurn.rowsBetween(Window.unboundedPreceding(), 0);
    String written = "written_years_back";
    Column isOwn = col(written).equalTo(col(YEARS_BACK));
    return history
        .days()
        .filter(col(SEGMENT_NAME).equalTo(RateColumns.ALL))
        .groupBy(
            col(CUSTOMER_ID),
            floor(datediff(lit(asOf), day).divide((double) YEAR_DAYS)).cast("int").as(YEARS_BACK))
        .agg(
            sum(PurchaseDays.ORDERS).as(ORDERS),
            sum(PurchaseDays.NET_UNITS).as(UNITS),
            max(when(col(PurchaseDays.ORDERS).gt(0), day)).as(LAST_DAY))
        .withColumn(ORDERS_TO_DATE, sum(ORDERS).over(sofar))
        .withColumn(LAST_DAY, max(LAST_DAY).over(sofar))
        .withColumn(NEXT_YEAR, coalesce(lead(YEARS_BACK, 1).over(inTurn), lit(-1)))
        .filter(col(ORDERS_TO_DATE).gt(0))
        .withColumn(written, explode(sequence(col(YEARS_BACK), col(NEXT_YEAR).plus(1), lit(-1))))
        .withColumn(ORDERS, when(isOwn, col(ORDERS)).otherwise(lit(0L)))
        .withColumn(UNITS, when(isOwn, col(UNITS)).otherwise(lit(0L)))
        .withColumn(YEARS_BACK, col(written))
        .select(
            col(CUSTOMER_ID),
            col(YEARS_BACK),
            col(ORDERS),
            col(UNITS),
            col(ORDERS_TO_DATE),
            datediff(yearEnd(asOf), col(LAST_DAY)).as(RECENCY));
  }

  /** The cut points of each year's end; there are few different days and numbers of orders. */
  private static Dataset<Row> rfmCuts(Dataset<Row> years) {
    return years
        .groupBy(YEARS_BACK)
        .agg(
            percentile(col(RECENCY), RfmScores.quantiles()).as(RfmScores.RECENCY_CUTS),
            percentile(col(ORDERS_TO_DATE), RfmScores.quantiles()).as(RfmScores.FREQUENCY_CUTS));
  }

  /** The smallest amounts of the first nine deciles of each year, in an array. */
  private static Dataset<Row> decileStarts(Dataset<Row> years) {
    RunningTotals largestFirst =
        new RunningTotals(
            List.of(YEARS_BACK),
            UNITS,
            LedgerTable.UNITS,
            true,
            List.of(new RunningTotals.Total(TIED, ABOVE, RANKED)));
    List<Column> starts = new ArrayList<>();
    for (int decile = 1; decile < DECILES; decile++) {
      starts.add(min(when(col(DECILE).leq(decile), col(UNITS))));
    }
    return years
        .filter(col(ORDERS).gt(0))
        .groupBy(YEARS_BACK, UNITS)
        .agg(count(lit(1)).as(TIED))
        .transform(largestFirst::of)
        .withColumn(DECILE, expr("%s * %d div %s + 1".formatted(ABOVE, DECILES, RANKED)))
        .groupBy(YEARS_BACK)
        .agg(array(starts.toArray(Column[]::new)).as(DECILES_FROM));
  }

  /** One more than the number of deciles that begin above the customer's amount. */
  private static Column decile() {
    Column decile = lit(1);
    for (int i = 0; i < DECILES - 1; i++) {
      decile =
          decile.plus(when(col(UNITS).lt(col(DECILES_FROM).getItem(i)), lit(1)).otherwise(lit(0)));
    }
    return when(
            col(ORDERS).gt(0),
            concat(lit(SegmentMigrationTable.DECILE), lpad(decile.cast("string"), 2, "0")))
        .otherwise(SegmentMigrationTable.NO_ORDERS);
  }
}
