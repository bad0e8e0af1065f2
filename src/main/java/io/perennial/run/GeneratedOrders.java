package io.perennial.run;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.exp;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.lpad;
import static org.apache.spark.sql.functions.pow;
import static org.apache.spark.sql.functions.shiftrightunsigned;
import static org.apache.spark.sql.functions.sqrt;
import static org.apache.spark.sql.functions.timestamp_seconds;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import io.perennial.table.Types;
import io.perennial.table.input.OrdersInput;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Orders of five years, each made from the seed and its own number alone, so that they are the same
 * however they are spread over partitions. They ascend in time, as order tables do. The number of
 * orders and of customers grows with the years; four orders in five are of customers who came
 * lately, and the fifth is of a few who have always been there: customers stay away for good after
 * some orders, and a hundredth of them orders more than a tenth of everything. Each order has an id
 * of its own and a positive amount.
 *
 * @param orders how many orders
 * @param customers how many customers there may be; with few orders some of them never order
 * @param seed the same seed and numbers, the same orders
 * @param largestShare the share of all orders that one customer places beside them, from 0 to 1
 */
record GeneratedOrders(long orders, long customers, long seed, double largestShare) {
  static final LocalDate FIRST_DAY = LocalDate.of(2021, 1, 1);
  static final LocalDate LAST_DAY = LocalDate.of(2025, 12, 31);

  private static final long ORDERS_PER_PARTITION = 1_000_000;
  private static final int UNIFORM_BITS = 53;
  private static final String NUMBER = "id";

  /** The orders, as many as they should be, in no more partitions than make good files. */
  Dataset<Row> of(SparkSession spark) {
    int partitions = (int) Math.max(1, orders / ORDERS_PER_PARTITION);
    // The time of an order with a number: the yearly orders grow from nothing to twice their mean.
    Column elapsed = sqrt(col(NUMBER).plus(0.5).divide((double) orders));
    long seconds = 86_400L * (LAST_DAY.toEpochDay() + 1 - FIRST_DAY.toEpochDay());
    Column sofar = elapsed.multiply((double) customers);
    Column lately = lit(1.0).minus(pow(uniform(1), 3.0));
    Column always = pow(uniform(1), 4.0);
    Column customer = floor(sofar.multiply(when(uniform(2).lt(0.8), lately).otherwise(always)));
    Column placed =
        when(uniform(3).lt(largestShare), lit(0L)).otherwise(customer).cast(Types.COUNT);
    // The logarithm of amounts is close to normal: the sum of four uniform numbers is.
    Column normal =
        uniform(4).plus(uniform(5)).plus(uniform(6)).plus(uniform(7)).minus(2.0).multiply(1.7);
    return spark
        .range(0, orders, 1, partitions)
        .select(
            concat(lit("O"), lpad(col(NUMBER).cast(Types.TEXT), 10, "0")).as(OrdersInput.ORDER_ID),
            concat(lit("C"), lpad(placed.cast(Types.TEXT), 9, "0")).as(OrdersInput.CUSTOMER_ID),
            timestamp_seconds(
                    floor(elapsed.multiply((double) seconds))
                        .plus(FIRST_DAY.atStartOfDay().toEpochSecond(ZoneOffset.UTC)))
                .as(OrdersInput.ORDERED_AT),
            exp(normal.plus(3.5)).plus(0.01).cast("decimal(12,2)").as(OrdersInput.AMOUNT_COLUMN));
  }

  /** A number in [0, 1) that depends on the order, the seed and which of its numbers it is. */
  private Column uniform(int which) {
    Column bits = xxhash64(col(NUMBER), lit(seed), lit(which));
    return shiftrightunsigned(bits, Long.SIZE - UNIFORM_BITS)
        .cast(Types.RATE)
        .multiply(expr("1D / 9007199254740992D"));
  }
}
