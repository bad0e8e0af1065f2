package io.perennial.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.reference.Event;
import io.perennial.reference.Quantiles;
import io.perennial.reference.ReferenceSettings;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class WindowsTest {
  private static final LocalDate DAY = LocalDate.of(2020, 1, 1);

  @Property(seed = "20260104")
  void theLearntWindowIsThatOfTheReference(
      @ForAll @NotEmpty @Size(max = 60) List<@IntRange(min = 1, max = 120) Integer> gaps) {
    assertThat(learnt(gaps).activityDays()).isEqualTo(ofReference(gaps));
  }

  @Test
  void aQuantileThatIsAWholeNumberOfDaysIsNotRoundedUpToTheNext() {
    // Nineteen gaps of a day and one of 21: position 18.05, so that the quantile is 2 days.
    List<Integer> gaps = new ArrayList<>(Collections.nCopies(19, 1));
    gaps.add(21);
    assertThat(ofReference(gaps)).isEqualTo(2);
    assertThat(learnt(gaps).activityDays()).isEqualTo(2);
  }

  @Test
  void withoutGapsTheWindowIsAYearAndNothingIsTypical() {
    Windows windows = learnt(List.of());
    assertThat(windows.activityDays()).isEqualTo(365);
    assertThat(windows.churnDays()).isEqualTo(365);
    assertThat(windows.activityLearnt()).isTrue();
    assertThat(windows.gaps()).isZero();
    assertThat(windows.medianGapDays()).isEmpty();
  }

  @Test
  void aConfiguredWindowWins() {
    Windows windows =
        Windows.of(OptionalInt.of(30), OptionalInt.of(45), GapHistogram.of(Map.of(10, 5L)));
    assertThat(windows.activityDays()).isEqualTo(30);
    assertThat(windows.activityLearnt()).isFalse();
    assertThat(windows.churnDays()).isEqualTo(45);
    assertThat(windows.churnLearnt()).isFalse();
    assertThat(windows.gaps()).isEqualTo(5);
    assertThat(windows.medianGapDays()).contains(10.0);
  }

  private static Windows learnt(List<Integer> gaps) {
    Map<Integer, Long> counts = new HashMap<>();
    gaps.forEach(gap -> counts.merge(gap, 1L, Long::sum));
    return Windows.of(OptionalInt.empty(), OptionalInt.empty(), GapHistogram.of(counts));
  }

  private static int ofReference(List<Integer> gaps) {
    List<Event> events = new ArrayList<>();
    LocalDate day = DAY;
    events.add(Event.order("a", day, 10_000));
    for (int gap : gaps) {
      day = day.plusDays(gap);
      events.add(Event.order("a", day, 10_000));
    }
    return Quantiles.learntWindowDays(events, ReferenceSettings.asOf(day));
  }
}
