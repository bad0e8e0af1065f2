package io.perennial.table;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.testing.SharedSpark;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** Holds what is told of the rows of an order id against Spark's own windows over them. */
class OrderRowsInTurnTest {
  /**
   * Ids with one row and with several, repeats, returns with and without a customer, orders that
   * differ, rows that do not count, and rows that stand by themselves, also under ids of others.
   */
  private static final String ROWS =
      """
      select id, concat('O', int(pow(pmod(xxhash64(id), 900), 1.1))) as order_id,
        id % 17 <> 0 as beside, id % 5 = 0 as is_return, id % 17 <> 0 and id % 23 = 0 as left_out,
        if(id % 17 = 0 and id % 2 = 0, null, timestamp_seconds(id % 7)) as at,
        if(id % 5 = 0 and id % 3 = 0, null, concat('C', id % 2)) as customer,
        id % 2 * 5 + id % 5 as content
      from range(2000)
      """;

  private static final String WINDOWS =
      """
      select id, min(if(ordered, content, null)) over w is not null,
        coalesce(min(if(ordered, content, null)) over w <> max(if(ordered, content, null)) over w, false),
        max(left_out) over w, min(if(ordered, at, null)) over w,
        if(ordered or min(if(ordered, content, null)) over w <> max(if(ordered, content, null)) over w,
          null, max(if(ordered, customer, null)) over w),
        row_number() over v > rank() over v
      from (select *, not is_return and not left_out as ordered, if(beside, -1, id) as spread from order_rows)
      window w as (partition by order_id, spread),
        v as (partition by order_id, spread order by is_return, content)
      """;

  @Test
  void theRowsAreThoseOfWindows() {
    assertSameAsWindows(rows("range(2000)"), "xxhash64(order_id, if(beside, -1, id))");
  }

  @Test
  void idsThatShareTheirHashAreToldApart() {
    assertSameAsWindows(rows("range(2000)"), "cast(length(order_id) as bigint)");
  }

  @Test
  void moreRowsOfAnIdThanAreHeldInMemoryAreSortedOutside() {
    // One hash for all, and so one id after the other in one sorter.
    assertSameAsWindows(rows("range(5000)"), "0L");
    Dataset<Row> one = rows("range(3000)").withColumn("order_id", expr("'O'"));
    one.createOrReplaceTempView("order_rows");
    assertSameAsWindows(one, "if(beside, 0L, id + 1)");
  }

  @Test
  void whatIsNotWantedIsLeftBehind() {
    Dataset<Row> made =
        made(rows("range(2000)"), col("id").mod(2)).select(col(OrderRowsInTurn.IS_REPEAT));
    assertThat(made.columns()).containsExactly(OrderRowsInTurn.IS_REPEAT);
    assertThat(made.groupBy(OrderRowsInTurn.IS_REPEAT).count().count()).isEqualTo(2);
  }

  @Test
  void rowsThatDoNotComeInTheirOrderEndTheQuery() {
    Dataset<Row> rows = rows("range(2000)").coalesce(1).withColumn("hash", expr("-id"));
    assertThatThrownBy(() -> told(rows, col("hash")).collectAsList())
        .hasStackTraceContaining("did not pass by in turn");
  }

  private static Dataset<Row> rows(String range) {
    Dataset<Row> rows = SharedSpark.session().sql(ROWS.replace("range(2000)", range));
    rows.createOrReplaceTempView("order_rows");
    return rows;
  }

  private static void assertSameAsWindows(Dataset<Row> rows, String hash) {
    Column[] columns = {
      col("id"),
      col(OrderRowsInTurn.HAS_ORDER),
      col(OrderRowsInTurn.DIFFER),
      col(OrderRowsInTurn.LEFT_OUT),
      col(OrderRowsInTurn.FIRST_AT),
      col(OrderRowsInTurn.CUSTOMER)
    };
    Dataset<Row> made = made(rows, expr(hash));
    Dataset<Row> windows = SharedSpark.session().sql(WINDOWS).toDF(names());
    assertThat(texts(made.select(columns)))
        .hasSize((int) rows.count())
        .isEqualTo(texts(windows.select(columns)));
    // Which of equal rows is the repeat does not matter, and how many are does.
    String repeats =
        "select order_id, is_return, content, count(*) from (select r.*, repeat from order_rows r"
            + " join %s using (id)) where repeat group by all";
    made.select(col("id"), col(OrderRowsInTurn.IS_REPEAT).as("repeat"))
        .createOrReplaceTempView("order_rows_made");
    windows
        .select(col("id"), col(OrderRowsInTurn.IS_REPEAT).as("repeat"))
        .createOrReplaceTempView("order_rows_windows");
    assertThat(texts(SharedSpark.session().sql(repeats.formatted("order_rows_made"))))
        .isNotEmpty()
        .isEqualTo(texts(SharedSpark.session().sql(repeats.formatted("order_rows_windows"))));
  }

  private static String[] names() {
    return new String[] {
      "id",
      OrderRowsInTurn.HAS_ORDER,
      OrderRowsInTurn.DIFFER,
      OrderRowsInTurn.LEFT_OUT,
      OrderRowsInTurn.FIRST_AT,
      OrderRowsInTurn.CUSTOMER,
      OrderRowsInTurn.IS_REPEAT
    };
  }

  private static Dataset<Row> made(Dataset<Row> rows, Column hash) {
    Dataset<Row> hashed = rows.withColumn("hash", hash.cast("bigint"));
    return told(hashed.repartition(3, col("hash")).sortWithinPartitions("hash"), col("hash"));
  }

  private static Dataset<Row> told(Dataset<Row> sorted, Column hash) {
    return sorted.select(
        col("*"),
        SqlFunctions.orderRowsInTurn(
            hash,
            col("order_id"),
            col("beside"),
            col("is_return"),
            col("left_out"),
            col("at"),
            col("customer"),
            col("content")));
  }

  private static List<String> texts(Dataset<Row> rows) {
    return rows.collectAsList().stream().map(Row::toString).sorted().toList();
  }
}
