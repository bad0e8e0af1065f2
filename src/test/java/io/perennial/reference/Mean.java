package io.perennial.reference;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;

/**
 * An amount shared out over a count, kept exact until somebody asks for decimals.
 *
 * @param units the amount in ten-thousandths
 * @param count over how many it is shared out, at least one
 */
public record Mean(long units, long count) {
  /** The mean, unless there is nothing to share out over. */
  static Optional<Mean> of(long units, long count) {
    return count == 0 ? Optional.empty() : Optional.of(new Mean(units, count));
  }

  /** The mean amount, rounded half up once. */
  public BigDecimal rounded(int decimals) {
    return Money.of(units).divide(BigDecimal.valueOf(count), decimals, RoundingMode.HALF_UP);
  }
}
