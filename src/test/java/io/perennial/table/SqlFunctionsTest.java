package io.perennial.table;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.testing.SharedSpark;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class SqlFunctionsTest {
  private static Dataset<Row> texts(String... values) {
    return SharedSpark.session().createDataset(List.of(values), Encoders.STRING()).toDF("text");
  }

  @Test
  void twoAttemptsThatShareAFailingPartFailApart() {
    List<Row> rows =
        texts("1", "x")
            .select(
                col("text"),
                SqlFunctions.attempt(expr("cast(text as int) + 1")).as("first"),
                SqlFunctions.attempt(expr("cast(text as int) + 2")).as("second"),
                SqlFunctions.attempt(expr("cast(text as int) + 2")).isNull().as("second_failed"))
            .select("text", "first.value", "second.value", "second_failed")
            .orderBy("text")
            .collectAsList();
    assertThat(rows.toString()).isEqualTo("[[1,2,3,false], [x,null,null,true]]");
  }

  @Test
  void anAttemptTellsANullFromAFailure() {
    List<Row> rows =
        texts("", "x")
            .select(SqlFunctions.attempt(expr("cast(nullif(text, '') as int)")).as("outcome"))
            .collectAsList();
    assertThat(rows.get(0).isNullAt(0)).isFalse();
    assertThat(rows.get(1).isNullAt(0)).isTrue();
  }

  @Test
  void anAttemptAtSomethingThatAlwaysThrowsIsNullWhereverItStands() {
    Dataset<Row> rows =
        texts("a", "b").filter(SqlFunctions.attempt(expr("text = 'a' or 1 / 0 = 1")).isNull());
    assertThat(rows.count()).isEqualTo(1);
  }

  @Test
  void unitsAreTheAmountWithoutItsPointAndBack() {
    Row row =
        texts("-99999999999999.9999")
            .select(col("text").cast(Types.AMOUNT).as("amount"))
            .select(SqlFunctions.units(col("amount")).as("units"))
            .select(col("units"), SqlFunctions.amount(col("units")))
            .head();
    assertThat(row.getLong(0)).isEqualTo(-999_999_999_999_999_999L);
    assertThat(row.getDecimal(1)).isEqualByComparingTo("-99999999999999.9999");
  }
}
