package io.perennial.report.section;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.row_number;

import io.perennial.report.Answers;
import io.perennial.report.Line;
import io.perennial.report.Question;
import io.perennial.table.Granularity;
import io.perennial.table.output.RateColumns;
import io.perennial.table.output.RetentionByPeriodTable;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.expressions.Window;

/** The latest periods of {@code retention_by_period}, of everybody. */
final class RetentionPeriods {
  private static final int LATEST = 40;

  static final Question QUESTION =
      Question.of(
          "latest periods",
          RetentionByPeriodTable.CONTRACT,
          rows ->
              rows.filter(col(RateColumns.SEGMENT_NAME).equalTo(RateColumns.ALL))
                  .withColumn(
                      "age",
                      row_number()
                          .over(
                              Window.partitionBy(RetentionByPeriodTable.GRANULARITY)
                                  .orderBy(col(RetentionByPeriodTable.PERIOD_START).desc())))
                  .filter(col("age").leq(LATEST))
                  .drop("age")
                  .orderBy(RetentionByPeriodTable.GRANULARITY, RetentionByPeriodTable.PERIOD_START),
          LATEST * Granularity.values().length);

  private RetentionPeriods() {}

  /** The periods of one granularity, the earliest first. */
  static List<Line> of(Answers answers, Granularity granularity) {
    return answers.of(QUESTION).stream()
        .filter(line -> line.text(RetentionByPeriodTable.GRANULARITY).equals(granularity.label()))
        .sorted(Comparator.comparing(line -> line.date(RetentionByPeriodTable.PERIOD_START)))
        .toList();
  }

  /** Those of them that are over. */
  static List<Line> complete(List<Line> periods) {
    return periods.stream().filter(line -> line.flag(RetentionByPeriodTable.IS_COMPLETE)).toList();
  }

  /**
   * The longest periods of which two are over and the last has a retention rate, so that there is
   * something to compare with; else the longest of which one is over; else the longest.
   */
  static Optional<Granularity> forHeadlines(Answers answers) {
    List<Granularity> longestFirst =
        Stream.of(Granularity.values())
            .sorted(Comparator.reverseOrder())
            .filter(one -> !of(answers, one).isEmpty())
            .toList();
    return longestFirst.stream()
        .filter(
            one -> {
              List<Line> over = complete(of(answers, one));
              return over.size() > 1
                  && over.get(over.size() - 1).has(RetentionByPeriodTable.RETENTION_RATE);
            })
        .findFirst()
        .or(
            () ->
                longestFirst.stream()
                    .filter(one -> !complete(of(answers, one)).isEmpty())
                    .findFirst())
        .or(() -> longestFirst.stream().findFirst());
  }

  /** The longest periods of which there are enough for a course; else those there are most of. */
  static Optional<Granularity> forCourse(Answers answers, int enough) {
    List<Granularity> candidates =
        Stream.of(
                Granularity.QUARTER,
                Granularity.MONTH,
                Granularity.WEEK,
                Granularity.YEAR,
                Granularity.DAY)
            .filter(one -> !of(answers, one).isEmpty())
            .toList();
    return candidates.stream()
        .filter(one -> complete(of(answers, one)).size() >= enough)
        .findFirst()
        .or(() -> candidates.stream().max(Comparator.comparingInt(one -> of(answers, one).size())));
  }
}
