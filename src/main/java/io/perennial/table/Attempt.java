package io.perennial.table;

import java.io.Serializable;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.TryEval;
import org.apache.spark.sql.catalyst.expressions.codegen.CodegenContext;
import org.apache.spark.sql.catalyst.expressions.codegen.CodegenFallback;
import org.apache.spark.sql.catalyst.expressions.codegen.ExprCode;
import org.apache.spark.sql.types.DataType;
// On Scala 2.12 (Spark 3.5) this is scala.collection.IndexedSeq, the only line that differs.
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.List;
import scala.collection.immutable.List$;

/**
 * An expression that is null where its child throws. Unlike Spark's own {@link TryEval} it is
 * marked as one whose inside Spark must not look into for common subexpressions: two attempts that
 * share a failing part would otherwise have that part computed once, before and outside both. The
 * mark is {@link CodegenFallback}; the code is generated nevertheless, by {@code TryEval}.
 *
 * <p>It extends {@code Expression} itself, because Java cannot extend {@code UnaryExpression}.
 */
public final class Attempt extends Expression implements CodegenFallback, Serializable {
  private static final long serialVersionUID = 1L;

  private final TryEval attempt;

  /** An attempt at an expression; public because Spark copies expressions by their constructor. */
  public Attempt(Expression child) {
    this.attempt = new TryEval(child);
  }

  @Override
  public List<Expression> children() {
    return List$.MODULE$.<Expression>empty().$colon$colon(attempt.child());
  }

  @Override
  public Expression withNewChildrenInternal(IndexedSeq<Expression> newChildren) {
    return new Attempt(newChildren.head());
  }

  @Override
  public DataType dataType() {
    return attempt.child().dataType();
  }

  @Override
  public boolean nullable() {
    return true;
  }

  @Override
  public boolean foldable() {
    return attempt.child().foldable();
  }

  @Override
  public Object eval(InternalRow input) {
    return attempt.eval(input);
  }

  @Override
  public ExprCode doGenCode(CodegenContext context, ExprCode code) {
    return attempt.doGenCode(context, code);
  }

  @Override
  public String prettyName() {
    return SqlFunctions.ATTEMPT;
  }

  @Override
  public int productArity() {
    return 1;
  }

  @Override
  public Object productElement(int index) {
    if (index != 0) {
      throw new IndexOutOfBoundsException(index);
    }
    return attempt.child();
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof Attempt;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Attempt that && attempt.child().equals(that.attempt.child());
  }

  @Override
  public int hashCode() {
    return 31 + attempt.child().hashCode();
  }
}
