package io.perennial.metric;

import static io.perennial.testing.Histories.order;
import static io.perennial.testing.Histories.returned;
import static io.perennial.testing.Histories.rules;
import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.history.PurchaseHistory;
import io.perennial.table.Granularity;
import io.perennial.table.output.ClvModelComparisonTable;
import io.perennial.table.output.ClvModelTable;
import io.perennial.table.output.ClvValidationTable;
import io.perennial.table.output.CustomerBaseValueTable;
import io.perennial.testing.Histories;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class MetricCatalogTest {
  private static final Set<String> PREDICTED =
      Set.of(
          CustomerBaseValueTable.NAME,
          ClvModelTable.NAME,
          ClvModelComparisonTable.NAME,
          ClvValidationTable.NAME);

  @Test
  void everyMetricComputesTheColumnsAndTypesOfItsContract() {
    PurchaseHistory history =
        Histories.history(
            rules("2021-06-15", Granularity.MONTH, Granularity.YEAR),
            90,
            order("a", "2020-01-01", 10),
            order("a", "2020-01-20", 20),
            order("a", "2020-09-20", 20),
            order("b", "2021-06-15", 5),
            returned("b", "2021-06-01", 2),
            returned("c", "2020-02-01", 3));
    Intermediates shared = SharedSteps.of(history);
    for (Metric metric : MetricCatalog.computable(Set.of())) {
      Dataset<Row> rows = metric.of(shared);
      assertThat(types(rows.schema()))
          .as(metric.contract().name())
          .isEqualTo(types(metric.contract().schema()));
      // Without a model there is nothing to say of models.
      if (PREDICTED.contains(metric.contract().name())) {
        assertThat(rows.count()).as(metric.contract().name()).isZero();
      } else {
        assertThat(rows.count()).as(metric.contract().name()).isPositive();
      }
    }
  }

  /** With customers by the million, what meets in one partition must not be as many as they are. */
  @Test
  void noMetricBringsAllCustomersTogetherInOnePartition() {
    PurchaseHistory history =
        Histories.history(rules("2021-06-15", Granularity.MONTH), 90, order("a", "2020-01-01", 10));
    Map<String, List<String>> found = new TreeMap<>();
    for (Metric metric : MetricCatalog.computable(Set.of())) {
      found.put(
          metric.contract().name(),
          GlobalWindows.of(metric.of(history).queryExecution().optimizedPlan()));
    }
    found.values().removeIf(List::isEmpty);
    assertThat(found).isEmpty();
  }

  private static String types(StructType schema) {
    StringBuilder types = new StringBuilder();
    for (var field : schema.fields()) {
      types.append(field.name()).append(' ').append(field.dataType().sql()).append('\n');
    }
    return types.toString();
  }
}
