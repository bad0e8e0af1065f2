package io.perennial.metric;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.perennial.table.output.RateColumns;
import io.perennial.table.output.RecurringRevenueMovementsTable;
import io.perennial.testing.Datasets;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class RecurringRevenueMovementsTest {
  private static final LocalDate AS_OF = LocalDate.of(2024, 5, 17);
  private static final List<Subscription> SUBSCRIPTIONS = Subscription.several(11, 120);

  /** Each month by the definitions, from what every customer pays at both of its ends. */
  @Test
  void everyMonthIsWhatTheDefinitionsSay() {
    List<Row> rows = movements(SUBSCRIPTIONS).collectAsList();
    assertThat(rows).hasSizeGreaterThan(40);
    for (Row row : rows) {
      String value = row.getAs(RateColumns.SEGMENT_VALUE);
      LocalDate start =
          row.<java.sql.Date>getAs(RecurringRevenueMovementsTable.MONTH_START).toLocalDate();
      List<Subscription> slice =
          SUBSCRIPTIONS.stream()
              .filter(one -> value.equals(RateColumns.ALL) || one.plan().equals(value))
              .filter(one -> !one.started().isAfter(AS_OF))
              .map(one -> one.asOf(AS_OF))
              .toList();
      LocalDate before = start.minusDays(1);
      LocalDate last = start.plusMonths(1).minusDays(1);
      LocalDate end = last.isAfter(AS_OF) ? AS_OF : last;
      assertThat(figures(row)).as("%s %s", value, start).isEqualTo(figures(slice, before, end));
      assertThat(row.<Boolean>getAs(RecurringRevenueMovementsTable.IS_COMPLETE))
          .isEqualTo(!last.isAfter(AS_OF));
    }
  }

  /** The example of the definitions: of 100, 10 are lost, 10 are cut and 10 are gained. */
  @Test
  void grossAndNetRetentionAreThoseOfThePublishedExample() {
    LocalDate begin = LocalDate.of(2024, 1, 10);
    LocalDate change = LocalDate.of(2024, 2, 10);
    Row february =
        movements(
                List.of(
                    new Subscription("leaves", begin, Optional.of(change), 100_000, "basic"),
                    new Subscription("shrinks", begin, Optional.of(change), 200_000, "basic"),
                    new Subscription("shrinks", change, Optional.empty(), 100_000, "basic"),
                    new Subscription("grows", begin, Optional.of(change), 300_000, "basic"),
                    new Subscription("grows", change, Optional.empty(), 400_000, "basic"),
                    new Subscription("stays", begin, Optional.empty(), 400_000, "basic")))
            .filter(
                col(RateColumns.SEGMENT_VALUE)
                    .equalTo(RateColumns.ALL)
                    .and(
                        col(RecurringRevenueMovementsTable.MONTH_START)
                            .equalTo(LocalDate.of(2024, 2, 1))))
            .head();
    assertThat(
            february.<BigDecimal>getAs(RecurringRevenueMovementsTable.STARTING_RECURRING_REVENUE))
        .isEqualByComparingTo("100");
    // Gross churn of 20 %, net churn of 10 %.
    assertThat(february.<Double>getAs(RecurringRevenueMovementsTable.GROSS_REVENUE_RETENTION))
        .isCloseTo(.8, within(1e-12));
    assertThat(february.<Double>getAs(RecurringRevenueMovementsTable.NET_REVENUE_RETENTION))
        .isCloseTo(.9, within(1e-12));
  }

  @Test
  void nothingAfterTheAsOfDateIsSeen() {
    List<Subscription> cut =
        SUBSCRIPTIONS.stream()
            .filter(one -> !one.started().isAfter(AS_OF))
            .map(one -> one.asOf(AS_OF))
            .toList();
    assertThat(cut).isNotEqualTo(SUBSCRIPTIONS);
    Datasets.assertSameRows(movements(cut), movements(SUBSCRIPTIONS));
  }

  private static Dataset<Row> movements(List<Subscription> subscriptions) {
    return MetricCatalog.find(RecurringRevenueMovementsTable.NAME)
        .orElseThrow()
        .of(Subscription.history(subscriptions, AS_OF));
  }

  private static Map<String, Long> figures(Row row) {
    Map<String, Long> figures = new TreeMap<>();
    for (String column : row.schema().fieldNames()) {
      Object value = row.getAs(column);
      if (value instanceof BigDecimal amount) {
        figures.put(column, amount.movePointRight(4).longValueExact());
      } else if (value instanceof Long count) {
        figures.put(column, count);
      }
    }
    return figures;
  }

  private static Map<String, Long> figures(
      List<Subscription> slice, LocalDate before, LocalDate end) {
    Map<String, Long> figures = new TreeMap<>();
    for (String column :
        List.of(
            "new_recurring_revenue",
            "reactivated_recurring_revenue",
            "expansion_recurring_revenue",
            "contraction_recurring_revenue",
            "churned_recurring_revenue",
            "new_customers",
            "reactivated_customers",
            "expanded_customers",
            "contracted_customers",
            "churned_customers")) {
      figures.put(column, 0L);
    }
    figures.put("starting_recurring_revenue", paid(slice, before));
    figures.put("ending_recurring_revenue", paid(slice, end));
    figures.put("subscriptions_at_start", running(slice, before));
    figures.put("subscriptions_at_end", running(slice, end));
    figures.put(
        "started_subscriptions",
        slice.stream()
            .filter(one -> one.started().isAfter(before) && !one.started().isAfter(end))
            .count());
    figures.put(
        "ended_subscriptions",
        slice.stream()
            .flatMap(one -> one.ended().stream())
            .filter(day -> day.isAfter(before) && !day.isAfter(end))
            .count());
    Map<String, List<Subscription>> customers =
        slice.stream().collect(Collectors.groupingBy(Subscription::customer));
    long atStart = 0;
    long atEnd = 0;
    for (List<Subscription> customer : customers.values()) {
      boolean ran = running(customer, before) > 0;
      boolean runs = running(customer, end) > 0;
      boolean known = customer.stream().anyMatch(one -> !one.started().isAfter(before));
      atStart += ran ? 1 : 0;
      atEnd += runs ? 1 : 0;
      long change = paid(customer, end) - paid(customer, before);
      if (!ran && runs) {
        add(figures, known ? "reactivated" : "new", known ? "reactivated" : "new", change);
      } else if (ran && !runs) {
        add(figures, "churned", "churned", -change);
      } else if (ran && change > 0) {
        add(figures, "expansion", "expanded", change);
      } else if (ran && change < 0) {
        add(figures, "contraction", "contracted", -change);
      }
    }
    figures.put("customers_at_start", atStart);
    figures.put("customers_at_end", atEnd);
    return figures;
  }

  private static void add(Map<String, Long> figures, String revenue, String customers, long units) {
    figures.merge(revenue + "_recurring_revenue", units, Long::sum);
    figures.merge(customers + "_customers", 1L, Long::sum);
  }

  private static long paid(List<Subscription> subscriptions, LocalDate day) {
    return subscriptions.stream()
        .filter(one -> one.runsOn(day))
        .mapToLong(Subscription::units)
        .sum();
  }

  private static long running(List<Subscription> subscriptions, LocalDate day) {
    return subscriptions.stream().filter(one -> one.runsOn(day)).count();
  }
}
