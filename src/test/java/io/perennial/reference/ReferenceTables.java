package io.perennial.reference;

import io.perennial.metric.Metric;
import io.perennial.metric.MetricCatalog;
import io.perennial.table.output.ClvModelComparisonTable;
import io.perennial.table.output.ClvModelTable;
import io.perennial.table.output.ClvValidationTable;
import io.perennial.table.output.CohortLifetimeValueTable;
import io.perennial.table.output.CohortRetentionSummaryTable;
import io.perennial.table.output.CohortRetentionTable;
import io.perennial.table.output.CompanyStageTable;
import io.perennial.table.output.CustomerBaseValueTable;
import io.perennial.table.output.CustomerChurnTable;
import io.perennial.table.output.CustomerLifetimeValueTable;
import io.perennial.table.output.LifecycleFlowTable;
import io.perennial.table.output.LifetimeValueBySegmentTable;
import io.perennial.table.output.PurchaseSummaryTable;
import io.perennial.table.output.RetentionActionsTable;
import io.perennial.table.output.RetentionByPeriodTable;
import io.perennial.table.output.RetentionSensitivityTable;
import io.perennial.table.output.RevenueConcentrationSummaryTable;
import io.perennial.table.output.RevenueConcentrationTable;
import io.perennial.table.output.RevenueReconciliationTable;
import io.perennial.table.output.RfmCutPointsTable;
import io.perennial.table.output.SegmentMigrationTable;
import io.perennial.table.output.SpendingHeadroomTable;
import io.perennial.table.output.WinBackCandidatesTable;
import io.perennial.table.output.WinBackHistoryTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Every published table over some events, by the tables' names.
 *
 * @param events all events
 * @param slices the slices of rate tables, the total among them
 * @param settings what is asked for
 */
public record ReferenceTables(List<Event> events, List<Slice> slices, ReferenceSettings settings) {
  /** The columns that no definition settles, by table. */
  private static final Map<String, Set<String>> UNDEFINED =
      Map.of(
          PurchaseSummaryTable.NAME,
          Set.of(PurchaseSummaryTable.RFM_SEGMENT),
          RevenueReconciliationTable.NAME,
          Set.of(
              RevenueReconciliationTable.LINE_NUMBER,
              RevenueReconciliationTable.MEANING,
              RevenueReconciliationTable.CUSTOMERS,
              RevenueReconciliationTable.DIFFERENCE),
          CustomerChurnTable.NAME,
          Set.of(CustomerChurnTable.PROBABILITY_ALIVE),
          CustomerLifetimeValueTable.NAME,
          Set.of(
              CustomerLifetimeValueTable.MODEL,
              CustomerLifetimeValueTable.PROBABILITY_ALIVE,
              CustomerLifetimeValueTable.PROBABILITY_ALIVE_IS_CERTAIN,
              CustomerLifetimeValueTable.EXPECTED_ORDERS,
              CustomerLifetimeValueTable.EXPECTED_ORDERS_LOW,
              CustomerLifetimeValueTable.EXPECTED_ORDERS_HIGH,
              CustomerLifetimeValueTable.EXPECTED_SPEND_PER_ORDER,
              CustomerLifetimeValueTable.VALUE_BASIS,
              CustomerLifetimeValueTable.PREDICTED_VALUE,
              CustomerLifetimeValueTable.PREDICTED_VALUE_LOW,
              CustomerLifetimeValueTable.PREDICTED_VALUE_HIGH,
              CustomerLifetimeValueTable.VALUE_RANK,
              CustomerLifetimeValueTable.VALUE_DECILE),
          CohortLifetimeValueTable.NAME,
          Set.of(
              CohortLifetimeValueTable.EXPECTED_REMAINING_VALUE,
              CohortLifetimeValueTable.EXPECTED_VALUE,
              CohortLifetimeValueTable.EXPECTED_VALUE_PER_CUSTOMER,
              CohortLifetimeValueTable.ACQUISITION_COST,
              CohortLifetimeValueTable.PAYBACK_MONTH));

  /** The tables that consist of predictions and of what is said about them. */
  private static final Set<String> PREDICTED =
      Set.of(
          CustomerBaseValueTable.NAME,
          ClvModelTable.NAME,
          ClvModelComparisonTable.NAME,
          ClvValidationTable.NAME);

  /** The tables that plain SQL recomputes instead, in src/test/resources/recomputation. */
  private static final Set<String> RECOMPUTED_BY_SQL =
      Set.of(
          LifecycleFlowTable.NAME,
          CompanyStageTable.NAME,
          SegmentMigrationTable.NAME,
          SpendingHeadroomTable.NAME,
          RetentionSensitivityTable.NAME,
          WinBackHistoryTable.NAME,
          WinBackCandidatesTable.NAME,
          RetentionActionsTable.NAME);

  public ReferenceTables {
    events = List.copyOf(events);
    slices = List.copyOf(slices);
  }

  /** The tables that orders suffice for, that need no model and that have a reference here. */
  public static List<Metric> metrics() {
    return MetricCatalog.computable(Set.of()).stream()
        .filter(metric -> !PREDICTED.contains(metric.contract().name()))
        .filter(metric -> !RECOMPUTED_BY_SQL.contains(metric.contract().name()))
        .toList();
  }

  /** The columns of a table that the reference leaves out. */
  public static Set<String> undefinedColumns(String table) {
    return UNDEFINED.getOrDefault(table, Set.of());
  }

  /** The rows of a table; an unknown name is an error of the caller's. */
  public List<? extends Record> rows(String table) {
    int window = Quantiles.activityWindowDays(events, settings);
    return switch (table) {
      case PurchaseSummaryTable.NAME -> PurchaseSummary.of(events, settings);
      case RfmCutPointsTable.NAME -> RfmCutPoint.of(events, settings);
      case RetentionByPeriodTable.NAME ->
          perSlice(slice -> RetentionByPeriod.of(slice, window, settings));
      case CohortRetentionTable.NAME -> perSlice(slice -> CohortRetention.of(slice, settings));
      case CohortRetentionSummaryTable.NAME ->
          perSlice(slice -> CohortRetentionSummary.of(slice, settings));
      case CustomerChurnTable.NAME -> CustomerChurn.of(events, settings);
      case CustomerLifetimeValueTable.NAME -> CustomerLifetimeValue.of(events, settings);
      case CohortLifetimeValueTable.NAME -> CohortLifetimeValue.of(events, settings);
      case LifetimeValueBySegmentTable.NAME ->
          perSlice(slice -> LifetimeValueBySegment.of(slice, window, settings).stream().toList());
      case RevenueConcentrationTable.NAME ->
          perSlice(slice -> RevenueConcentration.of(slice, settings));
      case RevenueConcentrationSummaryTable.NAME ->
          perSlice(slice -> RevenueConcentrationSummary.of(slice, settings));
      case RevenueReconciliationTable.NAME -> RevenueReconciliation.of(events, settings).lines();
      default -> throw new IllegalArgumentException("There is no reference of " + table);
    };
  }

  private <T extends Record> List<T> perSlice(Function<Slice, List<T>> table) {
    List<T> rows = new ArrayList<>();
    slices.forEach(slice -> rows.addAll(table.apply(slice)));
    return rows;
  }
}
