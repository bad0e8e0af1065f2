package io.perennial.metric;

import static io.perennial.testing.Histories.order;
import static io.perennial.testing.Histories.rules;
import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.history.PurchaseHistory;
import io.perennial.reference.Event;
import io.perennial.table.Granularity;
import io.perennial.table.output.LifecycleFlowTable;
import io.perennial.testing.Histories;
import java.sql.Date;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class LifecycleFlowTest {
  private static final LocalDate AS_OF = LocalDate.of(2023, 11, 14);
  private static final int CHURN_DAYS = 60;

  /** Each period by the definitions: the state of every customer at both of its ends. */
  @Test
  void everyMatrixIsWhatTheDefinitionsSay() {
    Map<String, TreeSet<LocalDate>> customers = customers(31, 60);
    PurchaseHistory history = history(customers, AS_OF);
    int patience = LifecycleWindows.of(history).atRiskAfterDays();
    assertThat(patience).isBetween(2, CHURN_DAYS - 2);
    List<Row> rows = flows(history);
    Map<String, Integer> seen = new TreeMap<>();
    for (Row row : rows) {
      LocalDate start = row.<Date>getAs(LifecycleFlowTable.PERIOD_START).toLocalDate();
      LocalDate last = row.<Date>getAs(LifecycleFlowTable.PERIOD_END).toLocalDate();
      LocalDate end = last.isAfter(AS_OF) ? AS_OF : last;
      String state = row.getAs(LifecycleFlowTable.STATE_AT_START);
      Map<String, Long> ended =
          customers.values().stream()
              .filter(days -> !days.first().isAfter(end))
              .filter(days -> state(days, start.minusDays(1), patience).equals(state))
              .collect(
                  Collectors.groupingBy(days -> state(days, end, patience), Collectors.counting()));
      for (String other : LifecycleFlowTable.STATES) {
        long count = row.getAs(LifecycleFlowTable.ended(other));
        assertThat(count)
            .as("%s to %s in the period from %s", state, other, start)
            .isEqualTo(ended.getOrDefault(other, 0L));
        if (count > 0) {
          seen.merge(state + " to " + other, 1, Integer::sum);
        }
      }
      assertThat(row.<Long>getAs(LifecycleFlowTable.CUSTOMERS_AT_END))
          .isEqualTo(
              customers.values().stream()
                  .filter(days -> state(days, end, patience).equals(state))
                  .filter(days -> !state.equals(LifecycleFlowTable.NOT_YET_CUSTOMER))
                  .count());
      assertThat(row.<Boolean>getAs(LifecycleFlowTable.IS_COMPLETE))
          .isEqualTo(!last.isAfter(AS_OF));
    }
    // What is compared has something to compare.
    assertThat(seen)
        .containsKeys(
            "not_yet_customer to new",
            "new to at_risk",
            "at_risk to lapsed",
            "lapsed to lost",
            "lost to lost",
            "lost to won_back",
            "won_back to active",
            "active to active");
  }

  @Test
  void whatFollowsTheAsOfDateChangesNothingBefore() {
    Map<String, TreeSet<LocalDate>> customers = customers(31, 60);
    LocalDate earlier = LocalDate.of(2023, 3, 20);
    Map<String, TreeSet<LocalDate>> cut = new TreeMap<>();
    customers.forEach(
        (name, days) -> {
          TreeSet<LocalDate> known = new TreeSet<>(days.headSet(earlier, true));
          if (!known.isEmpty()) {
            cut.put(name, known);
          }
        });
    assertThat(flows(history(customers, earlier))).isEqualTo(flows(history(cut, earlier)));
  }

  @Test
  void withoutAnyGapNobodyIsAtRisk() {
    PurchaseHistory history =
        Histories.history(
            rules("2024-04-30", Granularity.MONTH), 30, order("once", "2024-01-31", 10));
    assertThat(LifecycleWindows.of(history)).isEqualTo(new LifecycleWindows(29, 30));
    assertThat(
            flows(history).stream()
                .filter(row -> row.<Long>getAs(LifecycleFlowTable.CUSTOMERS_AT_END) == 1)
                .map(row -> row.<String>getAs(LifecycleFlowTable.STATE_AT_START)))
        .containsExactly(
            LifecycleFlowTable.NEW,
            LifecycleFlowTable.NEW,
            LifecycleFlowTable.LOST,
            LifecycleFlowTable.LOST);
  }

  private static List<Row> flows(PurchaseHistory history) {
    return MetricCatalog.find(LifecycleFlowTable.NAME)
        .orElseThrow()
        .of(history)
        .orderBy(
            LifecycleFlowTable.GRANULARITY,
            LifecycleFlowTable.PERIOD_START,
            LifecycleFlowTable.STATE_AT_START)
        .collectAsList();
  }

  private static String state(TreeSet<LocalDate> days, LocalDate day, int patience) {
    LocalDate last = days.floor(day);
    if (last == null) {
      return LifecycleFlowTable.NOT_YET_CUSTOMER;
    }
    long silence = day.toEpochDay() - last.toEpochDay();
    if (silence >= 2 * CHURN_DAYS) {
      return LifecycleFlowTable.LOST;
    }
    if (silence >= CHURN_DAYS) {
      return LifecycleFlowTable.LAPSED;
    }
    if (silence > patience) {
      return LifecycleFlowTable.AT_RISK;
    }
    LocalDate before = days.lower(last);
    if (before == null) {
      return LifecycleFlowTable.NEW;
    }
    return last.toEpochDay() - before.toEpochDay() > CHURN_DAYS
        ? LifecycleFlowTable.WON_BACK
        : LifecycleFlowTable.ACTIVE;
  }

  private static PurchaseHistory history(
      Map<String, TreeSet<LocalDate>> customers, LocalDate asOf) {
    List<Event> events = new ArrayList<>();
    customers.forEach(
        (name, days) -> days.forEach(day -> events.add(order(name, day.toString(), 1))));
    return Histories.history(
        rules(asOf.toString(), Granularity.WEEK, Granularity.MONTH, Granularity.YEAR),
        CHURN_DAYS,
        events.toArray(Event[]::new));
  }

  /** Customers who order in bouts with long silences between some of them. */
  private static Map<String, TreeSet<LocalDate>> customers(long seed, int number) {
    Random random = new Random(seed);
    Map<String, TreeSet<LocalDate>> customers = new TreeMap<>();
    for (int i = 0; i < number; i++) {
      TreeSet<LocalDate> days = new TreeSet<>();
      LocalDate day = LocalDate.of(2022, 1, 1).plusDays(random.nextInt(500));
      while (!day.isAfter(AS_OF)) {
        days.add(day);
        day = day.plusDays(1 + random.nextInt(random.nextInt(4) == 0 ? 250 : 25));
      }
      customers.put("customer" + i, days);
    }
    return customers;
  }
}
