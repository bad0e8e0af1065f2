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

  private final int values;
  private transient UTF8String customer;
  private transient Integer nextDay;

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
   * @param next the customer's next day, null after the last
   */
  abstract IterableOnce<InternalRow> pass(InternalRow row, int day, Integer next);

  @Override
  public final IterableOnce<InternalRow> eval(InternalRow row) {
    UTF8String whose = (UTF8String) value(row, 0);
    Integer day = (Integer) value(row, 1);
    if (nextDay != null && !(nextDay.equals(day) && whose.equals(customer))) {
      throw new IllegalStateException("The days of a customer did not pass by in turn.");
    }
    if (!whose.equals(customer)) {
      // The row's own memory is used again for the next row.
      customer = whose.clone();
    }
    nextDay = (Integer) value(row, 2);
    return pass(row, day, nextDay);
  }

  /** An argument's value, counted from the customer. */
  final Object value(InternalRow row, int place) {
    return argument(values + place).eval(row);
  }
}
