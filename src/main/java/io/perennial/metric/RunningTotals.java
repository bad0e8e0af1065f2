package io.perennial.metric;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.log2;
import static org.apache.spark.sql.functions.signum;
import static org.apache.spark.sql.functions.sum;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * Adds to each value of a group what the values before it come to, and what all of them come to,
 * without bringing a group's values together in one partition.
 *
 * <p>Values fall into stretches of the number line by the logarithm of their size, some thousands
 * for each group at most whatever the data. Sums over a stretch are few and are cumulated together;
 * within a stretch the values are cumulated by themselves; the two are added. Since the stretches
 * follow from the values alone, the result depends on no sample and no partitioning. Cost: one
 * shuffle of the rows and a broadcast of the stretches.
 *
 * @param group the columns of the group
 * @param value the column to go by: a number, never null, each once in its group
 * @param resolution differences below this do not count when stretches are made; about the least
 *     difference that many values of a group have, so that small values are not all in one
 * @param descending whether the largest value comes first
 * @param totals what is cumulated; whole numbers, so that no sum depends on its order
 */
record RunningTotals(
    List<String> group, String value, double resolution, boolean descending, List<Total> totals) {
  private static final String STRETCH = "stretch";
  private static final String BEFORE_STRETCH = "_before_stretch";

  /** Into how many stretches the values fall between a size and its double. */
  private static final int STRETCHES_PER_DOUBLING = 64;

  /**
   * A sum.
   *
   * @param summed the column that is summed
   * @param before the name of the sum over the values that come before
   * @param all the name of the sum over the whole group
   */
  record Total(String summed, String before, String all) {}

  RunningTotals {
    group = List.copyOf(group);
    totals = List.copyOf(totals);
  }

  /**
   * The rows with their sums.
   *
   * @param rows evaluated once where Spark reuses the shuffle, as it does unless told otherwise
   */
  Dataset<Row> of(Dataset<Row> rows) {
    // The stretch comes first: rows are sorted by it, and a sort whose first column has hardly any
    // values compares whole rows.
    List<String> ofStretch = Stream.concat(Stream.of(STRETCH), group.stream()).toList();
    // One shuffle serves the sums over stretches and the sums within them.
    Dataset<Row> placed = rows.withColumn(STRETCH, stretch()).repartition(columns(ofStretch));
    WindowSpec ofGroup = Window.partitionBy(columns(group));
    WindowSpec stretchesBefore = before(ofGroup.orderBy(ordered(col(STRETCH))));
    Dataset<Row> stretches =
        placed
            .groupBy(columns(ofStretch))
            .agg(
                sum(totals.get(0).summed()).as(totals.get(0).all()),
                totals.stream()
                    .skip(1)
                    .map(total -> sum(total.summed()).as(total.all()))
                    .toArray(Column[]::new));
    for (Total total : totals) {
      Column all = col(total.all());
      stretches =
          stretches
              .withColumn(
                  total.before() + BEFORE_STRETCH,
                  coalesce(sum(all).over(stretchesBefore), lit(0L)))
              .withColumn(total.all(), sum(all).over(ofGroup));
    }
    Column same = lit(true);
    for (String name : ofStretch) {
      same = same.and(col(name).eqNullSafe(col(ofStretches(name))));
      stretches = stretches.withColumnRenamed(name, ofStretches(name));
    }
    WindowSpec valuesBefore =
        before(Window.partitionBy(columns(ofStretch)).orderBy(ordered(col(value))));
    Dataset<Row> joined = placed.join(broadcast(stretches), same);
    for (Total total : totals) {
      joined =
          joined.withColumn(
              total.before(),
              col(total.before() + BEFORE_STRETCH)
                  .plus(coalesce(sum(total.summed()).over(valuesBefore), lit(0L))));
    }
    List<String> columns = new ArrayList<>(List.of(rows.columns()));
    totals.forEach(total -> columns.addAll(List.of(total.before(), total.all())));
    return joined.select(columns(columns));
  }

  /** A whole number that never falls as the value grows. */
  private Column stretch() {
    Column size = abs(col(value).cast("double")).divide(resolution).plus(1.0);
    return signum(col(value).cast("double"))
        .multiply(floor(log2(size).multiply(STRETCHES_PER_DOUBLING)))
        .cast("bigint");
  }

  private Column ordered(Column column) {
    return descending ? column.desc() : column.asc();
  }

  private static WindowSpec before(WindowSpec ordered) {
    return ordered.rowsBetween(Window.unboundedPreceding(), -1);
  }

  private static String ofStretches(String name) {
    return name + "_of_stretch";
  }

  private static Column[] columns(List<String> names) {
    return names.stream().map(name -> col(name)).toArray(Column[]::new);
  }
}
