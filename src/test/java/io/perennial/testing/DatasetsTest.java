package io.perennial.testing;

import static io.perennial.testing.Datasets.row;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetsTest {
  private static final Dataset<Row> ONE_ONE_TWO = Datasets.of("n int", row(1), row(1), row(2));

  @Test
  void rowsInAnotherOrderAreTheSameRows() {
    Datasets.assertSameRows(ONE_ONE_TWO, Datasets.of("n int", row(2), row(1), row(1)));
  }

  @Test
  void howOftenARowOccursIsToldApart() {
    assertDifferent(ONE_ONE_TWO, Datasets.of("n int", row(1), row(2), row(2)));
    assertDifferent(ONE_ONE_TWO, Datasets.of("n int", row(1), row(2)));
    assertDifferent(Datasets.of("n int"), Datasets.of("n int", row(1)));
  }

  @Test
  void theOrderOfColumnsIsToldApart() {
    assertDifferent(Datasets.of("a int, b int", row(1, 1)), Datasets.of("b int, a int", row(1, 1)));
  }

  @Test
  void anIntegerIsToldFromALong() {
    assertDifferent(Datasets.of("n int", row(1)), Datasets.of("n bigint", row(1L)));
  }

  @Test
  void theScaleOfADecimalIsToldApart() {
    assertDifferent(
        Datasets.of("n decimal(10,2)", row(new BigDecimal("1.00"))),
        Datasets.of("n decimal(10,3)", row(new BigDecimal("1.00"))));
  }

  @Test
  void nullIsToldFromZeroAndFromEmptyText() {
    assertDifferent(Datasets.of("n int", row((Object) null)), Datasets.of("n int", row(0)));
    assertDifferent(Datasets.of("t string", row((Object) null)), Datasets.of("t string", row("")));
    Datasets.assertSameRows(
        Datasets.of("n int", row((Object) null)), Datasets.of("n int", row((Object) null)));
  }

  @Test
  void nullabilityAndCommentsAreNotCompared() {
    StructType described =
        new StructType(
            new StructField[] {
              new StructField(
                  "n",
                  DataTypes.IntegerType,
                  false,
                  new MetadataBuilder().putString("comment", "A number.").build())
            });
    Datasets.assertSameRows(ONE_ONE_TWO, Datasets.of(described, row(1), row(1), row(2)));
  }

  @Test
  void mapsAreComparedByTheirEntries() {
    String ddl = "m map<string,bigint>";
    Datasets.assertSameRows(
        Datasets.of(ddl, row(Map.of("a", 1L, "b", 2L))),
        Datasets.of(ddl, row(Map.of("b", 2L, "a", 1L))));
    assertDifferent(Datasets.of(ddl, row(Map.of("a", 1L))), Datasets.of(ddl, row(Map.of("a", 2L))));
    assertDifferent(
        Datasets.of(ddl, row(Map.of("a", 1L))),
        Datasets.of("m map<string,int>", row(Map.of("a", 1))));
  }

  @Test
  void theOrderOfRowsCountsWhereItIsAskedFor() {
    Datasets.assertSameRowsInOrder(ONE_ONE_TWO, Datasets.of("n int", row(1), row(1), row(2)));
    Dataset<Row> other = Datasets.of("n int", row(2), row(1), row(1));
    assertThatThrownBy(() -> Datasets.assertSameRowsInOrder(ONE_ONE_TWO, other))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void doublesMayDifferByTheToleranceAndNothingElse() {
    String ddl = "id string, rate double, n int";
    Dataset<Row> expected = Datasets.of(ddl, row("a", 0.5, 1), row("b", 2000.0, 1));
    Datasets.assertNearlySameRows(
        expected, Datasets.of(ddl, row("b", 2000.001, 1), row("a", 0.5 + 1e-7, 1)), 1e-6);
    assertNotNear(expected, Datasets.of(ddl, row("a", 0.5001, 1), row("b", 2000.0, 1)));
    assertNotNear(expected, Datasets.of(ddl, row("a", null, 1), row("b", 2000.0, 1)));
    assertNotNear(expected, Datasets.of(ddl, row("a", Double.NaN, 1), row("b", 2000.0, 1)));
    assertNotNear(expected, Datasets.of(ddl, row("a", 0.5, 2), row("b", 2000.0, 1)));
    assertNotNear(expected, Datasets.of(ddl, row("a", 0.5, 1)));
    assertNotNear(
        expected, Datasets.of(ddl, row("a", 0.5, 1), row("a", 0.5, 1), row("b", 2000.0, 1)));
  }

  @Test
  void aGoldenFileIsReadByItsDeclaredColumns(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("rates.csv");
    Files.writeString(file, "id,on,rate,note\na,2024-02-29,0.25,\nb,,,\"\"\n");
    Datasets.assertSameRows(
        Datasets.ofCsv(
            "id string, on date, rate double, note string", "a,2024-02-29,0.25,", "b,,,\"\""),
        Datasets.golden(file, "id string, on date, rate double, note string"));
    Dataset<Row> misnamed = Datasets.golden(file, "id string, at date, rate double, note string");
    assertThatThrownBy(misnamed::collectAsList).hasStackTraceContaining("CSV header");
    Dataset<Row> mistyped = Datasets.golden(file, "id string, on int, rate double, note string");
    assertThatThrownBy(mistyped::collectAsList).hasStackTraceContaining("2024-02-29");
  }

  private static void assertDifferent(Dataset<Row> expected, Dataset<Row> actual) {
    assertThatThrownBy(() -> Datasets.assertSameRows(expected, actual))
        .isInstanceOf(AssertionError.class);
    assertThatThrownBy(() -> Datasets.assertSameRows(actual, expected))
        .isInstanceOf(AssertionError.class);
  }

  private static void assertNotNear(Dataset<Row> expected, Dataset<Row> actual) {
    assertThatThrownBy(() -> Datasets.assertNearlySameRows(expected, actual, 1e-6))
        .isInstanceOf(AssertionError.class);
  }
}
