package io.perennial.history;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.perennial.table.Granularity;
import java.time.DayOfWeek;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.sql.Column;

/** Calendar arithmetic over rows that name their own granularity in a column. */
public final class Periods {
  private Periods() {}

  /** One row per granularity, as a generated column of its labels. */
  public static Column each(List<Granularity> granularities) {
    return explode(
        array(granularities.stream().map(one -> lit(one.label())).toArray(Column[]::new)));
  }

  /** The index of the period of the row's granularity that holds a date. */
  public static Column index(
      Column granularity, Column date, List<Granularity> granularities, DayOfWeek weekStart) {
    return byGranularity(granularity, granularities, one -> one.index(date, weekStart));
  }

  /** The first day of the period with an index. */
  public static Column start(
      Column granularity, Column index, List<Granularity> granularities, DayOfWeek weekStart) {
    return byGranularity(granularity, granularities, one -> one.start(index, weekStart));
  }

  /** The last day of the period with an index. */
  public static Column end(
      Column granularity, Column index, List<Granularity> granularities, DayOfWeek weekStart) {
    return byGranularity(granularity, granularities, one -> one.end(index, weekStart));
  }

  private static Column byGranularity(
      Column granularity, List<Granularity> granularities, Function<Granularity, Column> column) {
    Column chosen = null;
    for (Granularity one : granularities) {
      Column isOne = granularity.equalTo(one.label());
      chosen =
          chosen == null ? when(isOne, column.apply(one)) : chosen.when(isOne, column.apply(one));
    }
    return chosen;
  }
}
