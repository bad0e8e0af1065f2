package io.perennial.reference;

import io.perennial.table.Disposition;
import io.perennial.table.LedgerTable;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Events as the order ledger that Spark is given. */
public final class Ledgers {
  private static final String CURRENCY = "EUR";

  private Ledgers() {}

  /**
   * The ledger of some events: accepted up to the as-of date, one row per customer, day and
   * attributes; what lies after it is excluded.
   *
   * @param attributes the attributes of orders that become columns
   */
  public static Dataset<Row> of(
      SparkSession spark, List<Event> events, LocalDate asOf, List<String> attributes) {
    Map<List<Object>, List<Event>> accepted = new LinkedHashMap<>();
    List<Event> excluded = new ArrayList<>();
    for (Event event : events) {
      if (event.day().isAfter(asOf)) {
        excluded.add(event);
      } else {
        accepted
            .computeIfAbsent(
                List.of(event.customerId(), event.day(), event.orderAttributes()),
                any -> new ArrayList<>())
            .add(event);
      }
    }
    List<Row> rows = new ArrayList<>();
    accepted.values().forEach(group -> rows.add(acceptedRow(group, attributes)));
    if (!excluded.isEmpty()) {
      rows.add(excludedRow(excluded, attributes));
    }
    return spark.createDataFrame(rows, schema(attributes));
  }

  /** The ledger's schema with some attributes. */
  public static StructType schema(List<String> attributes) {
    StructType schema =
        new StructType()
            .add(LedgerTable.DISPOSITION, DataTypes.StringType, false)
            .add(LedgerTable.REASON_CODE, DataTypes.StringType)
            .add(LedgerTable.REASON, DataTypes.StringType)
            .add(LedgerTable.CURRENCY, DataTypes.StringType)
            .add(LedgerTable.CUSTOMER_ID, DataTypes.StringType)
            .add(LedgerTable.ORDER_DATE, DataTypes.DateType)
            .add(LedgerTable.ROW, DataTypes.StringType)
            .add(LedgerTable.ROWS, DataTypes.LongType, false)
            .add(LedgerTable.AMOUNT_READ, DataTypes.createDecimalType(38, 4))
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
    return schema;
  }

  private static Row acceptedRow(List<Event> group, List<String> attributes) {
    Event any = group.get(0);
    List<Event> orders = group.stream().filter(Event::order).toList();
    List<Event> returns = group.stream().filter(event -> !event.order()).toList();
    boolean costsKnown = orders.stream().allMatch(order -> order.costUnits().isPresent());
    List<Object> values = new ArrayList<>();
    values.add(Disposition.ACCEPTED.label());
    values.add(null);
    values.add(null);
    values.add(CURRENCY);
    values.add(any.customerId());
    values.add(Date.valueOf(any.day()));
    values.add(null);
    values.add((long) group.size());
    values.add(Money.of(sum(group)));
    values.add((long) orders.size());
    values.add(sum(orders));
    values.add(0L);
    values.add(-sum(returns));
    values.add(sum(group));
    values.add(
        costsKnown
            ? (Long) orders.stream().mapToLong(order -> order.costUnits().orElseThrow()).sum()
            : null);
    values.add(orders.isEmpty() ? null : instant(any.day(), 0));
    values.add(orders.isEmpty() ? null : instant(any.day(), 86_399));
    attributes.forEach(attribute -> values.add(any.orderAttributes().get(attribute)));
    return RowFactory.create(values.toArray());
  }

  private static Row excludedRow(List<Event> events, List<String> attributes) {
    List<Object> values = new ArrayList<>();
    values.add(Disposition.EXCLUDED.label());
    values.add("after_as_of_date");
    values.add("The order lies after the as-of date.");
    values.add(CURRENCY);
    values.add(null);
    values.add(null);
    values.add(null);
    values.add((long) events.size());
    values.add(Money.of(sum(events)));
    while (values.size() < schema(attributes).length()) {
      values.add(null);
    }
    return RowFactory.create(values.toArray());
  }

  private static long sum(List<Event> events) {
    return events.stream().mapToLong(Event::netUnits).sum();
  }

  private static Timestamp instant(LocalDate day, int secondOfDay) {
    return Timestamp.from(day.atStartOfDay().plusSeconds(secondOfDay).toInstant(ZoneOffset.UTC));
  }
}
