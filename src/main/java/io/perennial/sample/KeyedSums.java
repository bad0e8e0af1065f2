package io.perennial.sample;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** Some sums for each of some keys, in the order of the keys. */
final class KeyedSums {
  private static final int UNIT_DECIMALS = 4;
  private static final long UNITS_PER_CENT = 100;

  private final Map<String, long[]> sums = new TreeMap<>();

  /** Adds to the sums of a key; it is always the same number of them. */
  void add(String key, long... values) {
    long[] sum = sums.computeIfAbsent(key, unknown -> new long[values.length]);
    for (int place = 0; place < values.length; place++) {
      sum[place] += values[place];
    }
  }

  /** One sum of a key; 0 of one that nothing was added to. */
  long of(String key, int place) {
    long[] sum = sums.get(key);
    return sum == null ? 0 : sum[place];
  }

  /** The sums of each key in another form. */
  <T> Map<String, T> mapped(Function<long[], T> form) {
    Map<String, T> mapped = new TreeMap<>();
    sums.forEach((key, sum) -> mapped.put(key, form.apply(sum)));
    return Collections.unmodifiableMap(mapped);
  }

  /** An amount in ten-thousandths. */
  static BigDecimal money(long units) {
    return BigDecimal.valueOf(units, UNIT_DECIMALS);
  }

  /** An amount in cents. */
  static BigDecimal moneyOfCents(long cents) {
    return money(cents * UNITS_PER_CENT);
  }
}
