package io.perennial.sample;

import io.perennial.table.Disposition;

/**
 * What can be wrong with a planted row of the inputs beside the orders. As with {@link Flaw}, a
 * flawed row stands beside the clean ones, never in the place of one.
 */
enum RowFlaw {
  /** The row names no customer. */
  MISSING_CUSTOMER(Disposition.REJECTED),
  /** The date cannot be read. */
  UNREADABLE_DATE(Disposition.REJECTED),
  /** It happened after the as-of date. */
  AFTER_AS_OF(Disposition.EXCLUDED),
  /** The row repeats another to the letter. */
  IDENTICAL_REPEAT(Disposition.EXCLUDED);

  private final Disposition disposition;

  RowFlaw(Disposition disposition) {
    this.disposition = disposition;
  }

  /** What becomes of such a row. */
  Disposition disposition() {
    return disposition;
  }
}
