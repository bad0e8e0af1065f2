package io.perennial.sample;

import java.util.List;
import org.hipparchus.random.RandomDataGenerator;
import org.hipparchus.util.FastMath;

/** Small draws from a random stream. */
final class Draw {
  private static final int DAY_BEGINS = 9 * 3_600;
  private static final int DAY_ENDS = 20 * 3_600;

  private Draw() {}

  /** Whether something of that probability happens. */
  static boolean happens(double probability, RandomDataGenerator random) {
    return random.nextDouble() < probability;
  }

  /** A place below the number of shares, each drawn as often as its share says. */
  static int place(double[] shares, RandomDataGenerator random) {
    double left = random.nextDouble();
    for (int place = 0; place < shares.length - 1; place++) {
      left -= shares[place];
      if (left < 0) {
        return place;
      }
    }
    return shares.length - 1;
  }

  /** One of some values, each drawn as often as its share says. */
  static <T> T oneOf(List<T> values, double[] shares, RandomDataGenerator random) {
    return values.get(place(shares, random));
  }

  /** About an amount: between 0.8 and 1.2 times as much, rounded. */
  static long about(double amount, RandomDataGenerator random) {
    return FastMath.round(amount * (0.8 + 0.4 * random.nextDouble()));
  }

  /** A moment of a day, between nine and eight. */
  static Moment onDay(int day, RandomDataGenerator random) {
    return new Moment(day, DAY_BEGINS + random.nextInt(DAY_ENDS - DAY_BEGINS));
  }
}
