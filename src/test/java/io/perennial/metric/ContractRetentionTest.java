package io.perennial.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.perennial.table.output.ContractRetentionTable;
import io.perennial.table.output.RateColumns;
import io.perennial.testing.Datasets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class ContractRetentionTest {
  private static final LocalDate AS_OF = LocalDate.of(2024, 5, 17);
  private static final List<Subscription> SUBSCRIPTIONS = Subscription.several(12, 150);

  /**
   * A subscription's fate.
   *
   * @param lost whether it was lost, at the renewal of that number; otherwise it passed that last
   */
  private record Fate(boolean lost, int renewal) {}

  /** The counts and the product over the months by the definition, subscription by subscription. */
  @Test
  void everyMonthIsWhatTheDefinitionsSay() {
    Map<String, List<Row>> byValue = new TreeMap<>();
    for (Row row : retention(SUBSCRIPTIONS).collectAsList()) {
      byValue
          .computeIfAbsent(row.getAs(RateColumns.SEGMENT_VALUE), unused -> new ArrayList<>())
          .add(row);
    }
    assertThat(byValue).containsOnlyKeys("all", "basic", "plus");
    byValue.forEach(
        (value, rows) -> {
          List<Fate> fates = fates(value);
          int last = fates.stream().mapToInt(Fate::renewal).max().orElseThrow();
          assertThat(rows).hasSize(last + 13);
          double survival = 1;
          for (int month = 0; month < rows.size(); month++) {
            int renewal = month;
            Row row =
                rows.stream()
                    .filter(
                        one ->
                            one.<Integer>getAs(ContractRetentionTable.MONTHS_SINCE_START)
                                == renewal)
                    .findFirst()
                    .orElseThrow();
            long atRisk = fates.stream().filter(fate -> fate.renewal() >= renewal).count();
            long lost =
                fates.stream().filter(fate -> fate.lost() && fate.renewal() == renewal).count();
            long censored =
                fates.stream().filter(fate -> !fate.lost() && fate.renewal() == renewal).count();
            assertThat(row.<Long>getAs(ContractRetentionTable.AT_RISK)).isEqualTo(atRisk);
            assertThat(row.<Long>getAs(ContractRetentionTable.CANCELLATIONS)).isEqualTo(lost);
            assertThat(row.<Long>getAs(ContractRetentionTable.CENSORED)).isEqualTo(censored);
            if (month <= last) {
              survival *= 1 - (double) lost / atRisk;
              assertThat(row.<Double>getAs(ContractRetentionTable.SURVIVAL_RATE))
                  .isCloseTo(survival, within(1e-12));
            }
            assertThat(
                    row.<Double>getAs(ContractRetentionTable.SHIFTED_BETA_GEOMETRIC_SURVIVAL_RATE))
                .isBetween(0.0, 1.0);
          }
        });
  }

  @Test
  void nothingAfterTheAsOfDateIsSeen() {
    List<Subscription> cut =
        SUBSCRIPTIONS.stream()
            .filter(one -> !one.started().isAfter(AS_OF))
            .map(one -> one.asOf(AS_OF))
            .toList();
    Datasets.assertSameRows(retention(cut), retention(SUBSCRIPTIONS));
  }

  private static List<Fate> fates(String value) {
    List<Subscription> known =
        SUBSCRIPTIONS.stream()
            .filter(one -> !one.started().isAfter(AS_OF))
            .map(one -> one.asOf(AS_OF))
            .toList();
    List<Fate> fates = new ArrayList<>();
    for (Subscription one : known) {
      if (!value.equals(RateColumns.ALL) && !one.plan().equals(value)) {
        continue;
      }
      long alike =
          known.stream()
              .filter(other -> other.customer().equals(one.customer()))
              .filter(other -> Optional.of(other.started()).equals(one.ended()))
              .count();
      // One that ends on its first day is not its own successor.
      boolean replaced = alike > (Optional.of(one.started()).equals(one.ended()) ? 1 : 0);
      int renewal = 0;
      if (one.ended().isPresent() && !replaced) {
        do {
          renewal++;
        } while (one.started().plusMonths(renewal).isBefore(one.ended().get()));
        fates.add(new Fate(true, renewal));
      } else {
        LocalDate seen = one.ended().orElse(AS_OF);
        while (!one.started().plusMonths(renewal + 1).isAfter(seen)) {
          renewal++;
        }
        fates.add(new Fate(false, renewal));
      }
    }
    return fates;
  }

  private static Dataset<Row> retention(List<Subscription> subscriptions) {
    return MetricCatalog.find(ContractRetentionTable.NAME)
        .orElseThrow()
        .of(Subscription.history(subscriptions, AS_OF));
  }
}
