package io.perennial.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.perennial.run.OutputCatalog;
import io.perennial.testing.GeneratedDocument;
import io.perennial.testing.SharedSpark;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class TablesPageTest {
  @Test
  void theCommittedPageIsWhatTheContractsSay() {
    GeneratedDocument.verify(
        Path.of("src/site/markdown/tables.md"), TablesPage.page(OutputCatalog.ALL));
  }

  @TestFactory
  Stream<DynamicTest> everyExampleQueryRunsOverItsTable() {
    SparkSession spark = SharedSpark.session().newSession();
    OutputCatalog.ALL.forEach(
        contract ->
            spark
                .createDataFrame(List.of(), contract.schema())
                .createOrReplaceTempView(contract.name()));
    return OutputCatalog.ALL.stream()
        .map(
            contract ->
                DynamicTest.dynamicTest(
                    contract.name(),
                    () ->
                        assertThatCode(() -> spark.sql(contract.exampleSql()).collectAsList())
                            .as(contract.exampleSql())
                            .doesNotThrowAnyException()));
  }

  @Test
  void aSectionTellsGrainKeyColumnsConstraintsAndExample() {
    TableContract contract =
        new TableContract(
            "orders_by_day",
            "One row is one day.",
            List.of(
                ColumnContract.required("day", Types.DATE, "The day."),
                ColumnContract.optional("net_revenue", Types.MONEY, "Gross | net\nof returns.")),
            List.of("day"),
            List.of(new RowConstraint("net", "net_revenue >= 0", "Revenue is not negative.")),
            List.of(new TotalConstraint("rows", "count(*) > 0", "There is a day.")),
            "Which day was best?",
            "SELECT day FROM orders_by_day ORDER BY net_revenue DESC, day LIMIT 1");
    assertThat(TablesPage.section(contract))
        .isEqualTo(
            """
            ## orders_by_day

            One row is one day.

            Key: `day`

            | column | type | null | meaning |
            | --- | --- | --- | --- |
            | `day` | date | no | The day. |
            | `net_revenue` | decimal(20,2) | yes | Gross \\| net of returns. |

            In every row:

            - Revenue is not negative. (`net_revenue >= 0`)

            In the table as a whole (`:name` is a total of the run):

            - There is a day. (`count(*) > 0`)

            Example: Which day was best?

            ```sql
            SELECT day FROM orders_by_day ORDER BY net_revenue DESC, day LIMIT 1
            ```
            """);
  }

  @Test
  void theListNamesEveryTableOnce() {
    String page = TablesPage.page(OutputCatalog.ALL);
    assertThat(OutputCatalog.ALL)
        .allSatisfy(
            contract ->
                assertThat(page)
                    .containsOnlyOnce("| [`" + contract.name() + "`](#" + contract.name() + ") |")
                    .containsOnlyOnce("\n## " + contract.name() + "\n"));
  }
}
