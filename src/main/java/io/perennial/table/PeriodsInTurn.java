package io.perennial.table;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import scala.collection.IterableOnce;
// On Scala 2.12 (Spark 3.5) this is scala.collection.IndexedSeq, the only line that differs.
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Adds up the days of a customer to calendar periods, for several granularities at once, and puts
 * beside each period the one before it. With the last day of a period comes the row of the period.
 *
 * <p>Its arguments are the labels of the granularities with commas between them, the number of the
 * first day of the week (both constant), the customer (text), the day (date), the customer's next
 * day (date, null after the last), the day's orders and its net units (bigint), and the day of the
 * customer's first order (date, null where there is none).
 */
public final class PeriodsInTurn extends DaysInTurn {
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

  private transient Running[] running;
  private transient DayOfWeek weekStart;

  /** Periods of days; public because Spark copies expressions by their constructor. */
  public PeriodsInTurn(Seq<Expression> arguments) {
    super(arguments, FIRST_VALUE);
  }

  /** The sums of the period that the days are in, and those of the period before. */
  private static final class Running {
    private final Granularity granularity;
    private final UTF8String label;
    private boolean isOpen;
    private int index;
    private long lastDay;
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

    /** Calendar arithmetic is done once a period; every other day is compared with its last day. */
    void add(
        int day,
        DayOfWeek weekStart,
        long dayOrders,
        long dayUnits,
        boolean isSince,
        boolean isAfter) {
      if (!isOpen) {
        LocalDate date = LocalDate.ofEpochDay(day);
        index = granularity.index(date, weekStart);
        lastDay = granularity.lastDay(date, weekStart).toEpochDay();
        isOpen = true;
      }
      orders = Math.addExact(orders, dayOrders);
      units = Math.addExact(units, dayUnits);
      since = isSince ? Math.addExact(since, dayUnits) : since;
      after = isAfter ? Math.addExact(after, dayUnits) : after;
    }

    boolean endsBefore(int nextDay) {
      return nextDay > lastDay;
    }

    InternalRow end() {
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
      isOpen = false;
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

  /**
   * A period that has ended.
   *
   * @param granularity the place of its granularity in the list of them
   * @param period a row with the columns that are named here
   */
  record Ended(int granularity, InternalRow period) {}

  @Override
  IterableOnce<InternalRow> pass(InternalRow row, int day, int nextDay) {
    List<Ended> ended = ended(row, day, nextDay);
    return ended.isEmpty()
        ? nothing()
        : CollectionConverters.asScala(ended.stream().map(Ended::period).toList());
  }

  /** The periods that end with a day. */
  List<Ended> ended(InternalRow row, int day, int nextDay) {
    if (running == null) {
      start();
    }
    long orders = wholeOf(row, 3);
    long units = wholeOf(row, 4);
    int firstDay = dayOr(row, 5, NO_DAY);
    boolean isSince = day >= firstDay;
    boolean isAfter = day > firstDay;
    List<Ended> ended = List.of();
    for (int i = 0; i < running.length; i++) {
      Running one = running[i];
      one.add(day, weekStart, orders, units, isSince, isAfter);
      if (one.endsBefore(nextDay)) {
        ended = ended.isEmpty() ? new ArrayList<>(running.length) : ended;
        ended.add(new Ended(i, one.end()));
        one.hasEarlier = nextDay != NO_DAY;
      }
    }
    return ended;
  }

  private void start() {
    running =
        Arrays.stream(constant(0).toString().split(","))
            .map(label -> new Running(Granularity.labelled(label)))
            .toArray(Running[]::new);
    weekStart = DayOfWeek.of((int) constant(1));
  }

  @Override
  public StructType elementSchema() {
    return SCHEMA;
  }

  @Override
  public Expression withNewChildrenInternal(IndexedSeq<Expression> newChildren) {
    return new PeriodsInTurn(newChildren);
  }

  @Override
  public String prettyName() {
    return SqlFunctions.PERIODS_IN_TURN;
  }
}
