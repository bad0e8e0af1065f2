package io.perennial.sample;

import org.hipparchus.util.FastMath;

/**
 * A local point in time.
 *
 * @param day the local day, in days since 1970-01-01
 * @param second the local second of that day
 */
record Moment(int day, int second) {
  private static final int LAST_SECOND = 24 * 3_600 - 1;

  /** Later on the same day, at the latest in its last second. */
  Moment plusSeconds(int seconds) {
    return new Moment(day, FastMath.min(LAST_SECOND, second + seconds));
  }
}
