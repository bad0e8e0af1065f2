package io.perennial.table.input;

/**
 * The columns that stand beside the canonical ones once a source table has been read and mapped:
 * what the row rules need in order to say which row could not be used and why.
 */
public final class MappedColumns {
  /**
   * The canonical column or attribute whose value was present but could not be read or converted,
   * the first in the contract's order; null where every value could.
   */
  public static final String UNREADABLE = "_unreadable";

  /**
   * The text of a row that could not be split into its columns; null for every row that could, and
   * for formats in which that cannot happen.
   */
  public static final String MALFORMED = "_malformed";

  /** The source columns as a struct, for rejected_rows. */
  public static final String SOURCE = "_source";

  private MappedColumns() {}
}
