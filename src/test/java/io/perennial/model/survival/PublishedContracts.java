package io.perennial.model.survival;

import io.perennial.testing.PublicData;
import java.util.Map;

/** The two cohorts of contracts of Fader and Hardie (2007), one contract a row. */
final class PublishedContracts {
  private PublishedContracts() {}

  /** A cohort: {@code regular} or {@code highend}. */
  static RenewalTable cohort(String name) {
    RenewalTable.Builder builder = RenewalTable.builder();
    for (Map<String, String> row : PublicData.rows("sbg/sbg_cohorts.csv")) {
      if (row.get("cohort").equals(name)) {
        int ended = Integer.parseInt(row.get("recency"));
        // A contract that was still there in the last period has all renewals before it behind it.
        if (ended == Integer.parseInt(row.get("T"))) {
          builder.addRunning(ended - 1, 1);
        } else {
          builder.addLost(ended, 1);
        }
      }
    }
    return builder.build();
  }
}
