package io.perennial.config;

import io.perennial.table.NegativeAmounts;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Which orders count. Statuses are compared without regard to case and outer blanks.
 *
 * @param countedStatuses the statuses that count; empty means every status that is not excluded or
 *     a return
 * @param excludedStatuses the statuses that do not count
 * @param returnStatuses the statuses of rows that are returns, whatever the sign of their amount
 * @param negativeAmounts what a negative amount without a return status means
 * @param maximumAmount the largest absolute amount taken for real; a row beyond is rejected
 * @param earliestDate the earliest order date taken for real; a row before is rejected
 */
public record OrderRules(
    List<String> countedStatuses,
    List<String> excludedStatuses,
    List<String> returnStatuses,
    NegativeAmounts negativeAmounts,
    BigDecimal maximumAmount,
    LocalDate earliestDate) {
  /**
   * The statuses that do not count where the configuration says nothing; one word, two spellings.
   */
  static final List<String> EXCLUDED_BY_DEFAULT = List.of("cancelled", "canceled");

  /**
   * The statuses that somebody wrote down, and that the orders may therefore be expected to have:
   * those of the three lists, without the default of one.
   */
  public List<String> namedStatuses() {
    List<String> named = new ArrayList<>(countedStatuses);
    if (!Set.copyOf(excludedStatuses).equals(Set.copyOf(EXCLUDED_BY_DEFAULT))) {
      named.addAll(excludedStatuses);
    }
    named.addAll(returnStatuses);
    return List.copyOf(named);
  }
}
