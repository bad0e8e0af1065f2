package io.perennial.table;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.SparkEnv;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.SortOrder;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.catalyst.expressions.codegen.GenerateUnsafeRowJoiner;
import org.apache.spark.sql.catalyst.expressions.codegen.UnsafeRowJoiner;
import org.apache.spark.sql.catalyst.expressions.codegen.UnsafeRowWriter;
import org.apache.spark.sql.catalyst.plans.logical.Generate;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.physical.Partitioning;
import org.apache.spark.sql.catalyst.types.DataTypeUtils;
import org.apache.spark.sql.execution.ProjectExec;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.SparkStrategy;
import org.apache.spark.sql.execution.UnsafeExternalRowSorter;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.apache.spark.util.collection.unsafe.sort.PrefixComparators;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Nil$;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.math.Ordering$;

// On Scala 2.12 (Spark 3.5) this is scala.collection.IndexedSeq, the only line that differs.

/**
 * Runs {@link OrderRowsInTurn}: each row comes out with what the rows of its order id say together.
 * A row whose hash no other has comes out at once. Those that share it wait for each other, the
 * first thousand in memory and more of them in one of Spark's sorters, which goes to disk where
 * memory does not suffice: a source may have one id in all its rows.
 */
public final class OrderRowsInTurnExec extends InTurnExec {
  private static final long serialVersionUID = 1L;

  /** How many rows of a hash wait in memory. */
  private static final int MOST_IN_MEMORY = 1_000;

  /**
   * Public because Spark copies plans by their constructor.
   *
   * @param generator what tells of the rows
   * @param made the columns that it names
   * @param child gives the rows, sorted by their hash
   */
  public OrderRowsInTurnExec(OrderRowsInTurn generator, Seq<Attribute> made, SparkPlan child) {
    super(generator, made, child);
  }

  @Override
  public RDD<InternalRow> doExecute() {
    OrderRowsInTurn bound = (OrderRowsInTurn) bound();
    StructType type = DataTypeUtils.fromAttributes(child().output());
    return child()
        .execute()
        .toJavaRDD()
        .mapPartitions(rows -> new Rows(bound, type, rows), true)
        .rdd();
  }

  /** The rows of a partition, each with its order's values, in the place of the one before. */
  private static final class Rows implements Iterator<InternalRow> {
    private final OrderRowsInTurn generator;
    private final StructType type;
    private final Iterator<InternalRow> rows;
    private final UnsafeProjection projection;
    private final UnsafeRowWriter values =
        new UnsafeRowWriter(OrderRowsInTurn.SCHEMA.length(), Long.SIZE);
    private final UnsafeRowJoiner joiner;
    private final UnsafeRow waiting;
    private boolean isOneWaiting;
    private long hash;
    private Iterator<InternalRow> together = Collections.emptyIterator();

    Rows(OrderRowsInTurn generator, StructType type, Iterator<InternalRow> rows) {
      this.generator = generator;
      this.type = type;
      this.rows = rows;
      this.projection = UnsafeProjection.create(type);
      this.joiner = GenerateUnsafeRowJoiner.create(type, OrderRowsInTurn.SCHEMA);
      this.waiting = new UnsafeRow(type.length());
      waiting.pointTo(new byte[0], 0);
      takeNext();
    }

    @Override
    public boolean hasNext() {
      return together.hasNext() || isOneWaiting;
    }

    @Override
    public InternalRow next() {
      if (together.hasNext()) {
        return together.next();
      }
      if (!isOneWaiting) {
        throw new NoSuchElementException();
      }
      UnsafeRow following = rows.hasNext() ? unsafe(rows.next()) : null;
      if (following != null && generator.hash(following) == hash) {
        together = gathered(following);
        return together.next();
      }
      InternalRow alone = joined(waiting, generator.alone(waiting), false);
      isOneWaiting = following != null;
      if (isOneWaiting) {
        waitFor(following);
      }
      return alone;
    }

    private void takeNext() {
      isOneWaiting = rows.hasNext();
      if (isOneWaiting) {
        UnsafeRow first = unsafe(rows.next());
        hash = generator.hash(first);
        waitFor(first);
      }
    }

    private void waitFor(UnsafeRow row) {
      long ofRow = generator.hash(row);
      if (ofRow < hash) {
        throw new IllegalStateException("The rows of orders did not pass by in turn.");
      }
      hash = ofRow;
      waiting.copyFrom(row);
    }

    private UnsafeRow unsafe(InternalRow row) {
      return row instanceof UnsafeRow as ? as : projection.apply(row);
    }

