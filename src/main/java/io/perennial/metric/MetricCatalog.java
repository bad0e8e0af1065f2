package io.perennial.metric;

import io.perennial.table.input.ContactsInput;
import io.perennial.table.input.DeparturesInput;
import io.perennial.table.input.EngagementsInput;
import io.perennial.table.input.ExperimentsInput;
import io.perennial.table.input.MembershipsInput;
import io.perennial.table.input.ProgrammeCostsInput;
import io.perennial.table.input.ReferralsInput;
import io.perennial.table.input.ReturnsInput;
import io.perennial.table.input.ShareOfWalletInput;
import io.perennial.table.input.SubscriptionsInput;
import io.perennial.table.input.SurveysInput;
import io.perennial.table.output.CategoryPairsTable;
import io.perennial.table.output.ChurnEvidenceTable;
import io.perennial.table.output.ClvModelComparisonTable;
import io.perennial.table.output.ClvModelTable;
import io.perennial.table.output.ClvValidationTable;
import io.perennial.table.output.CohortLifetimeValueTable;
import io.perennial.table.output.CohortRetentionSummaryTable;
import io.perennial.table.output.CohortRetentionTable;
import io.perennial.table.output.CompanyStageTable;
import io.perennial.table.output.ContactDriversTable;
import io.perennial.table.output.ContractRetentionTable;
import io.perennial.table.output.CustomerBaseValueTable;
import io.perennial.table.output.CustomerChurnTable;
import io.perennial.table.output.CustomerLifetimeValueTable;
import io.perennial.table.output.CustomerProfitabilityTable;
import io.perennial.table.output.DepartureReasonsTable;
import io.perennial.table.output.EngagementAndRetentionTable;
import io.perennial.table.output.EngagementIndexTable;
import io.perennial.table.output.ExperimentResultsTable;
import io.perennial.table.output.FirstOrderExperienceTable;
import io.perennial.table.output.LifecycleFlowTable;
import io.perennial.table.output.LifetimeValueBySegmentTable;
import io.perennial.table.output.OrderEconomicsTable;
import io.perennial.table.output.ProductBreadthTable;
import io.perennial.table.output.ProfitClaimsTable;
import io.perennial.table.output.ProfitConcentrationTable;
import io.perennial.table.output.ProgrammeMembersTable;
import io.perennial.table.output.PurchaseSummaryTable;
import io.perennial.table.output.RecurringRevenueMovementsTable;
import io.perennial.table.output.ReferralValueTable;
import io.perennial.table.output.ReferrerValueTable;
import io.perennial.table.output.RetentionActionsTable;
import io.perennial.table.output.RetentionByPeriodTable;
import io.perennial.table.output.RetentionCostTable;
import io.perennial.table.output.RetentionSensitivityTable;
import io.perennial.table.output.ReturnOriginsTable;
import io.perennial.table.output.RevenueConcentrationSummaryTable;
import io.perennial.table.output.RevenueConcentrationTable;
import io.perennial.table.output.RevenueReconciliationTable;
import io.perennial.table.output.RfmCutPointsTable;
import io.perennial.table.output.SatisfactionAndRetentionTable;
import io.perennial.table.output.SatisfactionTable;
import io.perennial.table.output.SegmentMigrationTable;
import io.perennial.table.output.ServiceRecoveryTable;
import io.perennial.table.output.SpendingHeadroomTable;
import io.perennial.table.output.TierMovementsTable;
import io.perennial.table.output.WalletShareTable;
import io.perennial.table.output.WinBackCandidatesTable;
import io.perennial.table.output.WinBackHistoryTable;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Every metric; the one registration from which command line, plan, writer, checks and documents
 * derive.
 */
public final class MetricCatalog {
  /** Where the cost of orders may come from; static first, since the list below is made of it. */
  private static final String[] COSTS = {"orders.cost_amount", "order_lines.unit_cost"};

