package io.perennial.table;

/**
 * The columns of the order ledger, the one shared intermediate that the single scan of the orders
 * makes: accepted rows are summed per customer, day and order attributes; rejected rows stand with
 * their text; anonymous and excluded rows are summed per reason. The rows of the ledger therefore
 * account for every row read. Amounts named {@code *_units} are whole ten-thousandths of the
 * reporting currency, so that sums are exact and fast.
 */
public final class LedgerTable {
  /** A {@link Disposition} label. */
  public static final String DISPOSITION = "disposition";

  /**
   * Why a row was rejected or excluded, as a code in snake case; null for accepted and anonymous
   * rows.
   */
  public static final String REASON_CODE = "reason_code";

  /** The same as a sentence. */
  public static final String REASON = "reason";

  /**
   * The currency in which the amounts were read; {@link #UNKNOWN_CURRENCY} where it is not known.
   */
  public static final String CURRENCY = "currency";

  /** The customer; null unless accepted. */
  public static final String CUSTOMER_ID = "customer_id";

  /**
   * The day of the order or return in the configured time zone; null for rejected and excluded
   * rows.
   */
  public static final String ORDER_DATE = "order_date";

  /** The rejected row as JSON; null unless rejected. */
  public static final String ROW = "row";

  /** How many rows were read (bigint). */
  public static final String ROWS = "rows";

  /**
   * The sum of the amounts as read, in {@link #CURRENCY} (decimal(28,4)); an unreadable amount
   * counts as zero.
   */
  public static final String AMOUNT_READ = "amount_read";

  /**
   * {@link #AMOUNT_READ} in units is 2<sup>32</sup> times the sum of this column (bigint; null
   * stands for 0) and the sum of {@link #AMOUNT_READ_LOW}. Apart they are summed exactly without
   * decimals, whatever was read.
   */
  public static final String AMOUNT_READ_HIGH = "amount_read_high";

  /** See {@link #AMOUNT_READ_HIGH} (bigint). */
  public static final String AMOUNT_READ_LOW = "amount_read_low";

  /** How many orders (bigint); a return is none. */
  public static final String ORDERS = "orders";

  /** Amounts of orders before discounts and returns. */
  public static final String GROSS_UNITS = "gross_units";

  /** Discounts, positive. */
  public static final String DISCOUNT_UNITS = "discount_units";

  /** Returned amounts, positive, by the returns policy. */
  public static final String RETURNED_UNITS = "returned_units";

  /** gross less discounts less returned. */
  public static final String NET_UNITS = "net_units";

  /** Costs where every order of the row has one; null otherwise. */
  public static final String COST_UNITS = "cost_units";

  /** The first order's instant among the row's orders; null for returns alone. */
  public static final String FIRST_ORDERED_AT = "first_ordered_at";

  /** The last order's instant among the row's orders; null for returns alone. */
  public static final String LAST_ORDERED_AT = "last_ordered_at";

  /**
   * By what the rows lie together: the customer of an accepted row; of another row something that
   * tells nothing.
   */
  public static final String PLACE = "place";

  /**
   * Of an accepted row the day of the customer's first order; null where there is none. It and the
   * next two stand in a ledger that has at most one accepted row per customer and day.
   */
  public static final String FIRST_ORDER_DATE = "first_order_date";

  /** Of an accepted row with an order the days since the day with an order before it. */
  public static final String GAP_DAYS = "gap_days";

  /** Of an accepted row the customer's next day; null at the last one. */
  public static final String NEXT_DATE = "next_date";

  /** Whether the row is accepted and has a customer (boolean). */
  public static final String IS_ACCEPTED = "is_accepted";

  /** What stands for a currency that is not known. */
  public static final String UNKNOWN_CURRENCY = "XXX";

  /** How many units make one unit of currency. */
  public static final long UNITS = 10_000L;

  private static final String ATTRIBUTE = "attribute_";

  private LedgerTable() {}

  /** The ledger's column of an order attribute. */
  public static String attribute(String name) {
    return ATTRIBUTE + name;
  }
}
