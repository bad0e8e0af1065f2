package io.perennial.table;

import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.unsafe.types.UTF8String;
import scala.collection.IterableOnce;
import scala.collection.immutable.Seq;

/**
 * A generator that adds up the days of a customer while they pass by in their order, so that
 * nothing has to be grouped or ordered again. It remembers the days before, so its rows have to be
 * those of one customer after the other, each in the order of days, with nothing left out. Each row
 * therefore names the customer, the day and the customer's next day, and a row that is not the one
 * the row before has named ends the query: no plan can lead to wrong sums.
 */
abstract class DaysInTurn extends InTurn {
  private static final long serialVersionUID = 1L;

  /** Comes after the last day of a customer, and after the end of every period. */
  static final int NO_DAY = Integer.MAX_VALUE;

  private final int values;
  private transient UTF8String customer;
  private transient boolean hasBegun;
  private transient int nextDay;

  /**
   * @param arguments what the function is called with
   * @param values the place of the customer (text) among them, which is followed by the day (date)
   *     and the customer's next day (date, null after the last)
   */
  DaysInTurn(Seq<Expression> arguments, int values) {
    super(arguments);
    this.values = values;
  }

  /**
   * Takes the next row.
   *
   * @param day as days since 1970-01-01
   * @param next the customer's next day, {@link #NO_DAY} after the last
   */
  abstract IterableOnce<InternalRow> pass(InternalRow row, int day, int next);

  @Override
  public final IterableOnce<InternalRow> eval(InternalRow row) {
    UTF8String whose = text(row, values);
    int day = number(row, values + 1);
    boolean isSame = whose.equals(customer);
    if (hasBegun && nextDay != NO_DAY && !(isSame && nextDay == day)) {
      throw new IllegalStateException("The days of a customer did not pass by in turn.");
    }
    hasBegun = true;
    if (!isSame) {
      // The row's own memory is used again for the next row.
      customer = whose.clone();
    }
    nextDay = dayOr(row, 2, NO_DAY);
    return pass(row, day, nextDay);
  }

  /** An argument's value, counted from the customer. */
  final Object value(InternalRow row, int place) {
    return argument(values + place).eval(row);
  }

  /** The value of a text, counted from the customer; may be null. */
  final UTF8String textOf(InternalRow row, int place) {
    return text(row, values + place);
  }

  /** The value of a bigint, counted from the customer, that is not null. */
  final long wholeOf(InternalRow row, int place) {
    return whole(row, values + place);
  }

  /** The value of a date, counted from the customer, as days since 1970-01-01. */
  final int dayOr(InternalRow row, int place, int otherwise) {
    return isNull(row, values + place) ? otherwise : number(row, values + place);
  }
}
