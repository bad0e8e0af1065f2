package io.perennial.model.clv;

/** The unit that a model's rates are per. */
public enum TimeUnit {
  /** A day. */
  DAY(1),
  /** Seven days. */
  WEEK(7),
  /** The twelfth part of a year of 365.25 days. */
  MONTH(365.25 / 12);

  private final double days;

  TimeUnit(double days) {
    this.days = days;
  }

  /** The unit's length in days. */
  public double days() {
    return days;
  }
}