    /** The rows with the hash of the waiting one, of which the second is given. */
    private Iterator<InternalRow> gathered(UnsafeRow second) {
      List<OrderRowsInTurn.Order> orders = new ArrayList<>(1);
      List<InternalRow> held = new ArrayList<>();
      UnsafeExternalRowSorter sorter = null;
      UnsafeRow row = waiting;
      UnsafeRow following = second;
      try {
        while (row != null) {
          if (generator.isBeside(row)) {
            order(orders, row).add(row);
          }
          if (sorter == null && held.size() < MOST_IN_MEMORY) {
            held.add(row.copy());
          } else {
            sorter = sorter == null ? sorter(held) : sorter;
            sorter.insertRow(row);
          }
          row = following != null && generator.hash(following) == hash ? following : null;
          if (row != null) {
            // What is read next takes the place of what was read before.
            waiting.copyFrom(row);
            row = waiting;
            following = rows.hasNext() ? unsafe(rows.next()) : null;
          }
        }
        isOneWaiting = following != null;
        if (isOneWaiting) {
          waitFor(following);
        }
        if (sorter == null) {
          held.sort(generator::compare);
          return new Together(orders, held.iterator());
        }
        return new Together(orders, CollectionConverters.asJava(sorter.sort()));
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }

    private OrderRowsInTurn.Order order(List<OrderRowsInTurn.Order> orders, InternalRow row) {
      for (OrderRowsInTurn.Order order : orders) {
        if (generator.isOf(row, order)) {
          return order;
        }
      }
      OrderRowsInTurn.Order order = generator.together(row);
      orders.add(order);
      return order;
    }

    /** A sorter that has taken some rows, which it needs no longer then. */
    private UnsafeExternalRowSorter sorter(List<InternalRow> held) throws IOException {
      OrderRowsInTurn ofRows = generator;
      UnsafeExternalRowSorter sorter =
          UnsafeExternalRowSorter.create(
              type,
              Ordering$.MODULE$.comparatorToOrdering(ofRows::compare),
              PrefixComparators.LONG,
              new UnsafeExternalRowSorter.PrefixComputer() {
                private final Prefix prefix = new Prefix();

                @Override
                public Prefix computePrefix(InternalRow row) {
                  prefix.value = ofRows.isBeside(row) ? 1 : 0;
                  return prefix;
                }
              },
              SparkEnv.get().memoryManager().pageSizeBytes(),
              false);
      for (InternalRow row : held) {
        sorter.insertRow((UnsafeRow) row);
      }
      held.clear();
      return sorter;
    }

    private InternalRow joined(UnsafeRow row, OrderRowsInTurn.Order order, boolean isRepeat) {
      values.reset();
      values.zeroOutNullBytes();
      values.write(0, order.hasOrder());
      values.write(1, order.differ());
      values.write(2, order.isLeftOut());
      if (order.hasFirstAt()) {
        values.write(3, order.firstAt());
      } else {
        values.setNullAt(3);
      }
      UTF8String customer = order.customerBeside(row);
      if (customer == null) {
        values.setNullAt(4);
      } else {
        values.write(4, customer);
      }
      values.write(5, isRepeat);
      return joiner.join(row, values.getRow());
    }

    /** Rows that share a hash, equal ones one after the other. */
    private final class Together implements Iterator<InternalRow> {
      private final List<OrderRowsInTurn.Order> orders;
      private final Iterator<InternalRow> sorted;
      private UnsafeRow before;

      Together(List<OrderRowsInTurn.Order> orders, Iterator<InternalRow> sorted) {
        this.orders = orders;
        this.sorted = sorted;
      }

      @Override
      public boolean hasNext() {
        return sorted.hasNext();
      }

      @Override
      public InternalRow next() {
        UnsafeRow row = (UnsafeRow) sorted.next();
        if (!generator.isBeside(row)) {
          return joined(row, generator.alone(row), false);
        }
        boolean isRepeat = before != null && generator.compare(before, row) == 0;
        if (before == null) {
          before = row.copy();
        } else {
          before.copyFrom(row);
        }
        return joined(row, order(orders, row), isRepeat);
      }
    }
  }

  /** The rows lie where they lay. */
  @Override
  public Partitioning outputPartitioning() {
    return child().outputPartitioning();
  }

  @Override
  public Seq<SortOrder> outputOrdering() {
    return child().outputOrdering();
  }

  @Override
  @SuppressWarnings("unchecked")
  public Seq<Attribute> output() {
    return (Seq<Attribute>) child().output().appendedAll(made());
  }

  @Override
  public SparkPlan withNewChildrenInternal(IndexedSeq<SparkPlan> newChildren) {
    return new OrderRowsInTurnExec((OrderRowsInTurn) generator(), made(), newChildren.head());
  }

  /** Has Spark run {@link OrderRowsInTurn} this way. */
  static final class Strategy extends SparkStrategy {
    @Override
    @SuppressWarnings("unchecked")
    public Seq<SparkPlan> apply(LogicalPlan plan) {
      if (!(plan instanceof Generate generate
          && generate.generator() instanceof OrderRowsInTurn orders)) {
        return (Seq<SparkPlan>) (Seq<?>) Nil$.MODULE$;
      }
      SparkPlan rows =
          new OrderRowsInTurnExec(
              orders, generate.qualifiedGeneratorOutput(), planLater(generate.child()));
      // The rows pass by with all that they have; what is not wanted is left behind here.
      return CollectionConverters.asScala(
              List.<SparkPlan>of(
                  new ProjectExec((Seq<NamedExpression>) (Seq<?>) generate.output(), rows)))
          .toSeq();
    }
  }
}
