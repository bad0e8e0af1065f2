package io.perennial.history;

import static io.perennial.testing.Histories.order;
import static io.perennial.testing.Histories.returned;
import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.metric.MetricCatalog;
import io.perennial.reference.Ledgers;
import io.perennial.table.CohortStart;
import io.perennial.table.Granularity;
import io.perennial.table.output.CohortRetentionTable;
import io.perennial.testing.Datasets;
import io.perennial.testing.Histories;
import io.perennial.testing.SharedSpark;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class PurchaseHistoryTest {
  private static final HistoryRules BY_SIGN_UP =
      new HistoryRules(
          LocalDate.parse("2024-04-30"),
          DayOfWeek.MONDAY,
          List.of(Granularity.MONTH),
          CohortStart.SIGN_UP,
          List.of(Granularity.MONTH),
          List.of(new SegmentRule("country", true, "attribute_country")),
          1,
          2.0);

  private static PurchaseHistory signedUp() {
    Dataset<Row> customers =
        Datasets.ofCsv(
            "customer_id string, signed_up_at timestamp, attribute_country string",
            "early,2024-01-05 09:00:00,NL",
            "never,2024-01-20 09:00:00,NL",
            "guest,2024-03-01 09:00:00,DE",
            "later,2024-05-01 00:00:00,DE",
            "refund,2024-02-01 10:00:00,DE");
    return Histories.history(
        Ledgers.of(
            SharedSpark.session(),
            List.of(
                order("early", "2024-02-10", 10),
                order("early", "2024-03-10", 10),
                order("guest", "2024-02-20", 30),
                order("unlisted", "2024-04-01", 5),
                returned("refund", "2024-02-02", 7)),
            BY_SIGN_UP.asOf(),
            List.of()),
        BY_SIGN_UP,
        OptionalInt.of(60),
        OptionalInt.empty(),
        Optional.of(customers));
  }

  @Test
  void cohortsBySignUpHoldThoseWhoNeverOrderedAndNobodyWhoSignsUpAfterTheAsOfDate() {
    Dataset<Row> members =
        signedUp()
            .cohortMembers()
            .filter(col(CustomerTotals.SEGMENT_NAME).equalTo("all"))
            .select(
                CustomerTotals.CUSTOMER_ID,
                CustomerTotals.COHORT_DATE,
                CustomerTotals.LAST_ORDER_DATE);
    Datasets.assertSameRows(
        Datasets.ofCsv(
            "customer_id string, cohort_date date, last_order_date date",
            "early,2024-01-05,2024-03-10",
            "never,2024-01-20,",
            "guest,2024-02-20,2024-02-20",
            "unlisted,2024-04-01,2024-04-01",
            "refund,2024-02-01,"),
        members);
  }

  @Test
  void aSignUpCohortsOwnPeriodShowsHowManyOrderedInIt() {
    Dataset<Row> cells = MetricCatalog.find(CohortRetentionTable.NAME).orElseThrow().of(signedUp());
    Datasets.assertSameRows(
        Datasets.ofCsv(
            "segment_value string, periods_since_first_order int, cohort_size bigint,"
                + " active_customers bigint, unbounded_active_customers bigint, orders bigint",
            "all,0,2,0,1,0",
            "all,1,2,1,1,1",
            "all,2,2,1,1,1",
            "all,3,2,0,0,0",
            "NL,0,2,0,1,0",
            "NL,1,2,1,1,1",
            "NL,2,2,1,1,1",
            "NL,3,2,0,0,0"),
        cells
            .filter(col(CohortRetentionTable.COHORT_START).equalTo("2024-01-01"))
            .select(
                "segment_value",
                "periods_since_first_order",
                "cohort_size",
                "active_customers",
                "unbounded_active_customers",
                "orders"));
    assertThat(cells.filter("segment_name = 'all'").selectExpr("sum(orders)").head().getLong(0))
        .isEqualTo(4);
  }

  @Test
  void aCustomerWhomTheTableDoesNotListIsOfAnUnknownCountry() {
    Dataset<Row> unknown =
        signedUp()
            .totals()
            .filter("segment_name = 'country' and segment_value = 'unknown'")
            .select(CustomerTotals.CUSTOMER_ID);
    Datasets.assertSameRows(Datasets.ofCsv("customer_id string", "unlisted"), unknown);
  }
}
