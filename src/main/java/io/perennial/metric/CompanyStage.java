package io.perennial.metric;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lag;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.make_date;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.year;

import io.perennial.history.PurchaseDays;
import io.perennial.history.PurchaseHistory;
import io.perennial.table.Units;
import io.perennial.table.output.CompanyStageTable;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * Computes {@link CompanyStageTable}. Cost: one pass over the purchase days, which are summed per
 * customer and year without a shuffle.
 */
final class CompanyStage {
  private static final String SEGMENT_NAME = PurchaseDays.SEGMENT_NAME;
  private static final String SEGMENT_VALUE = PurchaseDays.SEGMENT_VALUE;
  private static final String YEAR = CompanyStageTable.YEAR;
  private static final String FIRST_YEAR = "first_order_year";
  private static final String SEGMENT_BEGAN = "segment_began";
  private static final String UNITS = "units";
  private static final String REPEAT_UNITS = "repeat_units";
  private static final String EARLIER_UNITS = "earlier_customers_units";
  private static final String ORDERED = "ordered";
  private static final String STAYED = "stayed";
  private static final String BEFORE = "ordered_before";

  private CompanyStage() {}

  static Dataset<Row> of(Intermediates shared) {
    PurchaseHistory history = shared.history();
    Rates rates = new Rates(history.rules().minimumGroupSize());
    WindowSpec inTurn = Window.partitionBy(SEGMENT_NAME, SEGMENT_VALUE).orderBy(YEAR);
    Column began =
        min(SEGMENT_BEGAN)
            .over(
                Window.partitionBy(SEGMENT_NAME, SEGMENT_VALUE)
                    .rowsBetween(Window.unboundedPreceding(), Window.unboundedFollowing()));
    Column active = col(CompanyStageTable.ACTIVE_CUSTOMERS);
    Column earlier =
        when(
                lag(YEAR, 1).over(inTurn).equalTo(col(YEAR).minus(1)),
                lag(CompanyStageTable.ACTIVE_CUSTOMERS, 1).over(inTurn))
            .otherwise(lit(0L));
    Column share = col(CompanyStageTable.REPEAT_REVENUE_SHARE);
    Column stage = col(CompanyStageTable.STAGE);
    return byYear(history)
        .withColumn(
            CompanyStageTable.IS_COMPLETE,
            make_date(col(YEAR), lit(12), lit(31)).leq(lit(history.rules().asOf())))
        .withColumn(CompanyStageTable.IS_FIRST_YEAR, coalesce(col(YEAR).leq(began), lit(true)))
        .withColumn(BEFORE, earlier)
        .withColumn(CompanyStageTable.NET_REVENUE, Units.money(col(UNITS)))
        .withColumn(CompanyStageTable.REPEAT_REVENUE, Units.money(col(REPEAT_UNITS)))
        .withColumn(
            CompanyStageTable.FIRST_ORDER_REVENUE, Units.money(col(UNITS).minus(col(REPEAT_UNITS))))
        .withColumn(
            CompanyStageTable.REPEAT_REVENUE_SHARE,
            rates.published(active, ofPositive(col(REPEAT_UNITS))))
        .withColumn(
            CompanyStageTable.EARLIER_CUSTOMERS_REVENUE_SHARE,
            rates.published(active, ofPositive(col(EARLIER_UNITS))))
        .withColumn(CompanyStageTable.ANNUAL_REPURCHASE_RATE, rates.share(col(STAYED), col(BEFORE)))
        .withColumn(
            CompanyStageTable.STAGE,
            when(not(share.between(0, 1)), null)
                .when(share.geq(CompanyStageTable.ESTABLISHED_FROM), CompanyStageTable.ESTABLISHED)
                .when(share.geq(CompanyStageTable.GROWING_FROM), CompanyStageTable.GROWING)
                .when(share.isNotNull(), CompanyStageTable.STARTING))
        .withColumn(
            CompanyStageTable.ADVISED_EMPHASIS,
            when(stage.equalTo(CompanyStageTable.ESTABLISHED), CompanyStageTable.KEEP_CUSTOMERS)
                .when(
                    stage.equalTo(CompanyStageTable.GROWING),
                    CompanyStageTable.WIN_AND_KEEP_CUSTOMERS)
                .when(stage.equalTo(CompanyStageTable.STARTING), CompanyStageTable.WIN_CUSTOMERS));
  }

  /** A share of the year's revenue, which says nothing where there is none on balance. */
  private static Column ofPositive(Column units) {
    return when(col(UNITS).gt(0), Rates.ratio(units, col(UNITS)));
  }

  private static Dataset<Row> byYear(PurchaseHistory history) {
    Column afterFirst = col(PurchaseDays.ORDER_DATE).gt(col(PurchaseDays.FIRST_ORDER_DATE));
    Column ordered = col(ORDERED).gt(0);
    WindowSpec ofCustomer =
        Window.partitionBy(PurchaseDays.CUSTOMER_ID, SEGMENT_NAME, SEGMENT_VALUE).orderBy(YEAR);
    Column stayed =
        ordered
            .and(lag(YEAR, 1).over(ofCustomer).equalTo(col(YEAR).minus(1)))
            .and(lag(ORDERED, 1).over(ofCustomer).gt(0));
    return history
        .days()
        .groupBy(
            col(SEGMENT_NAME),
            col(SEGMENT_VALUE),
            col(PurchaseDays.CUSTOMER_ID),
            year(col(PurchaseDays.ORDER_DATE)).as(YEAR))
        .agg(
            sum(PurchaseDays.ORDERS).as(ORDERED),
            sum(PurchaseDays.NET_UNITS).as(UNITS),
            sum(when(afterFirst, col(PurchaseDays.NET_UNITS))).as(REPEAT_UNITS),
            year(min(PurchaseDays.FIRST_ORDER_DATE)).as(FIRST_YEAR))
        .withColumn(STAYED, stayed)
        .groupBy(SEGMENT_NAME, SEGMENT_VALUE, YEAR)
        .agg(
            count(when(ordered, true)).as(CompanyStageTable.ACTIVE_CUSTOMERS),
            count(when(col(FIRST_YEAR).equalTo(col(YEAR)).and(ordered), true))
                .as(CompanyStageTable.ACQUIRED_CUSTOMERS),
            min(FIRST_YEAR).as(SEGMENT_BEGAN),
            sum(UNITS).as(UNITS),
            coalesce(sum(REPEAT_UNITS), lit(0L)).as(REPEAT_UNITS),
            coalesce(sum(when(col(FIRST_YEAR).lt(col(YEAR)), col(UNITS))), lit(0L))
                .as(EARLIER_UNITS),
            count(when(col(STAYED), true)).as(STAYED));
  }
}
