package io.perennial.metric;

import io.perennial.table.input.SubscriptionsInput;
import io.perennial.table.output.CohortRetentionSummaryTable;
import io.perennial.table.output.CohortRetentionTable;
import io.perennial.table.output.ContractRetentionTable;
import io.perennial.table.output.CustomerChurnTable;
import io.perennial.table.output.CustomerLifetimeValueTable;
import io.perennial.table.output.LifetimeValueBySegmentTable;
import io.perennial.table.output.PurchaseSummaryTable;
import io.perennial.table.output.RecurringRevenueMovementsTable;
import io.perennial.table.output.RetentionByPeriodTable;
import io.perennial.table.output.RevenueConcentrationSummaryTable;
import io.perennial.table.output.RevenueConcentrationTable;
import io.perennial.table.output.RevenueReconciliationTable;
import io.perennial.table.output.RfmCutPointsTable;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Every metric; the one registration from which command line, plan, writer, checks and documents
 * derive.
 */
public final class MetricCatalog {
  public static final List<Metric> ALL =
      List.of(
          new Metric(PurchaseSummaryTable.CONTRACT, PurchaseSummary::of),
          new Metric(RfmCutPointsTable.CONTRACT, RfmCutPoints::of),
          new Metric(RetentionByPeriodTable.CONTRACT, RetentionByPeriod::of),
          new Metric(CohortRetentionTable.CONTRACT, CohortRetention::of),
          new Metric(CohortRetentionSummaryTable.CONTRACT, CohortRetentionSummary::of),
          new Metric(CustomerChurnTable.CONTRACT, CustomerChurn::of),
          new Metric(CustomerLifetimeValueTable.CONTRACT, CustomerLifetimeValue::of),
          new Metric(LifetimeValueBySegmentTable.CONTRACT, LifetimeValueBySegment::of),
          new Metric(RevenueConcentrationTable.CONTRACT, RevenueConcentration::of),
          new Metric(RevenueConcentrationSummaryTable.CONTRACT, RevenueConcentrationSummary::of),
          new Metric(RevenueReconciliationTable.CONTRACT, RevenueReconciliation::of),
          new Metric(
              ContractRetentionTable.CONTRACT,
              List.of(SubscriptionsInput.NAME),
              ContractRetention::of),
          new Metric(
              RecurringRevenueMovementsTable.CONTRACT,
              List.of(SubscriptionsInput.NAME),
              RecurringRevenueMovements::of));

  private MetricCatalog() {}

  /** The metrics that orders and the given optional input tables suffice for. */
  public static List<Metric> computable(Collection<String> inputs) {
    return ALL.stream().filter(metric -> metric.lacks(inputs).isEmpty()).toList();
  }

  /** The metric whose table has that name, if there is one. */
  public static Optional<Metric> find(String name) {
    return ALL.stream().filter(metric -> metric.contract().name().equals(name)).findFirst();
  }
}
