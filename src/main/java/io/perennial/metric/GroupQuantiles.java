package io.perennial.metric;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.ceil;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Quantiles of amounts of which there may be one for each customer, by linear interpolation (type 7
 * of Hyndman &amp; Fan 1996): of n values in their order, counted from 0, the one at place (n - 1)
 * q. Cost: one aggregation by amount and its running totals.
 *
 * @param group the columns of a group; none for one group of all
 * @param value the column of amounts in units, never null
 * @param resolution as in {@link RunningTotals}
 * @param quantiles in [0, 1]
 */
record GroupQuantiles(List<String> group, String value, double resolution, List<Double> quantiles) {
  private static final String TIED = "tied";
  private static final String BELOW = "customers_below";
  private static final String CUSTOMERS = "all_customers";

  GroupQuantiles {
    group = List.copyOf(group);
    quantiles = List.copyOf(quantiles);
  }

  /**
   * A row per group with its quantiles as an array of doubles, null where a group is empty, as only
   * the one group of all can be.
   *
   * @param rows a row per value
   * @param name the name of the array
   */
  Dataset<Row> of(Dataset<Row> rows, String name) {
    RunningTotals smallestFirst =
        new RunningTotals(
            group,
            value,
            resolution,
            false,
            List.of(new RunningTotals.Total(TIED, BELOW, CUSTOMERS)));
    Column[] groups = group.stream().map(one -> col(one)).toArray(Column[]::new);
    Dataset<Row> amounts =
        rows.groupBy(
                Stream.concat(group.stream(), Stream.of(value))
                    .map(one -> col(one))
                    .toArray(Column[]::new))
            .agg(count(lit(1)).as(TIED))
            .transform(smallestFirst::of);
    List<Column> ends = new ArrayList<>();
    List<Column> cuts = new ArrayList<>();
    for (int i = 0; i < quantiles.size(); i++) {
      Column place = col(CUSTOMERS).minus(1).cast("double").multiply(quantiles.get(i));
      ends.add(max(when(holds(floor(place)), col(value))).as("low" + i));
      ends.add(max(when(holds(ceil(place)), col(value))).as("high" + i));
      ends.add(max(place).as("place" + i));
      Column low = col("low" + i).cast("double");
      Column high = col("high" + i).cast("double");
      Column at = col("place" + i);
      cuts.add(
          when(low.equalTo(high), low)
              .otherwise(
                  ceil(at).minus(at).multiply(low).plus(at.minus(floor(at)).multiply(high))));
    }
    List<Column> published = new ArrayList<>(List.of(groups));
    published.add(when(col("place0").isNotNull(), array(cuts.toArray(Column[]::new))).as(name));
    return amounts
        .groupBy(groups)
        .agg(ends.get(0), ends.stream().skip(1).toArray(Column[]::new))
        .select(published.toArray(Column[]::new));
  }

  /** Whether the value at a place, counted from 0, is the row's. */
  private static Column holds(Column place) {
    return place.geq(col(BELOW)).and(place.lt(col(BELOW).plus(col(TIED))));
  }
}
