package io.perennial.table;

import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import scala.collection.IterableOnce;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;

// On Scala 2.12 (Spark 3.5) this is scala.collection.IndexedSeq, the only line that differs.

/**
 * Puts beside each row what the rows of its order id say together: whether an order is among them
 * that counts, whether such rows differ, and whether the row repeats another. The rows come sorted
 * by a hash of the id, and most are the only one of theirs; {@link OrderRowsInTurnExec} tells it of
 * the others.
 *
 * <p>Its arguments are the hash (bigint) that the rows are sorted by, the order id (text), whether
 * the row stands beside others of its id or by itself, whether it is a return, whether its status
 * keeps it from counting (boolean, not null), the order's instant (timestamp), the customer (text),
 * and a hash of all that makes two rows equal (bigint, not null), which is only asked for where
 * rows share the hash that they are sorted by.
 */
public final class OrderRowsInTurn extends InTurn {
  /** Whether an order that counts is among the rows of the id. */
  public static final String HAS_ORDER = "order_rows_have_order";

  /** Whether orders that count are among them that differ from each other. */
  public static final String DIFFER = "order_rows_differ";

  /** Whether a row is among them that its status keeps from counting. */
  public static final String LEFT_OUT = "order_rows_left_out";

  /** The earliest instant of an order among them that counts; null where there is none. */
  public static final String FIRST_AT = "order_rows_first_at";

  /**
   * The customer of the order that counts, beside rows that are none themselves; null where there
   * is no such order, or several differ.
   */
  public static final String CUSTOMER = "order_rows_customer";

  /** Whether the row is equal to another one of its id, and not the first of those. */
  public static final String IS_REPEAT = "order_rows_is_repeat";

  static final StructType SCHEMA =
      new StructType()
          .add(HAS_ORDER, Types.FLAG, false)
          .add(DIFFER, Types.FLAG, false)
          .add(LEFT_OUT, Types.FLAG, false)
          .add(FIRST_AT, Types.TIMESTAMP, true)
          .add(CUSTOMER, Types.TEXT, true)
          .add(IS_REPEAT, Types.FLAG, false);

  private static final long serialVersionUID = 1L;
  private static final int HASH = 0;
  private static final int ID = 1;
  private static final int IS_BESIDE = 2;
  private static final int IS_RETURN = 3;
  private static final int IS_LEFT_OUT = 4;
  private static final int AT = 5;
  private static final int WHOSE = 6;
  private static final int CONTENT = 7;

  /** What rows say of their order; public because Spark copies expressions by their constructor. */
  public OrderRowsInTurn(Seq<Expression> arguments) {
    super(arguments);
  }

  /** What the rows of an order id say together, or a row that stands by itself. */
  final class Order {
    private UTF8String id;
    private boolean hasOrder;
    private boolean differ;
    private boolean isLeftOut;
    private boolean hasFirstAt;
    private long firstAt;
    private long content;
    private UTF8String customer;

    private Order() {}

    private void take(InternalRow row) {
      isLeftOut |= flag(row, IS_LEFT_OUT);
      if (!isOrder(row)) {
        return;
      }
      if (!hasOrder) {
        customer = text(row, WHOSE);
      }
      if (!isNull(row, AT)) {
        long at = whole(row, AT);
        firstAt = hasFirstAt ? Math.min(firstAt, at) : at;
        hasFirstAt = true;
      }
      hasOrder = true;
    }

    /** Takes a row; it may use its memory for another one afterwards. */
    void add(InternalRow row) {
      boolean hadOrder = hasOrder;
      take(row);
      if (isOrder(row)) {
        long ofRow = content(row);
        differ |= hadOrder && ofRow != content;
        content = ofRow;
        customer = hadOrder || customer == null ? customer : customer.clone();
      }
    }

    boolean hasOrder() {
      return hasOrder;
    }

    boolean differ() {
      return differ;
    }

    boolean isLeftOut() {
      return isLeftOut;
    }

    boolean hasFirstAt() {
      return hasFirstAt;
    }

    /** The earliest instant, in microseconds since 1970-01-01 UTC. */
    long firstAt() {
      return firstAt;
    }

    /** The customer beside a row; may be null. */
    UTF8String customerBeside(InternalRow row) {
      return differ || isOrder(row) ? null : customer;
    }
  }

  /** What a row says by itself; it keeps its memory. */
  Order alone(InternalRow row) {
    Order order = new Order();
    order.take(row);
    return order;
  }

  /** What rows say together that are yet to be added, of the id of one of them. */
  Order together(InternalRow row) {
    Order order = new Order();
    order.id = text(row, ID).clone();
    return order;
  }

  boolean isOf(InternalRow row, Order order) {
    return order.id.equals(text(row, ID));
  }

  long hash(InternalRow row) {
    return whole(row, HASH);
  }

  boolean isBeside(InternalRow row) {
    return flag(row, IS_BESIDE);
  }

  private boolean isOrder(InternalRow row) {
    return !flag(row, IS_RETURN) && !flag(row, IS_LEFT_OUT);
  }

  /** A hash of all that makes rows equal. */
  long content(InternalRow row) {
    return whole(row, CONTENT);
  }

  /** In which order rows have to come so that equal ones, and only those, follow each other. */
  int compare(InternalRow one, InternalRow other) {
    int compared = Boolean.compare(isBeside(one), isBeside(other));
    compared = compared == 0 ? Long.compare(content(one), content(other)) : compared;
    compared =
        compared == 0 ? Boolean.compare(flag(one, IS_RETURN), flag(other, IS_RETURN)) : compared;
    return compared == 0 && isBeside(one) ? text(one, ID).compareTo(text(other, ID)) : compared;
  }

  /**
   * What comes out depends on rows that follow, so that it can only be told by who knows them.
   *
   * @throws UnsupportedOperationException always
   */
  @Override
  public IterableOnce<InternalRow> eval(InternalRow row) {
    throw new UnsupportedOperationException("Only OrderRowsInTurnExec runs this generator.");
  }

  @Override
  public StructType elementSchema() {
    return SCHEMA;
  }

  @Override
  public Expression withNewChildrenInternal(IndexedSeq<Expression> newChildren) {
    return new OrderRowsInTurn(newChildren);
  }

  @Override
  public String prettyName() {
    return SqlFunctions.ORDER_ROWS_IN_TURN;
  }
}
