package io.perennial.reference;

import io.perennial.table.Granularity;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/**
 * A calendar period, found by walking over the days.
 *
 * @param granularity its length
 * @param weekStart the first day of a week
 * @param start its first day
 * @param end its last day
 */
public record Period(Granularity granularity, DayOfWeek weekStart, LocalDate start, LocalDate end) {

  /** The period that holds a day. */
  public static Period of(Granularity granularity, LocalDate day, DayOfWeek weekStart) {
    LocalDate start = day;
    while (!starts(granularity, start, weekStart)) {
      start = start.minusDays(1);
    }
    LocalDate next = day.plusDays(1);
    while (!starts(granularity, next, weekStart)) {
      next = next.plusDays(1);
    }
    return new Period(granularity, weekStart, start, next.minusDays(1));
  }

  /** Every period from the one that holds a day to the one that holds a later day. */
  public static List<Period> between(
      Granularity granularity, LocalDate from, LocalDate to, DayOfWeek weekStart) {
    List<Period> periods = new ArrayList<>();
    Period period = of(granularity, from, weekStart);
    while (!period.start().isAfter(to)) {
      periods.add(period);
      period = period.next();
    }
    return periods;
  }

  /** The period after this one. */
  public Period next() {
    return of(granularity, end.plusDays(1), weekStart);
  }

  /** The period before this one. */
  public Period previous() {
    return of(granularity, start.minusDays(1), weekStart);
  }

  private static boolean starts(Granularity granularity, LocalDate day, DayOfWeek weekStart) {
    return switch (granularity) {
      case DAY -> true;
      case WEEK -> day.getDayOfWeek() == weekStart;
      case MONTH -> day.getDayOfMonth() == 1;
      case QUARTER -> day.getDayOfMonth() == 1 && day.getMonthValue() % 3 == 1;
      case YEAR -> day.getDayOfYear() == 1;
    };
  }
}
