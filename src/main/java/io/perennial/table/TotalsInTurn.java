package io.perennial.table;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.StructType;
import scala.collection.IterableOnce;
// On Scala 2.12 (Spark 3.5) this is scala.collection.IndexedSeq, the only line that differs.
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Adds up the days of a customer to one row, which comes with the last day.
 *
 * <p>Its arguments are the customer (text), the day (date), the customer's next day (date, null
 * after the last), the day's orders, net units and cost units (bigint; costs may be null), the
 * instants of its first and last order (timestamp, null where it has none), the days since the
 * order before (int, null where there is none), the customer's first order and cohort dates (date,
 * null where there are none), and the first day that counts as recent (date).
 */
public final class TotalsInTurn extends DaysInTurn {
  /** The orders of all days. */
  public static final String ORDERS = "total_orders";

  /** The days with an order. */
  public static final String OCCASIONS = "total_occasions";

  public static final String FIRST_ORDERED_AT = "total_first_ordered_at";
  public static final String LAST_ORDERED_AT = "total_last_ordered_at";
  public static final String FIRST_ORDER_DATE = "total_first_order_date";

  /** The last day with an order; null where there is none. */
  public static final String LAST_ORDER_DATE = "total_last_order_date";

  public static final String COHORT_DATE = "total_cohort_date";

  /** The net units of all days. */
  public static final String UNITS = "total_units";

  /** The net units from the day of the first order on; null where there is none. */
  public static final String UNITS_SINCE_FIRST = "total_units_since_first";

  /** The net units of the days with an order after that of the first. */
  public static final String REPEAT_UNITS = "total_repeat_units";

  /** The net units of the recent days; null where there is no such day. */
  public static final String RECENT_UNITS = "total_recent_units";

  /** The costs of all days; null where one with an order has none, or none has an order. */
  public static final String COST_UNITS = "total_cost_units";

  /** The median of the days between orders; null with fewer than two days with an order. */
  public static final String MEDIAN_GAP_DAYS = "total_median_gap_days";

  private static final long serialVersionUID = 1L;
  private static final int ROOM = 16;
  private static final StructType SCHEMA =
      new StructType()
          .add(ORDERS, Types.COUNT, false)
          .add(OCCASIONS, Types.COUNT, false)
          .add(FIRST_ORDERED_AT, Types.TIMESTAMP, true)
          .add(LAST_ORDERED_AT, Types.TIMESTAMP, true)
          .add(FIRST_ORDER_DATE, Types.DATE, true)
          .add(LAST_ORDER_DATE, Types.DATE, true)
          .add(COHORT_DATE, Types.DATE, true)
          .add(UNITS, Types.COUNT, false)
          .add(UNITS_SINCE_FIRST, Types.COUNT, true)
          .add(REPEAT_UNITS, Types.COUNT, false)
          .add(RECENT_UNITS, Types.COUNT, true)
          .add(COST_UNITS, Types.COUNT, true)
          .add(MEDIAN_GAP_DAYS, Types.RATE, true);

  private transient int[] gaps;
  private transient int gapCount;
  private transient long orders;
  private transient long occasions;
  private transient Long firstOrderedAt;
  private transient Long lastOrderedAt;
  private transient Integer lastOrderDay;
  private transient long units;
  private transient Long unitsSinceFirst;
  private transient long repeatUnits;
  private transient Long recentUnits;
  private transient long costUnits;
  private transient boolean isCostUnknown;

  /** Totals of days; public because Spark copies expressions by their constructor. */
  public TotalsInTurn(Seq<Expression> arguments) {
    super(arguments, 0);
  }

  @Override
  IterableOnce<InternalRow> pass(InternalRow row, int day, int nextDay) {
    long dayOrders = wholeOf(row, 3);
    long dayUnits = wholeOf(row, 4);
    Object dayCosts = value(row, 5);
    Object firstDay = value(row, 9);
    orders = Math.addExact(orders, dayOrders);
    units = Math.addExact(units, dayUnits);
    costUnits = dayCosts == null ? costUnits : Math.addExact(costUnits, (long) dayCosts);
    firstOrderedAt = least(firstOrderedAt, (Long) value(row, 6));
    lastOrderedAt = greatest(lastOrderedAt, (Long) value(row, 7));
    if (firstDay != null && day >= (int) firstDay) {
      unitsSinceFirst = plus(unitsSinceFirst, dayUnits);
    }
    if (day >= (int) value(row, 11)) {
      recentUnits = plus(recentUnits, dayUnits);
    }
    if (dayOrders > 0) {
      occasions++;
      lastOrderDay = day;
      isCostUnknown |= dayCosts == null;
      if (firstDay != null && day > (int) firstDay) {
        repeatUnits = Math.addExact(repeatUnits, dayUnits);
      }
    }
    add((Integer) value(row, 8));
    return nextDay == NO_DAY
        ? CollectionConverters.asScala(List.of(end(firstDay, value(row, 10))))
        : nothing();
  }

  private static Long plus(Long sum, long units) {
    return sum == null ? (Long) units : Math.addExact(sum, units);
  }

  private static Long least(Long one, Long other) {
    return one == null || (other != null && other < one) ? other : one;
  }

  private static Long greatest(Long one, Long other) {
    return one == null || (other != null && other > one) ? other : one;
  }

  private void add(Integer gap) {
    if (gap == null) {
      return;
    }
    if (gaps == null) {
      gaps = new int[ROOM];
    } else if (gapCount == gaps.length) {
      gaps = Arrays.copyOf(gaps, 2 * gapCount);
    }
    gaps[gapCount++] = gap;
  }

  /** The value in the middle, or halfway between the two that are. */
  private Double medianGap() {
    if (gapCount == 0) {
      return null;
    }
    Arrays.sort(gaps, 0, gapCount);
    int middle = gapCount / 2;
    return gapCount % 2 == 1
        ? (Double) (double) gaps[middle]
        : (Double) (((double) gaps[middle - 1] + gaps[middle]) / 2);
  }

  private InternalRow end(Object firstDay, Object cohortDay) {
    InternalRow totals =
        new GenericInternalRow(
            new Object[] {
              orders,
              occasions,
              firstOrderedAt,
              lastOrderedAt,
              firstDay,
              lastOrderDay,
              cohortDay,
              units,
              unitsSinceFirst,
              repeatUnits,
              recentUnits,
              occasions > 0 && !isCostUnknown ? (Long) costUnits : null,
              medianGap()
            });
    gapCount = 0;
    orders = 0;
    occasions = 0;
    firstOrderedAt = null;
    lastOrderedAt = null;
    lastOrderDay = null;
    units = 0;
    unitsSinceFirst = null;
    repeatUnits = 0;
    recentUnits = null;
    costUnits = 0;
    isCostUnknown = false;
    return totals;
  }

  @Override
  public StructType elementSchema() {
    return SCHEMA;
  }

  @Override
  public Expression withNewChildrenInternal(IndexedSeq<Expression> newChildren) {
    return new TotalsInTurn(newChildren);
  }

  @Override
  public String prettyName() {
    return SqlFunctions.TOTALS_IN_TURN;
  }
}
