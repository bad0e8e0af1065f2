package io.perennial.table;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.table.LedgerInTurn.Kind;
import io.perennial.testing.SharedSpark;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.exchange.ShuffleExchangeLike;
import org.junit.jupiter.api.Test;
import scala.jdk.javaapi.CollectionConverters;

class LedgerInTurnTest {
  private static final List<Kind> KINDS =
      List.of(
          Kind.KEY, Kind.KEY, Kind.KEY, Kind.KEY, Kind.SUM, Kind.SUM, Kind.LEAST, Kind.GREATEST);
  private static final List<String> VALUES =
      List.of("place", "accepted", "day", "shop", "orders", "units", "first_at", "last_at");

  /**
   * Days with several rows, returns before the first order and without one, days before 1970,
   * places that are accepted and not, two shops a day, and rows without units.
   */
  private static final String ROWS =
      """
      select if(id % 31 = 0, concat(' ', id % 5), concat('C', id * 7919 % 97)) as place,
        id % 31 <> 0 and id % 11 <> 0 as accepted,
        date_add(date'1969-06-01', int(id * id % 700)) as day,
        if(SHOPS and id % 3 = 0, 'a', 'b') as shop,
        if(id * 7919 % 97 % 9 = 0 or id % 4 = 0, 0L, 1L) as orders,
        if(id % 13 = 0, null, id * 100 - 70000) as units,
        if(id % 4 = 0, null, timestamp_seconds(id % 17)) as first_at,
        if(id % 4 = 0, null, timestamp_seconds(id % 19)) as last_at
      from range(3000)
      """;

  private static final String SUMMED =
      """
      with summed as (
        select place, accepted, day, shop, sum(orders) as orders, sum(units) as units,
          min(first_at) as first_at, max(last_at) as last_at
        from ledger_rows group by place, accepted, day, shop
      )
      select *,
        if(accepted, min(if(orders > 0, day, null)) over (partition by place, accepted), null),
        if(accepted and orders > 0, datediff(day, last(if(orders > 0, day, null), true) over (
          partition by place, accepted order by day
          rows between unbounded preceding and 1 preceding)), null),
        if(accepted, lead(day) over (partition by place, accepted order by day), null)
      from summed
      """;

  @Test
  void theRowsAreThoseOfAnAggregationAndOfWindows() {
    assertThat(accepted(inTurn(rows(false), LedgerInTurn.turn(col("place"), col("day")))))
        .hasSizeGreaterThan(1000)
        .isEqualTo(accepted(SharedSpark.session().sql(SUMMED)));
  }

  @Test
  void customersWhoseTurnsAreTheSameAreToldApart() {
    // Everybody in one of three: only the first of them does not wait.
    Column three = LedgerInTurn.turn(expr("cast(length(place) as string)"), col("day"));
    assertThat(accepted(inTurn(rows(false), three)))
        .isEqualTo(accepted(SharedSpark.session().sql(SUMMED)));
    assertThat(inOrder(inTurn(rows(false), three))).isTrue();
  }

  @Test
  void rowsOfADayThatDifferInAKeyAreSummedApart() {
    List<String> kept = List.of("place", "accepted", "day", "shop", "orders", "units");
    Column[] columns = kept.stream().map(name -> col(name)).toArray(Column[]::new);
    Dataset<Row> rows = rows(true);
    Dataset<Row> made = inTurn(rows, LedgerInTurn.turn(col("place"), col("day")));
    assertThat(accepted(made.select(columns)))
        .isEqualTo(accepted(SharedSpark.session().sql(SUMMED).select(columns)));
    assertThat(made.filter("accepted").count())
        .isGreaterThan(rows.filter("accepted").select("place", "day").distinct().count());
  }

  @Test
  void rowsThatAreNotAcceptedAreAllAccountedFor() {
    String sums = "sum(orders), sum(units), min(first_at), max(last_at)";
    inTurn(rows(false), LedgerInTurn.turn(col("place"), col("day")))
        .createOrReplaceTempView("ledger_made");
    String query = "select place, %s from %s where not accepted group by place order by place";
    List<Row> made =
        SharedSpark.session().sql(query.formatted(sums, "ledger_made")).collectAsList();
    assertThat(made)
        .isNotEmpty()
        .isEqualTo(SharedSpark.session().sql(query.formatted(sums, "ledger_rows")).collectAsList());
  }

