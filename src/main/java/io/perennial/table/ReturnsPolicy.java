package io.perennial.table;

import java.util.Locale;

/** When returned amounts lower net revenue. */
public enum ReturnsPolicy {
  /**
   * On the day of the order they belong to: restates history. A return that names no order keeps
   * its own day.
   */
  ORDER_DATE,
  /** On the day of the return, where the day is known. */
  RETURN_DATE,
  /** Never: revenue is gross of returns. */
  IGNORE;

  /** The name in configurations. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
