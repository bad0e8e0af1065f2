package io.perennial.table;

import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.plans.logical.Generate;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.physical.Partitioning;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.SparkStrategy;
import org.apache.spark.sql.types.DataType;
// On Scala 2.12 (Spark 3.5) this is scala.collection.IndexedSeq, the only line that differs.
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Nil$;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Runs {@link LedgerInTurn}, and lets Spark know that the rows that come out lie together by their
 * place, as those did that went in. Of any other generator Spark takes what comes out for something
 * new, and would move the rows to their customers again for whatever is computed of them.
 */
public final class LedgerInTurnExec extends InTurnExec {
  private static final long serialVersionUID = 1L;

  /**
   * Public because Spark copies plans by their constructor.
   *
   * @param generator what makes the rows
   * @param made the columns that it names
   * @param child gives the rows, sorted by their turn
   */
  public LedgerInTurnExec(LedgerInTurn generator, Seq<Attribute> made, SparkPlan child) {
    super(generator, made, child);
  }

  @Override
  public RDD<InternalRow> doExecute() {
    LedgerInTurn bound = (LedgerInTurn) bound();
    DataType[] types =
        CollectionConverters.asJava(output()).stream()
            .map(Attribute::dataType)
            .toArray(DataType[]::new);
    return child()
        .execute()
        .toJavaRDD()
        .mapPartitions(rows -> new Made(bound, rows, UnsafeProjection.create(types)), true)
        .rdd();
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
    Partitioning before = child().outputPartitioning();
    Expression place = ((LedgerInTurn) generator()).place();
    return before instanceof Expression partitioning && place instanceof Attribute
        ? (Partitioning)
            partitioning.transform(
                new Replacement(
                    expression ->
                        expression.semanticEquals(place)
                            ? Optional.of(output().head())
                            : Optional.empty()))
        : before;
  }

  @Override
  public Seq<Attribute> output() {
    return made();
  }

  @Override
  public SparkPlan withNewChildrenInternal(IndexedSeq<SparkPlan> newChildren) {
    return new LedgerInTurnExec((LedgerInTurn) generator(), made(), newChildren.head());
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
