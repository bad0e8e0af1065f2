package io.perennial.table;

import java.util.Locale;

/** What an order with a negative amount and no status is taken for. */
public enum NegativeAmounts {
  /** A return that names no order. */
  RETURN,
  /** An error: the row is rejected. */
  REJECT,
  /** An order like any other. */
  ORDER;

  /** The name in configurations. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
