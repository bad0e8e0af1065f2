package io.perennial.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DayOfWeek;
import java.time.LocalDate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PeriodCalendarTest {
  private static final int FIRST = (int) LocalDate.of(1, 1, 1).toEpochDay();
  private static final int LAST = (int) LocalDate.of(9999, 12, 31).toEpochDay();

  @ParameterizedTest
  @EnumSource(Granularity.class)
  void itSaysOfEachDayWhatTheCalendarSays(Granularity granularity) {
    for (DayOfWeek weekStart : new DayOfWeek[] {DayOfWeek.MONDAY, DayOfWeek.SUNDAY}) {
      PeriodCalendar calendar = PeriodCalendar.of(granularity, weekStart);
      // All days of two centuries around 1970, and every thirteenth of the others.
      for (int day = FIRST; day <= LAST; day += Math.abs(day) < 36_500 ? 1 : 13) {
        LocalDate date = LocalDate.ofEpochDay(day);
        assertThat(calendar.index(day)).isEqualTo(granularity.index(date, weekStart));
        assertThat(calendar.lastDay(day))
            .isEqualTo((int) granularity.lastDay(date, weekStart).toEpochDay());
      }
      assertThat(calendar.index(LAST))
          .isEqualTo(granularity.index(LocalDate.ofEpochDay(LAST), weekStart));
    }
  }

  @ParameterizedTest
  @EnumSource(Granularity.class)
  void thereIsNoPeriodOfADayThatNoTableCanHold(Granularity granularity) {
    PeriodCalendar calendar = PeriodCalendar.of(granularity, DayOfWeek.MONDAY);
    assertThatThrownBy(() -> calendar.index(DaysInTurn.NO_DAY))
        .isInstanceOf(ArrayIndexOutOfBoundsException.class);
  }
}
