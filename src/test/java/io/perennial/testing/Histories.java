package io.perennial.testing;

import io.perennial.history.CustomerPeriods;
import io.perennial.history.CustomerTotals;
import io.perennial.history.GapHistogram;
import io.perennial.history.HistoryRules;
import io.perennial.history.PurchaseDays;
import io.perennial.history.PurchaseHistory;
import io.perennial.history.Windows;
import io.perennial.table.CohortStart;
import io.perennial.table.Granularity;
import io.perennial.table.LedgerTable;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Purchase histories out of literal orders and returns, for tests of metrics. */
public final class Histories {
  private Histories() {}

  /** An accepted order or return. */
  public record Purchase(
      String customerId, LocalDate day, long netUnits, boolean isOrder, List<String> attributes) {}

  /** An order of an amount in whole units of currency. */
  public static Purchase order(String customerId, String day, long amount) {
    return new Purchase(
        customerId, LocalDate.parse(day), amount * LedgerTable.UNITS, true, List.of());
  }

  /** A return of an amount in whole units of currency, on its own day. */
  public static Purchase returned(String customerId, String day, long amount) {
    return new Purchase(
        customerId, LocalDate.parse(day), -amount * LedgerTable.UNITS, false, List.of());
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

  /** The ledger of purchases, with an attribute column per name. */
  public static Dataset<Row> ledger(List<Purchase> purchases, List<String> attributes) {
    StructType schema =
        new StructType()
            .add(LedgerTable.DISPOSITION, DataTypes.StringType)
            .add(LedgerTable.CUSTOMER_ID, DataTypes.StringType)
            .add(LedgerTable.ORDER_DATE, DataTypes.DateType)
            .add(LedgerTable.ORDERS, DataTypes.LongType)
            .add(LedgerTable.GROSS_UNITS, DataTypes.LongType)
            .add(LedgerTable.DISCOUNT_UNITS, DataTypes.LongType)
            .add(LedgerTable.RETURNED_UNITS, DataTypes.LongType)
            .add(LedgerTable.NET_UNITS, DataTypes.LongType)
            .add(LedgerTable.COST_UNITS, DataTypes.LongType)
            .add(LedgerTable.FIRST_ORDERED_AT, DataTypes.TimestampType)
            .add(LedgerTable.LAST_ORDERED_AT, DataTypes.TimestampType);
    for (String attribute : attributes) {
      schema = schema.add(LedgerTable.attribute(attribute), DataTypes.StringType);
    }
    List<Row> rows = new ArrayList<>();
    for (Purchase purchase : purchases) {
      Timestamp at = purchase.isOrder() ? Timestamp.valueOf(purchase.day().atTime(12, 0)) : null;
      List<Object> values =
          new ArrayList<>(List.of("accepted", purchase.customerId(), Date.valueOf(purchase.day())));
      values.add(purchase.isOrder() ? 1L : 0L);
      values.add(purchase.isOrder() ? purchase.netUnits() : 0L);
      values.add(0L);
      values.add(purchase.isOrder() ? 0L : -purchase.netUnits());
      values.add(purchase.netUnits());
      values.add(null);
      values.add(at);
      values.add(at);
      for (int i = 0; i < attributes.size(); i++) {
        values.add(purchase.attributes().get(i));
      }
      rows.add(RowFactory.create(values.toArray()));
    }
    return SharedSpark.session().createDataFrame(rows, schema);
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
        CustomerTotals.of(days).cache(),
        CustomerPeriods.of(days, rules).cache(),
        customers,
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
        history.periods(),
        history.customers(),
        Optional.of(spans));
  }

  /** The history of purchases without attributes. */
  public static PurchaseHistory history(
      HistoryRules rules, int activityWindowDays, Purchase... purchases) {
    return history(
        ledger(List.of(purchases), List.of()),
        rules,
        OptionalInt.of(activityWindowDays),
        OptionalInt.empty(),
        Optional.empty());
  }
}
