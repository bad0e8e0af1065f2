package io.perennial.table;

import java.time.DayOfWeek;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import scala.collection.IterableOnce;
// On Scala 2.12 (Spark 3.5) this is scala.collection.IndexedSeq, the only line that differs.
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Adds up the periods of all customers, which {@link PeriodsInTurn} makes of their days, to rows
 * per segment, granularity, period and cohort.
 *
 * <p>Its arguments are the labels of the granularities with commas between them, the number of the
 * first day of the week, the labels of those granularities whose periods are told apart by cohort
 * (all three constant), the customer (text), the day (date), the customer's next day (date, null
 * after the last), the day's orders and its net units (bigint), the day of the customer's first
 * order and the day that decides the cohort (date, null where there is none), and the name and the
 * value of the segment (text).
 */
public final class PeriodCellsInTurn extends CellsInTurn<PeriodCellsInTurn.Cell> {
  public static final String SEGMENT_NAME = "cell_segment_name";
  public static final String SEGMENT_VALUE = "cell_segment_value";
  public static final String GRANULARITY = "cell_granularity";
  public static final String PERIOD_INDEX = "cell_period_index";

  /**
   * The index of the period of the day that decides the cohort; null where there is none, and where
   * cohorts are not told apart.
   */
  public static final String COHORT_INDEX = "cell_cohort_index";

  /** What is summed. */
  public enum Sum {
    /** Customers with an order in the period. */
    ACTIVE_CUSTOMERS,
    /** Those whose first order it holds. */
    ACQUIRED_CUSTOMERS,
    /** Their orders. */
    ORDERS,
    /** The net units. */
    NET_UNITS,
    /** The net units from the day of the customer's first order on. */
    UNITS_SINCE_FIRST,
    /** The net units after the day of the customer's first order. */
    UNITS_AFTER_FIRST,
    /** Customers with two orders or more. */
    REPEAT_CUSTOMERS,
    /** Customers with one order. */
    ONE_TIME_CUSTOMERS,
    /** The net units, where positive, of the customers with an order. */
    ORDERING_UNITS,
    /** Customers with an order in this period and in the one before. */
    STAYING_CUSTOMERS,
    /** Of the customers with an order in the period before, the lesser net units of the two. */
    KEPT_UNITS,
    /** The net units, where positive, of the customers with an order in the period before. */
    STAYING_UNITS,
    /** The net units, where positive, of the others. */
    GAINED_UNITS;

    /** The name of the sum's column. */
    public String column() {
      return "cell_" + name().toLowerCase(Locale.ROOT);
    }
  }

  private static final long serialVersionUID = 1L;
  private static final int FIRST_VALUE = 3;
  private static final int COHORT_DAY = 6;
  private static final int NAME = 7;
  private static final int VALUE = 8;

  private static final StructType SCHEMA = schema();

  private final PeriodsInTurn periods;
  private transient Cohort[] cohorts;
  private transient boolean haveTurned;
  private transient int firstDay;
  private transient int cohortDay;

  /** Cells of days; public because Spark copies expressions by their constructor. */
  public PeriodCellsInTurn(Seq<Expression> arguments) {
    super(arguments, FIRST_VALUE, Sum.values().length);
    List<Expression> ofPeriods = new ArrayList<>(CollectionConverters.asJava(arguments));
    ofPeriods.remove(2);
    this.periods =
        new PeriodsInTurn(
            CollectionConverters.asScala(ofPeriods.subList(0, COHORT_DAY + 2)).toSeq());
  }

  private static StructType schema() {
    StructType schema =
        new StructType()
            .add(SEGMENT_NAME, Types.TEXT, true)
            .add(SEGMENT_VALUE, Types.TEXT, true)
            .add(GRANULARITY, Types.TEXT, false)
            .add(PERIOD_INDEX, Types.WHOLE, false)
            .add(COHORT_INDEX, Types.WHOLE, true);
    for (Sum sum : Sum.values()) {
      schema = schema.add(sum.column(), Types.COUNT, false);
    }
    return schema;
  }

  /**
   * A cell of a segment.
   *
   * @param granularity the place of the granularity in the list of them
   * @param index the period's index
   * @param cohort that of the cohort's period; null where cohorts are not told apart or unknown
   */
  record Cell(int granularity, int index, Integer cohort) {
    @Override
    public int hashCode() {
      return spread(spread(spread(index) + (cohort == null ? 0 : cohort + 1)) + granularity);
    }
  }

