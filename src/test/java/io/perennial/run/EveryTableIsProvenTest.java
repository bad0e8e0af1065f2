package io.perennial.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.metric.Metric;
import io.perennial.metric.MetricCatalog;
import io.perennial.reference.ReferenceTables;
import io.perennial.table.output.ClvModelComparisonTable;
import io.perennial.table.output.ClvModelTable;
import io.perennial.table.output.ClvValidationTable;
import io.perennial.table.output.ContractRetentionTable;
import io.perennial.table.output.CustomerBaseValueTable;
import io.perennial.table.output.CustomerLifetimeValueTable;
import io.perennial.table.output.RevenueReconciliationTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * No table is published whose figures nothing but its own code has found: each is recomputed by
 * another engine's SQL ({@link Recomputation}) or by the reference ({@link ReferenceTables}), and
 * what neither can find, because a model is fitted for it, is held against published figures or
 * against formulas worked out in a test that is named here.
 */
class EveryTableIsProvenTest {
  private static final Path TESTS = Path.of("src", "test", "java", "io", "perennial");

  /** Of tables, or of the columns of a table that the reference leaves out. */
  private static final Map<String, String> PROVEN_BY_ITS_OWN_TEST =
      Map.of(
          ClvModelTable.NAME, "run/CdnowLifetimeValueTest",
          ClvModelComparisonTable.NAME, "metric/HoldoutTest",
          ClvValidationTable.NAME, "run/CdnowLifetimeValueTest",
          CustomerLifetimeValueTable.NAME, "run/CdnowLifetimeValueTest",
          CustomerBaseValueTable.NAME, "metric/CustomerBaseValueTest",
          ContractRetentionTable.NAME, "run/SubscriptionsTest",
          RevenueReconciliationTable.NAME, "run/DemoRecoveryTest");

  @Test
  void everyTableIsRecomputedOrHeldAgainstPublishedFigures() {
    Set<String> unproven = new TreeSet<>(tables());
    unproven.removeAll(Recomputation.tables());
    unproven.removeAll(recomputedByTheReference());
    unproven.removeAll(PROVEN_BY_ITS_OWN_TEST.keySet());
    assertThat(unproven).isEmpty();
  }

  @Test
  void whatTheReferenceLeavesOutIsProvenElsewhere() {
    List<String> unproven = new ArrayList<>();
    for (String table : recomputedByTheReference()) {
      boolean isWhole = ReferenceTables.undefinedColumns(table).isEmpty();
      if (!isWhole
          && !Recomputation.tables().contains(table)
          && !PROVEN_BY_ITS_OWN_TEST.containsKey(table)) {
        unproven.add(table + " " + ReferenceTables.undefinedColumns(table));
      }
    }
    assertThat(unproven).isEmpty();
  }

  @Test
  void everyNamedTestLooksAtItsTable() throws IOException {
    for (Map.Entry<String, String> named : PROVEN_BY_ITS_OWN_TEST.entrySet()) {
      assertThat(TESTS.resolve(named.getValue() + ".java"))
          .content()
          .contains(contractOf(named.getKey()) + ".");
    }
  }

  @Test
  void nothingIsProvenThatIsNotPublished() throws IOException {
    assertThat(tables()).containsAll(PROVEN_BY_ITS_OWN_TEST.keySet());
    try (Stream<Path> queries = Files.list(Recomputation.QUERIES)) {
      assertThat(queries.filter(query -> !query.equals(Recomputation.MACROS)))
          .allSatisfy(
              query ->
                  assertThat(tables())
                      .contains(query.getFileName().toString().replaceAll("\\.sql$", "")));
    }
  }

  private static Set<String> tables() {
    return names(MetricCatalog.ALL);
  }

  private static Set<String> recomputedByTheReference() {
    return names(ReferenceTables.metrics());
  }

  private static Set<String> names(List<Metric> metrics) {
    return metrics.stream()
        .map(metric -> metric.contract().name())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** {@code ClvModelTable} of {@code clv_model}. */
  private static String contractOf(String table) {
    return Stream.of(table.split("_"))
            .map(word -> Character.toUpperCase(word.charAt(0)) + word.substring(1))
            .collect(Collectors.joining())
        + "Table";
  }
}
