package io.perennial.table;

import java.io.Serializable;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.BoundReference;
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
 * A generator that remembers the rows before, so that what comes in order needs to be neither
 * grouped nor ordered again. Each notices by itself where its rows do not come in their order, and
 * ends the query then: no plan can lead to wrong figures.
 */
abstract class InTurn extends Expression implements Generator, CodegenFallback, Serializable {
  private static final long serialVersionUID = 1L;

  private final Seq<Expression> arguments;
  private transient Expression[] places;

  /**
   * @param arguments what the function is called with
   */
  InTurn(Seq<Expression> arguments) {
    this.arguments = arguments;
  }

  /** The argument at a place, counted from 0. */
  final Expression argument(int place) {
    if (places == null) {
      places = CollectionConverters.asJava(arguments).toArray(Expression[]::new);
    }
    return places[place];
  }

  /** The value of an argument that is the same in all rows. */
  final Object constant(int place) {
    return argument(place).eval(null);
  }

  // Most arguments are columns, which are read without a detour over an object.

  final boolean isNull(InternalRow row, int place) {
    Expression argument = argument(place);
    return argument instanceof BoundReference column
        ? row.isNullAt(column.ordinal())
        : argument.eval(row) == null;
  }

  /** The value of a text, which shares the row's memory; may be null. */
  final UTF8String text(InternalRow row, int place) {
    Expression argument = argument(place);
    if (argument instanceof BoundReference column) {
      return row.isNullAt(column.ordinal()) ? null : row.getUTF8String(column.ordinal());
    }
    return (UTF8String) argument.eval(row);
  }

  /** The value of a bigint or timestamp that is not null. */
  final long whole(InternalRow row, int place) {
    Expression argument = argument(place);
    return argument instanceof BoundReference column
        ? row.getLong(column.ordinal())
        : (long) argument.eval(row);
  }

  /** The value of an int or date that is not null. */
  final int number(InternalRow row, int place) {
    Expression argument = argument(place);
    return argument instanceof BoundReference column
        ? row.getInt(column.ordinal())
        : (int) argument.eval(row);
  }

  /** The value of a boolean that is not null. */
  final boolean flag(InternalRow row, int place) {
    Expression argument = argument(place);
    return argument instanceof BoundReference column
        ? row.getBoolean(column.ordinal())
        : (boolean) argument.eval(row);
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
    return canEqual(other) && arguments.equals(((InTurn) other).arguments);
  }

  @Override
  public final int hashCode() {
    return 31 * getClass().getName().hashCode() + arguments.hashCode();
  }
}
