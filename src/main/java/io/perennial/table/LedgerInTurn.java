package io.perennial.table;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.date_from_unix_date;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.shiftleft;
import static org.apache.spark.sql.functions.shiftright;
import static org.apache.spark.sql.functions.unix_date;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.spark.sql.Column;
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
 * Adds up rows that are equal in all keys, and puts beside each accepted one its customer's first
 * order, the order before and the next day. Rows that are not accepted are only added up where they
 * follow each other. The rows of a customer come out one after the other, in the order of days.
 *
 * <p>Its arguments are the kinds of the values as a text with a letter for each (constant), the
 * rows' {@link #turn}, by which they are sorted, and the values: the keys, of which the first are
 * the place (text), whether the row is accepted (boolean) and the day (date), and then what is
 * added up, of which the first is the number of orders. The columns that come out are named {@link
 * #value}, in the order of the values.
 *
 * <p>The turn is a number, since numbers are sorted several times as fast as anything else. Two
 * customers may share the part of it that stands for the customer. Their rows are told apart then,
 * and all but the first one's wait until that part changes.
 */
public final class LedgerInTurn extends InTurn {
  /** The day of the customer's first order; null unless accepted, and where there is none. */
  public static final String FIRST_ORDER_DATE = "ledger_first_order_date";

  /** Days since the day with an order before this one; null where either has none. */
  public static final String GAP_DAYS = "ledger_gap_days";

  /** The customer's next day; null after the last, and unless accepted. */
  public static final String NEXT_DATE = "ledger_next_date";

  /** What is done with a value where rows are added up. */
  public enum Kind {
    /** Rows are only added up where they have it in common. */
    KEY('k'),
    /** A bigint; nulls are left out, and all nulls make a null. */
    SUM('s'),
    /** The least timestamp that is not null. */
    LEAST('l'),
    /** The greatest timestamp that is not null. */
    GREATEST('g');

    private final char letter;

    Kind(char letter) {
      this.letter = letter;
    }

    char letter() {
      return letter;
    }
  }

  private static final long serialVersionUID = 1L;

  /** Room for the days of the years 1 to 9999. */
  private static final int DAY_BITS = 22;

  private static final long DAY_MASK = (1L << DAY_BITS) - 1;
  private static final int DAYS_BEFORE_1970 = 719_162;
  private static final int TURN = 1;
  private static final int FIRST_VALUE = 2;
  private static final int PLACE = 0;
  private static final int IS_ACCEPTED = 1;
  private static final int DAY = 2;
  private static final int ADDED = 3;

  private transient char[] kinds;
  private transient int orders;
  private transient boolean hasBegun;
  private transient long lastTurn;
  private transient List<Rows> open;
  private transient List<InternalRow> ended;

  /** Rows of the ledger; public because Spark copies expressions by their constructor. */
  public LedgerInTurn(Seq<Expression> arguments) {
    super(arguments);
  }

  /** The rows of one place, accepted or not, of which those of the last day are still added to. */
  private static final class Rows {
    private final UTF8String place;
    private final boolean areAccepted;
    private final List<InternalRow> waiting = new ArrayList<>(0);
    private final List<Object[]> ofDay = new ArrayList<>(1);
    private Integer firstOrderDay;
    private Integer orderDayBefore;

    Rows(UTF8String place, boolean areAccepted) {
      this.place = place;
      this.areAccepted = areAccepted;
    }

    boolean areOf(UTF8String otherPlace, boolean otherIsAccepted) {
      return areAccepted == otherIsAccepted && place.equals(otherPlace);
    }
  }

  /** By what the rows have to be sorted: what stands for the place, and the day within. */
  public static Column turn(Column place, Column day) {
    Column ofPlace = shiftleft(shiftright(xxhash64(place), DAY_BITS), DAY_BITS);
    return ofPlace.plus(coalesce(unix_date(day).plus(DAYS_BEFORE_1970), lit(0)));
  }

  /** The day of a turn that was made with one. */
  public static Column day(Column turn) {
    return date_from_unix_date(turn.bitwiseAND(DAY_MASK).cast(Types.WHOLE).minus(DAYS_BEFORE_1970));
  }

  /** What the place is made of. */
  Expression place() {
    return argument(FIRST_VALUE + PLACE);
  }

  /** The name of the column that a value comes out in, counted from 0. */
  public static String value(int place) {
    return "ledger_value_" + place;
  }

  @Override
  public IterableOnce<InternalRow> eval(InternalRow row) {
    return CollectionConverters.asScala(take(row));
  }

  @Override
  public IterableOnce<InternalRow> terminate() {
    return CollectionConverters.asScala(end());
  }

  /** Takes the next row of a partition; the rows that are complete with it. */
  List<InternalRow> take(InternalRow row) {
    if (kinds == null) {
      kinds = constant(0).toString().toCharArray();
      orders = new String(kinds).indexOf(Kind.SUM.letter());
      open = new ArrayList<>();
      ended = new ArrayList<>();
    }
    ended.clear();
    long turn = (long) argument(TURN).eval(row);
    if (hasBegun && turn < lastTurn) {
      throw new IllegalStateException("The rows of the ledger did not pass by in turn.");
    }
    if (hasBegun && turn >> DAY_BITS != lastTurn >> DAY_BITS) {
      endAll();
    }
    hasBegun = true;
    lastTurn = turn;
    UTF8String place = (UTF8String) valueOf(row, PLACE);
    boolean isAccepted = (boolean) valueOf(row, IS_ACCEPTED);
    pass(rowsOf(place, isAccepted), row);
    return ended;
  }

  /** The rows that are complete with the end of a partition. */
  List<InternalRow> end() {
    if (!hasBegun) {
      return List.of();
    }
    ended.clear();
    endAll();
    hasBegun = false;
    return ended;
  }

  private Object valueOf(InternalRow row, int place) {
    return argument(FIRST_VALUE + place).eval(row);
  }

  private Rows rowsOf(UTF8String place, boolean isAccepted) {
    for (Rows rows : open) {
      if (rows.areOf(place, isAccepted)) {
        return rows;
      }
    }
    // The row's own memory is used again for the next row.
    Rows rows = new Rows(place.clone(), isAccepted);
    open.add(rows);
    return rows;
  }

  private void pass(Rows rows, InternalRow row) {
    Object[] values = new Object[kinds.length + ADDED];
    values[PLACE] = rows.place;
    values[IS_ACCEPTED] = rows.areAccepted;
    for (int i = DAY; i < kinds.length; i++) {
      values[i] = valueOf(row, i);
    }
    if (values[DAY] != null && (int) values[DAY] + DAYS_BEFORE_1970 != (lastTurn & DAY_MASK)) {
      throw new IllegalStateException("A row of the ledger has the turn of another day.");
    }
    boolean isSameDay =
        !rows.ofDay.isEmpty() && Objects.equals(rows.ofDay.get(0)[DAY], values[DAY]);
    if (isSameDay) {
      for (Object[] sums : rows.ofDay) {
        if (areKeysEqual(sums, values)) {
          add(sums, values);
          return;
        }
      }
    }
    // Of rows that are left out there may be any number on a day, and they need not be put
    // together.
    if (!isSameDay || !rows.areAccepted) {
      endDay(rows, (Integer) values[DAY]);
    }
    for (int i = DAY; i < kinds.length; i++) {
      if (values[i] instanceof UTF8String text) {
        values[i] = text.clone();
      }
    }
    rows.ofDay.add(values);
  }

  private boolean areKeysEqual(Object[] one, Object[] other) {
    for (int i = DAY; i < kinds.length; i++) {
      if (kinds[i] == Kind.KEY.letter() && !Objects.equals(one[i], other[i])) {
        return false;
      }
    }
    return true;
  }

  private void add(Object[] sums, Object[] values) {
    for (int i = DAY; i < kinds.length; i++) {
      Object value = values[i];
      if (value == null || kinds[i] == Kind.KEY.letter()) {
        continue;
      }
      Long sum = (Long) sums[i];
      if (sum == null) {
        sums[i] = value;
      } else if (kinds[i] == Kind.SUM.letter()) {
        sums[i] = Math.addExact(sum, (long) value);
      } else if (kinds[i] == Kind.LEAST.letter() == (long) value < sum) {
        sums[i] = value;
      }
    }
  }

  /**
   * Ends the rows of a day. Accepted ones come out once the day of the first order is known.
   *
   * @param nextDay the day of the rows that follow; null where there are none
   */
  private void endDay(Rows rows, Integer nextDay) {
    for (Object[] values : rows.ofDay) {
      if (!rows.areAccepted) {
        ended.add(new GenericInternalRow(values));
        continue;
      }
      Integer day = (Integer) values[DAY];
      if ((long) values[orders] > 0) {
        if (rows.firstOrderDay == null) {
          rows.firstOrderDay = day;
        } else {
          values[kinds.length + 1] = day - rows.orderDayBefore;
        }
        rows.orderDayBefore = day;
      }
      values[kinds.length + 2] = nextDay;
      rows.waiting.add(new GenericInternalRow(values));
    }
    rows.ofDay.clear();
    if (rows.firstOrderDay != null && rows.equals(leading())) {
      release(rows);
    }
  }

  /** The first accepted rows of those that are open come out as they end; all others wait. */
  private Rows leading() {
    for (Rows rows : open) {
      if (rows.areAccepted) {
        return rows;
      }
    }
    return null;
  }

  private void release(Rows rows) {
    for (InternalRow row : rows.waiting) {
      row.update(kinds.length, rows.firstOrderDay);
      ended.add(row);
    }
    rows.waiting.clear();
  }

  private void endAll() {
    for (Rows rows : open) {
      endDay(rows, null);
      release(rows);
    }
    open.clear();
  }

  @Override
  public StructType elementSchema() {
    StructType schema = new StructType();
    int values = constant(0).toString().length();
    for (int i = 0; i < values; i++) {
      Expression value = argument(FIRST_VALUE + i);
      schema = schema.add(value(i), value.dataType(), value.nullable());
    }
    return schema
        .add(FIRST_ORDER_DATE, Types.DATE, true)
        .add(GAP_DAYS, Types.WHOLE, true)
        .add(NEXT_DATE, Types.DATE, true);
  }

  @Override
  public Expression withNewChildrenInternal(IndexedSeq<Expression> newChildren) {
    return new LedgerInTurn(newChildren);
  }

  @Override
  public String prettyName() {
    return SqlFunctions.LEDGER_IN_TURN;
  }
}
