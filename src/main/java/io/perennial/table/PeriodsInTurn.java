package io.perennial.table;

import java.io.Serializable;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Generator;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.codegen.CodegenContext;
import org.apache.spark.sql.catalyst.expressions.codegen.CodegenFallback;
import org.apache.spark.sql.catalyst.expressions.codegen.ExprCode;
import org.apache.spark.sql.catalyst.trees.TreePattern;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import scala.Enumeration;
import scala.collection.IterableOnce;
// On Scala 2.12 (Spark 3.5) this is scala.collection.IndexedSeq, the only line that differs.
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Nil$;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Adds up the days of a customer to calendar periods while they pass by in their order, for several
 * granularities at once, and puts beside each period the one before it. It is a generator: with the
 * last day of a period comes the row of the period, so that nothing has to be grouped or ordered
 * again. It remembers the days since the last period ended, so its rows have to be those of one
 * customer after the other, each in the order of days, with nothing left out; a window over the
 * customer's days, from which the last argument comes, sees to that.
 *
 * <p>Its arguments are the labels of the granularities with commas between them, the number of the
 * first day of the week (both constant), the day (date), its orders and its net units (bigint), the
 * day of the customer's first order (date, null where there is none), and the customer's next day
 * (date, null after the last).
 */
public final class PeriodsInTurn extends Expression
    implements Generator, CodegenFallback, Serializable {
  /** The label of the period's granularity. */
  public static final String GRANULARITY = "granularity";

  /** The period's index in its granularity. */
  public static final String INDEX = "period_index";

  /** The orders of the period's days. */
  public static final String ORDERS = "period_orders";

  /** The net units of the period's days. */
  public static final String UNITS = "period_units";

  /** The net units of those from the day of the first order on. */
  public static final String UNITS_SINCE_FIRST = "period_units_since_first";

  /** The net units of those after the day of the first order. */
  public static final String UNITS_AFTER_FIRST = "period_units_after_first";

  /** The orders of the period just before; null where that one has no day. */
  public static final String EARLIER_ORDERS = "earlier_orders";

  /** The net units of the period just before; null where that one has no day. */
  public static final String EARLIER_UNITS = "earlier_units";

  private static final long serialVersionUID = 1L;
  private static final StructType SCHEMA =
      new StructType()
          .add(GRANULARITY, Types.TEXT, false)
          .add(INDEX, Types.WHOLE, false)
          .add(ORDERS, Types.COUNT, false)
          .add(UNITS, Types.COUNT, false)
          .add(UNITS_SINCE_FIRST, Types.COUNT, false)
          .add(UNITS_AFTER_FIRST, Types.COUNT, false)
          .add(EARLIER_ORDERS, Types.COUNT, true)
          .add(EARLIER_UNITS, Types.COUNT, true);
  private static final int FIRST_VALUE = 2;

  private final Seq<Expression> arguments;
  private transient Running[] running;
  private transient DayOfWeek weekStart;

  /** Periods of days; public because Spark copies expressions by their constructor. */
  public PeriodsInTurn(Seq<Expression> arguments) {
    this.arguments = arguments;
  }

  /** The sums of the period that the days are in, and those of the period before. */
  private static final class Running {
    private final Granularity granularity;
    private final UTF8String label;
    private long orders;
    private long units;
    private long since;
    private long after;
    private boolean hasEarlier;
    private int earlierIndex;
    private long earlierOrders;
    private long earlierUnits;

    Running(Granularity granularity) {
      this.granularity = granularity;
      this.label = UTF8String.fromString(granularity.label());
    }

    void add(long dayOrders, long dayUnits, boolean isSince, boolean isAfter) {
      orders = Math.addExact(orders, dayOrders);
      units = Math.addExact(units, dayUnits);
      since = isSince ? Math.addExact(since, dayUnits) : since;
      after = isAfter ? Math.addExact(after, dayUnits) : after;
    }

    InternalRow end(int index) {
      boolean isBeside = hasEarlier && earlierIndex == index - 1;
      InternalRow period =
          new GenericInternalRow(
              new Object[] {
                label,
                index,
                orders,
                units,
                since,
                after,
                isBeside ? earlierOrders : null,
                isBeside ? earlierUnits : null
              });
      hasEarlier = true;
      earlierIndex = index;
      earlierOrders = orders;
      earlierUnits = units;
      orders = 0;
      units = 0;
      since = 0;
      after = 0;
      return period;
    }
  }

  @Override
  public IterableOnce<InternalRow> eval(InternalRow row) {
    if (running == null) {
      start();
    }
    int day = (int) value(row, 0);
    long orders = (long) value(row, 1);
    long units = (long) value(row, 2);
    Object firstDay = value(row, 3);
    Object nextDay = value(row, 4);
    boolean isSince = firstDay != null && day >= (int) firstDay;
    boolean isAfter = isSince && day > (int) firstDay;
    LocalDate date = LocalDate.ofEpochDay(day);
    LocalDate next = nextDay == null ? null : LocalDate.ofEpochDay((int) nextDay);
    ArrayList<InternalRow> ended = null;
    for (Running one : running) {
      one.add(orders, units, isSince, isAfter);
      int index = one.granularity.index(date, weekStart);
      if (next == null || one.granularity.index(next, weekStart) != index) {
        ended = ended == null ? new ArrayList<>(running.length) : ended;
        ended.add(one.end(index));
        one.hasEarlier = next != null;
      }
    }
    return ended == null ? nothing() : CollectionConverters.asScala(ended);
  }

  @SuppressWarnings("unchecked")
  private static IterableOnce<InternalRow> nothing() {
    return (IterableOnce<InternalRow>) (IterableOnce<?>) Nil$.MODULE$;
  }

  private Object value(InternalRow row, int place) {
    return arguments.apply(FIRST_VALUE + place).eval(row);
  }

  private void start() {
    running =
        Arrays.stream(arguments.apply(0).eval(null).toString().split(","))
            .map(label -> new Running(Granularity.labelled(label)))
            .toArray(Running[]::new);
    weekStart = DayOfWeek.of((int) arguments.apply(1).eval(null));
  }

  @Override
  public StructType elementSchema() {
    return SCHEMA;
  }

  @Override
  public DataType dataType() {
    return Generator.super.dataType();
  }

  @Override
  public boolean nullable() {
    return Generator.super.nullable();
  }

  @Override
  public boolean foldable() {
    return false;
  }

  /** What it gives depends on the rows before, so that none of them may be filtered away. */
  @Override
  public boolean deterministic() {
    return false;
  }

  @Override
  public Seq<Enumeration.Value> nodePatterns() {
    return CollectionConverters.asScala(java.util.List.of(TreePattern.GENERATOR())).toSeq();
  }

  // How Scala would hand an implementation the patterns; this one names them itself.
  @Override
  public void org$apache$spark$sql$catalyst$expressions$Generator$_setter_$nodePatterns_$eq(
      Seq<Enumeration.Value> patterns) {}

  @Override
  public ExprCode doGenCode(CodegenContext context, ExprCode code) {
    return CodegenFallback.super.doGenCode(context, code);
  }

  @Override
  public Seq<Expression> children() {
    return arguments;
  }

  @Override
  public Expression withNewChildrenInternal(IndexedSeq<Expression> newChildren) {
    return new PeriodsInTurn(newChildren);
  }

  @Override
  public String prettyName() {
    return SqlFunctions.PERIODS_IN_TURN;
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
    return arguments;
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof PeriodsInTurn;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PeriodsInTurn that && arguments.equals(that.arguments);
  }

  @Override
  public int hashCode() {
    return 37 + arguments.hashCode();
  }
}