  /** In which period of a granularity a customer's first order and cohort lie. */
  private static final class Cohort {
    private final UTF8String label;
    private final PeriodCalendar calendar;
    private final boolean isApart;
    private Integer first;
    private Integer cohort;

    Cohort(String label, boolean isApart, DayOfWeek weekStart) {
      this.label = UTF8String.fromString(label);
      this.calendar = PeriodCalendar.of(Granularity.labelled(label), weekStart);
      this.isApart = isApart;
    }

    void turnTo(int firstDay, int cohortDay) {
      first = index(firstDay);
      cohort = isApart ? index(cohortDay) : null;
    }

    private Integer index(int day) {
      return day == NO_DAY ? null : (Integer) calendar.index(day);
    }
  }

  @Override
  IterableOnce<InternalRow> pass(InternalRow row, int day, int nextDay) {
    if (cohorts == null) {
      Set<String> apart = Set.of(constant(2).toString().split(","));
      DayOfWeek weekStart = DayOfWeek.of((int) constant(1));
      cohorts =
          Arrays.stream(constant(0).toString().split(","))
              .map(label -> new Cohort(label, apart.contains(label), weekStart))
              .toArray(Cohort[]::new);
    }
    List<PeriodsInTurn.Ended> ended = periods.ended(row, day, nextDay);
    if (ended.isEmpty()) {
      return nothing();
    }
    turnTo(textOf(row, NAME), textOf(row, VALUE));
    turnCohorts(dayOr(row, COHORT_DAY - 1, NO_DAY), dayOr(row, COHORT_DAY, NO_DAY));
    for (PeriodsInTurn.Ended one : ended) {
      add(one);
    }
    return nothingOrAll();
  }

  private void turnCohorts(int first, int cohort) {
    if (haveTurned && first == firstDay && cohort == cohortDay) {
      return;
    }
    haveTurned = true;
    firstDay = first;
    cohortDay = cohort;
    for (Cohort one : cohorts) {
      one.turnTo(first, cohort);
    }
  }

  private void add(PeriodsInTurn.Ended period) {
    Cohort cohort = cohorts[period.granularity()];
    int index = period.index();
    long orders = period.orders();
    long units = period.units();
    boolean isOrdered = orders > 0;
    // Who has only returns in the period before did not order in it.
    boolean hasStayed = period.earlierOrders() > 0;
    long positive = Math.max(units, 0);
    long[] sums = sums(new Cell(period.granularity(), index, cohort.cohort));
    Integer first = cohort.first;
    add(sums, Sum.ACTIVE_CUSTOMERS, isOrdered ? 1 : 0);
    add(sums, Sum.ACQUIRED_CUSTOMERS, isOrdered && first != null && first == index ? 1 : 0);
    add(sums, Sum.ORDERS, orders);
    add(sums, Sum.NET_UNITS, units);
    add(sums, Sum.UNITS_SINCE_FIRST, period.unitsSinceFirst());
    add(sums, Sum.UNITS_AFTER_FIRST, period.unitsAfterFirst());
    add(sums, Sum.REPEAT_CUSTOMERS, orders >= 2 ? 1 : 0);
    add(sums, Sum.ONE_TIME_CUSTOMERS, orders == 1 ? 1 : 0);
    add(sums, Sum.ORDERING_UNITS, isOrdered ? positive : 0);
    if (hasStayed) {
      add(sums, Sum.STAYING_CUSTOMERS, isOrdered ? 1 : 0);
      add(sums, Sum.KEPT_UNITS, Math.min(positive, Math.max(period.earlierUnits(), 0)));
      add(sums, Sum.STAYING_UNITS, positive);
    } else {
      add(sums, Sum.GAINED_UNITS, positive);
    }
  }

  private static void add(long[] sums, Sum sum, long more) {
    sums[sum.ordinal()] = Math.addExact(sums[sum.ordinal()], more);
  }

  @Override
  List<Object> columns(Cell cell) {
    return Arrays.asList(cohorts[cell.granularity()].label, cell.index(), cell.cohort());
  }

  @Override
  public StructType elementSchema() {
    return SCHEMA;
  }

  @Override
  public Expression withNewChildrenInternal(IndexedSeq<Expression> newChildren) {
    return new PeriodCellsInTurn(newChildren);
  }

  @Override
  public String prettyName() {
    return SqlFunctions.PERIOD_CELLS_IN_TURN;
  }
}
