package io.perennial.model.clv;

import java.io.Serializable;

/**
 * A length of time. Public methods of the models take this and never a bare number, so that a rate
 * per week cannot meet a horizon in days.
 *
 * @param days the length in days, finite and not negative
 */
public record TimeSpan(double days) implements Comparable<TimeSpan>, Serializable {
  /** No time at all. */
  public static final TimeSpan ZERO = new TimeSpan(0);

  public TimeSpan {
    if (!(days >= 0) || Double.isInfinite(days)) {
      throw new IllegalArgumentException("a span of time is finite and not negative: " + days);
    }
  }

  /** A span of so many days. */
  public static TimeSpan ofDays(double days) {
    return new TimeSpan(days);
  }

  /** A span of so many units. */
  public static TimeSpan of(double amount, TimeUnit unit) {
    return new TimeSpan(amount * unit.days());
  }

  /** The length in a unit. */
  public double in(TimeUnit unit) {
    return days / unit.days();
  }

  /** This and another span after it. */
  public TimeSpan plus(TimeSpan other) {
    return new TimeSpan(days + other.days);
  }

  @Override
  public int compareTo(TimeSpan other) {
    return Double.compare(days, other.days);
  }
}
