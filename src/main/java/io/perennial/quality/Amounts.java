package io.perennial.quality;

import io.perennial.table.LedgerTable;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** Amounts and their whole ten-thousandths. */
final class Amounts {
  private Amounts() {}

  /** A bound in units, rounded down; the largest bigint where it has more digits. */
  static long units(BigDecimal bound) {
    BigDecimal units = bound.multiply(BigDecimal.valueOf(LedgerTable.UNITS));
    return units.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0
        ? Long.MAX_VALUE
        : units.setScale(0, RoundingMode.FLOOR).longValueExact();
  }
}
