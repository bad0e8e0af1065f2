package io.perennial.run;

import io.perennial.config.Configuration;
import io.perennial.config.InputTable;
import io.perennial.config.Segment;
import io.perennial.history.ActionRules;
import io.perennial.history.DepartureRules;
import io.perennial.history.EngagementRules;
import io.perennial.history.HistoryRules;
import io.perennial.history.SegmentRule;
import io.perennial.history.TrialRules;
import io.perennial.table.LedgerTable;
import io.perennial.table.input.CustomersInput;
import io.perennial.table.input.SubscriptionsInput;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Translates the configuration into what the history and the metrics are asked for. */
final class Settings {
  private Settings() {}

  static HistoryRules history(Configuration configuration) {
    return new HistoryRules(
        configuration.asOfDate(),
        configuration.weekStart(),
        configuration.cohorts().granularities(),
        configuration.cohorts().start(),
        configuration.retention().granularities(),
        configuration.segments().stream()
            .filter(segment -> !segment.table().equals(SubscriptionsInput.NAME))
            .map(Settings::segment)
            .toList(),
        configuration.quality().minimumGroupSize(),
        configuration.churn().atRiskAfterTypicalGaps(),
        new TrialRules(
            configuration.experiments().control(),
            configuration.experiments().outcomeDays(),
            configuration.experiments().prePeriodDays(),
            configuration.experiments().plannedSizes()),
        new EngagementRules(
            configuration.engagement().windowDays(),
            configuration.engagement().weights(),
            configuration.engagement().waveringDrop()),
        new ActionRules(
            configuration.retentionActions().budget(),
            configuration.retentionActions().costPerAction(),
            configuration.retentionActions().recoverWithinDays()),
        new DepartureRules(
            configuration.departures().priceReasons(), configuration.departures().serviceReasons()),
        configuration.costs().handlingCostPerHour());
  }

  /** The segments by which subscriptions are sliced: their own and those of customers. */
  static List<SegmentRule> ofSubscriptions(Configuration configuration) {
    return configuration.segments().stream()
        .filter(
            segment ->
                segment.table().equals(SubscriptionsInput.NAME)
                    || segment.table().equals(CustomersInput.NAME))
        .map(Settings::segment)
        .toList();
  }

  /** The input tables that are configured, and each column that they map after its table's name. */
  static Set<String> given(Configuration configuration) {
    Set<String> given = new TreeSet<>();
    for (InputTable table : configuration.inputs().values()) {
      given.add(table.name());
      table.mapping().keySet().forEach(column -> given.add(table.name() + "." + column));
    }
    return given;
  }

  private static SegmentRule segment(Segment segment) {
    boolean ofCustomer = segment.table().equals(CustomersInput.NAME);
    boolean isColumn =
        ofCustomer && CustomersInput.CONTRACT.slicing().contains(segment.attribute());
    return new SegmentRule(
        segment.name(),
        ofCustomer,
        isColumn ? segment.attribute() : LedgerTable.attribute(segment.attribute()));
  }
}
