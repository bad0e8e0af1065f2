package io.perennial.metric;

import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.perennial.table.LedgerTable;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;

/**
 * Bands of amounts whose bounds are 1, 2 and 5 times a power of ten, in whole units of currency.
 * They are the same whatever the data, so that a band of one run can be held against that of
 * another. In whole numbers throughout: an amount on a bound is in the band above it.
 */
final class AmountBands {
  /** The lower bound that stands for the band of amounts below zero. */
  static final long BELOW_ZERO = -1;

  private AmountBands() {}

  /**
   * The lower bound of the band: 0 for amounts below 1, {@link #BELOW_ZERO} for negative ones.
   *
   * @param units the amount in ten-thousandths, never null
   */
  static Column from(Column units) {
    Column whole = div(units, LedgerTable.UNITS);
    Column digits = whole.cast("string");
    Column power = functions.rpad(lit("1"), functions.length(digits), lit("0")).cast("bigint");
    Column leading = digits.substr(1, 1).cast("int");
    Column step = when(leading.lt(2), lit(1L)).when(leading.lt(5), lit(2L)).otherwise(lit(5L));
    return when(units.lt(0), lit(BELOW_ZERO))
        .when(units.lt(LedgerTable.UNITS), lit(0L))
        .otherwise(step.multiply(power));
  }

  /** The upper bound, which is outside the band, from the lower one. */
  static Column to(Column from) {
    Column leading = from.cast("string").substr(1, 1);
    Column next =
        when(leading.equalTo("2"), div(from, 2L).multiply(lit(5L)))
            .otherwise(from.multiply(lit(2L)));
    return when(from.lt(0), lit(0L)).when(from.equalTo(0), lit(1L)).otherwise(next);
  }

  private static Column div(Column whole, long by) {
    return functions.call_function("div", whole, lit(by));
  }
}
