package io.perennial.table;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lead;
import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.testing.SharedSpark;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.junit.jupiter.api.Test;

/** Holds what is added up in passing against the same aggregated by Spark from all rows. */
class CellsInTurnTest {
  private static final String AS_OF = "2024-02-20";

  /**
   * Some 60 thousand days of 600 customers, more days than cells are held at a time: long silences,
   * returns before the first order and without one, and customers who are in two segments.
   */
  private static final String DAYS =
      """
      with events as (
        select id % 600 as number, id div 600 as place,
          date_add(date'2022-11-01',
            int(id % 600 % 300 + pmod(xxhash64(id), 477 - id % 600 % 300))) as day
        from range(120000)
      ),
      sparse as (
        select number, day, if((number + datediff(day, date'2022-11-01')) % 9 < 2, 0L, place % 2 + 1)
          as orders, place * 10 - 300 as units
        from events where number % 5 <> 0 or datediff(day, date'2022-11-01') % 90 < 2
      ),
      summed as (
        select number, day, if(number % 50 = 49, 0L, sum(orders)) as orders, sum(units) as units
        from sparse group by number, day
      )
      select concat('C', number) as customer, segment as segment_name,
        if(segment = 'all', 'all', concat('v', number % 3)) as segment_value, day, orders, units,
        min(if(orders > 0, day, null)) over (partition by number, segment) as first_day
      from summed lateral view explode(array('all', 'group')) as segment
      """;

  private final Dataset<Row> days =
      SharedSpark.session()
          .sql(DAYS)
          .repartition(2, col("customer"))
          .withColumn(
              "next",
              lead("day", 1)
                  .over(
                      Window.partitionBy("customer", "segment_name", "segment_value")
                          .orderBy(col("day"))));

  @Test
  void theCellsOfPeriodsAreThoseOfAnAggregation() {
    List<Granularity> granularities = List.of(Granularity.DAY, Granularity.WEEK, Granularity.MONTH);
    days.select(
            SqlFunctions.periodCellsInTurn(
                granularities,
                DayOfWeek.MONDAY,
                List.of(Granularity.DAY, Granularity.MONTH),
                col("customer"),
                col("day"),
                col("next"),
                col("orders"),
                col("units"),
                col("first_day"),
                col("first_day"),
                col("segment_name"),
                col("segment_value")))
        .createOrReplaceTempView("cells_made");
    days.select(
            col("segment_name"),
            col("segment_value"),
            col("first_day"),
            SqlFunctions.periodsInTurn(
                granularities,
                DayOfWeek.MONDAY,
                col("customer"),
                col("day"),
                col("next"),
                col("orders"),
                col("units"),
                col("first_day")))
        .createOrReplaceTempView("periods_made");
    List<String> made =
        texts(
            """
            select cell_segment_name, cell_segment_value, cell_granularity, cell_period_index,
              cell_cohort_index, sum(cell_active_customers), sum(cell_acquired_customers),
              sum(cell_orders), sum(cell_net_units), sum(cell_units_since_first),
              sum(cell_units_after_first), sum(cell_repeat_customers), sum(cell_one_time_customers),
              sum(cell_ordering_units), sum(cell_staying_customers), sum(cell_kept_units),
              sum(cell_staying_units), sum(cell_gained_units)
            from cells_made group by all
            """);
    assertThat(made)
        .hasSizeGreaterThan(50_000)
        .isEqualTo(
            texts(
                """
                with dated as (
                  select *, case granularity
                      when 'day' then unix_date(first_day)
                      when 'week' then floor((unix_date(first_day) + 3) / 7)
                      else year(first_day) * 12 + month(first_day) - 1 end as first_index,
                    greatest(period_units, 0L) as positive,
                    if(earlier_orders > 0, greatest(earlier_units, 0L), null) as earlier
                  from periods_made
                )
                select segment_name, segment_value, granularity, period_index,
                  if(granularity = 'week', null, first_index) as cohort_index,
                  count_if(period_orders > 0),
                  count_if(period_orders > 0 and first_index = period_index),
                  sum(period_orders), sum(period_units), sum(period_units_since_first),
                  sum(period_units_after_first), count_if(period_orders >= 2),
                  count_if(period_orders = 1), sum(if(period_orders > 0, positive, 0L)),
                  count_if(period_orders > 0 and earlier is not null),
                  coalesce(sum(if(earlier is not null, least(positive, earlier), 0L)), 0L),
                  coalesce(sum(if(earlier is not null, positive, 0L)), 0L),
                  coalesce(sum(if(earlier is null, positive, 0L)), 0L)
                from dated group by all
                """));
    // More cells than are held at a time: some come out more than once.
    assertThat(SharedSpark.session().table("cells_made").count()).isGreaterThan(made.size());
  }

  @Test
  void theBaseAtEachPeriodsEndIsThatOfItsDefinition() {
    days.select(
            SqlFunctions.spellCellsInTurn(
                List.of(Granularity.WEEK, Granularity.MONTH),
                DayOfWeek.MONDAY,
                20,
                LocalDate.parse(AS_OF),
                col("customer"),
                col("day"),
                col("next"),
                col("orders"),
                col("first_day"),
                col("segment_name"),
                col("segment_value")))
        .createOrReplaceTempView("spells_made");
    days.createOrReplaceTempView("days_in_turn");
    List<String> made =
        texts(
            """
            with ends as (
              select *, explode(sequence(spell_range_from, spell_range_to)) as index from spells_made
            )
            select spell_segment_name, spell_segment_value, spell_granularity, index,
              sum(spell_customers),
              sum(if(index > spell_range_from or spell_goes_on, spell_customers, 0)),
              sum(if(index = spell_range_from and spell_is_first, spell_customers, 0)),
              sum(if(index = spell_range_from and not spell_goes_on and not spell_is_first,
                spell_customers, 0))
            from ends group by all
            """);
    assertThat(made)
        .hasSizeGreaterThan(200)
        .isEqualTo(
            texts(
                """
                with periods as (
                  select 'month' as granularity, index,
                    least(last_day(make_date(index div 12, index % 12 + 1, 1)), date'AS_OF') as end
                  from (select explode(sequence(2022 * 12 + 10, 2024 * 12 + 1)) as index)
                  union all
                  select 'week', index, least(date_from_unix_date(index * 7 + 3), date'AS_OF')
                  from (select explode(sequence(2757, 2825)) as index)
                  where date_from_unix_date(index * 7 - 3) <= date'AS_OF'
                ),
                based as (
                  select distinct segment_name, segment_value, customer, first_day, granularity, index
                  from days_in_turn join periods
                    on orders > 0 and day <= end and end <= date_add(day, 19)
                ),
                indexed as (
                  select *, if(granularity = 'month', year(first_day) * 12 + month(first_day) - 1,
                      floor((unix_date(first_day) + 3) / 7)) as first_index,
                    lag(index) over (partition by segment_name, segment_value, customer, granularity
                      order by index) as before
                  from based
                )
                select segment_name, segment_value, granularity, index, count(*),
                  count_if(before = index - 1), count_if(first_index = index),
                  count_if((before is null or before < index - 1) and first_index <> index)
                from indexed group by all
                """
                    .replace("AS_OF", AS_OF)));
  }

  private static List<String> texts(String query) {
    return SharedSpark.session().sql(query).collectAsList().stream()
        .map(Row::toString)
        .sorted()
        .toList();
  }
}
