package io.perennial.table;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.testing.SharedSpark;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class TotalsInTurnTest {
  /** Twenty gaps and more, a return before the first order, days without costs, returns alone. */
  private static final String DAYS =
      """
      with events as (
        select concat('C', id % 7) as customer, date_add(date'2023-01-01', int(id * id % 400)) as day,
          if(id % 5 = 0 or id % 7 = 3, 0L, id % 3 + 1) as orders, id * 100 - 700 as units
        from range(150)
      ),
      days as (
        select customer, day, sum(orders) as orders, sum(units) as units from events
        group by customer, day
      )
      select *,
        if(orders > 0 and (customer <> 'C2' or day < date'2023-03-01'), units div 2, null) as costs,
        if(orders > 0, timestamp(day), null) as first_at,
        if(orders > 0, timestamp(day) + interval 1 hour, null) as last_at,
        if(orders > 0, datediff(day, last(if(orders > 0, day, null), true) over (
          partition by customer order by day rows between unbounded preceding and 1 preceding)), null)
          as gap,
        min(if(orders > 0, day, null)) over (partition by customer) as first_day,
        lead(day) over (partition by customer order by day) as next
      from days
      """;

  @Test
  void theTotalsAreThoseOfAnAggregation() {
    Dataset<Row> days = SharedSpark.session().sql(DAYS);
    List<String> inTurn =
        texts(
            days.select(
                col("customer"),
                SqlFunctions.totalsInTurn(
                    col("customer"),
                    col("day"),
                    col("next"),
                    col("orders"),
                    col("units"),
                    col("costs"),
                    col("first_at"),
                    col("last_at"),
                    col("gap"),
                    col("first_day"),
                    col("first_day"),
                    expr("date'2023-11-01'"))));
    days.createOrReplaceTempView("days_in_turn");
    List<String> aggregated =
        texts(
            SharedSpark.session()
                .sql(
                    """
                    select customer, sum(orders), count_if(orders > 0), min(first_at), max(last_at),
                      min(first_day), max(if(orders > 0, day, null)), min(first_day), sum(units),
                      sum(if(day >= first_day, units, null)),
                      coalesce(sum(if(orders > 0 and day > first_day, units, null)), 0),
                      sum(if(day >= date'2023-11-01', units, null)),
                      if(count_if(orders > 0 and costs is null) = 0 and count_if(orders > 0) > 0,
                        sum(coalesce(costs, 0)), null),
                      median(gap)
                    from days_in_turn group by customer
                    """));
    assertThat(inTurn).hasSize(7).isEqualTo(aggregated);
    // Somebody who only returned, and somebody of whose orders not all have costs.
    assertThat(inTurn.get(3)).startsWith("[C3,0,0,null,null,null,null,null,");
    assertThat(inTurn.get(2)).contains(",null,").doesNotContain("[C2,0");
  }

  private static List<String> texts(Dataset<Row> totals) {
    return totals.orderBy("customer").collectAsList().stream().map(Row::toString).toList();
  }
}
