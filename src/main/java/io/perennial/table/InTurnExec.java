package io.perennial.table;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeSet;
import org.apache.spark.sql.catalyst.expressions.BoundReference;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.execution.SparkPlan;
import scala.Function1;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractPartialFunction;

/**
 * Runs a generator that remembers rows in a way of its own: Spark's way takes what comes out for
 * something new, and what comes out at a row for something that is made of this row.
 */
abstract class InTurnExec extends SparkPlan {
  private static final long serialVersionUID = 1L;

  private final InTurn generator;
  private final Seq<Attribute> made;
  private final SparkPlan child;

  /**
   * @param generator what makes the values
   * @param made the columns that it names
   * @param child gives the rows
   */
  InTurnExec(InTurn generator, Seq<Attribute> made, SparkPlan child) {
    this.generator = generator;
    this.made = made;
    this.child = child;
  }

  final InTurn generator() {
    return generator;
  }

  /** The generator with the places of the child's columns in the place of their names. */
  final InTurn bound() {
    return (InTurn) generator.transform(new Replacement(this::columnOfChild));
  }

  private Optional<Expression> columnOfChild(Expression expression) {
    List<Attribute> columns = CollectionConverters.asJava(child.output());
    return IntStream.range(0, columns.size())
        .filter(i -> columns.get(i).semanticEquals(expression))
        .<Expression>mapToObj(
            i -> new BoundReference(i, columns.get(i).dataType(), columns.get(i).nullable()))
        .findFirst();
  }

  final Seq<Attribute> made() {
    return made;
  }

  final SparkPlan child() {
    return child;
  }

  /** Other expressions in the place of some. */
  static final class Replacement extends AbstractPartialFunction<Expression, Expression> {
    private final Function<Expression, Optional<Expression>> replacement;

    Replacement(Function<Expression, Optional<Expression>> replacement) {
      this.replacement = replacement;
    }

    @Override
    public boolean isDefinedAt(Expression expression) {
      return replacement.apply(expression).isPresent();
    }

    @Override
    @SuppressWarnings("unchecked")
    public <A extends Expression, B> B applyOrElse(A expression, Function1<A, B> otherwise) {
      return replacement
          .apply(expression)
          .map(replaced -> (B) replaced)
          .orElseGet(() -> otherwise.apply(expression));
    }
  }

  @Override
  public final AttributeSet producedAttributes() {
    return outputSet();
  }

  @Override
  public final Seq<SparkPlan> children() {
    return CollectionConverters.asScala(List.of(child)).toSeq();
  }

  @Override
  public final int productArity() {
    return 3;
  }

  @Override
  public final Object productElement(int index) {
    return switch (index) {
      case 0 -> generator;
      case 1 -> made;
      case 2 -> child;
      default -> throw new IndexOutOfBoundsException(index);
    };
  }

  @Override
  public final boolean canEqual(Object other) {
    return other != null && other.getClass() == getClass();
  }

  @Override
  public final boolean equals(Object other) {
    return canEqual(other)
        && generator.equals(((InTurnExec) other).generator)
        && made.equals(((InTurnExec) other).made)
        && child.equals(((InTurnExec) other).child);
  }

  @Override
  public final int hashCode() {
    return 31 * (31 * generator.hashCode() + made.hashCode()) + child.hashCode();
  }
}
