package io.perennial.table;

import java.util.Locale;

/** What became of a row that was read; every row has exactly one. */
public enum Disposition {
  /** It enters the figures. */
  ACCEPTED,
  /** It is sound but names no customer: its revenue is reported, no customer figure sees it. */
  ANONYMOUS,
  /**
   * It is sound but left out by configuration: after the as-of date, a status not counted, a
   * repeat.
   */
  EXCLUDED,
  /** It broke a row rule and stands in rejected_rows. */
  REJECTED;

  /** The name in tables. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
