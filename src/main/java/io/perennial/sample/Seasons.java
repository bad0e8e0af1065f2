package io.perennial.sample;

import java.time.LocalDate;
import java.util.Arrays;

/**
 * When customers are won and how the year colours what they spend. The season lies in acquisition,
 * which the models condition on, and mildly in order values. It does not lie in the timing of
 * repeat purchases: those follow a stationary process, so that a fit can find its parameters again.
 */
final class Seasons {
  /** How many customers are won in a month, relative to the other months. */
  private static final double[] ACQUISITION = {
    0.85, 0.80, 0.90, 0.95, 0.95, 0.90, 0.85, 0.85, 1.00, 1.10, 1.45, 1.40
  };

  /** What an occasion is worth in a month, relative to the yearly mean. */
  private static final double[] VALUE = {
    0.97, 0.96, 0.98, 0.99, 1.00, 0.99, 0.97, 0.96, 0.99, 1.02, 1.07, 1.10
  };

  private static final double DAYS_OF_YEAR = 365.25;

  private final int firstEpochDay;
  private final double[] wonUntil;

  Seasons(LocalDate firstDay, LocalDate lastDay, double yearlyGrowth) {
    this.firstEpochDay = (int) firstDay.toEpochDay();
    this.wonUntil = new double[(int) (lastDay.toEpochDay() - firstDay.toEpochDay()) + 1];
    double won = 0;
    for (int day = 0; day < wonUntil.length; day++) {
      double growth = 1 + yearlyGrowth * (day / DAYS_OF_YEAR);
      won += growth * ACQUISITION[month(firstEpochDay + day)];
      wonUntil[day] = won;
    }
  }

  /**
   * The day on which a customer is won, in days since 1970-01-01.
   *
   * @param share how many of all customers are won before, in [0, 1)
   */
  int acquisitionDay(double share) {
    int place = Arrays.binarySearch(wonUntil, share * wonUntil[wonUntil.length - 1]);
    return firstEpochDay + (place >= 0 ? place + 1 : -place - 1);
  }

  /** What an occasion on that day is worth, relative to the yearly mean. */
  static double value(int epochDay) {
    return VALUE[month(epochDay)];
  }

  /** Whether presents are bought on that day. */
  static boolean giving(int epochDay) {
    return month(epochDay) >= 10;
  }

  private static int month(int epochDay) {
    return LocalDate.ofEpochDay(epochDay).getMonthValue() - 1;
  }
}
