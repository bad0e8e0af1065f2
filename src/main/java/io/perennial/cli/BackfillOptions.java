package io.perennial.cli;

import io.perennial.config.Configuration;
import io.perennial.error.Errors;
import io.perennial.table.Granularity;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.IsoFields;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import picocli.CommandLine.Option;

/** The options that ask for a run as of the last day of each of several periods. */
final class BackfillOptions {
  @Option(
      names = "--as-of-each",
      paramLabel = "PERIOD",
      description =
          "Backfill: a run as of the last day of each day, week, month, quarter or year from --from"
              + " to --to, the earliest first. The inputs are read once; every run publishes all its"
              + " tables, so the tables end as the last one leaves them, and run_history names the"
              + " versions of each.")
  private Granularity period;

  @Option(
      names = "--from",
      paramLabel = "DATE",
      description = "With --as-of-each, the first day that may be an as-of date, as yyyy-mm-dd.")
  private LocalDate from;

  @Option(
      names = "--to",
      paramLabel = "DATE",
      description = "With --as-of-each, the last day that may be one.")
  private LocalDate to;

  /**
   * Whether a backfill is asked for.
   *
   * @param hasAsOf whether one as-of date is given, too
   * @throws io.perennial.error.PerennialException where the options contradict each other or one is
   *     missing
   */
  boolean isAskedFor(boolean hasAsOf) {
    if (period == null) {
      if (from != null || to != null) {
        throw Errors.backfillWithoutPeriod(from != null ? "--from" : "--to");
      }
      return false;
    }
    if (hasAsOf) {
      throw Errors.backfillWithAsOf();
    }
    if (from == null || to == null) {
      throw Errors.backfillWithoutRange(from == null ? "--from" : "--to");
    }
    if (from.isAfter(to)) {
      throw Errors.backfillRangeReversed(from, to);
    }
    return true;
  }

  /** A day of the range, by which a configuration can be read before the dates are known. */
  LocalDate anyDay() {
    return to;
  }

  /**
   * The as-of dates, ascending, at least one.
   *
   * @param configuration which says when weeks start
   */
  List<LocalDate> days(Configuration configuration) {
    List<LocalDate> days =
        from.datesUntil(to.plusDays(1))
            .filter(day -> day.equals(lastDay(day, configuration.weekStart())))
            .toList();
    if (days.isEmpty()) {
      throw Errors.backfillWithoutDates(period.label(), from, to);
    }
    return days;
  }

  /** The last day of the period that holds a day. */
  private LocalDate lastDay(LocalDate day, DayOfWeek weekStart) {
    return switch (period) {
      case DAY -> day;
      case WEEK -> day.with(TemporalAdjusters.nextOrSame(weekStart.minus(1)));
      case MONTH -> day.with(TemporalAdjusters.lastDayOfMonth());
      case QUARTER ->
          day.with(IsoFields.DAY_OF_QUARTER, 1)
              .plusMonths(2)
              .with(TemporalAdjusters.lastDayOfMonth());
      case YEAR -> day.with(TemporalAdjusters.lastDayOfYear());
    };
  }
}