  public static final List<Metric> ALL =
      List.of(
          Metric.ofOrders(PurchaseSummaryTable.CONTRACT, PurchaseSummary::of),
          Metric.ofOrders(RfmCutPointsTable.CONTRACT, RfmCutPoints::of),
          Metric.ofOrders(RetentionByPeriodTable.CONTRACT, Intermediates::retentionByPeriod),
          Metric.ofOrders(CohortRetentionTable.CONTRACT, CohortRetention::of),
          Metric.ofOrders(CohortRetentionSummaryTable.CONTRACT, CohortRetentionSummary::of),
          Metric.ofPredictions(CustomerChurnTable.CONTRACT, CustomerChurn::of),
          Metric.ofPredictions(CustomerLifetimeValueTable.CONTRACT, CustomerLifetimeValue::of),
          Metric.ofPredictions(CohortLifetimeValueTable.CONTRACT, CohortLifetimeValue::of),
          Metric.ofPredictions(CustomerBaseValueTable.CONTRACT, CustomerBaseValue::of),
          Metric.ofPredictions(
              ClvModelTable.CONTRACT,
              ModelEvidence.of(ClvModelTable.CONTRACT, Predictions.Evidence::models)),
          Metric.ofPredictions(
              ClvModelComparisonTable.CONTRACT,
              ModelEvidence.of(ClvModelComparisonTable.CONTRACT, Predictions.Evidence::comparison)),
          Metric.ofPredictions(
              ClvValidationTable.CONTRACT,
              ModelEvidence.of(ClvValidationTable.CONTRACT, Predictions.Evidence::validation)),
          Metric.ofOrders(LifetimeValueBySegmentTable.CONTRACT, LifetimeValueBySegment::of),
          Metric.ofOrders(RevenueConcentrationTable.CONTRACT, RevenueConcentration::of),
          Metric.ofOrders(
              RevenueConcentrationSummaryTable.CONTRACT, RevenueConcentrationSummary::of),
          Metric.ofOrders(RevenueReconciliationTable.CONTRACT, RevenueReconciliation::of),
          Metric.ofOrders(LifecycleFlowTable.CONTRACT, LifecycleFlow::of),
          Metric.ofOrders(CompanyStageTable.CONTRACT, CompanyStage::of),
          Metric.ofOrders(SegmentMigrationTable.CONTRACT, SegmentMigration::of),
          Metric.ofOrders(SpendingHeadroomTable.CONTRACT, SpendingHeadroom::of),
          Metric.ofOrders(RetentionSensitivityTable.CONTRACT, RetentionSensitivity::of),
          Metric.ofOrders(WinBackHistoryTable.CONTRACT, Intermediates::winBackHistory),
          Metric.ofOrders(WinBackCandidatesTable.CONTRACT, WinBackCandidates::of),
          Metric.ofPredictions(RetentionActionsTable.CONTRACT, RetentionActions::of)
              .using(Metric.Use.ORDERS, COSTS),
          Metric.ofInput(
              ContractRetentionTable.CONTRACT, SubscriptionsInput.NAME, ContractRetention::of),
          Metric.ofInput(
              RecurringRevenueMovementsTable.CONTRACT,
              SubscriptionsInput.NAME,
              RecurringRevenueMovements::of),
          Metric.ofInput(
              ExperimentResultsTable.CONTRACT, ExperimentsInput.NAME, ExperimentResults::of),
          Metric.ofInput(SatisfactionTable.CONTRACT, SurveysInput.NAME, Satisfaction::of),
          Metric.ofInput(
              SatisfactionAndRetentionTable.CONTRACT,
              SurveysInput.NAME,
              SatisfactionAndRetention::of),
          Metric.ofInput(
              DepartureReasonsTable.CONTRACT, DeparturesInput.NAME, DepartureReasons::of),
          Metric.ofInput(ChurnEvidenceTable.CONTRACT, DeparturesInput.NAME, ChurnEvidence::of),
          Metric.ofInput(EngagementIndexTable.CONTRACT, EngagementsInput.NAME, EngagementIndex::of),
          Metric.ofInput(
              EngagementAndRetentionTable.CONTRACT,
              EngagementsInput.NAME,
              EngagementAndRetention::of),
          Metric.ofInput(ReferralValueTable.CONTRACT, ReferralsInput.NAME, ReferralValue::of),
          Metric.ofInput(ReferrerValueTable.CONTRACT, ReferralsInput.NAME, ReferrerValue::of),
          Metric.ofInput(
              ProgrammeMembersTable.CONTRACT, MembershipsInput.NAME, ProgrammeMembers::of),
          Metric.ofInput(TierMovementsTable.CONTRACT, MembershipsInput.NAME, TierMovements::of),
          Metric.ofInput(WalletShareTable.CONTRACT, ShareOfWalletInput.NAME, WalletShare::of),
          Metric.ofEachOrder(OrderEconomicsTable.CONTRACT, OrderEconomics::of)
              .needing(
                  "orders.cost_amount",
                  "order_lines.unit_cost",
                  "orders.handling_minutes",
                  "orders.deviation_cost",
                  ReturnsInput.NAME,
                  ContactsInput.NAME),
          Metric.ofEachOrder(FirstOrderExperienceTable.CONTRACT, FirstOrderExperience::of)
              .needing(
                  "orders.promised_at",
                  "orders.discount_amount",
                  "orders.channel",
                  ReturnsInput.NAME,
                  ContactsInput.NAME),
          Metric.ofOrders(ServiceRecoveryTable.CONTRACT, ServiceRecovery::of)
              .needing(ContactsInput.NAME, ReturnsInput.NAME),
          Metric.ofEachOrder(ReturnOriginsTable.CONTRACT, ReturnOrigins::of)
              .needing(ReturnsInput.NAME),
          Metric.ofEachOrder(ContactDriversTable.CONTRACT, ContactDrivers::of)
              .needing(ContactsInput.NAME)
              .using(Metric.Use.LINES),
          Metric.ofEachOrder(CustomerProfitabilityTable.CONTRACT, CustomerProfitability::of)
              .needing(COSTS),
          Metric.ofEachOrder(ProfitConcentrationTable.CONTRACT, ProfitConcentration::of)
              .needing(COSTS),
          Metric.ofEachOrder(ProfitClaimsTable.CONTRACT, ProfitClaims::of).needing(COSTS),
          Metric.ofPredictions(RetentionCostTable.CONTRACT, RetentionCost::of)
              .needing(ProgrammeCostsInput.NAME),
          Metric.ofEachOrder(ProductBreadthTable.CONTRACT, ProductBreadth::of)
              .needing("order_lines.category")
              .using(Metric.Use.LINES),
          Metric.ofEachOrder(CategoryPairsTable.CONTRACT, CategoryPairs::of)
              .needing("order_lines.category")
              .using(Metric.Use.LINES));

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
