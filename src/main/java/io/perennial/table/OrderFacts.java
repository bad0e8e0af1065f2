package io.perennial.table;

/**
 * The columns of the accepted orders, the intermediate of tables that look at single orders: one
 * row per order of a known customer, made by the same scan as the order ledger. Amounts named
 * {@code *_units} are whole ten-thousandths of the reporting currency. Returns that name no order
 * are in the ledger alone.
 */
public final class OrderFacts {
  /** What identifies the order; null in every row where the source has no order id. */
  public static final String ORDER_ID = "order_id";

  public static final String CUSTOMER_ID = LedgerTable.CUSTOMER_ID;

  /** When it was placed. */
  public static final String ORDERED_AT = "ordered_at";

  /** The day of that in the configured time zone. */
  public static final String ORDER_DATE = LedgerTable.ORDER_DATE;

  public static final String GROSS_UNITS = LedgerTable.GROSS_UNITS;
  public static final String DISCOUNT_UNITS = LedgerTable.DISCOUNT_UNITS;

  /**
   * What was paid back of it up to the as-of date, whenever that was booked; 0 where returns are
   * ignored.
   */
  public static final String RETURNED_UNITS = LedgerTable.RETURNED_UNITS;

  /** gross less discount less returned. */
  public static final String NET_UNITS = LedgerTable.NET_UNITS;

  /** What it cost; null where that is not known. */
  public static final String COST_UNITS = LedgerTable.COST_UNITS;

  /** What it cost beyond that because something went otherwise than planned; null where unknown. */
  public static final String DEVIATION_UNITS = "deviation_units";

  /** Minutes of work (decimal(18,4)); null where unknown. */
  public static final String HANDLING_MINUTES = "handling_minutes";

  /** Until when delivery was promised; null where nothing was. */
  public static final String PROMISED_AT = "promised_at";

  /** When it was delivered; null where it was not up to the as-of date, or is not known. */
  public static final String DELIVERED_AT = "delivered_at";

  /** Through which channel it was placed; null where unknown. */
  public static final String CHANNEL = "channel";

  private OrderFacts() {}
}
