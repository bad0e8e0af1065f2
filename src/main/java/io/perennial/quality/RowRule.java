package io.perennial.quality;

import io.perennial.table.Disposition;
import org.apache.spark.sql.Column;

/**
 * One reason for which a row is left out.
 *
 * @param disposition {@code REJECTED} or {@code EXCLUDED}
 * @param code the reason in snake case
 * @param reason the reason as a sentence, without any value of the row
 * @param met a condition over the row; a null outcome is not met
 */
record RowRule(Disposition disposition, String code, String reason, Column met) {
  static RowRule rejected(String code, String reason, Column met) {
    return new RowRule(Disposition.REJECTED, code, reason, met);
  }

  static RowRule excluded(String code, String reason, Column met) {
    return new RowRule(Disposition.EXCLUDED, code, reason, met);
  }
}
