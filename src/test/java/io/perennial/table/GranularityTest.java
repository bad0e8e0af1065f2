package io.perennial.table;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.testing.SharedSpark;
import java.sql.Date;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class GranularityTest {
  @Test
  void everyDayOfSixtyYearsLiesInItsOwnPeriodInSparkAndInJavaAlike() {
    Dataset<Row> days =
        SharedSpark.session()
            .sql(
                "select explode(sequence(date'1969-12-01', date'2028-03-05', interval 1 day)) as day");
    for (Granularity granularity : Granularity.values()) {
      for (DayOfWeek weekStart : List.of(DayOfWeek.MONDAY, DayOfWeek.SUNDAY)) {
        List<Row> rows =
            days.withColumn("index", granularity.index(col("day"), weekStart))
                .withColumn("start", granularity.start(col("index"), weekStart))
                .withColumn("end", granularity.end(col("index"), weekStart))
                .filter(expr("dayofyear(day) in (1, 31, 59, 60, 61, 90, 365, 366)"))
                .collectAsList();
        for (Row row : rows) {
          LocalDate day = row.<Date>getAs("day").toLocalDate();
          assertThat(row.<Date>getAs("start").toLocalDate())
              .as("%s of %s", granularity, day)
              .isEqualTo(start(granularity, day, weekStart));
          assertThat(row.<Date>getAs("end").toLocalDate())
              .isAfterOrEqualTo(day)
              .isEqualTo(granularity.lastDay(day, weekStart));
          assertThat(row.<Integer>getAs("index")).isEqualTo(granularity.index(day, weekStart));
        }
      }
    }
  }

  private static LocalDate start(Granularity granularity, LocalDate day, DayOfWeek weekStart) {
    return switch (granularity) {
      case DAY -> day;
      case WEEK -> day.with(TemporalAdjusters.previousOrSame(weekStart));
      case MONTH -> day.withDayOfMonth(1);
      case QUARTER -> LocalDate.of(day.getYear(), (day.getMonthValue() - 1) / 3 * 3 + 1, 1);
      case YEAR -> day.withDayOfYear(1);
    };
  }
}
