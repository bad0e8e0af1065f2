package io.perennial.metric;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.date_add;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.perennial.history.PurchaseDays;
import io.perennial.history.PurchaseHistory;
import io.perennial.table.output.CategoryPairsTable;
import io.perennial.table.output.RateColumns;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * Computes {@link CategoryPairsTable}. Cost: what {@link CategoryPurchases} costs, one aggregation
 * of the purchase days without a shuffle, and per customer the square of the categories bought from
 * in the first year, which are few.
 */
final class CategoryPairs {
  private static final String CUSTOMER_ID = CategoryPurchases.CUSTOMER_ID;
  private static final String FIRST_DAY = PurchaseDays.FIRST_ORDER_DATE;
  private static final String FIRST = CategoryPairsTable.FIRST_CATEGORY;
  private static final String SECOND = CategoryPairsTable.SECOND_CATEGORY;
  private static final String CATEGORIES = "categories";
  private static final String STAYED = "stayed";
  private static final String NUMBER = "number";
  private static final String STAYED_FIRST = "stayed_first";
  private static final String STAYED_SECOND = "stayed_second";
  private static final String STAYED_ONE = "stayed_one";
  private static final int YEAR_DAYS = 365;

  private CategoryPairs() {}

  static Dataset<Row> of(Intermediates shared) {
    PurchaseHistory history = shared.history();
    Rates rates = new Rates(history.rules().minimumGroupSize());
    Dataset<Row> observed = observed(history);
    Dataset<Row> everybody = observed.agg(count(lit(1)).as(CategoryPairsTable.CUSTOMERS));
    Column both = col(CategoryPairsTable.BOTH);
    Column stayedBoth = col(CategoryPairsTable.STAYED_BOTH);
    Column ofFirst = col(CategoryPairsTable.FIRST_CUSTOMERS);
    Column ofSecond = col(CategoryPairsTable.SECOND_CUSTOMERS);
    Column one = col(CategoryPairsTable.EXACTLY_ONE);
    Column stayedOne = col(STAYED_ONE);
    Column byChance = ofFirst.cast("double").multiply(ofSecond.cast("double"));
    return pairs(history, observed)
        .crossJoin(broadcast(everybody))
        .withColumn(
            CategoryPairsTable.LIFT,
            rates.published(
                both,
                Rates.ratio(
                    col(CategoryPairsTable.CUSTOMERS).cast("double").multiply(both.cast("double")),
                    byChance)))
        .withColumn(CategoryPairsTable.RATE_BOTH, rates.share(stayedBoth, both))
        .withColumn(CategoryPairsTable.RATE_BOTH_LOW, rates.wilsonLow(stayedBoth, both))
        .withColumn(CategoryPairsTable.RATE_BOTH_HIGH, rates.wilsonHigh(stayedBoth, both))
        .withColumn(CategoryPairsTable.EXACTLY_ONE, ofFirst.plus(ofSecond).minus(both.multiply(2L)))
        .withColumn(
            STAYED_ONE, col(STAYED_FIRST).plus(col(STAYED_SECOND)).minus(stayedBoth.multiply(2L)))
        .withColumn(CategoryPairsTable.RATE_ONE, rates.share(stayedOne, one))
        .withColumn(CategoryPairsTable.RATE_ONE_LOW, rates.wilsonLow(stayedOne, one))
        .withColumn(CategoryPairsTable.RATE_ONE_HIGH, rates.wilsonHigh(stayedOne, one));
  }

  /** The customers observed for two years, and whether they ordered in the second. */
  private static Dataset<Row> observed(PurchaseHistory history) {
    Column day = col(PurchaseDays.ORDER_DATE);
    Column first = col(FIRST_DAY);
    Column inSecondYear =
        col(PurchaseDays.ORDERS)
            .gt(0)
            .and(day.geq(date_add(first, YEAR_DAYS)))
            .and(day.lt(date_add(first, 2 * YEAR_DAYS)));
    return history
        .days()
        .filter(
            col(PurchaseDays.SEGMENT_NAME)
                .equalTo(RateColumns.ALL)
                .and(date_add(first, 2 * YEAR_DAYS - 1).leq(lit(history.rules().asOf()))))
        .groupBy(col(CUSTOMER_ID), first)
        .agg(max(when(inSecondYear, 1L).otherwise(lit(0L))).as(STAYED));
  }

  private static Dataset<Row> pairs(PurchaseHistory history, Dataset<Row> observed) {
    WindowSpec ofFirst = Window.partitionBy(FIRST);
    WindowSpec ofSecond = Window.partitionBy(SECOND);
    Column isSame = col(FIRST).equalTo(col(SECOND));
    // A category with itself is its customers: the rows that the others are held against.
    return CategoryPurchases.of(history)
        .join(observed, CUSTOMER_ID)
        .filter(col(CategoryPurchases.FIRST_BOUGHT).lt(date_add(col(FIRST_DAY), YEAR_DAYS)))
        .groupBy(CUSTOMER_ID, STAYED)
        .agg(collect_set(CategoryPurchases.CATEGORY).as(CATEGORIES))
        .select(col(STAYED), col(CATEGORIES), explode(col(CATEGORIES)).as(FIRST))
        .select(col(STAYED), col(FIRST), explode(col(CATEGORIES)).as(SECOND))
        .filter(col(FIRST).leq(col(SECOND)))
        .groupBy(FIRST, SECOND)
        .agg(count(lit(1)).as(NUMBER), sum(STAYED).as(STAYED))
        .withColumn(
            CategoryPairsTable.FIRST_CUSTOMERS, max(when(isSame, col(NUMBER))).over(ofFirst))
        .withColumn(STAYED_FIRST, max(when(isSame, col(STAYED))).over(ofFirst))
        .withColumn(
            CategoryPairsTable.SECOND_CUSTOMERS, max(when(isSame, col(NUMBER))).over(ofSecond))
        .withColumn(STAYED_SECOND, max(when(isSame, col(STAYED))).over(ofSecond))
        .filter(col(FIRST).lt(col(SECOND)))
        .withColumn(CategoryPairsTable.BOTH, col(NUMBER))
        .withColumn(CategoryPairsTable.STAYED_BOTH, col(STAYED));
  }
}
