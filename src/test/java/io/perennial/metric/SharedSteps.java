package io.perennial.metric;

import io.perennial.history.PurchaseHistory;
import java.util.List;
import org.apache.spark.sql.Dataset;

/** The intermediates of a history whose shared steps are computed once, as in a run. */
final class SharedSteps {
  private SharedSteps() {}

  /** Without predictions. Each shared step loses its plan, so that no table plans it again. */
  static Intermediates of(PurchaseHistory history) {
    return Intermediates.of(history, Predictions.none(List.of(365)), Dataset::localCheckpoint);
  }
}
