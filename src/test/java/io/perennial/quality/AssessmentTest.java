package io.perennial.quality;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.table.input.ContactsInput;
import io.perennial.table.input.CustomersInput;
import io.perennial.table.input.DeparturesInput;
import io.perennial.table.input.ExchangeRatesInput;
import io.perennial.table.input.InputCatalog;
import io.perennial.table.input.InputColumn;
import io.perennial.table.input.InputContract;
import io.perennial.table.input.OrderLinesInput;
import io.perennial.table.input.OrdersInput;
import io.perennial.table.input.SubscriptionsInput;
import io.perennial.table.input.SurveysInput;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class AssessmentTest {
  private static Assessment assessment(InputContract contract, MappedFixture rows) {
    return new Assessment(
        contract,
        LocalDate.of(2024, 6, 30),
        "EUR",
        LocalDate.of(2000, 1, 1),
        new BigDecimal("1000"),
        new StatusRules(List.of(), List.of("cancelled"), List.of("returned")),
        rows.mapped(),
        List.of(),
        RowText.unmasked());
  }

  private static String shown(Dataset<Row> rows, String... columns) {
    Column[] all = List.of(columns).stream().map(name -> col(name)).toArray(Column[]::new);
    return rows.select(all).orderBy(all).collectAsList().toString();
  }

  @Test
  void customersAreHeldToTheirKeyTheirDatesAndTheirCosts() {
    MappedFixture rows =
        MappedFixture.of(
            CustomersInput.CONTRACT,
            "customer_id, signed_up_at, acquisition_cost, _unreadable, _malformed",
            "('c1', '2024-01-02', 5, null, null)",
            "('c2', '2024-01-02', 5, null, null)",
            "('c2', '2024-01-02', 5, null, null)",
            "('c3', '2024-01-02', 5, null, null)",
            "('c3', null, 5, null, null)",
            "(null, '2024-01-02', 5, null, null)",
            "('c4', null, 5, 'signed_up_at', null)",
            "('c5', '1900-01-01', 5, null, null)",
            "('c6', '2024-07-01', 5, null, null)",
            "('c7', '2024-01-02', -1, null, null)",
            "('c8', '2024-01-02', 1001, null, null)",
            "('c9', null, null, null, 'c9')",
            "('c\uFFFD', null, null, null, null)",
            "('c10', null, null, null, null)");
    Assessment customers = assessment(CustomersInput.CONTRACT, rows);
    Dataset<Row> assessed = customers.of(rows.rows());
    assertThat(shown(customers.summary(assessed), "reason_code", "rows", "currency"))
        .isEqualTo(
            "[[null,3,XXX], [absurd_amount,1,XXX], [after_as_of,1,XXX], [conflicting_key,1,XXX],"
                + " [conflicting_key,1,XXX], [identical_repeat,1,XXX], [impossible_date,1,XXX],"
                + " [malformed_row,1,XXX], [missing_customer_id,1,XXX],"
                + " [negative_acquisition_cost,1,XXX], [undecodable_text,1,XXX],"
                + " [unreadable_signed_up_at,1,XXX]]");
    assertThat(shown(customers.accepted(assessed), "customer_id")).isEqualTo("[[c1], [c10], [c2]]");
    assertThat(customers.accepted(assessed).columns())
        .containsExactly("customer_id", "signed_up_at", "acquisition_channel", "acquisition_cost");
  }

  @Test
  void ratesAreHeldToTheirCurrencyDayAndSign() {
    MappedFixture rows =
        MappedFixture.of(
            ExchangeRatesInput.CONTRACT,
            "currency, date, rate",
            "('usd', '2024-01-02', 0.9)",
            "('USD ', '2024-01-03', 0.9)",
            "('USD', '2024-01-04', 0.9)",
            "('usd', '2024-01-04', 0.8)",
            "('GBP', '2024-01-04', 0)",
            "('GBP', '2024-01-05', null)",
            "('pounds', '2024-01-05', 1)",
            "(null, '2024-01-05', 1)",
            "('GBP', '2024-07-01', 1)");
    Assessment rates = assessment(ExchangeRatesInput.CONTRACT, rows);
    Dataset<Row> assessed = rates.of(rows.rows());
    assertThat(shown(assessed, "reason_code", "currency"))
        .isEqualTo(
            "[[null,USD ], [null,usd], [after_as_of,GBP], [conflicting_key,USD],"
                + " [conflicting_key,usd], [missing_currency,null], [missing_rate,GBP],"
                + " [non_positive_rate,GBP], [unknown_currency,pounds]]");
    assertThat(shown(rates.accepted(assessed), "currency", "date", "rate"))
        .isEqualTo("[[USD,2024-01-02,0.90000000], [USD,2024-01-03,0.90000000]]");
  }

  @Test
  void subscriptionsAreHeldToTheirKeyTheirDatesAndTheirAmounts() {
    MappedFixture rows =
        MappedFixture.of(
            SubscriptionsInput.CONTRACT,
            "subscription_id, customer_id, started_at, monthly_amount, ended_at, _unreadable",
            "('s1', 'c1', '2024-01-02', 5, null, null)",
            "('s2', 'c1', '2024-01-02', 0, '2024-01-02', null)",
            "('s2', 'c1', '2024-01-02', 0, '2024-01-02', null)",
            "('s3', 'c1', '2024-01-02', 5, '2024-02-02', null)",
            "('s3', 'c1', '2024-01-02', 6, '2024-02-02', null)",
            "('s4', 'c1', '2024-01-02', 5, '2024-01-01', null)",
            "('s5', 'c1', '2024-01-02', -5, null, null)",
            "('s6', 'c1', '2024-01-02', 1001, null, null)",
            "('s7', 'c1', '2024-07-01', 5, null, null)",
            "('s8', 'c1', '1900-01-01', 5, null, null)",
            "('s9', 'c1', '2024-01-02', 5, null, 'ended_at')",
            "(null, 'c1', '2024-01-02', 5, null, null)",
            "('s10', null, '2024-01-02', 5, null, null)",
            "('s11', 'c1', null, 5, null, null)",
            "('s12', 'c1', '2024-01-02', null, null, null)",
            "('s13', 'c1', '2024-01-02', 5, '2025-01-02', null)");
    Assessment subscriptions = assessment(SubscriptionsInput.CONTRACT, rows);
    Dataset<Row> assessed = subscriptions.of(rows.rows());
    assertThat(shown(subscriptions.summary(assessed), "reason_code", "rows"))
        .isEqualTo(
            "[[null,3], [absurd_amount,1], [after_as_of,1], [conflicting_key,1],"
                + " [conflicting_key,1], [ended_before_start,1], [identical_repeat,1],"
                + " [impossible_date,1], [missing_customer_id,1], [missing_monthly_amount,1],"
                + " [missing_started_at,1], [missing_subscription_id,1],"
                + " [negative_monthly_amount,1], [unreadable_ended_at,1]]");
    assertThat(shown(subscriptions.accepted(assessed), "subscription_id"))
        .isEqualTo("[[s1], [s13], [s2]]");
  }

  @Test
  void linesBesideAnOrdersTableAreJudgedOneByOne() {
    MappedFixture rows =
        MappedFixture.of(
            OrderLinesInput.CONTRACT,
            "order_id, customer_id, ordered_at, quantity, unit_price, currency",
            "('o1', 'c1', '2024-01-02', 2, 1.5, 'EUR')",
            "('o1', 'c1', '2024-01-02', 2, 1.5, 'EUR')",
            "('o2', null, '2024-01-02', 2, 2, null)",
            "(null, 'c1', '2024-01-02', 1, 1, 'EUR')",
            "('o3', 'c1', '2024-01-02', 1, 1001, 'EUR')",
            "('o3', 'c1', '2024-01-02', 99999999999999, 1001, 'EUR')",
            "('o3', 'c1', '2024-01-02', null, 1, 'EUR')",
            "('o3', 'c1', '2024-01-02', 1, 1, 'E')",
            "('o4', 'c1', '2025-01-02', 1, 1, 'USD')");
    Assessment lines = assessment(OrderLinesInput.CONTRACT, rows);
    assertThat(
            shown(
                lines.summary(lines.of(rows.rows())),
                "disposition",
                "reason_code",
                "currency",
                "rows",
                "amount_read"))
        .isEqualTo(
            "[[accepted,null,EUR,2,6.0000], [anonymous,null,EUR,1,4.0000],"
                + " [excluded,after_as_of,USD,1,1.0000], [rejected,absurd_amount,EUR,1,0.0000],"
                + " [rejected,absurd_amount,EUR,1,1001.0000],"
                + " [rejected,missing_order_id,EUR,1,1.0000],"
                + " [rejected,missing_quantity,EUR,1,0.0000],"
                + " [rejected,unknown_currency,XXX,1,1.0000]]");
  }

  @Test
  void linesBesideAnOrdersTableCountByTheirOwnStatus() {
    MappedFixture rows =
        MappedFixture.of(
            OrderLinesInput.CONTRACT,
            "order_id, customer_id, ordered_at, status, quantity, unit_price",
            "('o1', 'c1', '2024-01-02', 'complete', 2, 1.5)",
            "('o1', 'c1', '2024-01-02', ' Cancelled ', 3, 1.5)",
            "('o2', null, '2024-01-02', 'cancelled', 1, 2)",
            "('o2', null, '2024-01-02', null, 1, 2)",
            "('o3', 'c1', '2024-01-02', 'returned', 1, 2)",
            "('o3', 'c1', '2024-01-02', 'cancelled', 1, 2000)",
            "('o4', 'c1', '1900-01-02', 'cancelled', 1, 1)");
    Assessment lines = assessment(OrderLinesInput.CONTRACT, rows);
    Dataset<Row> assessed = lines.of(rows.rows());
    assertThat(shown(lines.summary(assessed), "disposition", "reason_code", "rows", "amount_read"))
        .isEqualTo(
            "[[accepted,null,2,5.0000], [anonymous,null,1,2.0000],"
                + " [excluded,status_not_counted,3,2006.5000],"
                + " [rejected,impossible_date,1,1.0000]]");
    assertThat(shown(lines.accepted(assessed), "order_id", "status"))
        .isEqualTo("[[o1,complete], [o2,null], [o3,returned]]");
  }

  @Test
  void aContractsWordsRangesAndSpansAreChecks() {
    MappedFixture contacts =
        MappedFixture.of(
            ContactsInput.CONTRACT,
            "contact_id, customer_id, contacted_at, kind, satisfaction, cost, resolved_at",
            "('k1', 'c1', '2024-01-02', ' Complaint', 5, 1, '2024-01-02')",
            "('k2', 'c1', '2024-01-02', 'moan', 5, 1, null)",
            "('k3', 'c1', '2024-01-02', 'question', 6, 1, null)",
            "('k4', 'c1', '2024-01-02', 'after_sales', null, -1, null)",
            "('k5', 'c1', '2024-01-02', 'question', 0, 1, null)",
            "('k6', 'c1', '2024-01-02', 'question', 1, 1, '2024-01-01')",
            "('k7', 'c1', '2024-01-02', null, 1, 1, null)",
            "('k8', 'c1', '2024-07-02', 'question', 1, 1, null)",
            "('k9', 'c1', '2024-01-02', 'question', 1, 1001, null)");
    Assessment assessment = assessment(ContactsInput.CONTRACT, contacts);
    Dataset<Row> assessed = assessment.of(contacts.rows());
    assertThat(shown(assessment.summary(assessed), "reason_code", "rows"))
        .isEqualTo(
            "[[null,1], [absurd_amount,1], [after_as_of,1], [ended_before_start,1],"
                + " [missing_kind,1], [negative_cost,1], [out_of_range_satisfaction,1],"
                + " [out_of_range_satisfaction,1], [unknown_kind,1]]");
    assertThat(shown(assessment.accepted(assessed), "contact_id", "kind"))
        .isEqualTo("[[k1,complaint]]");
  }

  @Test
  void surveysAreDatedByTheDayOnWhichTheyWereSent() {
    MappedFixture surveys =
        MappedFixture.of(
            SurveysInput.CONTRACT,
            "customer_id, sent_at, answered_at, instrument, score",
            "('c1', '2024-06-30', '2024-07-02', 'NPS', 10)",
            "('c1', '2024-06-30', '2024-07-02', 'NPS', 10)",
            "('c1', null, '2024-06-30', 'csat', 5)",
            "('c1', '2024-06-30', null, 'ces', null)",
            "('c2', null, null, 'ces', null)",
            "('c2', null, '2024-06-30', 'csat', 6)",
            "('c2', null, '2024-06-30', 'ces', 0)",
            "('c2', '2024-06-30', '2024-06-29', 'nps', 0)",
            "('c2', '2024-07-01', null, 'nps', null)");
    Assessment assessment = assessment(SurveysInput.CONTRACT, surveys);
    assertThat(shown(assessment.summary(assessment.of(surveys.rows())), "reason_code", "rows"))
        .isEqualTo(
            "[[null,4], [after_as_of,1], [answered_before_sent,1], [missing_answered_at,1],"
                + " [out_of_range_score,1], [out_of_range_score,1]]");
  }

  @Test
  void theReasonThatARowHoldsIsNotThatOfItsRejection() {
    MappedFixture departures =
        MappedFixture.of(
            DeparturesInput.CONTRACT,
            "customer_id, left_at, reason",
            "('c1', '2024-01-02', 'price')",
            "(null, '2024-01-02', 'service')");
    Assessment assessment = assessment(DeparturesInput.CONTRACT, departures);
    Dataset<Row> assessed = assessment.of(departures.rows());
    assertThat(shown(assessment.accepted(assessed), "customer_id", "reason"))
        .isEqualTo("[[c1,price]]");
    assertThat(shown(assessment.summary(assessed), "reason_code", "reason"))
        .isEqualTo("[[null,null], [missing_customer_id,customer_id has no value.]]");
  }

  @Test
  void everyTableBesideTheOrdersCanBeJudged() {
    for (InputContract contract : InputCatalog.ALL) {
      if (contract.equals(OrdersInput.CONTRACT)) {
        continue;
      }
      String columns =
          contract.columns().stream().map(InputColumn::name).collect(Collectors.joining(", "));
      String values =
          contract.columns().stream()
              .map(column -> "cast(null as string)")
              .collect(Collectors.joining(", ", "(", ")"));
      MappedFixture rows = MappedFixture.of(contract, columns, values);
      Assessment assessment = assessment(contract, rows);
      String missing =
          contract.columns().stream().filter(column -> !column.nullable()).findFirst().get().name();
      assertThat(shown(assessment.of(rows.rows()), "reason_code"))
          .as(contract.name())
          .isEqualTo("[[missing_" + missing + "]]");
    }
  }
}
