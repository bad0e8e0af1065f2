package io.perennial.metric;

import io.perennial.table.output.ClvModelComparisonTable;
import io.perennial.table.output.ClvModelTable;
import io.perennial.table.output.ClvValidationTable;
import io.perennial.table.output.CohortLifetimeValueTable;
import io.perennial.table.output.CohortRetentionSummaryTable;
import io.perennial.table.output.CohortRetentionTable;
import io.perennial.table.output.CustomerBaseValueTable;
import io.perennial.table.output.CustomerChurnTable;
import io.perennial.table.output.CustomerLifetimeValueTable;
import io.perennial.table.output.LifetimeValueBySegmentTable;
import io.perennial.table.output.PurchaseSummaryTable;
import io.perennial.table.output.RetentionByPeriodTable;
import io.perennial.table.output.RevenueConcentrationSummaryTable;
import io.perennial.table.output.RevenueConcentrationTable;
import io.perennial.table.output.RevenueReconciliationTable;
import io.perennial.table.output.RfmCutPointsTable;
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
          new Metric(CustomerChurnTable.CONTRACT, CustomerChurn::of, true),
          new Metric(CustomerLifetimeValueTable.CONTRACT, CustomerLifetimeValue::of, true),
          new Metric(CohortLifetimeValueTable.CONTRACT, CohortLifetimeValue::of, true),
          new Metric(CustomerBaseValueTable.CONTRACT, CustomerBaseValue::of, true),
          new Metric(
              ClvModelTable.CONTRACT,
              ModelEvidence.of(ClvModelTable.CONTRACT, Predictions.Evidence::models),
              true),
          new Metric(
              ClvModelComparisonTable.CONTRACT,
              ModelEvidence.of(ClvModelComparisonTable.CONTRACT, Predictions.Evidence::comparison),
              true),
          new Metric(
              ClvValidationTable.CONTRACT,
              ModelEvidence.of(ClvValidationTable.CONTRACT, Predictions.Evidence::validation),
              true),
          new Metric(LifetimeValueBySegmentTable.CONTRACT, LifetimeValueBySegment::of),
          new Metric(RevenueConcentrationTable.CONTRACT, RevenueConcentration::of),
          new Metric(RevenueConcentrationSummaryTable.CONTRACT, RevenueConcentrationSummary::of),
          new Metric(RevenueReconciliationTable.CONTRACT, RevenueReconciliation::of));

  private MetricCatalog() {}

  /** The metric whose table has that name, if there is one. */
  public static Optional<Metric> find(String name) {
    return ALL.stream().filter(metric -> metric.contract().name().equals(name)).findFirst();
  }
}
