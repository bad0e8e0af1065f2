package io.perennial.metric;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.to_date;
import static org.apache.spark.sql.functions.when;

import io.perennial.table.input.ContactsInput;
import io.perennial.table.input.ReturnsInput;
import java.time.LocalDate;
import org.apache.spark.sql.Column;

/**
 * Whether a return or a contact was handled well, as far as that is known on the as-of date: what
 * is settled after it is not judged yet.
 */
final class Handling {
  /** From how many of five points on a customer counts as content, as in CSAT. */
  private static final int CONTENT_FROM = 4;

  private Handling() {}

  /** True, false, or null where it is not known, of rows of returns. */
  static Column ofReturns(LocalDate asOf) {
    return judged(ReturnsInput.RESOLVED_AT, col(ReturnsInput.HANDLED_WELL), asOf);
  }

  /** The same of rows of contacts; where the company does not judge, the customer does. */
  static Column ofContacts(LocalDate asOf) {
    Column content = col(ContactsInput.SATISFACTION).geq(CONTENT_FROM);
    return judged(
        ContactsInput.RESOLVED_AT, coalesce(col(ContactsInput.HANDLED_WELL), content), asOf);
  }

  private static Column judged(String resolvedAt, Column judgement, LocalDate asOf) {
    Column isLater = coalesce(to_date(col(resolvedAt)).gt(lit(asOf)), lit(false));
    return when(isLater, lit(null).cast("boolean")).otherwise(judgement);
  }
}
