package io.perennial.run;

import io.perennial.history.Windows;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a reader of the figures should know of the windows that were learnt for them. */
final class WindowWarnings {
  private WindowWarnings() {}

  /** One sentence or two on each thing that nobody configured; nothing where all was. */
  static List<String> of(Windows windows) {
    List<String> warnings = new ArrayList<>();
    String which =
        windows.churnLearnt()
            ? "The activity window, and with it the churn window,"
            : "The activity window";
    if (windows.gaps() == 0) {
      warnings.add("No customer ever came back: gaps between orders cannot be learnt from.");
      if (windows.activityLearnt()) {
        warnings.add(
            "%s is %d days, since it could not be learnt."
                .formatted(which, windows.activityDays()));
      }
    } else if (windows.activityLearnt()) {
      warnings.add(
          String.format(
              Locale.ROOT,
              "%s was learnt from the data: %d days, which 95 %% of %,d gaps between a customer's"
                  + " purchase days do not exceed.",
              which,
              windows.activityDays(),
              windows.gaps()));
      if (windows.gaps() < Windows.SETTLED_GAPS) {
        warnings.add(
            "%d gaps are few to learn a window from (fewer than %d): set"
                    .formatted(windows.gaps(), Windows.SETTLED_GAPS)
                + " retention.activity_window_days to what is known of the business.");
      }
    }
    return warnings;
  }
}
