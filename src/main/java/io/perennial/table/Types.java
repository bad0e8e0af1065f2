package io.perennial.table;

import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** The few types that tables use. Money is decimal; a double is a rate, a share or a statistic. */
public final class Types {
  /** Text; ids are text and sort as text. */
  public static final DataType TEXT = DataTypes.StringType;

  /** A calendar day in the configured time zone. */
  public static final DataType DATE = DataTypes.DateType;

  /** An instant. */
  public static final DataType TIMESTAMP = DataTypes.TimestampType;

  /** A whole number of days, periods or points. */
  public static final DataType WHOLE = DataTypes.IntegerType;

  /** A count of rows, customers or orders. */
  public static final DataType COUNT = DataTypes.LongType;

  /** A rate, a share, a ratio or a statistic. */
  public static final DataType RATE = DataTypes.DoubleType;

  /** Yes or no. */
  public static final DataType FLAG = DataTypes.BooleanType;

  /** An amount as it is read: up to 14 digits before the point and 4 behind it. */
  public static final DataType AMOUNT = DataTypes.createDecimalType(18, 4);

  /** An amount as it is published, in the reporting currency, rounded half up to 2 decimals. */
  public static final DataType MONEY = DataTypes.createDecimalType(20, 2);

  /** A mean amount as it is published, rounded half up to 4 decimals. */
  public static final DataType MEAN_MONEY = DataTypes.createDecimalType(20, 4);

  private Types() {}
}
