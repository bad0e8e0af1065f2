package io.perennial.run;

import io.perennial.metric.Metric;
import io.perennial.metric.MetricCatalog;
import io.perennial.table.TableContract;
import io.perennial.table.output.InputReconciliationTable;
import io.perennial.table.output.RejectedRowsTable;
import io.perennial.table.output.RunHistoryTable;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Every table that is published: the metrics' and those that say what became of the inputs and of
 * the run.
 */
public final class OutputCatalog {
  public static final List<TableContract> ALL =
      Stream.concat(
              MetricCatalog.ALL.stream().map(Metric::contract),
              Stream.of(
                  InputReconciliationTable.CONTRACT,
                  RejectedRowsTable.CONTRACT,
                  RunHistoryTable.CONTRACT))
          .toList();

  private OutputCatalog() {}

  /** The contract of the table of that name, if there is one. */
  public static Optional<TableContract> find(String name) {
    return ALL.stream().filter(contract -> contract.name().equals(name)).findFirst();
  }
}
