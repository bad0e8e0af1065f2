package io.perennial.table;

/**
 * The columns of the accepted order lines, the intermediate of tables that look at products: one
 * row per line, be the orders derived from the lines or the lines read beside the orders. Lines
 * read beside orders are accepted by themselves: whether their order counts, {@link OrderFacts}
 * knows.
 */
public final class LineFacts {
  public static final String ORDER_ID = OrderFacts.ORDER_ID;

  /** Null where the line names none. */
  public static final String PRODUCT_ID = "product_id";

  /** Null where the line names none. */
  public static final String CATEGORY = "category";

  /** How many units (decimal(18,4)); negative for units taken back. */
  public static final String QUANTITY = "quantity";

  /** quantity times the unit's price, in the line's own currency (decimal(18,4)). */
  public static final String AMOUNT = "amount";

  private LineFacts() {}
}
