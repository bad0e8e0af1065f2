package io.perennial.reference;

import java.math.BigInteger;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** Quantiles by linear interpolation between order statistics (R's type 7), in exact fractions. */
public final class Quantiles {
  private static final int LEARNT_PERCENT = 95;
  private static final int WITHOUT_GAPS = 365;

  private Quantiles() {}

  /**
   * A hundred times the quantile, so that it is whole.
   *
   * @param values at least one value, in any order
   * @param percent the quantile, 0 to 100
   */
  static BigInteger hundredfold(List<Long> values, int percent) {
    List<Long> ascending = values.stream().sorted().toList();
    long hundredfoldPosition = (long) percent * (ascending.size() - 1);
    int below = (int) (hundredfoldPosition / 100);
    int above = Math.min(below + 1, ascending.size() - 1);
    BigInteger low = BigInteger.valueOf(ascending.get(below));
    BigInteger high = BigInteger.valueOf(ascending.get(above));
    return low.multiply(BigInteger.valueOf(100))
        .add(high.subtract(low).multiply(BigInteger.valueOf(hundredfoldPosition % 100)));
  }

  /** The median: the middle value, or the mean of the two middle ones. */
  static OptionalDouble median(List<Long> values) {
    if (values.isEmpty()) {
      return OptionalDouble.empty();
    }
    List<Long> ascending = values.stream().sorted().toList();
    int size = ascending.size();
    return OptionalDouble.of((ascending.get((size - 1) / 2) + ascending.get(size / 2)) / 2.0);
  }

  /** The activity window: as configured, or learnt from the gaps of all customers. */
  public static int activityWindowDays(List<Event> events, ReferenceSettings settings) {
    OptionalInt configured = settings.activityWindowDays();
    return configured.isPresent() ? configured.getAsInt() : learntWindowDays(events, settings);
  }

  /** The churn window: as configured, or the activity window. */
  public static int churnWindowDays(List<Event> events, ReferenceSettings settings) {
    OptionalInt configured = settings.churnWindowDays();
    return configured.isPresent() ? configured.getAsInt() : activityWindowDays(events, settings);
  }

  /** The .95 quantile of all days between occasions, rounded up; 365 where there are none. */
  public static int learntWindowDays(List<Event> events, ReferenceSettings settings) {
    List<Long> gaps =
        Customer.of(events, settings.asOf()).stream()
            .flatMap(customer -> customer.gaps().stream())
            .toList();
    if (gaps.isEmpty()) {
      return WITHOUT_GAPS;
    }
    BigInteger hundredfold = hundredfold(gaps, LEARNT_PERCENT);
    return hundredfold.add(BigInteger.valueOf(99)).divide(BigInteger.valueOf(100)).intValueExact();
  }
}
