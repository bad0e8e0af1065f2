package io.perennial.metric;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.date_add;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;

import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What customers bought within 90 and within 365 days after a day of their own. Only customers
 * whose days are over enter, so that nobody seems lost who has not had the time to come back.
 */
final class FollowUp {
  /** The lengths, in days. */
  static final List<Integer> LENGTHS = List.of(90, 365);

  /** The length of the row. */
  static final String DAYS = "follow_up_days";

  /** Orders of the days after. */
  static final String ORDERS = "follow_up_orders";

  /** Net revenue of the days after, in ten-thousandths. */
  static final String UNITS = "follow_up_units";

  private static final String SPAN = "follow_up_span";

  private FollowUp() {}

  /** What {@link AroundDay} has to sum for it. */
  static List<Column> sums() {
    return LENGTHS.stream()
        .flatMap(
            days ->
                Stream.of(
                    AroundDay.orders(1, days).as(ORDERS + days),
                    AroundDay.units(1, days).as(UNITS + days)))
        .toList();
  }

  /**
   * The rows once for each length whose days are over on the as-of date, with {@link #DAYS}, {@link
   * #ORDERS} and {@link #UNITS}.
   *
   * @param rows rows with {@link AroundDay#DAY} and {@link #sums}
   */
  static Dataset<Row> complete(Dataset<Row> rows, LocalDate asOf) {
    Column[] spans =
        LENGTHS.stream()
            .map(
                days ->
                    struct(
                        lit(days).as(DAYS),
                        col(ORDERS + days).as(ORDERS),
                        col(UNITS + days).as(UNITS)))
            .toArray(Column[]::new);
    String[] sums =
        LENGTHS.stream()
            .flatMap(days -> Stream.of(ORDERS + days, UNITS + days))
            .toArray(String[]::new);
    return rows.withColumn(SPAN, explode(array(spans)))
        .select(col("*"), col(SPAN + ".*"))
        .drop(sums)
        .drop(SPAN)
        .filter(date_add(col(AroundDay.DAY), col(DAYS)).leq(lit(asOf)));
  }
}
