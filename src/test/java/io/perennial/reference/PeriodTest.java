package io.perennial.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.table.Granularity;
import java.time.DayOfWeek;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class PeriodTest {
  private static final LocalDate LEAP_DAY = LocalDate.of(2024, 2, 29);

  @Test
  void periodsBeginAndEndWithTheCalendar() {
    assertPeriod(Granularity.DAY, LEAP_DAY, LEAP_DAY);
    assertPeriod(Granularity.WEEK, LocalDate.of(2024, 2, 26), LocalDate.of(2024, 3, 3));
    assertPeriod(Granularity.MONTH, LocalDate.of(2024, 2, 1), LEAP_DAY);
    assertPeriod(Granularity.QUARTER, LocalDate.of(2024, 1, 1), LocalDate.of(2024, 3, 31));
    assertPeriod(Granularity.YEAR, LocalDate.of(2024, 1, 1), LocalDate.of(2024, 12, 31));
  }

  @Test
  void aWeekMayStartOnSunday() {
    Period week = Period.of(Granularity.WEEK, LEAP_DAY, DayOfWeek.SUNDAY);
    assertThat(week.start()).isEqualTo(LocalDate.of(2024, 2, 25));
    assertThat(week.end()).isEqualTo(LocalDate.of(2024, 3, 2));
  }

  @Test
  void everyPeriodStartsTheDayAfterTheOneBeforeAndHasTheIndexAfterIt() {
    for (Granularity granularity : Granularity.values()) {
      for (DayOfWeek weekStart : DayOfWeek.values()) {
        LocalDate from = LocalDate.of(1969, 11, 30);
        Period before = Period.of(granularity, from, weekStart).previous();
        for (Period period :
            Period.between(granularity, from, LocalDate.of(1972, 3, 1), weekStart)) {
          assertThat(period.start()).isEqualTo(before.end().plusDays(1));
          assertThat(granularity.index(period.start(), weekStart))
              .isEqualTo(granularity.index(period.end(), weekStart))
              .isEqualTo(granularity.index(before.end(), weekStart) + 1);
          assertThat(period.previous()).isEqualTo(before);
          before = period;
        }
      }
    }
  }

  private static void assertPeriod(Granularity granularity, LocalDate start, LocalDate end) {
    assertThat(Period.of(granularity, LEAP_DAY, DayOfWeek.MONDAY))
        .isEqualTo(new Period(granularity, DayOfWeek.MONDAY, start, end));
  }
}
