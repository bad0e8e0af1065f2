package io.perennial.metric;

import static io.perennial.testing.Histories.order;
import static io.perennial.testing.Histories.rules;
import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.history.ActionRules;
import io.perennial.history.EngagementRules;
import io.perennial.history.HistoryRules;
import io.perennial.history.PurchaseHistory;
import io.perennial.history.TrialRules;
import io.perennial.reference.Event;
import io.perennial.table.Granularity;
import io.perennial.table.LedgerTable;
import io.perennial.table.input.ContactsInput;
import io.perennial.table.input.ReturnsInput;
import io.perennial.table.output.RetentionActionsTable;
import io.perennial.testing.Datasets;
import io.perennial.testing.Histories;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class RetentionActionsTest {
  /** Half of six customers bought on a second day; nobody's cost is known but one's. */
  @Test
  void everyCustomerHasTheFirstActionThatApplies() {
    Map<String, Row> rows =
        actions(
            ActionRules.UNLIMITED,
            order("champion", "2024-10-01", 50),
            order("champion", "2024-11-01", 50),
            order("champion", "2024-12-01", 50),
            order("champion", "2024-12-31", 50),
            order("silent", "2024-08-01", 40),
            order("silent", "2024-08-11", 40),
            order("silent", "2024-12-01", 20),
            order("once", "2024-12-30", 30),
            order("small", "2024-12-21", 1),
            order("gone", "2022-01-01", 80),
            costly("costly", "2024-12-30", 10, 15),
            costly("costly", "2024-12-31", 10, 15));
    assertThat(action(rows, "champion")).isEqualTo("thank 200.00");
    assertThat(evidence(rows, "champion")).contains("ordered on the as-of date; ");
    // Ten and 112 days lie between the orders: 61 are usual, so 30 put nobody at risk.
    assertThat(action(rows, "silent")).isEqualTo("leave_alone 0.00");
    assertThat(action(rows, "once")).isEqualTo("second_order 15.00");
    assertThat(evidence(rows, "once")).startsWith("Bought on one day only, 1 day ago; ");
    // Half a unit is at stake, and an action costs one.
    assertThat(action(rows, "small")).isEqualTo("leave_alone 0.00");
    assertThat(evidence(rows, "small"))
        .isEqualTo(
            "Bought on one day only, 10 days ago; 50.0 % of all customers bought on a second day."
                + " 0.50 at stake is no more than an action costs.");
    assertThat(action(rows, "costly")).isEqualTo("reduce_cost_to_serve 10.00");
    assertThat(evidence(rows, "costly"))
        .isEqualTo("The last 365 days brought 20.00 and cost 30.00; the orders alone cost 30.00.");
    // The one silence that was looked at, its own, teaches nothing.
    assertThat(action(rows, "gone")).isEqualTo("leave_alone 0.00");
    assertThat(evidence(rows, "gone"))
        .isEqualTo(
            "Silent for 1095 days, past the churn window of 180; worth 80.00 in the year before"
                + " leaving; too few comparable silences to learn a chance from. 0.00 at stake is"
                + " no more than an action costs.");
  }

  /** What serving a customer costs, and not what the orders cost alone, makes a loss. */
  @Test
  void whoCostsMoreToServeThanTheLastYearBroughtIsToCostLess() {
    PurchaseHistory history =
        withOrders(
            Histories.history(
                withHandlingCost(rules("2024-12-31", Granularity.MONTH), "60"),
                180,
                Stream.concat(
                        Stream.of(twice("sender", "handled", "refunded", "unknown", "earlier")),
                        Stream.of(
                            Histories.returned("refunded", "2024-12-15", 100),
                            order("earlier", "2023-06-01", 50)))
                    .toArray(Event[]::new)),
            "sender,2024-11-20,300000,,",
            "sender,2024-12-10,300000,10000,",
            "handled,2024-11-20,300000,50000,30",
            "handled,2024-12-10,300000,50000,30",
            "refunded,2024-11-20,0,,",
            "refunded,2024-12-10,0,,",
            "unknown,2024-11-20,300000,,",
            "unknown,2024-12-10,,,",
            "earlier,2023-06-01,300000,,",
            "earlier,2024-11-20,300000,,",
            "earlier,2024-12-10,300000,,");
    Map<String, Row> rows =
        actions(
            GivenInput.beside(
                GivenInput.beside(
                    history,
                    ReturnsInput.NAME,
                    "return_id,customer_id,returned_at,cost",
                    "1,sender,2024-12-01 10:00:00,25",
                    "2,sender,2024-12-20 10:00:00,10",
                    "3,earlier,2023-06-10 10:00:00,1000"),
                ContactsInput.NAME,
                "contact_id,customer_id,contacted_at,kind,cost",
                "1,sender,2024-12-20 10:00:00,question,10",
                "2,refunded,2024-12-20 10:00:00,question,2",
                "3,unknown,2024-12-20 10:00:00,question,1000"));
    // 100 less 60 of goods, 1 of a deviation, 35 of returns and 10 of a contact.
    assertThat(action(rows, "sender")).isEqualTo("reduce_cost_to_serve 6.00");
    assertThat(evidence(rows, "sender"))
        .isEqualTo(
            "The last 365 days brought 100.00 and cost 106.00; the largest item after the orders is"
                + " returns with 35.00.");
    // 100 less 60 of goods, 10 of deviations and an hour's work at 60.
    assertThat(action(rows, "handled")).isEqualTo("reduce_cost_to_serve 30.00");
    assertThat(evidence(rows, "handled"))
        .isEqualTo(
            "The last 365 days brought 100.00 and cost 130.00; the largest item after the orders is"
                + " handling with 60.00.");
    assertThat(action(rows, "refunded")).isEqualTo("reduce_cost_to_serve 2.00");
    assertThat(evidence(rows, "refunded"))
        .isEqualTo("The last 365 days brought 0.00 and cost 2.00; no revenue is left.");
    assertThat(rows.get("unknown").<String>getAs(RetentionActionsTable.ACTION))
        .isEqualTo(RetentionActionsTable.LEAVE_ALONE);
    assertThat(rows.get("earlier").<String>getAs(RetentionActionsTable.ACTION))
        .isNotEqualTo(RetentionActionsTable.REDUCE_COST_TO_SERVE);
  }

  @Test
  void theLostAreWonBackByTheirChanceAndTheWaveringReEngaged() {
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      events.add(order("returned" + i, "2021-01-01", 10));
      events.add(order("returned" + i, "2022-01-01", 10));
      events.add(order("returned" + i, "2022-01-05", 10));
    }
    events.add(order("gone", "2022-01-01", 80));
    events.add(costly("sunk", "2022-01-01", 80, 100));
    events.add(order("wavering", "2024-11-01", 40));
    events.add(order("wavering", "2024-11-11", 40));
    events.add(order("wavering", "2024-11-21", 20));
    Map<String, Row> rows = actions(ActionRules.UNLIMITED, events.toArray(Event[]::new));
    // Nobody was away for so long before; of all 62 silences 30 ended within a year.
    assertThat(action(rows, "gone")).isEqualTo("win_back 38.71");
    assertThat(action(rows, "returned0")).isEqualTo("win_back 9.68");
    assertThat(action(rows, "sunk")).isEqualTo("leave_alone 0.00");
    assertThat(evidence(rows, "sunk"))
        .endsWith(
            "; brought 80.00 and cost 100.00 to date; the orders alone cost 100.00. 0.00 at stake"
                + " is no more than an action costs.")
        .doesNotContain("worth");
    assertThat(action(rows, "wavering")).isEqualTo("re_engage 100.00");
    assertThat(evidence(rows, "wavering"))
        .isEqualTo(
            "At risk: silent for 40 days; where 10.0 days between orders are usual; brought 100.00 in"
                + " the last 365 days.");
  }

  @Test
  void theBudgetGoesToTheLargestValuesAndAmongEqualsByCustomer() {
    List<Event> events = new ArrayList<>();
    for (String name : List.of("d", "b", "e", "a", "c")) {
      events.add(order(name, "2024-12-20", 30));
    }
    events.add(order("large", "2024-12-20", 300));
    events.add(order("twice", "2024-12-01", 1));
    events.add(order("twice", "2024-12-30", 1));
    ActionRules rules =
        new ActionRules(Optional.of(new BigDecimal("6")), new BigDecimal("1.5"), 90);
    Map<String, Row> rows = actions(rules, events.toArray(Event[]::new));
    assertThat(
            rows.values().stream()
                .filter(row -> row.<Boolean>getAs(RetentionActionsTable.IS_WITHIN_BUDGET))
                .map(row -> row.<String>getAs(RetentionActionsTable.CUSTOMER_ID)))
        .containsExactly("a", "b", "c", "large");
    assertThat(rows.get("e").<Long>getAs(RetentionActionsTable.PRIORITY_RANK)).isEqualTo(2);
    assertThat(rows.get("twice").<Boolean>getAs(RetentionActionsTable.IS_WITHIN_BUDGET)).isFalse();
  }

  @Test
  void whoHasAGrievanceIsRecoveredBeforeAnythingElse() {
    Map<String, Row> rows =
        actions(
            history ->
                GivenInput.beside(
                    GivenInput.beside(
                        history,
                        ContactsInput.NAME,
                        "contact_id,customer_id,contacted_at,kind,resolved_at,satisfaction,handled_well",
                        "1,upset,2024-12-20 10:00:00,complaint,2024-12-22 10:00:00,,false",
                        "2,settled,2024-12-20 10:00:00,complaint,2024-12-22 10:00:00,5,",
                        "3,old,2024-10-02 10:00:00,complaint,,,false",
                        "4,asking,2024-12-20 10:00:00,question,,1,",
                        "5,gone,2024-12-15 10:00:00,complaint,,2,"),
                    ReturnsInput.NAME,
                    "return_id,customer_id,returned_at,resolved_at,handled_well",
                    "1,open,2024-12-01 10:00:00,,",
                    "2,settled,2024-12-05 10:00:00,2024-12-06 10:00:00,"),
            twice("upset", "settled", "old", "asking", "open", "gone"));
    assertThat(action(rows, "upset")).isEqualTo("recover 100.00");
    assertThat(evidence(rows, "upset"))
        .isEqualTo(
            "A complaint of 2024-12-20 was handled badly; brought 100.00 in the last 365 days.");
    assertThat(action(rows, "open")).isEqualTo("recover 100.00");
    assertThat(evidence(rows, "open"))
        .isEqualTo("A return of 2024-12-01 is not settled; brought 100.00 in the last 365 days.");
    assertThat(action(rows, "settled")).isEqualTo("leave_alone 0.00");
    assertThat(action(rows, "old")).isEqualTo("leave_alone 0.00");
    assertThat(action(rows, "asking")).isEqualTo("leave_alone 0.00");
    assertThat(evidence(rows, "gone"))
        .contains("chance from; a complaint of 2024-12-15 was handled badly.");
  }

  @Test
  void whereNothingIsEverSettledNothingIsSaidNotToBe() {
    Map<String, Row> rows =
        actions(
            history ->
                GivenInput.beside(
                    history,
                    ContactsInput.NAME,
                    "contact_id,customer_id,contacted_at,kind",
                    "1,quiet,2024-12-20 10:00:00,complaint"),
            twice("quiet"));
    assertThat(action(rows, "quiet")).isEqualTo("leave_alone 0.00");
  }

  /** Two orders each, lately of all but one who is gone. */
  private static Event[] twice(String... customers) {
    List<Event> events = new ArrayList<>();
    for (String customer : customers) {
      String year = customer.equals("gone") ? "2023" : "2024";
      events.add(order(customer, year + "-11-20", 50));
      events.add(order(customer, year + "-12-10", 50));
    }
    return events.toArray(Event[]::new);
  }

  private static Map<String, Row> actions(UnaryOperator<PurchaseHistory> beside, Event... events) {
    return actions(
        beside.apply(Histories.history(rules("2024-12-31", Granularity.MONTH), 180, events)));
  }

  private static String action(Map<String, Row> rows, String customer) {
    Row row = rows.get(customer);
    return row.<String>getAs(RetentionActionsTable.ACTION)
        + " "
        + row.<BigDecimal>getAs(RetentionActionsTable.VALUE_AT_STAKE);
  }

  private static String evidence(Map<String, Row> rows, String customer) {
    return rows.get(customer).getAs(RetentionActionsTable.EVIDENCE);
  }

  private static Event costly(String customer, String day, long amount, long cost) {
    return new Event(
        customer,
        LocalDate.parse(day),
        amount * LedgerTable.UNITS,
        true,
        Map.of(),
        OptionalLong.of(cost * LedgerTable.UNITS));
  }

  private static Map<String, Row> actions(ActionRules actions, Event... events) {
    HistoryRules rules = with(rules("2024-12-31", Granularity.MONTH), actions, Optional.empty());
    String[] orders =
        Stream.of(events)
            .map(
                event ->
                    "%s,%s,%s,,"
                        .formatted(
                            event.customerId(),
                            event.day(),
                            event.costUnits().isPresent() ? event.costUnits().getAsLong() : ""))
            .toArray(String[]::new);
    return actions(withOrders(Histories.history(rules, 180, events), orders));
  }

  private static HistoryRules withHandlingCost(HistoryRules plain, String hour) {
    return with(plain, ActionRules.UNLIMITED, Optional.of(new BigDecimal(hour)));
  }

  private static HistoryRules with(
      HistoryRules plain, ActionRules actions, Optional<BigDecimal> handlingCostPerHour) {
    return new HistoryRules(
        plain.asOf(),
        plain.weekStart(),
        plain.cohortGranularities(),
        plain.cohortStart(),
        plain.retentionGranularities(),
        plain.segments(),
        plain.minimumGroupSize(),
        plain.atRiskAfterTypicalGaps(),
        TrialRules.USUAL,
        EngagementRules.USUAL,
        actions,
        plain.departures(),
        handlingCostPerHour);
  }

  /** A history with its orders one by one: customer, day, cost, deviation, minutes of work. */
  private static PurchaseHistory withOrders(PurchaseHistory history, String... orders) {
    Dataset<Row> rows =
        Datasets.ofCsv(
            "customer_id string, order_date date, cost_units bigint, deviation_units bigint,"
                + " handling_minutes decimal(18,4)",
            orders);
    return Histories.beside(history, history.inputs(), Optional.of(rows), Optional.empty());
  }

  private static Map<String, Row> actions(PurchaseHistory history) {
    Map<String, Row> rows = new TreeMap<>();
    MetricCatalog.find(RetentionActionsTable.NAME)
        .orElseThrow()
        .of(SharedSteps.of(history))
        .collectAsList()
        .forEach(row -> rows.put(row.getAs(RetentionActionsTable.CUSTOMER_ID), row));
    return rows;
  }
}
