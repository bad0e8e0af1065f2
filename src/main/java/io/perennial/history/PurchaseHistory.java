package io.perennial.history;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.to_date;

import io.perennial.table.input.CustomersInput;
import io.perennial.table.output.RateColumns;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The shared intermediates from which every metric is computed; none of them reads the orders
 * again.
 *
 * @param rules what is asked for
 * @param windows the windows in force
 * @param ledger the order ledger ({@link io.perennial.table.LedgerTable})
 * @param days rows as {@link PurchaseDays} says
 * @param totals rows as {@link CustomerTotals} says
 * @param cells rows as {@link PeriodCells} says
 * @param subscriptions rows as {@link SubscriptionSpans} says, where subscriptions are given
 * @param inputs the accepted rows of each table that was given beside the orders, by its name, with
 *     its canonical columns and its attributes
 * @param orders rows as {@link io.perennial.table.OrderFacts} says, where a table that looks at
 *     single orders is wanted
 * @param lines rows as {@link io.perennial.table.LineFacts} says, where a table that looks at
 *     products is wanted and there are lines
 */
public record PurchaseHistory(
    HistoryRules rules,
    Windows windows,
    Dataset<Row> ledger,
    Dataset<Row> days,
    Dataset<Row> totals,
    Dataset<Row> cells,
    Optional<Dataset<Row>> subscriptions,
    Map<String, Dataset<Row>> inputs,
    Optional<Dataset<Row>> orders,
    Optional<Dataset<Row>> lines) {
  public PurchaseHistory {
    inputs = Map.copyOf(inputs);
  }

  /** The accepted rows of a table beside the orders; empty where it is not given. */
  public Optional<Dataset<Row>> input(String name) {
    return Optional.ofNullable(inputs.get(name));
  }

  /** The accepted customers by their canonical columns, where the table is given. */
  public Optional<Dataset<Row>> customers() {
    return input(CustomersInput.NAME);
  }

  /** The totals of all customers, without the slices. */
  public Dataset<Row> everybody() {
    return totals.filter(col(CustomerTotals.SEGMENT_NAME).equalTo(RateColumns.ALL));
  }

  /** The days on which somebody ordered, of all customers, without the slices. */
  public Dataset<Row> occasions() {
    return days.filter(
        col(PurchaseDays.SEGMENT_NAME)
            .equalTo(RateColumns.ALL)
            .and(col(PurchaseDays.ORDERS).gt(0)));
  }

  /**
   * The members of cohorts: segment, customer, the day that decides the cohort and the day of the
   * last order, which is null for somebody who signed up and never ordered. Those belong to the
   * segments of customers, not to the segments of orders.
   */
  public Dataset<Row> cohortMembers() {
    Dataset<Row> buyers =
        totals
            .filter(col(CustomerTotals.COHORT_DATE).isNotNull())
            .select(
                col(CustomerTotals.SEGMENT_NAME),
                col(CustomerTotals.SEGMENT_VALUE),
                col(CustomerTotals.CUSTOMER_ID),
                col(CustomerTotals.COHORT_DATE),
                col(CustomerTotals.LAST_ORDER_DATE));
    return switch (rules.cohortStart()) {
      case FIRST_ORDER -> buyers;
      case SIGN_UP ->
          customers().map(table -> buyers.unionByName(neverOrdered(table))).orElse(buyers);
    };
  }

  private Dataset<Row> neverOrdered(Dataset<Row> table) {
    List<Column> segments = new ArrayList<>();
    segments.add(PurchaseDays.segment(RateColumns.ALL, lit(RateColumns.ALL)));
    rules.segments().stream()
        .filter(SegmentRule::ofCustomer)
        .map(
            rule ->
                PurchaseDays.segment(
                    rule.name(), coalesce(col(rule.column()), lit(RateColumns.UNKNOWN))))
        .forEach(segments::add);
    Dataset<Row> buyers =
        everybody()
            .filter(col(CustomerTotals.ORDERS).gt(0))
            .select(col(CustomerTotals.CUSTOMER_ID).as("buyer"));
    return table
        .filter(to_date(col(CustomersInput.SIGNED_UP_AT)).leq(lit(rules.asOf())))
        .join(buyers, col(CustomersInput.CUSTOMER_ID).equalTo(col("buyer")), "left_anti")
        .withColumn("segment", explode(array(segments.toArray(Column[]::new))))
        .select(
            col("segment").getField("name").as(CustomerTotals.SEGMENT_NAME),
            col("segment").getField("value").as(CustomerTotals.SEGMENT_VALUE),
            col(CustomersInput.CUSTOMER_ID).as(CustomerTotals.CUSTOMER_ID),
            to_date(col(CustomersInput.SIGNED_UP_AT)).as(CustomerTotals.COHORT_DATE),
            lit(null).cast("date").as(CustomerTotals.LAST_ORDER_DATE));
  }
}
