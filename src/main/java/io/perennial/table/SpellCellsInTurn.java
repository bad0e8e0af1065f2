package io.perennial.table;

import java.time.DayOfWeek;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import scala.collection.IterableOnce;
// On Scala 2.12 (Spark 3.5) this is scala.collection.IndexedSeq, the only line that differs.
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;

/**
 * Counts customers by the spells for which they are in the customer base. A spell begins with an
 * order and ends W - 1 days after the last one that is not preceded by more than W days without, on
 * the as-of date at the latest. Of a spell the range of period ends matters that it covers, in each
 * granularity: customers are counted by range, of which there are few different ones. A spell that
 * covers no period's end is not counted.
 *
 * <p>Its arguments are the labels of the granularities with commas between them, the number of the
 * first day of the week, W in days and the as-of date (all four constant), the customer (text), the
 * day (date), the customer's next day (date, null after the last), the day's orders (bigint), the
 * day of the customer's first order (date, null where there is none), and the name and the value of
 * the segment (text).
 */
public final class SpellCellsInTurn extends CellsInTurn<SpellCellsInTurn.Cell> {
  public static final String SEGMENT_NAME = "spell_segment_name";
  public static final String SEGMENT_VALUE = "spell_segment_value";
  public static final String GRANULARITY = "spell_granularity";

  /** The index of the first period whose end is covered. */
  public static final String RANGE_FROM = "spell_range_from";

  /** The index of the last period whose end is covered. */
  public static final String RANGE_TO = "spell_range_to";

  /** Whether an earlier spell of the customer covers the end before the first one. */
  public static final String GOES_ON = "spell_goes_on";

  /** Whether the first period holds the customer's first order. */
  public static final String IS_FIRST = "spell_is_first";

  /** How many spells there are like that. */
  public static final String CUSTOMERS = "spell_customers";

  private static final long serialVersionUID = 1L;
  private static final int WINDOW = 2;
  private static final int AS_OF = 3;
  private static final int FIRST_VALUE = 4;
  private static final int ORDERS = 3;
  private static final int FIRST_DAY = 4;
  private static final int NAME = 5;
  private static final int VALUE = 6;
  private static final StructType SCHEMA =
      new StructType()
          .add(SEGMENT_NAME, Types.TEXT, true)
          .add(SEGMENT_VALUE, Types.TEXT, true)
          .add(GRANULARITY, Types.TEXT, false)
          .add(RANGE_FROM, Types.WHOLE, false)
          .add(RANGE_TO, Types.WHOLE, false)
          .add(GOES_ON, Types.FLAG, false)
          .add(IS_FIRST, Types.FLAG, false)
          .add(CUSTOMERS, Types.COUNT, false);

  private transient Covered[] covered;
  private transient int window;
  private transient int asOf;
  private transient Integer spellFrom;
  private transient int lastOrder;

  /** Spells of days; public because Spark copies expressions by their constructor. */
  public SpellCellsInTurn(Seq<Expression> arguments) {
    super(arguments, FIRST_VALUE, 1);
  }

  /**
   * A cell of a segment.
   *
   * @param granularity the place of the granularity in the list of them
   */
  record Cell(int granularity, int from, int to, boolean goesOn, boolean isFirst) {
    @Override
    public int hashCode() {
      int flags = (goesOn ? 2 : 0) + (isFirst ? 1 : 0);
      return spread(spread(spread(from) + to) + 4 * granularity + flags);
    }
  }

  /** What the customer's spells so far cover of a granularity. */
  private static final class Covered {
    private final PeriodCalendar calendar;
    private final UTF8String label;
    private Integer to;

    Covered(String label, DayOfWeek weekStart) {
      this.calendar = PeriodCalendar.of(Granularity.labelled(label), weekStart);
      this.label = UTF8String.fromString(label);
    }
  }

  @Override
  IterableOnce<InternalRow> pass(InternalRow row, int day, int nextDay) {
    if (covered == null) {
      start();
    }
    if (wholeOf(row, ORDERS) > 0) {
      if (spellFrom != null && day - lastOrder > window) {
        endSpell(row);
      }
      spellFrom = spellFrom == null ? (Integer) day : spellFrom;
      lastOrder = day;
    }
    if (nextDay == NO_DAY) {
      if (spellFrom != null) {
        endSpell(row);
      }
      for (Covered one : covered) {
        one.to = null;
      }
    }
    return nothingOrAll();
  }

  private void start() {
    DayOfWeek weekStart = DayOfWeek.of((int) constant(1));
    covered =
        Arrays.stream(constant(0).toString().split(","))
            .map(label -> new Covered(label, weekStart))
            .toArray(Covered[]::new);
    window = (int) constant(WINDOW);
    asOf = (int) constant(AS_OF);
  }

  private void endSpell(InternalRow row) {
    turnTo(textOf(row, NAME), textOf(row, VALUE));
    int spellTo = Math.min(lastOrder + window - 1, asOf);
    int firstOrder = dayOr(row, FIRST_DAY, NO_DAY);
    for (int place = 0; place < covered.length; place++) {
      Covered one = covered[place];
      int from = one.calendar.index(spellFrom);
      // On the as-of date the period that it lies in counts as if it ended there.
      int to = spellTo == asOf ? one.calendar.index(spellTo) : one.calendar.index(spellTo + 1) - 1;
      if (from > to) {
        continue;
      }
      boolean goesOn = one.to != null && one.to == from - 1;
      boolean isFirst = one.calendar.index(firstOrder) == from;
      sums(new Cell(place, from, to, goesOn, isFirst))[0]++;
      one.to = to;
    }
    spellFrom = null;
  }

  @Override
  List<Object> columns(Cell cell) {
    return List.of(
        covered[cell.granularity()].label, cell.from(), cell.to(), cell.goesOn(), cell.isFirst());
  }

  @Override
  public StructType elementSchema() {
    return SCHEMA;
  }

  @Override
  public Expression withNewChildrenInternal(IndexedSeq<Expression> newChildren) {
    return new SpellCellsInTurn(newChildren);
  }

  @Override
  public String prettyName() {
    return SqlFunctions.SPELL_CELLS_IN_TURN;
  }
}