  @Test
  void sparkKnowsThatTheRowsOfAPlaceStillLieTogether() {
    Dataset<Row> made = inTurn(rows(false), LedgerInTurn.turn(col("place"), col("day")));
    Dataset<Row> grouped = made.groupBy("place").count();
    assertThat(shuffles(made)).isEqualTo(1);
    assertThat(shuffles(grouped)).isEqualTo(1);
    assertThat(grouped.count()).isEqualTo(rows(false).select("place").distinct().count());
  }

  @Test
  void rowsThatDoNotComeInTheirOrderEndTheQuery() {
    Dataset<Row> rows = rows(false).coalesce(1);
    Column turn = LedgerInTurn.turn(col("place"), col("day"));
    assertThatThrownBy(() -> made(rows.sortWithinPartitions(turn.desc()), turn).collectAsList())
        .hasStackTraceContaining("did not pass by in turn");
    Column ofNoDay = LedgerInTurn.turn(col("place"), lit(null).cast("date"));
    assertThatThrownBy(() -> made(rows.sortWithinPartitions(ofNoDay), ofNoDay).collectAsList())
        .hasStackTraceContaining("the turn of another day");
  }

  private static Dataset<Row> rows(boolean hasShops) {
    Dataset<Row> rows = SharedSpark.session().sql(ROWS.replace("SHOPS", String.valueOf(hasShops)));
    rows.createOrReplaceTempView("ledger_rows");
    return rows;
  }

  private static Dataset<Row> inTurn(Dataset<Row> rows, Column turn) {
    return made(rows.repartition(3, col("place")).sortWithinPartitions(turn), turn);
  }

  private static Dataset<Row> made(Dataset<Row> sorted, Column turn) {
    List<Column> values = VALUES.stream().map(name -> (Column) col(name)).toList();
    Dataset<Row> made = sorted.select(SqlFunctions.ledgerInTurn(turn, KINDS, values));
    List<Column> named = new ArrayList<>();
    for (int i = 0; i < VALUES.size(); i++) {
      named.add(col(LedgerInTurn.value(i)).as(VALUES.get(i)));
    }
    named.add(col(LedgerInTurn.FIRST_ORDER_DATE));
    named.add(col(LedgerInTurn.GAP_DAYS));
    named.add(col(LedgerInTurn.NEXT_DATE));
    return made.select(named.toArray(Column[]::new));
  }

  private static List<String> accepted(Dataset<Row> rows) {
    return rows.filter("accepted").collectAsList().stream().map(Row::toString).sorted().toList();
  }

  /** Whether each row names the next one of its customer, as whoever goes over them demands. */
  private static boolean inOrder(Dataset<Row> made) {
    Dataset<Row> totals =
        made.filter("accepted")
            .select(
                SqlFunctions.totalsInTurn(
                    col("place"),
                    col("day"),
                    col(LedgerInTurn.NEXT_DATE),
                    col("orders"),
                    coalesce(col("units"), lit(0L)),
                    col("units"),
                    col("first_at"),
                    col("last_at"),
                    col(LedgerInTurn.GAP_DAYS),
                    col(LedgerInTurn.FIRST_ORDER_DATE),
                    col(LedgerInTurn.FIRST_ORDER_DATE),
                    lit("1970-01-01").cast("date")));
    return totals.count() == made.filter("accepted").select("place").distinct().count();
  }

  private static long shuffles(Dataset<Row> rows) {
    return shuffles(rows.queryExecution().executedPlan());
  }

  private static long shuffles(SparkPlan plan) {
    return (plan instanceof ShuffleExchangeLike ? 1 : 0)
        + CollectionConverters.asJava(plan.children()).stream()
            .mapToLong(LedgerInTurnTest::shuffles)
            .sum();
  }
}
