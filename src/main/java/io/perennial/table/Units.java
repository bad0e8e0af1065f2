package io.perennial.table;

import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.round;
import static org.apache.spark.sql.functions.when;

import java.math.BigDecimal;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;

/**
 * Amounts as whole ten-thousandths ({@link LedgerTable#UNITS}), as the shared intermediates sum
 * them, and their way back to money.
 */
public final class Units {
  /** How many of them a cent has, the smallest amount that is published. */
  public static final long CENT = LedgerTable.UNITS / 100;

  private Units() {}

  /** The amount as a decimal with 4 decimals, exact. */
  public static Column exact(Column units) {
    return units
        .cast(DataTypes.createDecimalType(33, 0))
        .multiply(lit(new BigDecimal("0.0001")))
        .cast(DataTypes.createDecimalType(38, 4));
  }

  /** The amount as published money, rounded half up. */
  public static Column money(Column units) {
    return round(exact(units), 2).cast(Types.MONEY);
  }

  /** The mean amount per count, rounded half up; null where the count is 0. */
  public static Column mean(Column units, Column count) {
    Column exact = exact(units).cast(DataTypes.createDecimalType(28, 4));
    Column divisor = count.cast(DataTypes.createDecimalType(10, 0));
    return when(count.notEqual(0), round(exact.divide(divisor), 4).cast(Types.MEAN_MONEY));
  }

  /** The units of an amount with at most 4 decimals. */
  public static Column of(Column amount) {
    return functions
        .round(amount, 4)
        .cast(Types.AMOUNT)
        .multiply(lit(new BigDecimal(LedgerTable.UNITS)))
        .cast(DataTypes.LongType);
  }
}
