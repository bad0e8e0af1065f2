package io.perennial.reference;

import java.math.BigDecimal;

/** Units as amounts. */
public final class Money {
  private Money() {}

  /** Ten-thousandths as an exact amount. */
  public static BigDecimal of(long units) {
    return BigDecimal.valueOf(units, 4);
  }

  /** An exact amount as ten-thousandths. */
  static long units(BigDecimal amount) {
    return amount.movePointRight(4).longValueExact();
  }
}
