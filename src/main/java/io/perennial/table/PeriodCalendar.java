package io.perennial.table;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * In which period of a granularity each day lies, looked up rather than worked out: a generator
 * asks for every period of every customer, and there are few days. Days are counted from
 * 1970-01-01. One for all tasks of a Java; what is asked for once is kept, some kilobytes a year.
 */
final class PeriodCalendar {
  private static final int BLOCK_BITS = 9;
  private static final int DAYS_OF_BLOCK = 1 << BLOCK_BITS;
  private static final int FIRST_DAY = (int) LocalDate.of(1, 1, 1).toEpochDay();
  private static final int DAYS = (int) LocalDate.of(10_000, 1, 1).toEpochDay() - FIRST_DAY;
  private static final Map<Kind, PeriodCalendar> CALENDARS = new ConcurrentHashMap<>();

  private final Kind kind;

  /** Tasks that find one missing at the same time each make it, and make the same. */
  private final Block[] blocks = new Block[(DAYS >> BLOCK_BITS) + 1];

  private PeriodCalendar(Kind kind) {
    this.kind = kind;
  }

  private record Kind(Granularity granularity, DayOfWeek weekStart) {}

  /** The index of the period of each day of the block, and the period's last day. */
  private static final class Block {
    private final int[] indexes = new int[DAYS_OF_BLOCK];
    private final int[] lastDays = new int[DAYS_OF_BLOCK];

    Block(Kind kind, int firstDay) {
      for (int i = 0; i < DAYS_OF_BLOCK; i++) {
        LocalDate date = LocalDate.ofEpochDay(firstDay + i);
        indexes[i] = kind.granularity().index(date, kind.weekStart());
        lastDays[i] =
            Math.toIntExact(kind.granularity().lastDay(date, kind.weekStart()).toEpochDay());
      }
    }
  }

  static PeriodCalendar of(Granularity granularity, DayOfWeek weekStart) {
    return CALENDARS.computeIfAbsent(new Kind(granularity, weekStart), PeriodCalendar::new);
  }

  /**
   * The index of the period that holds a day.
   *
   * @throws ArrayIndexOutOfBoundsException outside the years 1 to 9999, which no input may leave
   */
  int index(int day) {
    return block(day).indexes[day - FIRST_DAY & DAYS_OF_BLOCK - 1];
  }

  /**
   * The last day of the period that holds a day.
   *
   * @throws ArrayIndexOutOfBoundsException as {@link #index}
   */
  int lastDay(int day) {
    return block(day).lastDays[day - FIRST_DAY & DAYS_OF_BLOCK - 1];
  }

  private Block block(int day) {
    int place = day - FIRST_DAY >> BLOCK_BITS;
    Block block = blocks[place];
    if (block == null) {
      block = new Block(kind, FIRST_DAY + (place << BLOCK_BITS));
      blocks[place] = block;
    }
    return block;
  }
}
