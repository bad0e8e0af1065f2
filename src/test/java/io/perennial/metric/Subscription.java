package io.perennial.metric;

import io.perennial.history.HistoryRules;
import io.perennial.history.PurchaseHistory;
import io.perennial.history.SegmentRule;
import io.perennial.history.SubscriptionSpans;
import io.perennial.table.Granularity;
import io.perennial.table.LedgerTable;
import io.perennial.testing.Datasets;
import io.perennial.testing.Histories;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.spark.sql.Row;

/**
 * A made-up subscription.
 *
 * @param ended the first day without it, if there is one
 * @param units ten-thousandths of the currency a month
 */
record Subscription(
    String customer, LocalDate started, Optional<LocalDate> ended, long units, String plan) {
  /** Whether it runs at the end of a day. */
  boolean runsOn(LocalDate day) {
    return !started.isAfter(day) && ended.map(end -> end.isAfter(day)).orElse(true);
  }

  /** What is known of it on a day. */
  Subscription asOf(LocalDate day) {
    return new Subscription(customer, started, ended.filter(end -> !end.isAfter(day)), units, plan);
  }

  /**
   * Subscriptions of a few customers, with changes of plan, returns, and all the ends of months.
   */
  static List<Subscription> several(long seed, int customers) {
    Random random = new Random(seed);
    List<Subscription> all = new ArrayList<>();
    for (int customer = 0; customer < customers; customer++) {
      LocalDate day = LocalDate.of(2023, 1, 1).plusDays(random.nextInt(400));
      for (int i = random.nextInt(4); i >= 0; i--) {
        LocalDate end = day.plusDays(random.nextInt(10) == 0 ? 0 : random.nextInt(250));
        boolean goesOn = random.nextInt(3) == 0;
        all.add(
            new Subscription(
                "c" + customer,
                day,
                goesOn ? Optional.empty() : Optional.of(end),
                random.nextInt(5) * 12_345L,
                random.nextBoolean() ? "basic" : "plus"));
        // At once, later, or while the one before still runs.
        day = random.nextBoolean() ? end : day.plusDays(random.nextInt(300));
      }
    }
    return all;
  }

  /** The history in which a run would find them. */
  static PurchaseHistory history(List<Subscription> subscriptions, LocalDate asOf) {
    HistoryRules rules = Histories.rules(asOf.toString(), Granularity.MONTH);
    Row[] rows =
        subscriptions.stream()
            .map(
                one ->
                    Datasets.row(
                        one.customer(),
                        one.started(),
                        one.ended().orElse(null),
                        BigDecimal.valueOf(one.units(), 4),
                        one.plan()))
            .toArray(Row[]::new);
    String plan = LedgerTable.attribute("plan");
    return Histories.withSubscriptions(
        Histories.history(rules, 90, Histories.order("c0", "2023-01-01", 1)),
        SubscriptionSpans.of(
            Datasets.of(
                "customer_id string, started_at date, ended_at date, monthly_amount decimal(18,4), "
                    + plan
                    + " string",
                rows),
            Optional.empty(),
            List.of(new SegmentRule("plan", false, plan)),
            asOf));
  }
}
