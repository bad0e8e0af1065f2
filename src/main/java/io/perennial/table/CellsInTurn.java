package io.perennial.table;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.unsafe.types.UTF8String;
import scala.collection.IterableOnce;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Adds up what {@link DaysInTurn} tells of customers to a row per segment and cell, so that no row
 * per customer has to be made, moved or grouped. A row's sums are those of a part of the customers:
 * a cell comes out once for each partition, and again where there are more cells than are held at a
 * time; whoever wants the whole sums the rows.
 *
 * <p>The columns of the rows are the name and the value of the segment, those of the cell, and its
 * sums.
 *
 * @param <K> the cells
 */
abstract class CellsInTurn<K> extends DaysInTurn {
  private static final long serialVersionUID = 1L;

  /** How many cells are held at a time: some ten megabytes. */
  private static final int MOST_CELLS = 50_000;

  private static final int SPREAD = 0x9E3779B1;

  private final int sums;
  private transient Map<Segment, Map<K, long[]>> cells;
  private transient Map<K, long[]> ofSegment;
  private transient Segment segment;
  private transient int held;

  /**
   * @param arguments what the function is called with
   * @param values as for {@link DaysInTurn}
   * @param sums how many sums a cell has
   */
  CellsInTurn(Seq<Expression> arguments, int values, int sums) {
    super(arguments, values);
    this.sums = sums;
  }

  /** A segment, with texts of its own. */
  private record Segment(UTF8String name, UTF8String value) {
    boolean is(UTF8String otherName, UTF8String otherValue) {
      return Objects.equals(value, otherValue) && Objects.equals(name, otherName);
    }

    static Segment copied(UTF8String name, UTF8String value) {
      return new Segment(name == null ? null : name.clone(), value == null ? null : value.clone());
    }
  }

  /**
   * A part of a cell's hash. Periods and cohorts are small numbers that go together: their sums
   * would often be the same, and products differ in their upper digits, while a map goes by the
   * lower.
   */
  static int spread(int part) {
    int product = part * SPREAD;
    return product ^ product >>> 16;
  }

  /** The columns of a cell. */
  abstract List<Object> columns(K cell);

  /** Says of which segment the sums are that are asked for next. */
  final void turnTo(UTF8String name, UTF8String value) {
    if (segment == null || !segment.is(name, value)) {
      cells = cells == null ? new LinkedHashMap<>() : cells;
      segment = Segment.copied(name, value);
      ofSegment = cells.computeIfAbsent(segment, any -> new LinkedHashMap<>());
    }
  }

  /** The sums of a cell, to be added to. */
  final long[] sums(K cell) {
    long[] ofCell = ofSegment.get(cell);
    if (ofCell == null) {
      ofCell = new long[sums];
      ofSegment.put(cell, ofCell);
      held++;
    }
    return ofCell;
  }

  /** What comes out now: nothing, unless there are too many cells to go on. */
  final IterableOnce<InternalRow> nothingOrAll() {
    return held < MOST_CELLS ? nothing() : terminate();
  }

  @Override
  public final IterableOnce<InternalRow> terminate() {
    List<InternalRow> rows = new ArrayList<>(held);
    if (cells != null) {
      cells.forEach(
          (whose, those) -> those.forEach((cell, ofCell) -> rows.add(row(whose, cell, ofCell))));
      cells.clear();
    }
    held = 0;
    segment = null;
    return CollectionConverters.asScala(rows);
  }

  private InternalRow row(Segment whose, K cell, long[] ofCell) {
    List<Object> values = new ArrayList<>();
    values.add(whose.name());
    values.add(whose.value());
    values.addAll(columns(cell));
    for (long sum : ofCell) {
      values.add(sum);
    }
    return new GenericInternalRow(values.toArray());
  }
}
