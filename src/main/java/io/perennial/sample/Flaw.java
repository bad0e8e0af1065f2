package io.perennial.sample;

import io.perennial.table.Disposition;
import java.util.Locale;

/**
 * What can be wrong with a planted row of the orders, each named as the reason code that the row
 * gets. A flawed row always stands beside the clean history, never in its place, so that the
 * planted truth stays whole.
 */
public enum Flaw {
  /** The row has no order id. */
  MISSING_ORDER_ID(Disposition.REJECTED, 0.0003),
  /** The row has no date. */
  MISSING_ORDERED_AT(Disposition.REJECTED, 0.0004),
  /** The date cannot be read. */
  UNREADABLE_ORDERED_AT(Disposition.REJECTED, 0.0006),
  /** The date is a spreadsheet's day zero. */
  IMPOSSIBLE_DATE(Disposition.REJECTED, 0.0004),
  /** The row has no amount. */
  MISSING_AMOUNT(Disposition.REJECTED, 0.0004),
  /** The amount cannot be read. */
  UNREADABLE_AMOUNT(Disposition.REJECTED, 0.0006),
  /** The amount is larger than any order. */
  ABSURD_AMOUNT(Disposition.REJECTED, 0.0003),
  /** The currency has no rate on the order's day. */
  MISSING_EXCHANGE_RATE(Disposition.REJECTED, 0.0005),
  /** The currency does not exist. */
  UNKNOWN_CURRENCY(Disposition.REJECTED, 0.0004),
  /** Two rows have one order id and differ; neither can be trusted. */
  CONFLICTING_ORDER_ID(Disposition.REJECTED, 0.0004),
  /** The row repeats an order to the letter. */
  IDENTICAL_REPEAT(Disposition.EXCLUDED, 0.003),
  /** The order was placed after the as-of date. */
  AFTER_AS_OF(Disposition.EXCLUDED, 0.001),
  /** The order was cancelled. */
  STATUS_NOT_COUNTED(Disposition.EXCLUDED, 0.025),
  /** The row names no customer. */
  ANONYMOUS(Disposition.ANONYMOUS, 0.015);

  private final Disposition disposition;
  private final double perOrder;

  Flaw(Disposition disposition, double perOrder) {
    this.disposition = disposition;
    this.perOrder = perOrder;
  }

  /** What becomes of such a row. */
  public Disposition disposition() {
    return disposition;
  }

  /** The reason code in tables, in snake case. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** How many times it is planted per clean order, on average. */
  double perOrder() {
    return perOrder;
  }

  /**
   * Whether such an order has order lines; those that broke on the way into the orders have not.
   */
  boolean hasLines() {
    return disposition == Disposition.ANONYMOUS
        || this == AFTER_AS_OF
        || this == STATUS_NOT_COUNTED;
  }
}
