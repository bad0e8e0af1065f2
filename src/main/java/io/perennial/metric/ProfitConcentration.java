package io.perennial.metric;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.perennial.table.Units;
import io.perennial.table.output.ProfitConcentrationTable;
import io.perennial.table.output.RevenueConcentrationTable;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Computes {@link ProfitConcentrationTable}. Cost: one aggregation of {@link ProfitItems} without a
 * shuffle, and what {@link RevenueRanks} costs.
 */
final class ProfitConcentration {
  private ProfitConcentration() {}

  static Dataset<Row> of(Intermediates shared) {
    Rates rates = new Rates(shared.history().rules().minimumGroupSize());
    Column all = col(RevenueRanks.CUSTOMERS);
    Column total = col(RevenueRanks.TOTAL_UNITS);
    Column cumulated = col(RevenueConcentration.CUMULATIVE_UNITS);
    Column customers = col(ProfitConcentrationTable.CUSTOMERS);
    return RevenueConcentration.curve(RevenueRanks.largestFirst(profits(shared)))
        .withColumn(ProfitConcentrationTable.CUMULATIVE_CUSTOMER_SHARE, Rates.ratio(customers, all))
        .withColumn(ProfitConcentrationTable.CUMULATIVE_PROFIT, Units.money(cumulated))
        .withColumn(
            ProfitConcentrationTable.CUMULATIVE_PROFIT_SHARE,
            rates.published(all, when(total.gt(0), Rates.ratio(cumulated, total))))
        .withColumn(
            ProfitConcentrationTable.PERCENTILE,
            col(ProfitConcentrationTable.PERCENTILE).cast("int"));
  }

  /** The profit of each customer of each segment and scope, where it is known. */
  private static Dataset<Row> profits(Intermediates shared) {
    Column lastYear =
        when(col(ProfitItems.IS_LAST_365), lit(RevenueConcentrationTable.LAST_365_DAYS));
    Column calendarYear =
        concat(lit(RevenueConcentrationTable.YEAR), col(ProfitItems.YEAR).cast("string"));
    Dataset<Row> scoped =
        shared
            .profitItems()
            .withColumn(
                RevenueRanks.SCOPE,
                explode(
                    array_compact(
                        array(lit(RevenueConcentrationTable.ALL_TIME), lastYear, calendarYear))));
    return CustomerProfits.of(scoped, ProfitItems.CUSTOMER_ID, RevenueRanks.SCOPE)
        .filter(col(CustomerProfits.PROFIT_UNITS).isNotNull())
        .join(CustomerSlices.of(shared.history()), ProfitItems.CUSTOMER_ID)
        .withColumn(RevenueRanks.UNITS, col(CustomerProfits.PROFIT_UNITS));
  }
}
