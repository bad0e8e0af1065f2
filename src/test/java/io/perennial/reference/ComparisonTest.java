package io.perennial.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.table.output.RfmCutPointsTable;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;
import org.junit.jupiter.api.Test;

class ComparisonTest {
  private static final List<RfmCutPoint> EXPECTED = List.of(new RfmCutPoint("orders", 0.2, 3.5));

  @Test
  void equalRowsHaveNoDifferences() {
    assertThat(differences(row("orders", 0.2, 3.5))).isEmpty();
  }

  @Test
  void aWrongAMissingASuperfluousAndARepeatedRowAreNamed() {
    assertThat(differences(row("orders", 0.2, 3.6)))
        .containsExactly("rfm_cut_points [orders, 0.2] cut_point is 3.6, should be 3.5");
    assertThat(differences()).singleElement().asString().contains("is missing");
    assertThat(differences(row("orders", 0.2, 3.5), row("orders", 0.4, 3.5)))
        .singleElement()
        .asString()
        .contains("should not be");
    assertThat(differences(row("orders", 0.2, 3.5), row("orders", 0.2, 3.5)))
        .singleElement()
        .asString()
        .contains("is there twice");
  }

  @Test
  void twoComputationsAreComparedInTheSameWay() {
    List<Row> rows = List.of(row("orders", 0.2, 3.5));
    assertThat(Comparison.differences(RfmCutPointsTable.CONTRACT, rows, rows)).isEmpty();
    assertThat(
            Comparison.differences(
                RfmCutPointsTable.CONTRACT, rows, List.of(row("orders", 0.2, 3.6))))
        .hasSize(1);
  }

  @Test
  void componentsAreNamedAsColumnsAre() {
    assertThat(Comparison.snakeCase("revenueLast365Days")).isEqualTo("revenue_last_365_days");
    assertThat(Comparison.snakeCase("customersFor80Percent")).isEqualTo("customers_for_80_percent");
    assertThat(Comparison.snakeCase("isComplete")).isEqualTo("is_complete");
  }

  private static List<String> differences(Row... rows) {
    return Comparison.differences(RfmCutPointsTable.CONTRACT, EXPECTED, List.of(rows), Set.of());
  }

  private static Row row(String measure, double quantile, double cutPoint) {
    Object[] values = {measure, quantile, cutPoint};
    return new GenericRowWithSchema(values, RfmCutPointsTable.CONTRACT.schema());
  }
}
