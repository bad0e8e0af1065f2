package io.perennial.run;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.shiftright;

import io.perennial.history.PurchaseRecords;
import io.perennial.model.clv.PurchaseModel;
import io.perennial.model.clv.PurchaseRecord;
import io.perennial.model.clv.PurchaseSimulation;
import io.perennial.model.clv.TimeSpan;
import java.io.Serializable;
import java.util.Iterator;
import java.util.Spliterators;
import java.util.SplittableRandom;
import java.util.stream.StreamSupport;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.hipparchus.random.JDKRandomGenerator;
import org.hipparchus.random.RandomGenerator;

/**
 * Customers made up by a model, each from the seed and the customer's own number, so that they are
 * the same however they are spread over partitions. First purchases fall on the days of two years
 * alike, the observation ends on the day after these, and t_x is rounded to the nearest day, but
 * not to the day of the first purchase. Purchases on one day are not merged, since the model knows
 * of no days.
 *
 * @param model the model that the customers obey
 * @param seed the same seed and number, the same customer
 */
record GeneratedCustomers(PurchaseModel model, long seed) implements Serializable {
  /** The days on which customers make their first purchase, and the greatest T. */
  static final int DAYS = 730;

  /** A record travels as one number, in a fraction of the time that three columns take. */
  private static final int BITS = 10;

  private static final String PACKED = "packed";
  private static final int MASK = (1 << BITS) - 1;

  /**
   * The customers of some numbers.
   *
   * @param numbers one per customer, each at most once
   * @return rows of the frequency x, t_x and T in whole days
   */
  Dataset<Row> of(Dataset<Long> numbers) {
    return numbers
        .mapPartitions((MapPartitionsFunction<Long, Long>) this::records, Encoders.LONG())
        .toDF(PACKED)
        .select(
            shiftright(col(PACKED), 2 * BITS).cast("int").as(PurchaseRecords.FREQUENCY),
            days(BITS).as(PurchaseRecords.RECENCY_DAYS),
            days(0).as(PurchaseRecords.CUSTOMER_AGE_DAYS));
  }

  private static Column days(int shift) {
    return shiftright(col(PACKED), shift).bitwiseAND(lit((long) MASK)).cast("int");
  }

  private Iterator<Long> records(Iterator<Long> numbers) {
    long origin = new SplittableRandom(seed).nextLong();
    return StreamSupport.stream(Spliterators.spliteratorUnknownSize(numbers, 0), false)
        .map(number -> record(origin + number))
        .iterator();
  }

  private long record(long origin) {
    // A generator of its own for each customer: one that is seeded anew keeps half of a pair of
    // normal numbers from the customer before.
    RandomGenerator random = new JDKRandomGenerator(new SplittableRandom(origin).nextLong());
    int age = 1 + random.nextInt(DAYS);
    PurchaseRecord record =
        new PurchaseSimulation(model, random)
            .customer(TimeSpan.ofDays(age), TimeSpan.ZERO)
            .record();
    long recency = record.frequency() == 0 ? 0 : Math.max(1, Math.round(record.recency().days()));
    return (long) record.frequency() << 2 * BITS | recency << BITS | age;
  }
}
