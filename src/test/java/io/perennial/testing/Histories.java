package io.perennial.testing;

import io.perennial.history.CustomerTotals;
import io.perennial.history.GapHistogram;
import io.perennial.history.HistoryRules;
import io.perennial.history.PeriodCells;
import io.perennial.history.PurchaseDays;
import io.perennial.history.PurchaseHistory;
import io.perennial.history.Windows;
import io.perennial.reference.Event;
import io.perennial.reference.Ledgers;
import io.perennial.table.CohortStart;
import io.perennial.table.Granularity;
import io.perennial.table.LedgerTable;
import io.perennial.table.input.CustomersInput;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Purchase histories out of literal events, for tests of metrics. */
public final class Histories {
  private Histories() {}

  /** An order of an amount in whole units of currency. */
  public static Event order(String customerId, String day, long amount) {
    return Event.order(customerId, LocalDate.parse(day), amount * LedgerTable.UNITS);
  }

  /** A return of an amount in whole units of currency, on its own day. */
  public static Event returned(String customerId, String day, long amount) {
    return Event.returned(customerId, LocalDate.parse(day), -amount * LedgerTable.UNITS);
  }

  /** Rules without segments, with groups of any size, weeks from Monday. */
  public static HistoryRules rules(String asOf, Granularity... granularities) {
    return new HistoryRules(
        LocalDate.parse(asOf),
        DayOfWeek.MONDAY,
        List.of(granularities),
        CohortStart.FIRST_ORDER,
        List.of(granularities),
        List.of(),
        1,
        2.0);
  }

  /** The history of a ledger, with the windows of the rules that a run would find. */
  public static PurchaseHistory history(
      Dataset<Row> ledger,
      HistoryRules rules,
      OptionalInt activityWindowDays,
      OptionalInt churnWindowDays,
      Optional<Dataset<Row>> customers) {
    Dataset<Row> days = PurchaseDays.of(ledger, customers, rules).cache();
    Map<Integer, Long> gaps = new HashMap<>();
    for (Row row : GapHistogram.rows(days).collectAsList()) {
      gaps.put(row.getInt(0), row.getLong(1));
    }
    return new PurchaseHistory(
        rules,
        Windows.of(activityWindowDays, churnWindowDays, GapHistogram.of(gaps)),
        ledger,
        days,
        CustomerTotals.of(days, rules.asOf()).cache(),
        PeriodCells.of(days, rules).cache(),
        Optional.empty(),
        customers.map(rows -> Map.of(CustomersInput.NAME, rows)).orElse(Map.of()),
        Optional.empty(),
        Optional.empty());
  }

  /** The same history beside spans of subscriptions. */
  public static PurchaseHistory withSubscriptions(PurchaseHistory history, Dataset<Row> spans) {
    return new PurchaseHistory(
        history.rules(),
        history.windows(),
        history.ledger(),
        history.days(),
        history.totals(),
        history.cells(),
        Optional.of(spans),
        history.inputs(),
        history.orders(),
        history.lines());
  }

  /** The same history beside accepted rows of optional inputs, accepted orders and lines. */
  public static PurchaseHistory beside(
      PurchaseHistory history,
      Map<String, Dataset<Row>> inputs,
      Optional<Dataset<Row>> orders,
      Optional<Dataset<Row>> lines) {
    Map<String, Dataset<Row>> all = new HashMap<>(history.inputs());
    all.putAll(inputs);
    return new PurchaseHistory(
        history.rules(),
        history.windows(),
        history.ledger(),
        history.days(),
        history.totals(),
        history.cells(),
        history.subscriptions(),
        all,
        orders,
        lines);
  }

  /** The history of events without attributes. */
  public static PurchaseHistory history(
      HistoryRules rules, int activityWindowDays, Event... events) {
    return history(
        Ledgers.of(SharedSpark.session(), List.of(events), rules.asOf(), List.of()),
        rules,
        OptionalInt.of(activityWindowDays),
        OptionalInt.empty(),
        Optional.empty());
  }
}
