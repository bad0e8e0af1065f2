package io.perennial.quality;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.lower;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.trim;

import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Column;

/**
 * Which statuses count. Statuses are compared without regard to case and outer blanks.
 *
 * @param counted the statuses that count; empty means every one, and none at all, that is not
 *     excluded
 * @param excluded the statuses that do not count; they win over the other two
 * @param returned the statuses of returns
 */
public record StatusRules(List<String> counted, List<String> excluded, List<String> returned) {
  public StatusRules {
    counted = plain(counted);
    excluded = plain(excluded);
    returned = plain(returned);
  }

  private static List<String> plain(List<String> statuses) {
    return statuses.stream().map(StatusRules::plain).toList();
  }

  /** A status as it is compared. */
  static String plain(String status) {
    return status.strip().toLowerCase(Locale.ROOT);
  }

  /** A column of statuses as they are compared. */
  static Column plain(Column status) {
    return lower(trim(status));
  }

  Column isReturn(Column status) {
    return isOneOf(status, returned);
  }

  Column isNotCounted(Column status) {
    Column isExcluded = isOneOf(status, excluded);
    return counted.isEmpty()
        ? isExcluded
        : isExcluded.or(not(isOneOf(status, counted).or(isOneOf(status, returned))));
  }

  private static Column isOneOf(Column status, List<String> statuses) {
    return statuses.isEmpty()
        ? lit(false)
        : coalesce(plain(status).isin(statuses.toArray()), lit(false));
  }
}
