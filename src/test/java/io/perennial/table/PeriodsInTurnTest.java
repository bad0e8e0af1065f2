package io.perennial.table;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lead;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.testing.SharedSpark;
import java.time.DayOfWeek;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.junit.jupiter.api.Test;

class PeriodsInTurnTest {
  @Test
  void eachPeriodHasItsSumsAndThoseOfThePeriodJustBefore() {
    // A day with a return only, a period that is skipped, a customer with returns only, and one who
    // begins where the one before ended.
    Dataset<Row> days =
        SharedSpark.session()
            .sql(
                """
                select * from values
                  ('A', date'2024-01-05', 1L, 100L, date'2024-01-05'),
                  ('A', date'2024-01-20', 0L, -30L, date'2024-01-05'),
                  ('A', date'2024-02-10', 2L, 50L, date'2024-01-05'),
                  ('A', date'2024-05-01', 1L, 70L, date'2024-01-05'),
                  ('B', date'2024-02-01', 0L, -10L, null),
                  ('C', date'2024-02-29', 1L, 8L, date'2024-02-29'),
                  ('C', date'2024-03-01', 1L, 9L, date'2024-02-29'),
                  ('D', date'2024-04-02', 1L, 5L, date'2024-04-02')
                  as days (customer, day, orders, units, first_day)
                """)
            .repartition(3);
    List<String> periods =
        days
            .withColumn(
                "next", lead("day", 1).over(Window.partitionBy("customer").orderBy(col("day"))))
            .coalesce(1)
            .sortWithinPartitions("customer", "day")
            .select(
                col("customer"),
                SqlFunctions.periodsInTurn(
                    List.of(Granularity.MONTH, Granularity.QUARTER),
                    DayOfWeek.MONDAY,
                    col("customer"),
                    col("day"),
                    col("next"),
                    col("orders"),
                    col("units"),
                    col("first_day")))
            .collectAsList()
            .stream()
            .map(row -> row.mkString(","))
            .toList();
    int january = 2024 * 12;
    int quarter = 2024 * 4;
    assertThat(periods)
        .containsExactlyInAnyOrder(
            row("A", "month", january, 1, 70, 70, -30, null, null),
            row("A", "month", january + 1, 2, 50, 50, 50, 1, 70),
            row("A", "month", january + 4, 1, 70, 70, 70, null, null),
            row("A", "quarter", quarter, 3, 120, 120, 20, null, null),
            row("A", "quarter", quarter + 1, 1, 70, 70, 70, 3, 120),
            row("B", "month", january + 1, 0, -10, 0, 0, null, null),
            row("B", "quarter", quarter, 0, -10, 0, 0, null, null),
            row("C", "month", january + 1, 1, 8, 8, 0, null, null),
            row("C", "month", january + 2, 1, 9, 9, 9, 1, 8),
            row("C", "quarter", quarter, 2, 17, 17, 9, null, null),
            row("D", "month", january + 3, 1, 5, 5, 0, null, null),
            row("D", "quarter", quarter + 1, 1, 5, 5, 0, null, null));
  }

  @Test
  void aDayThatIsNotTheOneThatWasToComeEndsTheQuery() {
    for (String second : List.of("'A', date'2024-01-06'", "'B', date'2024-01-20'")) {
      Dataset<Row> days =
          SharedSpark.session()
              .sql(
                  "select * from values ('A', date'2024-01-05', date'2024-01-20'), (%s, null)"
                          .formatted(second)
                      + " as days (customer, day, next)")
              .coalesce(1);
      assertThatThrownBy(
              () ->
                  days.select(
                          SqlFunctions.periodsInTurn(
                              List.of(Granularity.MONTH),
                              DayOfWeek.MONDAY,
                              col("customer"),
                              col("day"),
                              col("next"),
                              lit(1L),
                              lit(1L),
                              col("day")))
                      .collectAsList())
          .hasStackTraceContaining("did not pass by in turn");
    }
  }

  private static String row(Object... values) {
    return Arrays.stream(values).map(String::valueOf).collect(Collectors.joining(","));
  }
}
