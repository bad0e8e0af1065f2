package io.perennial.history;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;

import io.perennial.table.output.RateColumns;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * How often each number of days lies between two purchase occasions of a customer. There are at
 * most as many different gaps as days in the history, so that the histogram may be collected
 * whatever the number of customers.
 *
 * @param counts the number of gaps by length in days, ascending
 */
public record GapHistogram(TreeMap<Integer, Long> counts) {
  public static final String GAP_DAYS = PurchaseDays.GAP_DAYS;
  public static final String GAPS = "gaps";

  public GapHistogram {
    counts = new TreeMap<>(counts);
  }

  /** A histogram of counts by length in days. */
  public static GapHistogram of(Map<Integer, Long> counts) {
    return new GapHistogram(new TreeMap<>(counts));
  }

  /**
   * The histogram as rows of {@link #GAP_DAYS} (int) and {@link #GAPS} (bigint), everybody's gaps.
   */
  public static Dataset<Row> rows(Dataset<Row> days) {
    return days.filter(
            col(PurchaseDays.SEGMENT_NAME)
                .equalTo(RateColumns.ALL)
                .and(col(PurchaseDays.GAP_DAYS).isNotNull()))
        .groupBy(GAP_DAYS)
        .agg(count(lit(1)).as(GAPS));
  }

  /** How many gaps there are. */
  public long total() {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  /**
   * A quantile of the gaps in days by linear interpolation (type 7 of Hyndman and Fan); empty when
   * there is no gap. Exact: it is rounded up to whole days, so that a hair too much would be a day.
   *
   * @param probability in [0, 1], as its shortest decimal
   */
  public Optional<BigDecimal> quantile(double probability) {
    long total = total();
    if (total == 0) {
      return Optional.empty();
    }
    BigDecimal position = BigDecimal.valueOf(probability).multiply(BigDecimal.valueOf(total - 1));
    long below = position.longValue();
    BigDecimal lower = BigDecimal.valueOf(valueAt(below));
    BigDecimal upper = BigDecimal.valueOf(valueAt(Math.min(below + 1, total - 1)));
    BigDecimal fraction = position.subtract(BigDecimal.valueOf(below));
    return Optional.of(lower.add(fraction.multiply(upper.subtract(lower))));
  }

  private int valueAt(long rank) {
    long passed = 0;
    for (Map.Entry<Integer, Long> entry : counts.entrySet()) {
      passed += entry.getValue();
      if (rank < passed) {
        return entry.getKey();
      }
    }
    throw new IllegalArgumentException("there is no gap of rank " + rank);
  }
}
