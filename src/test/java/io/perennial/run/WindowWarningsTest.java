package io.perennial.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.history.GapHistogram;
import io.perennial.history.Windows;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class WindowWarningsTest {
  private static final OptionalInt LEARNT = OptionalInt.empty();

  @Test
  void aLearntWindowSaysOnHowManyGapsItStands() {
    assertThat(WindowWarnings.of(windows(LEARNT, LEARNT, Map.of(30, 1_234L))))
        .containsExactly(
            "The activity window, and with it the churn window, was learnt from the data: 30 days,"
                + " which 95 % of 1,234 gaps between a customer's purchase days do not exceed.");
    assertThat(WindowWarnings.of(windows(LEARNT, OptionalInt.of(365), Map.of(30, 100L))))
        .containsExactly(
            "The activity window was learnt from the data: 30 days,"
                + " which 95 % of 100 gaps between a customer's purchase days do not exceed.");
  }

  @Test
  void fewerThanAHundredGapsAreCalledFew() {
    assertThat(WindowWarnings.of(windows(LEARNT, LEARNT, Map.of(30, 99L))))
        .hasSize(2)
        .last()
        .asString()
        .startsWith("99 gaps are few to learn a window from (fewer than 100)")
        .contains("retention.activity_window_days");
  }

  @Test
  void withoutAGapTheYearThatTakesItsPlaceIsNamed() {
    assertThat(WindowWarnings.of(windows(LEARNT, LEARNT, Map.of())))
        .containsExactly(
            "No customer ever came back: gaps between orders cannot be learnt from.",
            "The activity window, and with it the churn window, is 365 days, since it could not be"
                + " learnt.");
  }

  @Test
  void aConfiguredWindowNeedsNoWord() {
    assertThat(WindowWarnings.of(windows(OptionalInt.of(90), LEARNT, Map.of(30, 5L)))).isEmpty();
  }

  private static Windows windows(OptionalInt activity, OptionalInt churn, Map<Integer, Long> gaps) {
    return Windows.of(activity, churn, GapHistogram.of(gaps));
  }
}
