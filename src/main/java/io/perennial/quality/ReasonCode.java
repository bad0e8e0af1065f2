package io.perennial.quality;

import io.perennial.table.input.InputCheck;

/**
 * The codes of the reasons for which rows are left out. The codes of single columns are made of a
 * prefix and the column's canonical name; an attribute's is its name after {@code attribute_}. An
 * input's contract has further ones ({@code InputCheck}).
 */
public final class ReasonCode {
  /** The row could not be split into its columns. */
  public static final String MALFORMED_ROW = "malformed_row";

  /** An id holds bytes that are not of the file's encoding. */
  public static final String UNDECODABLE_TEXT = "undecodable_text";

  /** Before a column's name: its value is there and cannot be read. */
  public static final String UNREADABLE = "unreadable_";

  /** Before a column's name: it has no value and must have one. */
  public static final String MISSING = "missing_";

  /** Before a column's name: it is negative and must not be. */
  public static final String NEGATIVE = InputCheck.NEGATIVE;

  /** Before a column's name: it holds a word that the column does not know. */
  public static final String UNKNOWN = "unknown_";

  /** The currency is no code, or one that neither ISO 4217 nor the exchange rates know. */
  public static final String UNKNOWN_CURRENCY = "unknown_currency";

  /** The date lies before the earliest taken for real. */
  public static final String IMPOSSIBLE_DATE = "impossible_date";

  /** The date lies after the as-of date. */
  public static final String AFTER_AS_OF = "after_as_of";

  /** The status is not among those that count, or that of the order that a return names is not. */
  public static final String STATUS_NOT_COUNTED = "status_not_counted";

  /** An amount in a foreign currency that is known has no rate for its day. */
  public static final String MISSING_EXCHANGE_RATE = "missing_exchange_rate";

  /** An amount is larger than the largest taken for real. */
  public static final String ABSURD_AMOUNT = "absurd_amount";

  /** Rows of one order id differ, or some of them count and some do not. */
  public static final String CONFLICTING_ORDER_ID = "conflicting_order_id";

  /** Lines of one order name different customers. */
  public static final String CONFLICTING_CUSTOMER = "conflicting_customer";

  /** Rows of one key differ. */
  public static final String CONFLICTING_KEY = "conflicting_key";

  /** The row repeats another of the same key in every column. */
  public static final String IDENTICAL_REPEAT = "identical_repeat";

  private ReasonCode() {}
}
