package io.perennial.sample;

import java.time.LocalDate;
import java.util.Optional;
import org.hipparchus.util.FastMath;

/** The texts of values, as they stand in the files. */
final class Cells {
  private static final int UNITS_PER_CENT = 100;

  private Cells() {}

  /** An amount of at least 0 in cents, with two decimals. */
  static String cents(long cents) {
    return cents / 100 + "." + padded(cents % 100, 2);
  }

  /** An amount of at least 0 in ten-thousandths, with four decimals. */
  static String units(long units) {
    return cents(units / UNITS_PER_CENT) + padded(units % UNITS_PER_CENT, 2);
  }

  /** A date as in 2025-12-31. */
  static String date(int epochDay) {
    return LocalDate.ofEpochDay(epochDay).toString();
  }

  /** A local time stamp as in 2025-12-31 18:05:09. */
  static String moment(Moment moment) {
    int second = moment.second();
    return date(moment.day())
        + " "
        + padded(second / 3_600, 2)
        + ":"
        + padded(second / 60 % 60, 2)
        + ":"
        + padded(second % 60, 2);
  }

  /** A local time stamp, or nothing. */
  static String moment(Optional<Moment> moment) {
    return moment.map(Cells::moment).orElse("");
  }

  /** A whole number with zeros in front of it. */
  static String padded(long number, int digits) {
    String text = Long.toString(number);
    return "0".repeat(FastMath.max(0, digits - text.length())) + text;
  }
}
