package io.perennial.report.section;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Optional;

/** Quotients of what tables hold. */
final class Shares {
  private Shares() {}

  /** The part as a share of the whole; empty where the whole is not positive. */
  static Optional<Double> of(BigDecimal part, BigDecimal whole) {
    return whole.signum() > 0
        ? Optional.of(part.divide(whole, MathContext.DECIMAL64).doubleValue())
        : Optional.empty();
  }

  /** The part as a share of the whole; empty where the whole is not positive. */
  static Optional<Double> of(long part, long whole) {
    return whole > 0 ? Optional.of((double) part / whole) : Optional.empty();
  }

  /** By which share of it a figure has changed; empty where it was not positive. */
  static Optional<Double> change(BigDecimal before, BigDecimal now) {
    return of(now.subtract(before), before);
  }

  /** An amount for each of so many; empty where there is none of them. */
  static Optional<BigDecimal> each(Optional<BigDecimal> amount, long number) {
    return number > 0
        ? amount.map(sum -> sum.divide(BigDecimal.valueOf(number), MathContext.DECIMAL64))
        : Optional.empty();
  }
}
