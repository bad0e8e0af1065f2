package io.perennial.metric;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.first;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.perennial.table.Units;
import io.perennial.table.output.RevenueConcentrationSummaryTable;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Computes {@link RevenueConcentrationSummaryTable}. */
final class RevenueConcentrationSummary {
  private static final String TOP_UNITS = "top_units_";
  private static final String RANKED_SUM = "ranked_sum";
  private static final String SQUARES = "squares";
  private static final String NEGATIVE_UNITS = "negative_units";
  private static final String FOR_80_PERCENT = "for_80_percent";

  private RevenueConcentrationSummary() {}

  static Dataset<Row> of(Intermediates shared) {
    Rates rates = new Rates(shared.history().rules().minimumGroupSize());
    Column customers = col(RevenueConcentrationSummaryTable.CUSTOMERS);
    Column total = col(RevenueRanks.TOTAL_UNITS);
    Column n = customers.cast("double");
    Column gini =
        col(RANKED_SUM)
            .cast("double")
            .multiply(2.0)
            .divide(n.multiply(total.cast("double")))
            .minus(n.plus(1.0).divide(n));
    Column herfindahl =
        col(SQUARES).cast("double").divide(total.cast("double")).divide(total.cast("double"));
    return sums(shared.revenueRanks())
        .withColumn(RevenueConcentrationSummaryTable.NET_REVENUE, Units.money(total))
        .withColumn(
            RevenueConcentrationSummaryTable.TOP_1_PERCENT_REVENUE_SHARE, topShare(rates, 1))
        .withColumn(
            RevenueConcentrationSummaryTable.TOP_5_PERCENT_REVENUE_SHARE, topShare(rates, 5))
        .withColumn(
            RevenueConcentrationSummaryTable.TOP_10_PERCENT_REVENUE_SHARE, topShare(rates, 10))
        .withColumn(
            RevenueConcentrationSummaryTable.TOP_20_PERCENT_REVENUE_SHARE, topShare(rates, 20))
        .withColumn(
            RevenueConcentrationSummaryTable.CUSTOMERS_FOR_80_PERCENT,
            published(rates, col(FOR_80_PERCENT)))
        .withColumn(
            RevenueConcentrationSummaryTable.CUSTOMER_SHARE_FOR_80_PERCENT,
            published(rates, Rates.ratio(col(FOR_80_PERCENT), customers)))
        // Equal revenue gives 0, which rounding may turn into a hair less.
        .withColumn(
            RevenueConcentrationSummaryTable.GINI_COEFFICIENT,
            published(rates, greatest(gini, lit(0.0))))
        .withColumn(RevenueConcentrationSummaryTable.HERFINDAHL_INDEX, published(rates, herfindahl))
        .withColumn(
            RevenueConcentrationSummaryTable.NEGATIVE_REVENUE, Units.money(col(NEGATIVE_UNITS)));
  }

  private static Dataset<Row> sums(Dataset<Row> ranks) {
    Column above = col(RevenueRanks.CUSTOMERS_ABOVE);
    Column tied = col(RevenueRanks.TIED);
    Column units = col(RevenueRanks.UNITS);
    Column total = col(RevenueRanks.TOTAL_UNITS);
    Column negative = units.lt(0);
    // Ranks ascend: below stand the customers that are neither above nor tied. The sums are of
    // whole
    // numbers beyond the range of longs: those of doubles would depend on the order of the rows.
    Column below = exact(col(RevenueRanks.CUSTOMERS).minus(above).minus(tied));
    Column ranks1ToM =
        expr("cast(%1$s * (%1$s + 1) div 2 as decimal(19,0))".formatted(RevenueRanks.TIED));
    Column rankSum = below.multiply(exact(tied)).plus(ranks1ToM);
    return ranks
        .groupBy(RevenueRanks.SEGMENT_NAME, RevenueRanks.SEGMENT_VALUE, RevenueRanks.SCOPE)
        .agg(
            first(col(RevenueRanks.CUSTOMERS)).as(RevenueConcentrationSummaryTable.CUSTOMERS),
            first(total).as(RevenueRanks.TOTAL_UNITS),
            topUnits(1),
            topUnits(5),
            topUnits(10),
            topUnits(20),
            min(customersFor80Percent()).as(FOR_80_PERCENT),
            sum(rankSum.multiply(exact(units))).as(RANKED_SUM),
            sum(exact(units).multiply(exact(units)).multiply(exact(tied))).as(SQUARES),
            coalesce(sum(when(negative, tied)), lit(0L))
                .as(RevenueConcentrationSummaryTable.CUSTOMERS_WITH_NEGATIVE_REVENUE),
            coalesce(sum(when(negative, tied.multiply(units))), lit(0L)).as(NEGATIVE_UNITS));
  }

  private static Column exact(Column whole) {
    return whole.cast("decimal(19,0)");
  }

  /** The net revenue of the ceil(percent n / 100) largest customers. */
  private static Column topUnits(int percent) {
    Column top = expr("(%d * %s + 99) div 100".formatted(percent, RevenueRanks.CUSTOMERS));
    Column taken =
        greatest(
            lit(0L), least(col(RevenueRanks.TIED), top.minus(col(RevenueRanks.CUSTOMERS_ABOVE))));
    return sum(taken.multiply(col(RevenueRanks.UNITS))).as(TOP_UNITS + percent);
  }

  private static Column topShare(Rates rates, int percent) {
    return published(rates, Rates.ratio(col(TOP_UNITS + percent), col(RevenueRanks.TOTAL_UNITS)));
  }

  private static Column published(Rates rates, Column figure) {
    return rates.published(
        col(RevenueConcentrationSummaryTable.CUSTOMERS),
        when(col(RevenueRanks.TOTAL_UNITS).gt(0), figure));
  }

  /**
   * The smallest k, among the row's customers, whose cumulated revenue reaches 80 % of the total;
   * null where it does not. In decimals, since five times a large total leaves the range of a long.
   */
  private static Column customersFor80Percent() {
    String missing =
        "(cast(%s as decimal(28,0)) * 4 - cast(%s as decimal(28,0)) * 5)"
            .formatted(RevenueRanks.TOTAL_UNITS, RevenueRanks.UNITS_ABOVE);
    String each = "(cast(%s as decimal(28,0)) * 5)".formatted(RevenueRanks.UNITS);
    Column reaches = expr("(%s + %s - 1) div %s".formatted(missing, each, each));
    Column revenue = col(RevenueRanks.UNITS);
    return when(
        revenue.gt(0).and(expr(missing + " > 0")).and(reaches.leq(col(RevenueRanks.TIED))),
        col(RevenueRanks.CUSTOMERS_ABOVE).plus(reaches));
  }
}
