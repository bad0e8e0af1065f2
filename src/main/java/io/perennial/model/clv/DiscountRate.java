package io.perennial.model.clv;

import java.io.Serializable;

/**
 * What money loses by being a year away, as a yearly effective rate: one unit of money due after y
 * years is worth (1 + yearly)^-y today, a year being 365.25 days.
 *
 * @param yearly the rate, such as .1 for ten percent; finite and not negative
 */
public record DiscountRate(double yearly) implements Serializable {
  private static final double YEAR_DAYS = 12 * TimeUnit.MONTH.days();

  public DiscountRate {
    if (!(yearly >= 0) || Double.isInfinite(yearly)) {
      throw new IllegalArgumentException("a discount rate is finite and not negative: " + yearly);
    }
  }

  /** The yearly rate that amounts to this rate for every period of that length. */
  public static DiscountRate per(TimeSpan period, double rate) {
    if (!(period.days() > 0)) {
      throw new IllegalArgumentException("a rate needs a period to be for");
    }
    return new DiscountRate(Math.expm1(Math.log1p(rate) * YEAR_DAYS / period.days()));
  }

  /** The yearly rate that amounts to continuous discounting at this rate per unit. */
  public static DiscountRate continuously(double rate, TimeUnit unit) {
    return new DiscountRate(Math.expm1(rate * YEAR_DAYS / unit.days()));
  }

  /** What one unit of money is worth that is due after that time, in (0, 1]. */
  public double factor(TimeSpan after) {
    return Math.exp(-Math.log1p(yearly) * after.days() / YEAR_DAYS);
  }

  /** The rate per unit that, compounded continuously, amounts to the yearly rate. */
  public double continuous(TimeUnit unit) {
    return Math.log1p(yearly) * unit.days() / YEAR_DAYS;
  }
}
