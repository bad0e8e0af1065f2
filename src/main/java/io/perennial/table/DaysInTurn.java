package io.perennial.table;

import java.io.Serializable;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Generator;
import org.apache.spark.sql.catalyst.expressions.codegen.CodegenContext;
import org.apache.spark.sql.catalyst.expressions.codegen.CodegenFallback;
import org.apache.spark.sql.catalyst.expressions.codegen.ExprCode;
import org.apache.spark.sql.catalyst.trees.TreePattern;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.unsafe.types.UTF8String;
import scala.Enumeration;
import scala.collection.IterableOnce;
import scala.collection.immutable.Nil$;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * A generator that adds up the days of a customer while they pass by in their order, so that
 * nothing has to be grouped or ordered again. It remembers the days before, so its rows have to be
 * those of one customer after the other, each in the order of days, with nothing left out. Each row
 * therefore names the customer, the day and the customer's next day, and a row that is not the one
 * the row before has named ends the query: no plan can lead to wrong sums.
 */
abstract class DaysInTurn extends Expression implements Generator, CodegenFallback, Serializable {
  private static final long serialVersionUID = 1L;

  private final Seq<Expression> arguments;
  private final int values;
  private transient UTF8String customer;
  private transient Integer nextDay;

  /**
   * @param arguments what the function is called with
   * @param values the place of the customer (text) among them, which is followed by the day (date)
   *     and the customer's next day (date, null after the last)
   */
  DaysInTurn(Seq<Expression> arguments, int values) {
    this.arguments = arguments;
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
    return arguments.apply(values + place).eval(row);
  }

  /** The value of an argument that is the same in all rows, counted from the first. */
  final Object constant(int place) {
    return arguments.apply(place).eval(null);
  }

  @SuppressWarnings("unchecked")
  static IterableOnce<InternalRow> nothing() {
    return (IterableOnce<InternalRow>) (IterableOnce<?>) Nil$.MODULE$;
  }

  @Override
  public final DataType dataType() {
    return Generator.super.dataType();
  }

  @Override
  public final boolean nullable() {
    return Generator.super.nullable();
  }

  @Override
  public final boolean foldable() {
    return false;
  }

  /** What it gives depends on the rows before, so that none of them may be filtered away. */
  @Override
  public final boolean deterministic() {
    return false;
  }

  @Override
  public final Seq<Enumeration.Value> nodePatterns() {
    return CollectionConverters.asScala(java.util.List.of(TreePattern.GENERATOR())).toSeq();
  }

  // How Scala would hand an implementation the patterns; this one names them itself.
  @Override
  public final void org$apache$spark$sql$catalyst$expressions$Generator$_setter_$nodePatterns_$eq(
      Seq<Enumeration.Value> patterns) {}

  @Override
  public final ExprCode doGenCode(CodegenContext context, ExprCode code) {
    return CodegenFallback.super.doGenCode(context, code);
  }

  @Override
  public final Seq<Expression> children() {
    return arguments;
  }

  @Override
  public final int productArity() {
    return 1;
  }

  @Override
  public final Object productElement(int index) {
    if (index != 0) {
      throw new IndexOutOfBoundsException(index);
    }
    return arguments;
  }

  @Override
  public final boolean canEqual(Object other) {
    return other != null && other.getClass() == getClass();
  }

  @Override
  public final boolean equals(Object other) {
    return canEqual(other) && arguments.equals(((DaysInTurn) other).arguments);
  }

  @Override
  public final int hashCode() {
    return 31 * getClass().getName().hashCode() + arguments.hashCode();
  }
}
