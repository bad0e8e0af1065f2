package io.perennial.table;

import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeSet;
import org.apache.spark.sql.catalyst.expressions.BoundReference;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.plans.logical.Generate;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.physical.Partitioning;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.SparkStrategy;
import org.apache.spark.sql.types.DataType;
import scala.Function1;
// On Scala 2.12 (Spark 3.5) this is scala.collection.IndexedSeq, the only line that differs.
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Nil$;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractPartialFunction;

/**
 * Runs {@link LedgerInTurn}, and lets Spark know that the rows that come out lie together by their
 * place, as those did that went in. Of any other generator Spark takes what comes out for something
 * new, and would move the rows to their customers again for whatever is computed of them.
 */
public final class LedgerInTurnExec extends SparkPlan {
  private static final long serialVersionUID = 1L;

  private final LedgerInTurn generator;
  private final Seq<Attribute> output;
  private final SparkPlan child;

  /**
   * Public because Spark copies plans by their constructor.
   *
   * @param generator what makes the rows
   * @param output the columns that it names
   * @param child gives the rows, sorted by their turn
   */
  public LedgerInTurnExec(LedgerInTurn generator, Seq<Attribute> output, SparkPlan child) {
    this.generator = generator;
    this.output = output;
    this.child = child;
  }

  @Override
  public RDD<InternalRow> doExecute() {
    LedgerInTurn bound = (LedgerInTurn) generator.transform(new Replacement(this::columnOfChild));
    DataType[] types =
        CollectionConverters.asJava(output).stream()
            .map(Attribute::dataType)
            .toArray(DataType[]::new);
    return child
        .execute()
        .toJavaRDD()
        .mapPartitions(rows -> new Made(bound, rows, UnsafeProjection.create(types)), true)
        .rdd();
  }

  private Optional<Expression> columnOfChild(Expression expression) {
    List<Attribute> columns = CollectionConverters.asJava(child.output());
    return IntStream.range(0, columns.size())
        .filter(i -> columns.get(i).semanticEquals(expression))
        .<Expression>mapToObj(
            i -> new BoundReference(i, columns.get(i).dataType(), columns.get(i).nullable()))
        .findFirst();
  }

  /** The rows that a generator makes of others, each in the place in memory of the one before. */
  private static final class Made implements Iterator<InternalRow> {
    private final LedgerInTurn generator;
    private final Iterator<InternalRow> rows;
    private final UnsafeProjection projection;
    private Iterator<InternalRow> made = Collections.emptyIterator();
    private boolean isAtEnd;

    Made(LedgerInTurn generator, Iterator<InternalRow> rows, UnsafeProjection projection) {
      this.generator = generator;
      this.rows = rows;
      this.projection = projection;
    }

    @Override
    public boolean hasNext() {
      while (!made.hasNext() && !isAtEnd) {
        isAtEnd = !rows.hasNext();
        made = (isAtEnd ? generator.end() : generator.take(rows.next())).iterator();
      }
      return made.hasNext();
    }

    @Override
    public InternalRow next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return projection.apply(made.next());
    }
  }

  @Override
  public Partitioning outputPartitioning() {
    Partitioning before = child.outputPartitioning();
    Expression place = generator.place();
    return before instanceof Expression partitioning && place instanceof Attribute
        ? (Partitioning)
            partitioning.transform(
                new Replacement(
                    expression ->
                        expression.semanticEquals(place)
                            ? Optional.of(output.head())
                            : Optional.empty()))
        : before;
  }

  /** Other expressions in the place of some. */
  private static final class Replacement extends AbstractPartialFunction<Expression, Expression> {
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
  public Seq<Attribute> output() {
    return output;
  }

  @Override
  public AttributeSet producedAttributes() {
    return outputSet();
  }

  @Override
  public Seq<SparkPlan> children() {
    return CollectionConverters.asScala(List.of(child)).toSeq();
  }

  @Override
  public SparkPlan withNewChildrenInternal(IndexedSeq<SparkPlan> newChildren) {
    return new LedgerInTurnExec(generator, output, newChildren.head());
  }

  @Override
  public int productArity() {
    return 3;
  }

  @Override
  public Object productElement(int index) {
    return switch (index) {
      case 0 -> generator;
      case 1 -> output;
      case 2 -> child;
      default -> throw new IndexOutOfBoundsException(index);
    };
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof LedgerInTurnExec;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LedgerInTurnExec that
        && generator.equals(that.generator)
        && output.equals(that.output)
        && child.equals(that.child);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * generator.hashCode() + output.hashCode()) + child.hashCode();
  }

  /** Has Spark run {@link LedgerInTurn} this way. */
  static final class Strategy extends SparkStrategy {
    @Override
    @SuppressWarnings("unchecked")
    public Seq<SparkPlan> apply(LogicalPlan plan) {
      return plan instanceof Generate generate
              && generate.generator() instanceof LedgerInTurn ledger
          ? CollectionConverters.asScala(
                  List.<SparkPlan>of(
                      new LedgerInTurnExec(
                          ledger,
                          generate.qualifiedGeneratorOutput(),
                          planLater(generate.child()))))
              .toSeq()
          : (Seq<SparkPlan>) (Seq<?>) Nil$.MODULE$;
    }
  }
}
