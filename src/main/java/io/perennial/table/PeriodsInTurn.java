package io.perennial.table;

import java.time.DayOfWeek;
import java.util.ArrayList;
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
  private transient List<Ended> ended;

  /** Periods of days; public because Spark copies expressions by their constructor. */
  public PeriodsInTurn(Seq<Expression> arguments) {
    super(arguments, FIRST_VALUE);
  }

  /** A period that has ended; the same object says so of the next one. */
  static final class Ended {
    private final int place;
    private final UTF8String label;
    private int index;
    private long orders;
    private long units;
    private long unitsSinceFirst;
    private long unitsAfterFirst;
    private boolean hasEarlier;
    private long earlierOrders;
    private long earlierUnits;

    Ended(int place, Granularity granularity) {
      this.place = place;
      this.label = UTF8String.fromString(granularity.label());
    }

    /** The place of its granularity in the list of them. */
    int granularity() {
      return place;
    }

    int index() {
      return index;
    }

    long orders() {
      return orders;
    }

    long units() {
      return units;
    }

    long unitsSinceFirst() {
      return unitsSinceFirst;
    }

    long unitsAfterFirst() {
      return unitsAfterFirst;
    }

    /** The orders of the period just before; none where that one has no day. */
    long earlierOrders() {
      return hasEarlier ? earlierOrders : 0;
    }

    /** The net units of the period just before; none where that one has no day. */
    long earlierUnits() {
      return hasEarlier ? earlierUnits : 0;
    }

    private InternalRow row() {
      return new GenericInternalRow(
          new Object[] {
            label,
            index,
            orders,
            units,
            unitsSinceFirst,
            unitsAfterFirst,
            hasEarlier ? earlierOrders : null,
            hasEarlier ? earlierUnits : null
          });
    }
  }

  /** The sums of the period that the days are in, and those of the period before. */
  private static final class Running {
    private final PeriodCalendar calendar;
    private final Ended ended;
    private boolean isOpen;
    private int index;
    private int lastDay;
    private long orders;
    private long units;
    private long since;
    private long after;

    /** Whether a period of the same customer has ended. */
    private boolean hasEarlier;

    Running(int place, Granularity granularity, DayOfWeek weekStart) {
      this.calendar = PeriodCalendar.of(granularity, weekStart);
      this.ended = new Ended(place, granularity);
    }

    void add(int day, long dayOrders, long dayUnits, boolean isSince, boolean isAfter) {
      if (!isOpen) {
        index = calendar.index(day);
        lastDay = calendar.lastDay(day);
        isOpen = true;
      }
      orders = Math.addExact(orders, dayOrders);
      units = Math.addExact(units, dayUnits);
      since = isSince ? Math.addExact(since, dayUnits) : since;
      after = isAfter ? Math.addExact(after, dayUnits) : after;
    }

    /** Ends the period, unless the next day lies in it. */
    boolean endsBefore(int nextDay) {
      if (nextDay <= lastDay) {
        return false;
      }
      ended.hasEarlier = hasEarlier && ended.index == index - 1;
      ended.earlierOrders = ended.orders;
      ended.earlierUnits = ended.units;
      ended.index = index;
      ended.orders = orders;
      ended.units = units;
      ended.unitsSinceFirst = since;
      ended.unitsAfterFirst = after;
      isOpen = false;
      hasEarlier = nextDay != NO_DAY;
      orders = 0;
      units = 0;
      since = 0;
      after = 0;
      return true;
    }
  }

  @Override
  IterableOnce<InternalRow> pass(InternalRow row, int day, int nextDay) {
    List<Ended> those = ended(row, day, nextDay);
    if (those.isEmpty()) {
      return nothing();
    }
    List<InternalRow> rows = new ArrayList<>(those.size());
    for (Ended one : those) {
      rows.add(one.row());
    }
    return CollectionConverters.asScala(rows);
  }

  /** The periods that end with a day, until it is asked for those of the next. */
  List<Ended> ended(InternalRow row, int day, int nextDay) {
    if (running == null) {
      start();
    }
    long orders = wholeOf(row, 3);
    long units = wholeOf(row, 4);
    int firstDay = dayOr(row, 5, NO_DAY);
    boolean isSince = day >= firstDay;
    boolean isAfter = day > firstDay;
    ended.clear();
    for (Running one : running) {
      one.add(day, orders, units, isSince, isAfter);
      if (one.endsBefore(nextDay)) {
        ended.add(one.ended);
      }
    }
    return ended;
  }

  private void start() {
    String[] labels = constant(0).toString().split(",");
    DayOfWeek weekStart = DayOfWeek.of((int) constant(1));
    running = new Running[labels.length];
    for (int i = 0; i < labels.length; i++) {
      running[i] = new Running(i, Granularity.labelled(labels[i]), weekStart);
    }
    ended = new ArrayList<>(labels.length);
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
