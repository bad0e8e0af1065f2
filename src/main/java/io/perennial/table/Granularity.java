package io.perennial.table;

import static org.apache.spark.sql.functions.add_months;
import static org.apache.spark.sql.functions.date_add;
import static org.apache.spark.sql.functions.date_sub;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.month;
import static org.apache.spark.sql.functions.unix_date;
import static org.apache.spark.sql.functions.year;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.Locale;
import org.apache.spark.sql.Column;

/**
 * The calendar periods. A period is known by its index, a whole number that grows by one from a
 * period to the next, so that the distance between two periods is a subtraction.
 */
public enum Granularity {
  DAY,
  WEEK,
  MONTH,
  QUARTER,
  YEAR;

  private static final LocalDate EPOCH = LocalDate.of(1970, 1, 1);

  /** The name in configurations and tables: day, week, month, quarter or year. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The granularity with a label. */
  static Granularity labelled(String label) {
    return valueOf(label.toUpperCase(Locale.ROOT));
  }

  /**
   * The index of the period that holds a date.
   *
   * @param date a column of dates
   * @param weekStart the first day of the week; matters to {@link #WEEK} alone
   */
  public Column index(Column date, DayOfWeek weekStart) {
    return switch (this) {
      case DAY -> unix_date(date);
      case WEEK -> floor(unix_date(date).plus(weekOffset(weekStart)).divide(7.0)).cast("int");
      case MONTH -> monthIndex(date);
      case QUARTER -> floor(monthIndex(date).divide(3.0)).cast("int");
      case YEAR -> year(date);
    };
  }

  /** The first day of the period with an index. */
  public Column start(Column index, DayOfWeek weekStart) {
    return switch (this) {
      case DAY -> date_add(lit(EPOCH), index);
      case WEEK -> date_add(lit(EPOCH), index.multiply(7).minus(weekOffset(weekStart)));
      case MONTH -> fromMonths(index);
      case QUARTER -> fromMonths(index.multiply(3));
      case YEAR -> fromMonths(index.multiply(12));
    };
  }

  /** The last day of the period with an index. */
  public Column end(Column index, DayOfWeek weekStart) {
    return date_sub(start(index.plus(1), weekStart), 1);
  }

  /** The index of the period that holds a date, outside Spark. */
  public int index(LocalDate date, DayOfWeek weekStart) {
    return switch (this) {
      case DAY -> (int) date.toEpochDay();
      case WEEK -> (int) Math.floorDiv(date.toEpochDay() + weekOffset(weekStart), 7L);
      case MONTH -> date.getYear() * 12 + date.getMonthValue() - 1;
      case QUARTER -> Math.floorDiv(date.getYear() * 12 + date.getMonthValue() - 1, 3);
      case YEAR -> date.getYear();
    };
  }

  /** The last day of the period that holds a date, outside Spark. */
  LocalDate lastDay(LocalDate date, DayOfWeek weekStart) {
    return switch (this) {
      case DAY -> date;
      case WEEK -> date.with(TemporalAdjusters.nextOrSame(weekStart.minus(1)));
      case MONTH -> date.with(TemporalAdjusters.lastDayOfMonth());
      case QUARTER ->
          date.withMonth(date.getMonth().firstMonthOfQuarter().getValue() + 2)
              .with(TemporalAdjusters.lastDayOfMonth());
      case YEAR -> date.with(TemporalAdjusters.lastDayOfYear());
    };
  }

  private static Column monthIndex(Column date) {
    return year(date).multiply(12).plus(month(date)).minus(1);
  }

  private static Column fromMonths(Column months) {
    return add_months(lit(EPOCH), months.minus(1970 * 12));
  }

  /** Days from the start of the week that holds 1970-01-01, a Thursday, to that day. */
  private static int weekOffset(DayOfWeek weekStart) {
    return Math.floorMod(DayOfWeek.THURSDAY.getValue() - weekStart.getValue(), 7);
  }
}
